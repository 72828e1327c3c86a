import { minuteMs, type Instant } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';

const dayMs = 24 * 60 * minuteMs;

/**
 * When to read claims to answer a refusal: at what was wanted, and for whole days around where openings are
 * offered (around now, when what was wanted lies before: yesterday's refusal is answered with today's), so that
 * a day's quota counts every claim of that day. Two ranges when they lie far apart: what happened in between,
 * perhaps years, is nobody's business and would be read under the location's lock.
 */
export function lookedAt(wanted: TimeRange, now: Instant, horizonMs: number): TimeRange[] {
  const spent = { start: wanted.start - dayMs, end: wanted.end + dayMs };
  const offered = {
    start: Math.max(wanted.start, now) - horizonMs - dayMs,
    end: Math.max(wanted.start, now) + horizonMs + (wanted.end - wanted.start) + dayMs,
  };
  if (spent.end < offered.start) return [spent, offered];
  return [{ start: Math.min(spent.start, offered.start), end: Math.max(spent.end, offered.end) }];
}
