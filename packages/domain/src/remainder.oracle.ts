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

  // A remainder counts when the booking could have started on another grid line that makes it smaller.
  const couldMove = (by: number, most: number) => {
    for (let moved = 1; moved <= most; moved += 1)
      if (resource.isGridLine(given.start + moved * by) && staysBookable(moved * by)) return true;
    return false;
  };
  const staysBookable = (by: number) => {
    const [from, to] = by < 0 ? [given.start + by, claimed.start] : [claimed.end - minuteMs, given.end + by];
    for (let minute = from; minute < to; minute += minuteMs) if (!resource.isBookable(minute)) return false;
    return true;
  };
  return {
    before: before > 0 && couldMove(-minuteMs, before) ? before : 0,
    after: after > 0 && couldMove(minuteMs, after) ? after : 0,
  };
}
