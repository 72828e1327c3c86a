import { minuteMs, type Instant } from './instant.ts';
import type { TimeRange } from './time-range.ts';

/** From one change of a zone's clocks to the next, infinite where there is none: all that time they are as far from UTC. */
export interface ClockPeriod extends TimeRange {
  /** What the clock shows less UTC. */
  readonly offsetMs: number;
}

/**
 * What a clock shows, as milliseconds: those of the instant at which UTC shows the same. Days are 24 hours long here, so
 * dates and times of day are found by counting.
 */
export type WallMs = number;

export const wallDayMs = 24 * 60 * minuteMs;

/** What was asked lately of each zone, the latest first: asking Temporal takes 10 µs, and a search for openings asks hundreds of times. */
const known = new Map<string, readonly ClockPeriod[]>();
/** This year's, and those of a few bookings far from now. */
const periodsMax = 8;
/** More than there are; names come in any case. */
const zonesMax = 1_000;

/** Throws `RangeError` on an unknown zone. */
export function clockPeriodAt(instant: Instant, timeZone: string): ClockPeriod {
  const periods = known.get(timeZone) ?? [];
  const found = periods.find(({ start, end }) => start <= instant && instant < end);
  if (found !== undefined) return found;
  const asked = askTemporal(instant, timeZone);
  if (known.size >= zonesMax) known.clear();
  known.set(timeZone, [asked, ...periods.slice(0, periodsMax - 1)]);
  return asked;
}

/** What the zone's clock shows at an instant. Throws `RangeError` on an unknown zone. */
export function wallAt(instant: Instant, timeZone: string): WallMs {
  return instant + clockPeriodAt(instant, timeZone).offsetMs;
}

/**
 * The first instant at which the zone's clock shows this or something later: of a time that does not exist the moment of
 * the jump, of one that happens twice the first. Throws `RangeError` on an unknown zone.
 */
export function firstShowing(wall: WallMs, timeZone: string): Instant {
  // No clock is a day away from UTC, so it does not show this yet.
  let period = clockPeriodAt(wall - wallDayMs, timeZone);
  for (;;) {
    const instant = Math.max(period.start, wall - period.offsetMs);
    if (instant < period.end) return instant;
    period = clockPeriodAt(period.end, timeZone);
  }
}

function askTemporal(instant: Instant, timeZone: string): ClockPeriod {
  const zoned = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  // An instant on a change belongs to what follows it, and is its own beginning.
  const previous = zoned.add({ nanoseconds: 1 }).getTimeZoneTransition('previous');
  const next = zoned.getTimeZoneTransition('next');
  return {
    start: previous?.epochMilliseconds ?? -Infinity,
    end: next?.epochMilliseconds ?? Infinity,
    offsetMs: zoned.offsetNanoseconds / 1_000_000,
  };
}
