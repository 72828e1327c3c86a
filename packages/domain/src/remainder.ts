import { ceilToGrid, floorToGrid } from './grid.ts';
import { clip, overlaps, type TimeRange } from './time-range.ts';

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
    if (before > 0 && before < shorterThanMs && couldBeEarlier(check, hours))
      remainders.push({ resourceId, side: 'before', start: sellable.start, end: claimed.start });
    const after = sellable.end - claimed.end;
    if (after > 0 && after < shorterThanMs && couldBeLater(check, hours))
      remainders.push({ resourceId, side: 'after', start: claimed.end, end: sellable.end });
  }
  return remainders;
}

/** Whether the grid line before the start would do as well, so that the remainder before could be smaller. */
function couldBeEarlier({ given, claimed, free, gridMinutes, timeZone }: RemainderCheck, hours: TimeRange): boolean {
  const line = floorToGrid(given.start - 1, gridMinutes, timeZone);
  return hours.start <= line && free.start <= claimed.start - (given.start - line);
}

/** The same for the grid line after the start and the remainder after. */
function couldBeLater({ given, claimed, free, gridMinutes, timeZone }: RemainderCheck, hours: TimeRange): boolean {
  const line = ceilToGrid(given.start + 1, gridMinutes, timeZone);
  const later = line - given.start;
  return given.end + later <= hours.end && claimed.end + later <= free.end;
}
