import { boardRanks, freeSets, openIn, withHours, type Demand, type LaidOutSearch, type Slot, type SlotSearch } from './availability.ts';
import { fragmentation } from './compact-order.ts';
import { gridLines, gridLinesBackwards } from './grid.ts';
import { minuteMs, type Instant } from './instant.ts';
import type { TimeRange } from './time-range.ts';

/** How far from the wanted start alternatives are looked for, each way: a week holds every weekday once. */
export const alternativesHorizonMs = 7 * 24 * 60 * minuteMs;

/** Most openings are found on the same day, so that much is searched before the opening hours of a week are laid out. */
const firstReachMs = 24 * 60 * minuteMs;

export interface AlternativesOptions {
  /** Nothing before this is offered: the server's now. */
  readonly earliest: Instant;
  readonly limit: number;
  /** `alternativesHorizonMs` unless told otherwise. */
  readonly horizonMs?: number;
}

/**
 * Openings near a wanted one, nearest first: by distance of the starts, then with the fewest resources that were
 * not wanted, then in board order, then what breaks the day up less, then the earlier start. Every one is free as long as the wanted one was (its
 * `end - start` counts, not `demand.durationMs`), inside the hours of the location and of its resources unless
 * `anyHours`, not before `earliest`, at most `horizonMs` away (from `earliest`, when what was wanted lies before
 * that), and starts on the grid or exactly when wanted. Deterministic; none that is nearer is left out.
 *
 * Without a service the same resources are offered at other times; a single one may also be replaced by another
 * of its kind.
 */
export function rankedAlternatives(search: SlotSearch, wanted: Slot, options: AlternativesOptions): Slot[] {
  const horizonMs = options.horizonMs ?? alternativesHorizonMs;
  if (!(wanted.start < wanted.end)) return [];
  const demand = substitutable(search, { ...search.demand, durationMs: wanted.end - wanted.start });
  const asked = { ...search, demand };
  const near = nearestSlots(asked, wanted, options, Math.min(firstReachMs, horizonMs));
  return near.length >= options.limit || horizonMs <= firstReachMs ? near : nearestSlots(asked, wanted, options, horizonMs);
}

/**
 * All that meet the demand as it is and start at most `reachMs` from the wanted start, ranked as alternatives are, up
 * to the limit: complete, so more reach only adds farther ones.
 */
export function nearestSlots(search: SlotSearch, wanted: Slot, options: AlternativesOptions, reachMs: number): Slot[] {
  const { durationMs } = search.demand;
  const ranks = boardRanks(search.resources);
  const preferred = new Set(wanted.resourceIds);
  const reach = {
    start: Math.max(options.earliest, wanted.start - reachMs),
    end: Math.max(options.earliest, wanted.start) + reachMs + durationMs,
  };
  const laidOut = withHours(search, reach);
  const open = openIn(search, reach);
  const found: Slot[] = [];
  for (const starts of startsByDistance(search, wanted.start, open)) {
    if (found.length >= options.limit) break;
    const equallyFar = starts
      .flatMap((start) =>
        [...freeSets(laidOut, start, wanted.resourceIds, options.limit)].map((resourceIds) => ({
          start,
          end: start + durationMs,
          resourceIds,
        })),
      )
      // Stable, and the earlier start is listed first: it stays first among equals.
      .sort((a, b) => misses(a, preferred) - misses(b, preferred) || compareBoards(a, b, ranks) || compareFragmentation(laidOut, a, b));
    found.push(...equallyFar.slice(0, options.limit - found.length));
  }
  return found;
}

/** Possible starts around the wanted one, nearest first; two that are equally far come together, the earlier one first. */
function* startsByDistance(
  search: SlotSearch,
  wantedStart: Instant,
  open: readonly TimeRange[],
): Generator<Instant[], void, undefined> {
  const { gridMinutes, timeZone } = search.calendar;
  const { durationMs } = search.demand;
  // The last start that still ends before closing belongs to the range, hence + 1.
  const starts = open.map((range) => ({ start: range.start, end: range.end - durationMs + 1 }));
  if (starts.some((range) => range.start <= wantedStart && wantedStart < range.end)) yield [wantedStart];

  const later = laterLines(starts, wantedStart, gridMinutes, timeZone);
  const earlier = earlierLines(starts, wantedStart, gridMinutes, timeZone);
  let after = later.next();
  let before = earlier.next();
  while (after.done !== true || before.done !== true) {
    const toAfter = after.done === true ? Infinity : after.value - wantedStart;
    const toBefore = before.done === true ? Infinity : wantedStart - before.value;
    const group: Instant[] = [];
    if (before.done !== true && toBefore <= toAfter) {
      group.push(before.value);
      before = earlier.next();
    }
    if (after.done !== true && toAfter <= toBefore) {
      group.push(after.value);
      after = later.next();
    }
    yield group;
  }
}

function* laterLines(ranges: readonly TimeRange[], than: Instant, gridMinutes: number, timeZone: string) {
  for (const { start, end } of ranges)
    yield* gridLines({ start: Math.max(start, than + 1), end }, gridMinutes, timeZone);
}

function* earlierLines(ranges: readonly TimeRange[], than: Instant, gridMinutes: number, timeZone: string) {
  for (const { start, end } of ranges.toReversed())
    yield* gridLinesBackwards({ start, end: Math.min(end, than) }, gridMinutes, timeZone);
}

/** A request for one named resource takes another of its kind as well; a request for several means those. */
function substitutable(search: SlotSearch, demand: Demand): Demand {
  if ('needs' in demand || demand.resourceIds.length !== 1) return demand;
  const named = search.resources.find((resource) => resource.id === demand.resourceIds[0]);
  if (named === undefined) return demand;
  const { resourceIds: _, ...rest } = demand;
  return { ...rest, needs: [named.kind] };
}

function misses(slot: Slot, preferred: ReadonlySet<string>): number {
  return slot.resourceIds.filter((id) => !preferred.has(id)).length;
}

/** Below zero: `a` breaks the day up less. */
function compareFragmentation(search: LaidOutSearch, a: Slot, b: Slot): number {
  const [first, second] = [fragmentation(search, a), fragmentation(search, b)];
  return first.smallRemainders - second.smallRemainders || first.openSides - second.openSides;
}

function compareBoards(a: Slot, b: Slot, ranks: ReadonlyMap<string, number>): number {
  for (const [i, id] of a.resourceIds.entries()) {
    const difference = (ranks.get(id) ?? 0) - (ranks.get(b.resourceIds[i] ?? id) ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}
