import type { ServiceRow } from '@holdfast/protocol/rows';
import { toWire } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { BookingColumns, ClaimOwner, PlannedClaim, WantedSlot } from '../commands/plan.ts';

/** A slot that passed every rule a decision can check; the database has the last word on its claims. */
export interface PlannedSlot {
  service: ServiceRow | null;
  /** What the customer gets. */
  range: TimeRange;
  /** With preparation and cleanup. */
  occupied: TimeRange;
  resources: readonly CatalogueResource[];
}

/** `seconds`: when the owner is a hold. */
export function slotClaims(slot: PlannedSlot, owner: ClaimOwner, seconds?: number): PlannedClaim[] {
  const start = toWire(slot.occupied.start);
  const end = toWire(slot.occupied.end);
  return slot.resources.map(({ resourceNo }) => ({
    resourceNo,
    lanes: 1,
    start,
    end,
    ownerKind: owner.kind,
    ownerId: owner.id,
    ...(seconds === undefined ? {} : { seconds }),
  }));
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
  } satisfies BookingColumns;
}

export function wantedSlot(slot: PlannedSlot): WantedSlot {
  return {
    serviceId: slot.service?.id ?? null,
    ...slot.range,
    resourceIds: slot.resources.map(({ id }) => id),
  };
}
