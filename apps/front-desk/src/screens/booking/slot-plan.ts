import { rankedAlternatives } from '@holdfast/domain/alternatives';
import { firstFree, type Demand, type Slot, type SlotSearch } from '@holdfast/domain/availability';
import { indexBusy } from '@holdfast/domain/busy-index';
import { ceilToGrid, roundToGrid } from '@holdfast/domain/grid';
import { minuteMs } from '@holdfast/domain/instant';
import { occupied } from '@holdfast/domain/occupancy';
import { isOpen, openRanges } from '@holdfast/domain/opening-hours';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { fits } from './free-time.ts';

/** What a plan rests on: the replica as it is now. The gateway decides; this only proposes. */
export interface Floor {
  location: LocationRow;
  resources: readonly ResourceRow[];
  busy(resourceId: string, within: TimeRange): readonly TimeRange[];
}

export interface Span extends TimeRange {
  /** With preparation and cleanup. */
  occupied: TimeRange;
}

export const minutesWithoutService = 60;
/** How far around a wish free times are looked for: what lies further is rarely what somebody at the counter wants. */
const reachMs = 24 * 60 * minuteMs;
const openingAheadMs = 14 * 24 * 60 * minuteMs;

/** `end` overrides the service's duration. */
export function spanOf(service: ServiceRow | null, start: number, end?: number): Span {
  const range = { start, end: end ?? start + (service?.durationMinutes ?? minutesWithoutService) * minuteMs };
  return { ...range, occupied: service === null ? range : occupied(range, service) };
}

/** One entry per resource that is needed: its kind, or null for any. */
export function needsOf(service: ServiceRow | null): (string | null)[] {
  return service === null || service.needs.length === 0 ? [null] : service.needs;
}

export function suitable(floor: Floor, need: string | null): ResourceRow[] {
  return floor.resources.filter((resource) => need === null || resource.kind === need);
}

export function isFree(floor: Floor, resource: ResourceRow, span: TimeRange): boolean {
  return fits(floor.busy(resource.id, span), resource.capacity, span);
}

/** Pins are resource ids by need; what is not pinned takes the first free. Null when one need has none. */
export function assign(floor: Floor, service: ServiceRow | null, span: Span, pins: readonly (string | null)[]): string[] | null {
  const pinned = pins.filter((pin) => pin !== null);
  if (needsOf(service).includes(null)) {
    const free = suitable(floor, null).filter((resource) => isFree(floor, resource, span.occupied));
    const found = pinned.length === 0 ? free[0] : free.find((resource) => resource.id === pinned[0]);
    return found === undefined ? null : [found.id];
  }
  const found = firstFree(searchFor(floor, service, span, span.occupied, []), span.start, pinned);
  return found !== null && pinned.every((pin) => found.includes(pin)) ? found : null;
}

export type Conflict =
  | { kind: 'closed' }
  | { kind: 'taken'; resourceId: string; during: TimeRange | null }
  | { kind: 'nothing_free' }
  | { kind: 'unsuitable' }
  | { kind: 'times' };

/** Why this span cannot be booked as far as this computer knows, or null. */
export function conflictOf(floor: Floor, service: ServiceRow | null, span: Span, pins: readonly (string | null)[]): Conflict | null {
  if (span.end <= span.start) return { kind: 'times' };
  if (needsOf(service).some((need) => suitable(floor, need).length === 0)) return { kind: 'unsuitable' };
  if (!isOpen(floor.location.openingHours, floor.location.timeZone, span)) return { kind: 'closed' };
  for (const pin of pins) {
    const resource = floor.resources.find((candidate) => candidate.id === pin);
    if (resource === undefined || isFree(floor, resource, span.occupied)) continue;
    const during = floor.busy(resource.id, span.occupied).find((range) => overlaps(range, span.occupied)) ?? null;
    return { kind: 'taken', resourceId: resource.id, during };
  }
  return assign(floor, service, span, pins) === null ? { kind: 'nothing_free' } : null;
}

/** Free openings near a wished start, ranked as the gateway ranks its alternatives, never before `notBefore`. */
export function nearestSlots(floor: Floor, service: ServiceRow | null, wished: Span, pins: readonly (string | null)[], notBefore: number, limit: number): Slot[] {
  if (wished.end <= wished.start) return [];
  const pinned = pins.filter((pin) => pin !== null);
  const named = pinned.length > 0 ? pinned : needsOf(service).includes(null) ? floor.resources.slice(0, 1).map((resource) => resource.id) : [];
  const around = { start: wished.occupied.start - reachMs, end: wished.occupied.end + reachMs };
  return rankedAlternatives(
    searchFor(floor, service, wished, around, named),
    { start: wished.start, end: wished.end, resourceIds: named },
    { earliest: notBefore, limit, horizonMs: reachMs },
  );
}

function searchFor(floor: Floor, service: ServiceRow | null, span: Span, within: TimeRange, named: readonly string[]): SlotSearch {
  const times = { durationMs: span.end - span.start, preparationMs: span.start - span.occupied.start, cleanupMs: span.occupied.end - span.end };
  const demand: Demand = service === null || service.needs.length === 0 ? { ...times, resourceIds: named } : { ...times, needs: service.needs };
  const spans = floor.resources.flatMap((resource) => floor.busy(resource.id, within).map(({ start, end }) => ({ resourceId: resource.id, start, end })));
  return { calendar: floor.location, resources: floor.resources, busy: indexBusy(floor.resources, spans), demand };
}

/** A walk-in starts now, on the grid; when closed, at the next opening within two weeks, else null. */
export function walkInStart(location: LocationRow, now: number): { start: number; closedNow: boolean } | null {
  const { gridMinutes, timeZone } = location;
  const rounded = roundToGrid(now, gridMinutes, timeZone);
  const next = openRanges(location.openingHours, timeZone, { start: rounded, end: rounded + openingAheadMs })[0];
  if (next === undefined) return null;
  return next.start === rounded ? { start: rounded, closedNow: false } : { start: ceilToGrid(next.start, gridMinutes, timeZone), closedNow: true };
}
