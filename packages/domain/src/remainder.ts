import { ceilToGrid, floorToGrid } from './grid.ts';
import type { Instant } from './instant.ts';
import { fitsInto, type Sellable } from './shortest-sellable.ts';
import { clip, contains, overlaps, type TimeRange } from './time-range.ts';

/** Free time that a booking leaves beside itself on one resource, up to the next claim or the end of the hours. */
export interface Remainder extends TimeRange {
  readonly resourceId: string;
  readonly side: 'before' | 'after';
}

/** A remainder that nobody can buy. */
export interface Orphan extends Remainder {
  /** Of what would be taken to sell it, how much is kept free around what the customer gets: the least there is. */
  readonly aroundMs: number;
}

/** The last grid line before an instant and the first after it; finding them costs far more than everything else here. */
export interface GridNeighbours {
  before(): Instant;
  after(): Instant;
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
  /** The grid lines next to the start. */
  readonly lines: GridNeighbours;
  /** Only remainders into which none of these fits are named; all when left out. */
  readonly tooShortFor?: readonly Sellable[];
}

/**
 * What the booking leaves, before and after itself. A remainder that the grid forces is none: when the claim before
 * ends at 10:10 and the grid has quarters, 10:15 is as close as a booking gets, and the five minutes are nobody's
 * fault.
 */
export function remaindersOf(check: RemainderCheck): Remainder[] {
  const { resourceId, claimed, free, bookable, lines, tooShortFor = [] } = check;
  const remainders: Remainder[] = [];
  for (const hours of bookable) {
    const sellable = overlaps(hours, claimed) ? clip(hours, free) : null;
    if (sellable === null) continue;
    // What is taken around a booking may lie outside the hours, so the whole free time is looked at, not only this part.
    const isSold = (range: TimeRange): boolean => tooShortFor.some((each) => fitsInto(each, range, hours));
    if (sellable.start < claimed.start && !isSold({ start: free.start, end: claimed.start }) && couldStart(check, lines.before()))
      remainders.push({ resourceId, side: 'before', start: sellable.start, end: claimed.start });
    if (claimed.end < sellable.end && !isSold({ start: claimed.end, end: free.end }) && couldStart(check, lines.after()))
      remainders.push({ resourceId, side: 'after', start: claimed.end, end: sellable.end });
  }
  return remainders;
}

/** Finds each line when it is first asked for, and once: all resources of a slot share its start. */
export function gridNeighbours(start: Instant, gridMinutes: number, timeZone: string): GridNeighbours {
  let before: Instant | undefined;
  let after: Instant | undefined;
  return {
    before: () => (before ??= floorToGrid(start - 1, gridMinutes, timeZone)),
    after: () => (after ??= ceilToGrid(start + 1, gridMinutes, timeZone)),
  };
}

/** Whether the booking could as well start then, so that the remainder on that side is smaller. */
function couldStart({ given, claimed, free, bookable }: RemainderCheck, start: Instant): boolean {
  const by = start - given.start;
  return contains(free, moved(claimed, by)) && bookable.some((hours) => contains(hours, moved(given, by)));
}

function moved({ start, end }: TimeRange, by: number): TimeRange {
  return { start: start + by, end: end + by };
}
