import { rankedAlternatives } from '@holdfast/domain/alternatives';
import { firstFree, givenTime, orphansBeside, withHours, type Demand, type Slot, type SlotSearch } from '@holdfast/domain/availability';
import { closedBy } from '@holdfast/domain/bookable-hours';
import { indexBusy, type BusySpan } from '@holdfast/domain/busy-index';
import { isOfClass } from '@holdfast/domain/class-sharing';
import { ceilToGrid, roundToGrid } from '@holdfast/domain/grid';
import { minuteMs } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { demandBuffers, occupiedBy, occupiedEnvelope } from '@holdfast/domain/occupancy';
import { openRanges } from '@holdfast/domain/opening-hours';
import type { Orphan } from '@holdfast/domain/remainder';
import { longestToSell, shortestSellable } from '@holdfast/domain/shortest-sellable';
import { maySqueezeIn, squeezeDay } from '@holdfast/domain/squeeze-in';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { classDemandOf } from '../../class-demand.ts';
import { busySpans, type Occupation } from '../../occupation.ts';

/** What a plan rests on: the replica as it is now. The gateway decides; this only proposes. */
export interface Floor {
  location: LocationRow;
  resources: readonly ResourceRow[];
  /** All that is sold here: what can be left beside a booking depends on it. */
  services: readonly ServiceRow[];
  /** By start. */
  busy(resourceId: string, within: TimeRange): readonly Occupation[];
}

/** What somebody would like to book. */
export interface Wish extends TimeRange {
  service: ServiceRow | null;
  /** Resource ids by need; null takes the first free. */
  pins: readonly (string | null)[];
  partySize: number;
}

const minutesWithoutService = 60;
/** How far around a wish free times are looked for: what lies further is rarely what somebody at the counter wants. */
const reachMs = 24 * 60 * minuteMs;
const openingAheadMs = 14 * 24 * 60 * minuteMs;

/** `end` overrides the service's duration. */
export function spanOf(service: ServiceRow | null, start: number, end?: number): TimeRange {
  return { start, end: end ?? start + (service?.durationMinutes ?? minutesWithoutService) * minuteMs };
}

/** One entry per resource that is needed: its kind, or null for any. */
export function needsOf(service: ServiceRow | null): (string | null)[] {
  return service === null || service.needs.length === 0 ? [null] : service.needs;
}

export function suitable(floor: Floor, need: string | null): ResourceRow[] {
  return floor.resources.filter((resource) => need === null || resource.kind === need);
}

/** A booking never stands in its own way. */
export function floorWithout(floor: Floor, bookingId: string): Floor {
  return { ...floor, busy: (resourceId, within) => floor.busy(resourceId, within).filter(({ itemId }) => itemId !== bookingId) };
}

/** What the wish would take of a resource. */
export function claimedOf(floor: Floor, resource: ResourceRow, { service, start, end }: Omit<Wish, 'pins'>): TimeRange {
  return occupiedBy({ start, end }, service, resource.kind, floor.location.kinds);
}

/** Who has a resource then and shares it with nobody of this wish, however many places are left; null: nobody. */
export function othersOn(floor: Floor, resource: ResourceRow, wish: Wish): Occupation | null {
  const classOf = classDemandOf(wish.service);
  const together = withPinned(floor, resource, wish);
  const isShared = (key: string): boolean => classOf !== undefined && isOfClass(key, classOf, wish, together);
  const claimed = claimedOf(floor, resource, wish);
  return floor.busy(resource.id, claimed).find((each) => each.classKey !== null && overlaps(each, claimed) && !isShared(each.classKey)) ?? null;
}

/** What would be booked together: of what is pinned all but what the resource would come in place of. */
function withPinned({ resources }: Floor, { id, kind }: ResourceRow, { pins }: Wish): string[] {
  const pinned = pins.filter((pin) => pin !== null);
  if (pinned.includes(id)) return pinned;
  return [id, ...resources.flatMap((each) => (pinned.includes(each.id) && each.kind !== kind ? each.id : []))];
}

/** Places of a resource that are free for the whole wish; the capacity where it is free. */
export function freePlaces(floor: Floor, resource: ResourceRow, wish: Wish): number {
  if (othersOn(floor, resource, wish) !== null) return 0;
  const claimed = claimedOf(floor, resource, wish);
  const index = indexBusy([resource], busySpans(resource, floor.busy(resource.id, claimed)));
  let places = 0;
  while (places < resource.capacity && index.isFree(resource.id, claimed, places + 1)) places += 1;
  return places;
}

/** Pinned resources, and the first free for what is not pinned. Null when one need has none. */
export function assign(floor: Floor, wish: Wish): string[] | null {
  return assignWith(searchFor(floor, wish, besideMs(floor)), wish);
}

/** `preferred`: of those that nobody pinned. */
function assignWith(search: SlotSearch, { pins, start }: Wish, preferred: readonly string[] = []): string[] | null {
  const pinned = pins.filter((pin) => pin !== null);
  const found = firstOf(search, start, pinned, preferred);
  return found !== null && pinned.every((pin) => found.includes(pin)) ? found : null;
}

/** Without a service any one resource will do: the named one, or the first that is free. */
function firstOf(search: SlotSearch, start: number, pinned: readonly string[], preferred: readonly string[]): string[] | null {
  const { demand } = search;
  if ('needs' in demand || pinned.length > 0) return firstFree(search, start, [...pinned, ...preferred]);
  for (const { id } of search.resources.toSorted((a, b) => Number(preferred.includes(b.id)) - Number(preferred.includes(a.id)))) {
    const found = firstFree({ ...search, demand: { ...demand, resourceIds: [id] } }, start);
    if (found !== null) return found;
  }
  return null;
}

export type Conflict =
  | { kind: 'closed' }
  /** The resource is off for part of it, though the location is open. */
  | { kind: 'away'; resourceId: string }
  | { kind: 'taken'; resourceId: string; during: TimeRange | null }
  /** A resource with several places has fewer left than the party needs. */
  | { kind: 'full'; resourceId: string; free: number }
  /** It would leave time that nobody can book. */
  | { kind: 'gap'; remainder: Orphan }
  /** Nothing that would do is there at all, taken or not. */
  | { kind: 'nobody_there' }
  | { kind: 'nothing_free' }
  | { kind: 'too_many'; resourceId: string }
  | { kind: 'unsuitable' }
  | { kind: 'times' };

/** Why this wish cannot be booked as far as this computer knows, or null. */
export function conflictOf(floor: Floor, wish: Wish): Conflict | null {
  const { service, pins } = wish;
  if (wish.end <= wish.start) return { kind: 'times' };
  if (needsOf(service).some((need) => suitable(floor, need).length === 0)) return { kind: 'unsuitable' };
  const small = tooSmall(floor, wish);
  if (small !== null) return { kind: 'too_many', resourceId: small.id };
  const pinned = pins.flatMap((pin) => floor.resources.find((resource) => resource.id === pin) ?? []);
  const closed = closedBy(floor.location, pinned, wish);
  if (closed?.whose === 'location') return { kind: 'closed' };
  if (closed?.whose === 'resource') return { kind: 'away', resourceId: closed.resourceId };
  for (const resource of pinned) {
    const found = inTheWay(floor, resource, wish);
    if (found !== null) return found;
  }
  const search = searchFor(floor, wish, besideMs(floor));
  if (assignWith(search, wish) !== null) return null;
  const { shortestSellable: _, ...lenient } = search;
  const remainder = remainderOf(search, wish, assignWith(lenient, wish) ?? []);
  if (remainder !== null) return { kind: 'gap', remainder };
  const empty = { ...lenient, busy: indexBusy(floor.resources, []) };
  return assignWith(empty, wish) === null ? { kind: 'nobody_there' } : (onlyOneTaken(floor, wish) ?? { kind: 'nothing_free' });
}

/** What is there once for a need is named though nobody asked for it: who wants the scan learns that it is the scanner. */
function onlyOneTaken(floor: Floor, wish: Wish): Conflict | null {
  const alone = needsOf(wish.service).map((need) => suitable(floor, need)).filter((candidates) => candidates.length === 1);
  for (const resource of alone.flat()) {
    const found = inTheWay(floor, resource, wish);
    if (found !== null) return found;
  }
  return null;
}

/** The largest resource of a need for which none takes the whole party. */
function tooSmall(floor: Floor, { service, pins, partySize }: Wish): ResourceRow | null {
  const isLarge = (resource: ResourceRow): boolean => lanesFor(resource, partySize) <= resource.capacity;
  for (const [index, need] of needsOf(service).entries()) {
    const pin = pins[index] ?? null;
    const candidates = suitable(floor, need).filter((resource) => pin === null || resource.id === pin);
    const [largest] = candidates.toSorted((a, b) => b.capacity - a.capacity);
    if (largest !== undefined && !candidates.some(isLarge)) return largest;
  }
  return null;
}

/** What keeps a wish from one resource, hours and gaps apart, or null. */
export function inTheWay(floor: Floor, resource: ResourceRow, wish: Wish): Extract<Conflict, { kind: 'taken' | 'full' }> | null {
  const free = freePlaces(floor, resource, wish);
  if (free >= lanesFor(resource, wish.partySize)) return null;
  const others = othersOn(floor, resource, wish);
  const claimed = claimedOf(floor, resource, wish);
  const during = others ?? floor.busy(resource.id, claimed).find((each) => overlaps(each, claimed)) ?? null;
  return resource.capacity > 1 && others === null && during?.kind !== 'block' ? { kind: 'full', resourceId: resource.id, free } : { kind: 'taken', resourceId: resource.id, during };
}

/** The first remainder too short to sell that a booking of these resources would leave, or null. */
export function gapLeft(floor: Floor, wish: Wish, resourceIds: readonly string[]): Orphan | null {
  return remainderOf(searchFor(floor, wish, besideMs(floor)), wish, resourceIds);
}

function remainderOf(search: SlotSearch, wish: TimeRange, resourceIds: readonly string[]): Orphan | null {
  const laidOut = withHours(search, wish);
  const given = givenTime(search, wish);
  const chosen = search.resources.filter(({ id }) => resourceIds.includes(id));
  return chosen.flatMap((resource) => orphansBeside(laidOut, resource, given))[0] ?? null;
}

/** What the wish would get if the remainder did not matter, or null. */
export function gapAssigned(floor: Floor, wish: Wish): string[] | null {
  const { shortestSellable: _, ...lenient } = searchFor(floor, wish, 0);
  return assignWith(lenient, wish);
}

/** What the wish would get if hours did not matter, and whether it then leaves a remainder; null where it is taken. */
export function offHoursAssigned(floor: Floor, wish: Wish): { resourceIds: string[]; leavesGap: boolean } | null {
  const search = { ...searchFor(floor, wish, besideMs(floor)), offHours: true };
  // As the server has it: who is there anyway comes before who would have to stay.
  const decided = new Set(floor.resources.flatMap(({ id, kind }) => (wish.pins.includes(id) ? [kind] : [])));
  const there = floor.resources.filter((resource) => !decided.has(resource.kind) && closedBy(floor.location, [resource], wish) === null).map(({ id }) => id);
  const resourceIds = assignWith(search, wish, there);
  if (resourceIds !== null) return { resourceIds, leavesGap: false };
  const { shortestSellable: _, ...lenient } = search;
  const leaving = assignWith(lenient, wish, there);
  return leaving === null ? null : { resourceIds: leaving, leavesGap: true };
}

/** Which resources a squeeze-in would get, and beyond whose capacity it would lie. */
export type SqueezeIn = { kind: 'possible'; resourceIds: string[] } | { kind: 'used_up'; resourceId: string; perDay: number };

/**
 * What squeezing in would come to where the regular places are taken, or null where nothing needed knows squeeze-ins
 * or those too are taken. The gateway counts what a day has left; this tells what this computer knows of it.
 */
export function squeezeInFor(floor: Floor, wish: Wish): SqueezeIn | null {
  const isUsedUp = (resource: ResourceRow): boolean => {
    const day = squeezeDay(claimedOf(floor, resource, wish).start, floor.location.timeZone);
    const squeezed = floor.busy(resource.id, day).filter(({ beyond, start }) => beyond > 0 && start >= day.start);
    return (resource.squeezeLanes ?? 0) > 0 && !maySqueezeIn(resource, squeezed.length);
  };
  const { shortestSellable: _, ...lenient } = searchFor(floor, wish, 0);
  const withLanes = (resources: readonly ResourceRow[]): SlotSearch => ({ ...lenient, resources, busy: indexBusy(resources, spansOn(floor, wish)), squeezeIn: true });
  const candidates = asPinned(floor.resources, wish);
  const left = candidates.map((resource) => (isUsedUp(resource) ? { ...resource, squeezeLanes: 0 } : resource));
  const resourceIds = assignWith(withLanes(left), wish);
  if (resourceIds !== null) return { kind: 'possible', resourceIds };
  const otherwise = assignWith(withLanes(candidates), wish) ?? [];
  const used = floor.resources.find((resource) => otherwise.includes(resource.id) && isUsedUp(resource));
  return used === undefined ? null : { kind: 'used_up', resourceId: used.id, perDay: used.squeezePerDay ?? 0 };
}

/** Of a kind that is pinned whole, only what is pinned: a squeeze-in elsewhere is nobody's wish while a regular place there is free. */
function asPinned(resources: readonly ResourceRow[], { service, pins }: Wish): ResourceRow[] {
  const pinned = resources.filter(({ id }) => pins.includes(id));
  const isPinnedWhole = (kind: string): boolean =>
    pinned.filter((each) => each.kind === kind).length >= (service?.needs.filter((need) => need === kind).length ?? 0);
  return resources.filter((resource) => pins.includes(resource.id) || !pinned.some(({ kind }) => kind === resource.kind) || !isPinnedWhole(resource.kind));
}

/** Free openings near a wish, ranked as the gateway ranks its alternatives, never before `notBefore`. */
export function nearestSlots(floor: Floor, wish: Wish, notBefore: number, limit: number): Slot[] {
  const { start, end, service, pins } = wish;
  if (end <= start) return [];
  const pinned = pins.filter((pin) => pin !== null);
  const named = pinned.length > 0 ? pinned : needsOf(service).includes(null) ? floor.resources.slice(0, 1).map((resource) => resource.id) : [];
  return rankedAlternatives(
    searchFor(floor, { ...wish, pins: named }, reachMs + besideMs(floor)),
    { start, end, resourceIds: named },
    { earliest: notBefore, limit, horizonMs: reachMs },
  );
}

/** What to offer in place of a wish. Against a gap another start in the same place helps first: the place is free. */
export function offersFor(floor: Floor, wish: Wish, conflict: Conflict, notBefore: number, limit: number): Slot[] {
  const anywhere = nearestSlots(floor, wish, notBefore, limit);
  if (conflict.kind !== 'gap' || wish.pins.every((pin) => pin === null)) return anywhere;
  const here = nearestSlots({ ...floor, resources: asPinned(floor.resources, wish) }, wish, notBefore, limit - 1);
  const isHere = (slot: Slot): boolean => here.some((each) => each.start === slot.start && each.resourceIds.join() === slot.resourceIds.join());
  return [...here, ...anywhere.filter((slot) => !isHere(slot))].slice(0, limit);
}

/** How far beside a slot the orphan-gap policy looks. */
function besideMs({ location, services }: Floor): number {
  const longest = longestToSell(shortestSellable(location.kinds, services));
  return longest === 0 ? 0 : longest + location.gridMinutes * minuteMs;
}

/** Everything taken within `aroundMs` of the wish. */
function searchFor(floor: Floor, wish: Wish, aroundMs: number): SlotSearch {
  const { location, resources, services } = floor;
  const { service, partySize, pins } = wish;
  const buffers = { ...demandBuffers(service, location.kinds), durationMs: wish.end - wish.start, partySize, classOf: classDemandOf(service) };
  const demand: Demand =
    service === null || service.needs.length === 0 ? { ...buffers, resourceIds: pins.filter((pin) => pin !== null) } : { ...buffers, needs: service.needs };
  const busy = indexBusy(resources, spansOn(floor, wish, aroundMs));
  return { calendar: location, resources, busy, demand, shortestSellable: shortestSellable(location.kinds, services) };
}

function spansOn(floor: Floor, wish: Wish, aroundMs = 0): BusySpan[] {
  const { location, resources } = floor;
  const envelope = occupiedEnvelope(wish, wish.service, resources, location.kinds);
  const around = { start: envelope.start - aroundMs, end: envelope.end + aroundMs };
  return resources.flatMap((resource) => busySpans(resource, floor.busy(resource.id, around)));
}

/** A walk-in starts now, on the grid; when closed, at the next opening within two weeks, else null. */
export function walkInStart(location: LocationRow, now: number): { start: number; closedNow: boolean } | null {
  const { gridMinutes, timeZone, openingHours, exceptions } = location;
  const rounded = roundToGrid(now, gridMinutes, timeZone);
  const next = openRanges(openingHours, timeZone, { start: rounded, end: rounded + openingAheadMs }, exceptions)[0];
  if (next === undefined) return null;
  return next.start === rounded ? { start: rounded, closedNow: false } : { start: ceilToGrid(next.start, gridMinutes, timeZone), closedNow: true };
}
