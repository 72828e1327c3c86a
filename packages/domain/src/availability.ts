import { hasOwnHours, indexBookable, type BookableIndex, type LocationHours } from './bookable-hours.ts';
import type { BusyIndex } from './busy-index.ts';
import { isOfClass, type ClassDemand } from './class-sharing.ts';
import { gridLines } from './grid.ts';
import { minuteMs, type Instant } from './instant.ts';
import { ofKind } from './kinds.ts';
import { byBoardOrder, combinations, type NeededResource } from './needs.ts';
import { occupiedIn, type DemandBuffers } from './occupancy.ts';
import { openRanges } from './opening-hours.ts';
import { gridNeighbours, remaindersOf, type GridNeighbours, type Orphan, type Remainder } from './remainder.ts';
import { longestToSell, type Sellable, type ShortestSellable } from './shortest-sellable.ts';
import type { TimeRange } from './time-range.ts';

/** What a location's calendar looks like; a `LocationRow` is one. */
export interface LocationCalendar extends LocationHours {
  readonly gridMinutes: number;
}

/**
 * What is asked for. Either resources that meet a service's `needs`, or exactly the named resources when there
 * is no service. Preparation and cleanup (`demandBuffers` makes them) occupy the resources but may lie outside the
 * hours, the location's and the resources' own.
 */
export type Demand = DemandBuffers & {
  readonly durationMs: number;
  /** A block takes the whole resource: every lane must be empty. */
  readonly everyLane?: boolean;
  /** A whole number from 1, which it is when left out: how many lanes it takes says `lanesFor`. */
  readonly partySize?: number;
  /** Of a class service: it may go to those who are in the same class already. */
  readonly classOf?: ClassDemand | undefined;
} & ({ readonly needs: readonly string[] } | { readonly resourceIds: readonly string[] });

/** Where to look. Resources are those of one location; archived ones are never offered. */
export interface SlotSearch {
  readonly calendar: LocationCalendar;
  readonly resources: readonly NeededResource[];
  /** Leave out the spans of the booking that is being moved: it may overlap its former self. */
  readonly busy: BusyIndex;
  readonly demand: Demand;
  /** Offer times outside the hours too, the location's and the resources' own: blocks, and channel `import`. */
  readonly anyHours?: boolean;
  /** Whoever is off can be had all the same: for picking, never for offers. What is left beside is still sold within the hours. */
  readonly offHours?: boolean;
  /** The resources' bookable hours around the times asked about; laid out when left out. */
  readonly bookable?: BookableIndex;
  /**
   * The location's orphan-gap policy (`shortestSellable` makes it): nothing is offered that leaves free time beside
   * itself on a resource of that kind into which none of these fits. `busy` must hold what lies as near as they are
   * long (`longestToSell`). Left out: no policy, or waived. Blocks are not judged.
   */
  readonly shortestSellable?: ShortestSellable;
  /**
   * Squeeze-in lanes count too, where regular ones do not suffice: for picking, never for offers. Sets without a
   * squeeze-in come first, then those with the fewest.
   */
  readonly squeezeIn?: boolean;
}

/** A search whose resources' hours are laid out. */
export type LaidOutSearch = SlotSearch & { readonly bookable: BookableIndex };

/** A slot's time as it is asked of one resource after the other. */
export interface GivenTime extends TimeRange {
  readonly lines: GridNeighbours;
}

/** An opening: `start`–`end` is what the customer sees, without preparation and cleanup. */
export interface Slot extends TimeRange {
  /** By kind as the service lists them, each kind in board order; named resources as they were named. */
  readonly resourceIds: readonly string[];
}

/**
 * Free slots on the grid, in time order and made as they are asked for: starting at or after `earliest`, lying
 * wholly in `window` and in the opening hours. One slot per start, with the resources `firstFree` picks, or the best
 * `setsPerStart` sets, one after the other.
 */
export function* freeSlots(
  search: SlotSearch,
  window: TimeRange,
  earliest: Instant,
  preferred: readonly string[] = [],
  setsPerStart = 1,
): Generator<Slot, void, undefined> {
  const { calendar, demand } = search;
  const laidOut = withHours(search, window);
  for (const open of openIn(search, { start: Math.max(window.start, earliest), end: window.end })) {
    // A start later than this would end after closing.
    const starts = { start: open.start, end: open.end - demand.durationMs + 1 };
    for (const start of gridLines(starts, calendar.gridMinutes, calendar.timeZone)) {
      for (const resourceIds of freeSets(laidOut, start, preferred, setsPerStart)) yield { start, end: start + demand.durationMs, resourceIds };
    }
  }
}

/**
 * The resources a booking at `start` gets when none, or not all, are named: free for the whole time occupied, in
 * their own hours for what the customer gets, as many `preferred` ones as possible, then leftmost on the board.
 * Null when it cannot be met. Looks at the resources only: whether the location is open and the start allowed is
 * `bookingTimeProblem`'s question.
 */
export function firstFree(search: SlotSearch, start: Instant, preferred: readonly string[] = []): string[] | null {
  for (const resourceIds of freeSets(search, start, preferred, 1)) return resourceIds;
  return null;
}

/**
 * Every free set of resources for a booking at `start`, best first (see `combinations`), at most `limit`. With
 * `squeezeIn` the sets that need no squeeze-in lane come first, then the others by how many resources do.
 */
export function* freeSets(
  search: SlotSearch,
  start: Instant,
  preferred: readonly string[],
  limit: number,
): Generator<string[], void, undefined> {
  const { demand, resources } = search;
  const given = givenTime(search, { start, end: start + demand.durationMs });
  const laidOut = withHours(search, given);
  if ('needs' in demand) {
    const suitable = resources.filter((resource) => demand.needs.includes(resource.kind) && isThere(laidOut, resource, given));
    const free = suitable.filter((resource) => isFree(laidOut, resource, given));
    // Unless somebody in particular is wanted, a class that takes place anyway is filled before another one is begun.
    const first = preferred.length > 0 ? preferred : idsOf(free.filter((resource) => classesOn(laidOut, resource, given).length > 0));
    let left = limit;
    for (const set of combinations(demand.needs, free, first, Infinity)) {
      if (left <= 0) return;
      if (!isTheirsAlone(laidOut, set, given)) continue;
      left -= 1;
      yield idsOf(set);
    }
    if (search.squeezeIn === true) yield* squeezedSets(laidOut, demand.needs, { suitable, free }, given, left);
    return;
  }
  const named = demand.resourceIds.flatMap((id) => resources.find((resource) => resource.id === id) ?? []);
  const isToBeHad = (resource: NeededResource): boolean =>
    isThere(laidOut, resource, given) &&
    (isFree(laidOut, resource, given) || (search.squeezeIn === true && takesSqueezeIn(laidOut, resource, given)));
  const isAll = named.length === demand.resourceIds.length;
  if (limit > 0 && isAll && named.every(isToBeHad) && isTheirsAlone(laidOut, named, given)) yield [...demand.resourceIds];
}

/** Sets in which at least one resource has room only beyond its capacity: those with the fewest first, then in board order. */
function* squeezedSets(
  search: LaidOutSearch,
  needs: readonly string[],
  { suitable, free }: { readonly suitable: readonly NeededResource[]; readonly free: readonly NeededResource[] },
  given: GivenTime,
  limit: number,
): Generator<string[], void, undefined> {
  const regular = new Set(free.map(({ id }) => id));
  const withSqueezed = suitable.filter((resource) => regular.has(resource.id) || takesSqueezeIn(search, resource, given));
  let left = limit;
  for (const set of combinations(needs, withSqueezed, [...regular], Infinity)) {
    if (left <= 0) return;
    if (set.every(({ id }) => regular.has(id)) || !isTheirsAlone(search, set, given)) continue;
    left -= 1;
    yield idsOf(set);
  }
}

const idsOf = (resources: readonly NeededResource[]): string[] => resources.map(({ id }) => id);

/** On resources that keep classes apart: what is there then. */
function classesOn({ busy, demand }: SlotSearch, { id, kind }: NeededResource, given: GivenTime): readonly string[] {
  return busy.classesOn(id, occupiedIn(given, demand, kind));
}

/** Whether others are on a resource then with whom it is not shared, however many of its places are left. */
export function isWithOthers(search: SlotSearch, resource: NeededResource, given: GivenTime): boolean {
  return !isTheirsAlone(search, [resource], given);
}

/** Whether nobody is on these resources but who is in one class with all of them: a whole set, or what could be part of one. */
function isTheirsAlone(search: SlotSearch, set: readonly NeededResource[], given: GivenTime): boolean {
  const { classOf, everyLane = false } = search.demand;
  if (everyLane) return true;
  const isTheirs = (key: string): boolean => classOf !== undefined && isOfClass(key, classOf, given, idsOf(set));
  return set.every((resource) => classesOn(search, resource, given).every(isTheirs));
}

function isThere(search: LaidOutSearch, resource: NeededResource, given: GivenTime): boolean {
  if (resource.archived === true) return false;
  return search.anyHours === true || search.offHours === true || !hasOwnHours(resource) || search.bookable.isBookable(resource.id, given);
}

function isFree(search: LaidOutSearch, resource: NeededResource, given: GivenTime): boolean {
  const { busy, demand } = search;
  const claimed = occupiedIn(given, demand, resource.kind);
  const hasRoom =
    demand.everyLane === true ? busy.isEmpty(resource.id, claimed) : busy.isFree(resource.id, claimed, demand.partySize);
  return hasRoom && !isWithOthers(search, resource, given) && orphansBeside(search, resource, given).length === 0;
}

/** Has room, but not without a squeeze-in: who has a regular lane free and may not have it is not squeezed in instead. */
function takesSqueezeIn(search: SlotSearch, resource: NeededResource, given: GivenTime): boolean {
  const { busy, demand } = search;
  const claimed = occupiedIn(given, demand, resource.kind);
  return (
    demand.everyLane !== true &&
    !isWithOthers(search, resource, given) &&
    !busy.isFree(resource.id, claimed, demand.partySize) &&
    busy.isFreeForSqueezeIn(resource.id, claimed, demand.partySize)
  );
}

/** The ranges in which a booking may lie, clipped to `within`. */
export function openIn(search: SlotSearch, within: TimeRange): TimeRange[] {
  if (within.start >= within.end) return [];
  const { openingHours, timeZone, exceptions } = search.calendar;
  return search.anyHours === true ? [within] : openRanges(openingHours, timeZone, within, exceptions);
}

/** The search with its resources' hours laid out for bookings that lie in `within`, for asking many times. */
export function withHours(search: SlotSearch, within: TimeRange): LaidOutSearch {
  const { calendar, demand, resources } = search;
  // What lies beside a claim counts too, as far as somebody may judge how much that is, and so do the grid lines
  // before and after: an hour further away than usual where clocks change.
  const beside = [demand.durationMs, calendar.gridMinutes * minuteMs + hourMs, longestToSell(search.shortestSellable ?? {})];
  const besideMs = Math.max(...beside) + longestBuffersMs(demand);
  const around = { start: within.start - besideMs, end: within.end + besideMs };
  return { ...search, bookable: search.bookable ?? indexBookable(calendar, resources, around) };
}

/** What the customer gets, with the grid lines beside its start. */
export function givenTime({ calendar }: SlotSearch, { start, end }: TimeRange): GivenTime {
  return { start, end, lines: gridNeighbours(start, calendar.gridMinutes, calendar.timeZone) };
}

/**
 * What a booking of `given` leaves on a resource that is free for it, as far as it is too short for all of
 * `tooShortFor`; nothing on a resource with several lanes.
 */
export function remaindersBeside(
  search: LaidOutSearch,
  resource: NeededResource,
  given: GivenTime,
  tooShortFor: readonly Sellable[] = [],
): Remainder[] {
  const claimed = occupiedIn(given, search.demand, resource.kind);
  const free = search.busy.freeAround(resource.id, claimed);
  if (free === null) return [];
  const bookable = search.anyHours === true ? [always] : search.bookable.rangesOf(resource.id);
  return remaindersOf({ resourceId: resource.id, given, claimed, free, bookable, lines: given.lines, tooShortFor });
}

/** The remainders that the search's policy calls too short to sell. */
export function orphansBeside(search: LaidOutSearch, resource: NeededResource, given: GivenTime): Orphan[] {
  const sellable = ofKind(search.shortestSellable ?? {}, resource.kind);
  if (sellable === undefined || search.demand.everyLane === true) return [];
  const aroundMs = Math.min(...sellable.map(({ preparationMs, cleanupMs }) => preparationMs + cleanupMs));
  return remaindersBeside(search, resource, given, sellable).map((remainder) => ({ ...remainder, aroundMs }));
}

const hourMs = 60 * minuteMs;
const always: TimeRange = { start: -Infinity, end: Infinity };

/** What is taken between one booking and the next of the same: the cleanup of the one and the preparation of the other. */
function longestBuffersMs({ preparationMs, cleanupMs, byKind }: DemandBuffers): number {
  const all = [{ preparationMs, cleanupMs }, ...Object.values(byKind ?? {})];
  return Math.max(...all.map((buffers) => buffers.preparationMs + buffers.cleanupMs));
}

/** Board positions by resource id: the last word between equally good sets. */
export function boardRanks(resources: readonly NeededResource[]): ReadonlyMap<string, number> {
  return new Map(resources.toSorted(byBoardOrder).map((resource, rank) => [resource.id, rank]));
}
