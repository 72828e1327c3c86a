import { classKey } from '@holdfast/domain/class-sharing';
import { fromWire, toWire } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { occupiedSpans } from '../bookings/booked-slot.ts';
import type { ClaimOwner, PlannedClaim } from '../commands/plan.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { HeldSlot } from './hold-sql.ts';

/**
 * What a booking of a hold claims that is held whole, instead of a block: a lane a head of what was held, the rest goes back
 * on sale. Null: the hold has what a booking of it takes, and no more.
 */
export function claimsOfWhole({ resources, services }: Catalogue, { row, liveClaims }: HeldSlot, owner: ClaimOwner): PlannedClaim[] | null {
  const spans = occupiedSpans(row).flatMap(({ resourceId, start, end }) => {
    const resource = resources.get(resourceId);
    return resource ? [{ resource, lanes: lanesFor(resource, row.partySize ?? 1), start, end }] : [];
  });
  const held = spans.reduce((sum, { resource }) => sum + resource.capacity, 0);
  const taken = spans.reduce((sum, { lanes }) => sum + lanes, 0);
  if (liveClaims !== held || liveClaims === taken) return null;
  const service = row.serviceId === null ? null : (services.get(row.serviceId) ?? null);
  const shared = classKey(service, { start: fromWire(row.start), end: fromWire(row.end) }, row.resourceIds);
  return spans.map(({ resource: { resourceNo }, lanes, start, end }) => ({
    resourceNo, lanes, ...(shared === null ? {} : { classKey: shared }), start: toWire(start), end: toWire(end), ownerKind: owner.kind, ownerId: owner.id,
  }));
}
