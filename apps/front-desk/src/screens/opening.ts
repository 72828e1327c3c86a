import { minuteMs } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow } from '@holdfast/protocol/rows';

/** The date in the location's zone at an instant, `YYYY-MM-DD`. */
export function dayOf(instant: number, timeZone: string): string {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDate().toString();
}

/** Local midnight to local midnight: 23, 24 or 25 hours. */
export function dayRange(day: string, timeZone: string): TimeRange {
  const date = Temporal.PlainDate.from(day);
  const at = (plain: Temporal.PlainDate) => plain.toZonedDateTime(timeZone).epochMilliseconds;
  return { start: at(date), end: at(date.add({ days: 1 })) };
}

/** The instant of a wall time on a day; a wall time that a clock change skips becomes the one after it. */
export function instantOf(day: string, wallTime: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(`${day}T${wallTime}`).toZonedDateTime(timeZone).epochMilliseconds;
}

/** Opening hours that begin on this day, in order; the last may end after midnight. */
export function openRanges(location: LocationRow, day: string): TimeRange[] {
  const date = Temporal.PlainDate.from(day);
  const at = (wall: string, after: string | null) => {
    const late = wall === '24:00';
    const next = late || (after !== null && wall <= after);
    const wallDate = next ? date.add({ days: 1 }) : date;
    return instantOf(wallDate.toString(), late ? '00:00' : wall, location.timeZone);
  };
  return (location.openingHours[String(date.dayOfWeek)] ?? [])
    .map(([from, to]) => ({ start: at(from, null), end: at(to, from) }))
    .filter((range) => range.end > range.start)
    .sort((a, b) => a.start - b.start);
}

/** Opening hours that touch a day, the night before included. */
export function openAround(location: LocationRow, day: string): TimeRange[] {
  const before = Temporal.PlainDate.from(day).subtract({ days: 1 }).toString();
  return [...openRanges(location, before), ...openRanges(location, day)];
}

/** The nearest step of the location's grid. */
export function roundToGrid(instant: number, location: LocationRow): number {
  const { start } = dayRange(dayOf(instant, location.timeZone), location.timeZone);
  const step = location.gridMinutes * minuteMs;
  return start + Math.round((instant - start) / step) * step;
}
