import { minuteMs } from '@holdfast/domain/instant';
import { dayOf } from '@holdfast/domain/opening-hours';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow } from '@holdfast/protocol/rows';
import { instantOf, openOfDay } from '../opening.ts';

/** Around a time that could not be had: far enough to find something, near enough to be what they wanted. */
const aroundMs = 120 * minuteMs;

/**
 * The window to begin with: two hours either side of what was wanted, or what is left of the day, each within the
 * opening hours and from now on. A day that is over, or closed, leaves the whole day: the person sets it right.
 */
export function firstWindow(location: LocationRow, day: string, wanted: TimeRange | null, now: number): TimeRange {
  const open = openOfDay(location, day);
  const hours = { start: open[0]?.start ?? instantOf(day, '09:00', location.timeZone), end: open.at(-1)?.end ?? instantOf(day, '18:00', location.timeZone) };
  const wished = wanted === null ? hours : { start: wanted.start - aroundMs, end: wanted.end + aroundMs };
  const gridMs = location.gridMinutes * minuteMs;
  const soonest = Math.ceil(now / gridMs) * gridMs;
  const window = { start: Math.max(hours.start, wished.start, soonest), end: Math.min(hours.end, wished.end) };
  return window.start < window.end ? window : hours;
}

/** Wall times of a day as instants; an end at or before the start is the next morning's. */
export function windowOf(day: string, from: string, to: string, zone: string): TimeRange & { nextDay: boolean } {
  const start = instantOf(day, from, zone);
  const end = instantOf(day, to, zone);
  if (end > start) return { start, end, nextDay: false };
  const next = Temporal.PlainDate.from(day).add({ days: 1 }).toString();
  return { start, end: instantOf(next, to, zone), nextDay: true };
}

/** Whether a window lies on one day of the location: then the day is said once. */
export function isOneDay({ start, end }: TimeRange, zone: string): boolean {
  return dayOf(start, zone) === dayOf(end - 1, zone);
}
