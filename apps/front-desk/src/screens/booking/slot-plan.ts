import { minuteMs } from '@holdfast/domain/instant';
import { contains, overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { dayOf, dayRange, openAround, openRanges, roundToGrid } from '../opening.ts';
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

export interface Slot extends TimeRange {
  resourceIds: string[];
}

export const minutesWithoutService = 60;

/** `end` overrides the service's duration. */
export function spanOf(service: ServiceRow | null, start: number, end?: number): Span {
  const until = end ?? start + (service?.durationMinutes ?? minutesWithoutService) * minuteMs;
  return {
    start,
    end: until,
    occupied: { start: start - (service?.preparationMinutes ?? 0) * minuteMs, end: until + (service?.cleanupMinutes ?? 0) * minuteMs },
  };
}

/** One entry per resource that is needed: its kind, or null for any. */
export function needsOf(service: ServiceRow | null): (string | null)[] {
  return service === null || service.needs.length === 0 ? [null] : service.needs;
}

export function suitable(floor: Floor, need: string | null): ResourceRow[] {
  return floor.resources.filter((resource) => need === null || resource.kind === need);
}

export function isFree(floor: Floor, resource: ResourceRow, occupied: TimeRange): boolean {
  return fits(floor.busy(resource.id, occupied), resource.capacity, occupied);
}

/** Pins are resource ids by need; what is not pinned takes the first free. Null when one need has none. */
export function assign(floor: Floor, service: ServiceRow | null, span: Span, pins: readonly (string | null)[]): string[] | null {
  const taken: string[] = [];
  for (const [index, need] of needsOf(service).entries()) {
    const pin = pins[index] ?? null;
    const found = suitable(floor, need).find(
      (resource) => (pin === null || resource.id === pin) && !taken.includes(resource.id) && isFree(floor, resource, span.occupied),
    );
    if (found === undefined) return null;
    taken.push(found.id);
  }
  return taken;
}

export type Conflict =
  | { kind: 'closed' }
  | { kind: 'taken'; resourceId: string; during: TimeRange | null }
  | { kind: 'nothing_free' }
  | { kind: 'unsuitable' }
  | { kind: 'times' };

export function isOpen(location: LocationRow, span: TimeRange): boolean {
  const open = openAround(location, dayOf(span.start, location.timeZone));
  return joined(open).some((range) => contains(range, span));
}

/** Opening ranges that touch are one: all day today and all day tomorrow has no gap at midnight. */
function joined(open: readonly TimeRange[]): TimeRange[] {
  const out: TimeRange[] = [];
  for (const range of [...open].sort((a, b) => a.start - b.start)) {
    const last = out.at(-1);
    if (last !== undefined && range.start <= last.end) out[out.length - 1] = { start: last.start, end: Math.max(last.end, range.end) };
    else out.push(range);
  }
  return out;
}

/** Why this span cannot be booked as far as this computer knows, or null. */
export function conflictOf(floor: Floor, service: ServiceRow | null, span: Span, pins: readonly (string | null)[]): Conflict | null {
  if (span.end <= span.start) return { kind: 'times' };
  const needs = needsOf(service);
  if (needs.some((need) => suitable(floor, need).length === 0)) return { kind: 'unsuitable' };
  if (!isOpen(floor.location, span)) return { kind: 'closed' };
  for (const pin of pins) {
    const resource = floor.resources.find((candidate) => candidate.id === pin);
    if (resource === undefined || isFree(floor, resource, span.occupied)) continue;
    const during = floor.busy(resource.id, span.occupied).find((range) => overlaps(range, span.occupied)) ?? null;
    return { kind: 'taken', resourceId: resource.id, during };
  }
  return assign(floor, service, span, pins) === null ? { kind: 'nothing_free' } : null;
}

/**
 * Free openings near a wished start, nearest first: the same time elsewhere, then earlier and later on the
 * grid within a day's reach, never before `notBefore`.
 */
export function nearestSlots(
  floor: Floor,
  service: ServiceRow | null,
  wished: Span,
  pins: readonly (string | null)[],
  notBefore: number,
  limit: number,
): Slot[] {
  const found: Slot[] = [];
  const step = floor.location.gridMinutes * minuteMs;
  const length = wished.end - wished.start;
  const open = joined([...openAround(floor.location, dayOf(wished.start, floor.location.timeZone)), ...openRanges(floor.location, dayOf(wished.start + 86_400_000, floor.location.timeZone))]);
  const tryAt = (start: number, withPins: readonly (string | null)[]) => {
    if (found.length >= limit || start < notBefore) return;
    const span = spanOf(service, start, start + length);
    if (!open.some((range) => contains(range, span))) return;
    const resourceIds = assign(floor, service, span, withPins);
    if (resourceIds === null) return;
    if (found.some((slot) => slot.start === start && slot.resourceIds.join() === resourceIds.join())) return;
    found.push({ start, end: span.end, resourceIds });
  };
  tryAt(wished.start, []);
  const reach = 24 * 60 * minuteMs;
  for (let offset = step; offset <= reach && found.length < limit; offset += step) {
    for (const start of [wished.start + offset, wished.start - offset]) {
      tryAt(start, pins);
      if (pins.some((pin) => pin !== null)) tryAt(start, []);
    }
  }
  return found;
}

/** A walk-in starts now, on the grid; when closed, at the next opening within two weeks, else null. */
export function walkInStart(location: LocationRow, now: number): { start: number; closedNow: boolean } | null {
  const rounded = roundToGrid(now, location);
  const today = dayOf(now, location.timeZone);
  const open = joined(openAround(location, today));
  if (open.some((range) => range.start <= rounded && rounded < range.end)) return { start: rounded, closedNow: false };
  let day = today;
  for (let ahead = 0; ahead <= 14; ahead += 1) {
    const next = openRanges(location, day).find((range) => range.start >= rounded);
    if (next !== undefined) return { start: next.start, closedNow: true };
    day = dayOf(dayRange(day, location.timeZone).end, location.timeZone);
  }
  return null;
}
