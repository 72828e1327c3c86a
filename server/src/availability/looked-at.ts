import type { Instant } from '@holdfast/domain/instant';
import { dayOf, dayRange } from '@holdfast/domain/opening-hours';
import type { TimeRange } from '@holdfast/domain/time-range';

export interface Look {
  now: Instant;
  /** How far from what was wanted openings may start. */
  horizonMs: number;
  timeZone: string;
}

/**
 * When to read claims to answer a refusal: at what was wanted with all that it would occupy (`around`), and for whole
 * days of the location where openings are offered (around now, when what was wanted lies before: yesterday's refusal
 * is answered with today's), so that a day's quota counts every claim of that day. Two ranges when they lie far apart:
 * what happened in between, perhaps years, is nobody's business and would be read under the location's lock.
 */
export function lookedAt(wanted: TimeRange, around: TimeRange, { now, horizonMs, timeZone }: Look): TimeRange[] {
  const from = Math.max(wanted.start, now);
  const first = Math.max(now, from - horizonMs) - (wanted.start - around.start);
  const last = from + horizonMs + (around.end - wanted.start);
  const offered = { start: dayRange(dayOf(first, timeZone), timeZone).start, end: dayRange(dayOf(last, timeZone), timeZone).end };
  if (around.end < offered.start) return [around, offered];
  return [{ start: Math.min(around.start, offered.start), end: Math.max(around.end, offered.end) }];
}
