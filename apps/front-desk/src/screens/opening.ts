import { minuteMs } from '@holdfast/domain/instant';
import { bookableRanges, hasOwnHours } from '@holdfast/domain/bookable-hours';
import { dayRange, openRanges } from '@holdfast/domain/opening-hours';
import { subtract, type TimeRange } from '@holdfast/domain/time-range';
import type { DayException, LocationRow, ResourceRow } from '@holdfast/protocol/rows';

/** Opening hours that run further past midnight than this belong to the next day: such a location never closes. */
const nightMs = 6 * 60 * minuteMs;

/** Opening hours that begin on a day, in order; the last may end after midnight. */
export function openOfDay(location: LocationRow, day: string): TimeRange[] {
  const whole = dayRange(day, location.timeZone);
  const limit = whole.end + nightMs;
  return openRanges(location.openingHours, location.timeZone, { start: whole.start, end: limit }, location.exceptions)
    .filter((range) => range.start < whole.end)
    .map((range) => (range.end >= limit ? { start: range.start, end: whole.end } : range));
}

/** The instant of a wall time on a day; one that a clock change skips becomes the one after it. */
export function instantOf(day: string, wallTime: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(`${day}T${wallTime}`).toZonedDateTime(timeZone).epochMilliseconds;
}

/** What replaces a date's weekly hours, if anything; of two for one date the last counts. */
export function exceptionOn({ exceptions }: { exceptions?: readonly DayException[] }, day: string): DayException | null {
  return exceptions?.findLast(({ date }) => date === day) ?? null;
}

/** When a column may not be booked although the location is open: off shift, on a break, away for the day. */
export function offRanges(location: LocationRow, resource: ResourceRow, open: readonly TimeRange[], within: TimeRange): TimeRange[] {
  return hasOwnHours(resource) ? subtract(open, bookableRanges(location, resource, within)) : [];
}

/** Where somebody with hours of their own stands in a day. */
export type Presence = { kind: 'there' } | { kind: 'off_today'; reason: string | null } | { kind: 'off_until'; at: number } | { kind: 'gone'; since: number };

/** `now` is null for a day that is not today: then only a whole day off is told. */
export function presenceOf(location: LocationRow, resource: ResourceRow, day: string, now: number | null): Presence {
  if (!hasOwnHours(resource)) return { kind: 'there' };
  const whole = dayRange(day, location.timeZone);
  // A night shift ends after midnight; what begins then belongs to the next day.
  const ranges = bookableRanges(location, resource, { start: whole.start, end: whole.end + nightMs }).filter(({ start }) => start < whole.end);
  const last = ranges.at(-1);
  if (last === undefined) return { kind: 'off_today', reason: exceptionOn(resource, day)?.reason ?? null };
  if (now === null || ranges.some((range) => range.start <= now && now < range.end)) return { kind: 'there' };
  const next = ranges.find(({ start }) => start > now);
  return next === undefined ? { kind: 'gone', since: last.end } : { kind: 'off_until', at: next.start };
}
