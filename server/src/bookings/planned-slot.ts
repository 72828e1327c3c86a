import { classKey, keepsClassesApart } from '@holdfast/domain/class-sharing';
import { toWire, type Instant } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { occupiedBy } from '@holdfast/domain/occupancy';
import { isSqueezeLane, squeezeDay } from '@holdfast/domain/squeeze-in';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { OccupiedResource, Waived } from '@holdfast/protocol/rows';
import type { ExceptionRequest } from '../availability/exceptions.ts';
import type { BookingColumns, ClaimOwner, PlannedClaim, WantedSlot } from '../commands/plan.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { SoldService } from './sold-service.ts';

/** A slot that passed every rule a decision can check; the database has the last word on its claims. */
export interface PlannedSlot {
  service: SoldService | null;
  /** Its guests share what keeps classes apart: as the service is a class, or was one when they booked. */
  isClass: boolean;
  /** What the customer gets. */
  range: TimeRange;
  /** With preparation, cleanup and minimum gaps: from the first to the last moment that one of the resources is occupied. */
  occupied: TimeRange;
  resources: readonly CatalogueResource[];
  /** What is occupied of each. */
  spans: readonly OccupiedSpan[];
  partySize: number;
  /** Of the location. */
  timeZone: string;
  /** Why lanes beyond the capacity may be taken; null: they may not. */
  squeezeReason: string | null;
  waived: Waived | null;
}

export interface OccupiedSpan extends TimeRange {
  resource: CatalogueResource;
  lanes: number;
  /** Of a class: who it may be shared with, where classes are kept apart. */
  classKey: string | null;
  /** Which of them; left out: the database takes the lowest that are free. */
  on?: readonly number[];
  /** A block: the squeeze-in lanes too. */
  everyLane?: boolean;
}

interface SlotChoice {
  service: SoldService | null;
  range: TimeRange;
  resources: readonly CatalogueResource[];
  partySize: number;
  exceptions?: ExceptionRequest;
}

/** What a booking of these resources occupies, by the rules of the service and the location's resource kinds. */
export function planSlot({ location: { kinds, timeZone } }: Catalogue, choice: SlotChoice): PlannedSlot {
  const { service, range, resources, partySize, exceptions } = choice;
  const shared = classKey(service, range, resources.map(({ id }) => id));
  const spans = resources.map((resource) => ({
    ...occupiedBy(range, service, resource.kind, kinds),
    resource,
    lanes: lanesFor(resource, partySize),
    classKey: shared,
  }));
  return {
    service,
    isClass: service?.isClass === true,
    range,
    resources,
    partySize,
    timeZone,
    squeezeReason: exceptions?.squeezeIn?.reason ?? null,
    waived: exceptions?.waive ?? null,
    spans,
    occupied: {
      start: Math.min(range.start, ...spans.map(({ start }) => start)),
      end: Math.max(range.end, ...spans.map(({ end }) => end)),
    },
  };
}

/** What a block takes: the resources whole, from its start to its end, with nothing around it. */
export function planBlock({ location: { timeZone } }: Catalogue, range: TimeRange, resources: readonly CatalogueResource[]): PlannedSlot {
  const spans = resources.map((resource) => ({ ...range, resource, lanes: resource.capacity, everyLane: true, classKey: null }));
  return { service: null, isClass: false, range, occupied: range, resources, spans, partySize: 1, timeZone, squeezeReason: null, waived: null };
}

/** `seconds`: when the owner is a hold. */
export function slotClaims(slot: PlannedSlot, owner: ClaimOwner, seconds?: number): PlannedClaim[] {
  return slot.spans.map(({ resource, lanes, classKey: shared, on, start, end }) => ({
    resourceNo: resource.resourceNo,
    lanes,
    ...(shared === null ? {} : { classKey: shared }),
    ...(on === undefined ? {} : { on }),
    start: toWire(start),
    end: toWire(end),
    ownerKind: owner.kind,
    ownerId: owner.id,
    ...(seconds === undefined ? {} : { seconds }),
    ...(slot.squeezeReason === null ? {} : squeezeBounds(start, slot.timeZone)),
  }));
}

/** What a claim is known by to those who may share its resource, or may not: null where nobody asks. */
export function classKeyOn({ resource, classKey: shared }: Pick<OccupiedSpan, 'resource' | 'classKey'>, ownerId: string): string | null {
  return keepsClassesApart(resource) ? (shared ?? ownerId) : null;
}

function squeezeBounds(start: Instant, timeZone: string): Pick<PlannedClaim, 'squeezeFrom' | 'squeezeTo'> {
  const day = squeezeDay(start, timeZone);
  return { squeezeFrom: toWire(day.start), squeezeTo: toWire(day.end) };
}

/** The columns a booking and a hold share. */
export function slotColumns(slot: PlannedSlot) {
  return {
    service_id: slot.service?.id ?? null,
    resource_ids: slot.resources.map(({ id }) => id),
    starts_at: toWire(slot.range.start),
    ends_at: toWire(slot.range.end),
    occupied_from: toWire(slot.occupied.start),
    occupied_to: toWire(slot.occupied.end),
    occupied_by_resource: occupiedByResource(slot),
    party_size: slot.partySize,
    squeeze_reason: slot.squeezeReason,
    ...(slot.waived ? { waived: slot.waived } : {}),
  } satisfies BookingColumns;
}

/** Null where the resources are occupied for the same time: then the one range says it all. */
function occupiedByResource({ spans, occupied }: PlannedSlot): OccupiedResource[] | null {
  if (spans.every(({ start, end }) => start === occupied.start && end === occupied.end)) return null;
  return spans.map(({ resource, start, end }) => ({ resourceId: resource.id, start: toWire(start), end: toWire(end) }));
}

export function wantedSlot(slot: PlannedSlot): WantedSlot {
  return {
    serviceId: slot.service?.id ?? null,
    ...slot.range,
    resourceIds: slot.resources.map(({ id }) => id),
    partySize: slot.partySize,
    ...(slot.squeezeReason === null ? {} : { squeezeIn: true }),
    ...(slot.service?.isAsSold === true ? { soldNeeds: slot.service.needs } : {}),
  };
}

/**
 * What several bookings occupy together. Lanes stay named only where two of them share a resource at one time: alone each
 * gets the lowest that is free, which the database finds, and it also sees holds that ran out.
 */
export function claimsTogether(booked: readonly { bookingId: string; slot: PlannedSlot }[]): PlannedClaim[] {
  const spans = booked.flatMap(({ slot }) => slot.spans);
  return booked.flatMap(({ bookingId, slot }) => {
    const alone = slot.spans.map((span): OccupiedSpan => {
      if (isShared(span, spans)) return span;
      const { on: _lowest, ...unnamed } = span;
      return unnamed;
    });
    return slotClaims({ ...slot, spans: alone }, { kind: 'booking', id: bookingId });
  });
}

/** Whether it lies across another of them. */
export function isShared(span: OccupiedSpan, spans: readonly OccupiedSpan[]): boolean {
  return spans.some((other) => other !== span && other.resource.resourceNo === span.resource.resourceNo && overlaps(other, span));
}

/** What an answer says of a slot, some of whose named lanes lie beyond the capacity. */
export function squeezedInMark(slot: PlannedSlot): { squeezedIn?: true } {
  return lanesBeyond(slot) > 0 ? { squeezedIn: true } : {};
}

/** How many of the lanes it names lie beyond the capacity of their resources. */
export function lanesBeyond({ spans }: PlannedSlot): number {
  return spans.flatMap(({ resource, on = [] }) => on.filter((lane) => isSqueezeLane(resource, lane))).length;
}
