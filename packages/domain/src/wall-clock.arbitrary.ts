import fc from 'fast-check';
import { minutesAround, nights, type ExceptionalDay, type Night } from './wall-clock.oracle.ts';

export const anyNight = fc.constantFrom(...nights);
export const anyGrid = fc.constantFrom(5, 10, 15, 20, 30, 60);

function clock(minuteOfDay: number): string {
  return `${String(Math.floor(minuteOfDay / 60)).padStart(2, '0')}:${String(minuteOfDay % 60).padStart(2, '0')}`;
}

/** Hours that like to open and close where clocks change, that cross midnight, overlap, touch, and last all day. */
const anyClockMinute = fc.oneof(
  fc.integer({ min: 0, max: 1439 }),
  fc.integer({ min: 0, max: 16 }).map((quarters) => quarters * 15),
);
const anyHoursOfDay = fc.array(
  fc.oneof(
    { weight: 6, arbitrary: fc.tuple(anyClockMinute.map(clock), anyClockMinute.map(clock)) },
    { weight: 1, arbitrary: fc.tuple(anyClockMinute.map(clock), fc.constant('24:00')) },
    { weight: 1, arbitrary: fc.constant<[string, string]>(['00:00', '24:00']) },
  ),
  { maxLength: 2 },
);
export const anyOpeningHours = fc
  .tuple(anyHoursOfDay, anyHoursOfDay, anyHoursOfDay, anyHoursOfDay, anyHoursOfDay, anyHoursOfDay, anyHoursOfDay)
  .map((week): Record<string, [string, string][]> =>
    Object.fromEntries(week.flatMap((day, i) => (day.length === 0 ? [] : [[String(i + 1), day]]))),
  );

/** Other hours, or none, on some of the written days; now and then two for one of them. */
export const anyExceptions = fc.array(fc.record({ day: fc.nat({ max: 6 }), hours: anyHoursOfDay }), { maxLength: 3 });
export type DrawnExceptions = readonly { readonly day: number; readonly hours: [string, string][] }[];

export function datedExceptions(night: Night, drawn: DrawnExceptions): ExceptionalDay[] {
  const days = [...new Set(minutesAround(night).map(({ day }) => day))];
  return drawn.map(({ day, hours }) => ({ date: days[day % days.length]!, hours }));
}
