import { minuteMs } from '@holdfast/domain/instant';
import { dayRange, openRanges } from '@holdfast/domain/opening-hours';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow } from '@holdfast/protocol/rows';

/** Opening hours that run further past midnight than this belong to the next day: such a location never closes. */
const nightMs = 6 * 60 * minuteMs;

/** Opening hours that begin on a day, in order; the last may end after midnight. */
export function openOfDay(location: LocationRow, day: string): TimeRange[] {
  const whole = dayRange(day, location.timeZone);
  const limit = whole.end + nightMs;
  return openRanges(location.openingHours, location.timeZone, { start: whole.start, end: limit })
    .filter((range) => range.start < whole.end)
    .map((range) => (range.end >= limit ? { start: range.start, end: whole.end } : range));
}

/** The instant of a wall time on a day; one that a clock change skips becomes the one after it. */
export function instantOf(day: string, wallTime: string, timeZone: string): number {
  return Temporal.PlainDateTime.from(`${day}T${wallTime}`).toZonedDateTime(timeZone).epochMilliseconds;
}
