import { minuteMs, type Instant } from './instant.ts';
import type { TimeRange } from './time-range.ts';

/** Everything about one resource as questions about single minutes. */
export interface MinuteByMinute {
  isBookable(minute: Instant): boolean;
  isTaken(minute: Instant): boolean;
  isGridLine(minute: Instant): boolean;
}

/** What somebody might still want to buy, in minutes. */
export interface Wanted {
  preparation: number;
  given: number;
  cleanup: number;
}

/**
 * Whether a claim leaves free minutes beside it, before or after, into which nothing of what is wanted fits, wherever
 * in them it is tried. Minutes that the grid forces do not count.
 */
export function leavesOrphan(
  resource: MinuteByMinute,
  given: TimeRange,
  claimed: TimeRange,
  wanted: readonly Wanted[],
): boolean {
  const most = Math.max(...wanted.map((each) => each.preparation + each.given + each.cleanup));
  const isFree = (minute: Instant) => resource.isBookable(minute) && !resource.isTaken(minute);
  const walk = (first: Instant, step: number) => {
    let walked = 0;
    while (walked < most && isFree(first + walked * step)) walked += 1;
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
  const every = (from: Instant, minutes: number, is: (minute: Instant) => boolean) =>
    Array.from({ length: minutes }, (_, i) => from + i * minuteMs).every(is);
  // What the customer gets lies in the free minutes; what is around it may lie where nothing is sold, but not in what is taken.
  const fitsAt = (start: Instant, { preparation, given: length, cleanup }: Wanted) =>
    every(start, length, isFree) &&
    every(start - preparation * minuteMs, preparation + length + cleanup, (minute) => {
      const isClaimed = claimed.start <= minute && minute < claimed.end;
      return !resource.isTaken(minute) && !isClaimed;
    });
  const isSold = (first: Instant, minutes: number) =>
    wanted.some((each) => Array.from({ length: minutes }, (_, i) => first + i * minuteMs).some((start) => start + each.given * minuteMs <= first + minutes * minuteMs && fitsAt(start, each)));
  const isOrphan = (first: Instant, minutes: number, step: number) => minutes > 0 && !isSold(first, minutes) && couldMove(step);
  return isOrphan(claimed.start - before * minuteMs, before, -minuteMs) || isOrphan(claimed.end, after, minuteMs);
}
