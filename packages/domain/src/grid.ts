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
    const offsetMs = offsetMsAt(at, timeZone);
    const line = floorUnder(offsetMs, at, stepMs);
    if (offsetMsAt(line, timeZone) === offsetMs) return line;
    // The clocks changed since that line: the last line is one of the time before the change.
    at = previousTransition(at + 1, timeZone) - 1;
  }
}

/** The first grid line at or after `instant`. */
export function ceilToGrid(instant: Instant, gridMinutes: number, timeZone: string): Instant {
  const stepMs = gridStepMs(gridMinutes);
  let at = instant;
  for (;;) {
    const offsetMs = offsetMsAt(at, timeZone);
    const line = ceilUnder(offsetMs, at, stepMs);
    if (offsetMsAt(line, timeZone) === offsetMs) return line;
    at = nextTransition(at, timeZone);
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
    const offsetMs = offsetMsAt(start, timeZone);
    const end = Math.min(within.end, nextTransition(start, timeZone));
    for (let line = ceilUnder(offsetMs, start, stepMs); line < end; line += stepMs) yield line;
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
    const offsetMs = offsetMsAt(end - 1, timeZone);
    const start = Math.max(within.start, previousTransition(end, timeZone));
    for (let line = floorUnder(offsetMs, end - 1, stepMs); line >= start; line -= stepMs) yield line;
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

function zoned(instant: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
}

function offsetMsAt(instant: Instant, timeZone: string): number {
  return zoned(instant, timeZone).offsetNanoseconds / 1_000_000;
}

/** The first clock change strictly after `instant`; infinitely late where the clocks never change again. */
function nextTransition(instant: Instant, timeZone: string): Instant {
  return zoned(instant, timeZone).getTimeZoneTransition('next')?.epochMilliseconds ?? Infinity;
}

/** The last clock change strictly before `instant`; infinitely early where there was none. */
function previousTransition(instant: Instant, timeZone: string): Instant {
  return zoned(instant, timeZone).getTimeZoneTransition('previous')?.epochMilliseconds ?? -Infinity;
}
