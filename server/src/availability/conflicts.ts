import { toWire } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';

/** An answer lists at most this many; more would say nothing new. */
const conflictsMax = 10;

/** What occupies the wanted resources at that time. Names no customer: the asker may be anybody. */
export function conflictsWith(
  claims: readonly LiveClaim[],
  resources: readonly CatalogueResource[],
  occupied: TimeRange,
): Conflict[] {
  const idOf = new Map(resources.map(({ resourceNo, id }) => [resourceNo, id]));
  const seen = new Set<string>();
  const conflicts: Conflict[] = [];
  for (const claim of claims) {
    const resourceId = idOf.get(claim.resourceNo);
    // A block or a party sits on several lanes of one resource: one conflict.
    const key = `${claim.ownerId}/${claim.resourceNo}`;
    if (resourceId === undefined || !overlaps(claim, occupied) || seen.has(key)) continue;
    seen.add(key);
    conflicts.push({ start: toWire(claim.start), end: toWire(claim.end), resourceId, kind: claim.ownerKind });
    if (conflicts.length === conflictsMax) break;
  }
  return conflicts;
}

/** Lanes of a resource that nothing touches during the range. */
export function freeLanes(
  claims: readonly LiveClaim[],
  resource: CatalogueResource,
  occupied: TimeRange,
): number {
  const taken = new Set<number>();
  for (const claim of claims)
    // Lanes above the capacity (of before a cut) take nothing from what is for sale.
    if (claim.resourceNo === resource.resourceNo && claim.lane <= resource.capacity && overlaps(claim, occupied))
      taken.add(claim.lane);
  return resource.capacity - taken.size;
}

/** What to call it that this is in the way of these resources. */
export function takenReason(
  conflicts: readonly Conflict[],
  resources: readonly (Pick<CatalogueResource, 'capacity'> | undefined)[],
): RefusalReason {
  if (conflicts.some(({ kind }) => kind === 'block')) return 'resource_blocked';
  return resources.some((resource) => (resource?.capacity ?? 1) > 1) ? 'capacity_full' : 'slot_taken';
}
