import { clockPeriodAt } from './clock-period.ts';
import { minuteMs, type Instant } from './instant.ts';
import type { TimeRange } from './time-range.ts';

/**
 * The calendar grid of a location. A grid line is an instant at which the local clock shows a multiple of
 * `gridMinutes` since midnight, so the board reads 10:00, 10:15, … in every zone, also in those at :30 and :45.
 * When the clocks change, lines that do not exist are left out and lines that happen twice are there twice.
 * All functions throw `RangeError` when `gridMinutes` does not divide a day or the zone is unknown.
 */

/** The last grid line at or before `instant`. */
export function floorToGrid(instant: Instant, gridMinutes: number, timeZone: string): Instant {
  const stepMs = gridStepMs(gridMinutes);
  let at = instant;
  for (;;) {
    const period = clockPeriodAt(at, timeZone);
    const line = floorUnder(period.offsetMs, at, stepMs);
    if (period.start <= line) return line;
    // The clocks changed since that line: the last line is one of the time before the change.
    at = period.start - 1;
  }
}

/** The first grid line at or after `instant`. */
export function ceilToGrid(instant: Instant, gridMinutes: number, timeZone: string): Instant {
  const stepMs = gridStepMs(gridMinutes);
  let at = instant;
  for (;;) {
    const period = clockPeriodAt(at, timeZone);
    const line = ceilUnder(period.offsetMs, at, stepMs);
    if (line < period.end) return line;
    at = period.end;
  }
}

/** The nearest grid line; the later one when two are equally near. */
export function roundToGrid(instant: Instant, gridMinutes: number, timeZone: string): Instant {
  const before = floorToGrid(instant, gridMinutes, timeZone);
  const after = ceilToGrid(instant, gridMinutes, timeZone);
  return instant - before < after - instant ? before : after;
}

/** Every grid line in the half-open range, ascending, made as they are asked for. */
export function* gridLines(within: TimeRange, gridMinutes: number, timeZone: string): Generator<Instant, void, undefined> {
  const stepMs = gridStepMs(gridMinutes);
  let start = within.start;
  while (start < within.end) {
    const period = clockPeriodAt(start, timeZone);
    const end = Math.min(within.end, period.end);
    for (let line = ceilUnder(period.offsetMs, start, stepMs); line < end; line += stepMs) yield line;
    start = end;
  }
}

/** Every grid line in the half-open range, descending, made as they are asked for. */
export function* gridLinesBackwards(
  within: TimeRange,
  gridMinutes: number,
  timeZone: string,
): Generator<Instant, void, undefined> {
  const stepMs = gridStepMs(gridMinutes);
  let end = within.end;
  while (within.start < end) {
    const period = clockPeriodAt(end - 1, timeZone);
    const start = Math.max(within.start, period.start);
    for (let line = floorUnder(period.offsetMs, end - 1, stepMs); line >= start; line -= stepMs) yield line;
    end = start;
  }
}

function gridStepMs(gridMinutes: number): number {
  if (!Number.isInteger(gridMinutes) || gridMinutes <= 0 || 1440 % gridMinutes !== 0)
    throw new RangeError(`A grid of ${gridMinutes} minutes does not divide a day`);
  return gridMinutes * minuteMs;
}

function floorUnder(offsetMs: number, instant: Instant, stepMs: number): Instant {
  return Math.floor((instant + offsetMs) / stepMs) * stepMs - offsetMs;
}

function ceilUnder(offsetMs: number, instant: Instant, stepMs: number): Instant {
  return Math.ceil((instant + offsetMs) / stepMs) * stepMs - offsetMs;
}
