import { ceilToGrid, floorToGrid } from './grid.ts';
import type { Instant } from './instant.ts';
import { clip, contains, overlaps, type TimeRange } from './time-range.ts';

/** Free time that a booking leaves beside itself on one resource, up to the next claim or the end of the hours. */
export interface Remainder extends TimeRange {
  readonly resourceId: string;
  readonly side: 'before' | 'after';
}

export interface RemainderCheck {
  readonly resourceId: string;
  /** What the customer gets. */
  readonly given: TimeRange;
  /** What the booking claims of the resource: `given` with preparation, cleanup and minimum gap. */
  readonly claimed: TimeRange;
  /** From the end of the claim before to the start of the claim after; infinite where there is none. */
  readonly free: TimeRange;
  /** When the resource may be booked, ranges apart from each other. */
  readonly bookable: readonly TimeRange[];
  readonly gridMinutes: number;
  readonly timeZone: string;
  /** Only remainders shorter than this are named; all when left out. */
  readonly shorterThanMs?: number;
}

/**
 * What the booking leaves, before and after itself. A remainder that the grid forces is none: when the claim before
 * ends at 10:10 and the grid has quarters, 10:15 is as close as a booking gets, and the five minutes are nobody's
 * fault.
 */
export function remaindersOf(check: RemainderCheck): Remainder[] {
  const { resourceId, claimed, free, bookable, shorterThanMs = Infinity } = check;
  const remainders: Remainder[] = [];
  for (const hours of bookable) {
    const sellable = overlaps(hours, claimed) ? clip(hours, free) : null;
    if (sellable === null) continue;
    const before = claimed.start - sellable.start;
    // The grid is asked last: finding its lines costs far more than the rest.
    if (before > 0 && before < shorterThanMs && couldBeEarlier(check))
      remainders.push({ resourceId, side: 'before', start: sellable.start, end: claimed.start });
    const after = sellable.end - claimed.end;
    if (after > 0 && after < shorterThanMs && couldBeLater(check))
      remainders.push({ resourceId, side: 'after', start: claimed.end, end: sellable.end });
  }
  return remainders;
}

/** Whether the grid line before the start would do as well, so that the remainder before could be smaller. */
function couldBeEarlier(check: RemainderCheck): boolean {
  return couldStart(check, floorToGrid(check.given.start - 1, check.gridMinutes, check.timeZone));
}

/** The same for the grid line after the start and the remainder after. */
function couldBeLater(check: RemainderCheck): boolean {
  return couldStart(check, ceilToGrid(check.given.start + 1, check.gridMinutes, check.timeZone));
}

function couldStart({ given, claimed, free, bookable }: RemainderCheck, start: Instant): boolean {
  const by = start - given.start;
  return contains(free, moved(claimed, by)) && bookable.some((hours) => contains(hours, moved(given, by)));
}

function moved({ start, end }: TimeRange, by: number): TimeRange {
  return { start: start + by, end: end + by };
}
