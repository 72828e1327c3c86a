import { minuteMs, type Instant } from './instant.ts';
import type { TimeRange } from './time-range.ts';

/** Everything about one resource as questions about single minutes. */
export interface MinuteByMinute {
  isBookable(minute: Instant): boolean;
  isTaken(minute: Instant): boolean;
  isGridLine(minute: Instant): boolean;
}

/** The free minutes beside a claim, walked one by one up to `mostMinutes`; 0 when there are none or the grid forces them. */
export function freeMinutesBeside(
  resource: MinuteByMinute,
  given: TimeRange,
  claimed: TimeRange,
  mostMinutes: number,
): { before: number; after: number } {
  const isFree = (minute: Instant) => resource.isBookable(minute) && !resource.isTaken(minute);
  const walk = (first: Instant, step: number) => {
    let walked = 0;
    while (walked < mostMinutes && isFree(first + walked * step)) walked += 1;
    return walked;
  };
  // Hours that end where the claim begins, or begin where it ends, are not made shorter by it.
  const before = resource.isBookable(claimed.start) ? walk(claimed.start - minuteMs, -minuteMs) : 0;
  const after = resource.isBookable(claimed.end - minuteMs) ? walk(claimed.end, minuteMs) : 0;

  // A remainder counts when the next grid line on that side would do as well, and so leave less. Lines are at most
  // an hour apart, and at most another hour is repeated or skipped between two.
  const couldMove = (step: number) => {
    const moved = Array.from({ length: 120 }, (_, i) => (i + 1) * step).find((by) => resource.isGridLine(given.start + by));
    if (moved === undefined) return false;
    for (let minute = given.start; minute < given.end; minute += minuteMs) if (!resource.isBookable(minute + moved)) return false;
    for (let minute = claimed.start; minute < claimed.end; minute += minuteMs) if (resource.isTaken(minute + moved)) return false;
    return true;
  };
  return {
    before: before > 0 && couldMove(-minuteMs) ? before : 0,
    after: after > 0 && couldMove(minuteMs) ? after : 0,
  };
}
