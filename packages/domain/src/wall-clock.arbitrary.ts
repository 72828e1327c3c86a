import fc from 'fast-check';
import { nights } from './wall-clock.oracle.ts';

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
