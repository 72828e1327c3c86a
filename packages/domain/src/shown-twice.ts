import { clockPeriodAt } from './clock-period.ts';
import type { Instant } from './instant.ts';

/**
 * The instants at which a zone's clock shows what it shows at this one around the same change, in order: two where it is
 * put back over that time (01:30 in the night summer ends), else this one alone. Throws `RangeError` on an unknown zone.
 */
export function showingsOf(instant: Instant, timeZone: string): readonly Instant[] {
  const { start, end, offsetMs } = clockPeriodAt(instant, timeZone);
  const putBackNext = end === Infinity ? 0 : offsetMs - clockPeriodAt(end, timeZone).offsetMs;
  if (instant >= end - putBackNext) return [instant, instant + putBackNext];
  const putBackBefore = start === -Infinity ? 0 : clockPeriodAt(start - 1, timeZone).offsetMs - offsetMs;
  return instant < start + putBackBefore ? [instant - putBackBefore, instant] : [instant];
}
