import { lanesFor } from '@holdfast/domain/lanes';
import { durationMs, subtract, type TimeRange } from '@holdfast/domain/time-range';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';

export interface SellableResource {
  resource: CatalogueResource;
  /** When it may be booked that day. */
  open: readonly TimeRange[];
}

/**
 * How many alternatives may be held on one day at once: a quarter of what is still open, counted in
 * openings of the wanted length and party. Holding must not become a way to empty a calendar.
 */
export function dayQuota(
  sellable: readonly SellableResource[],
  claims: readonly LiveClaim[],
  now: number,
  wanted: TimeRange,
  partySize: number,
): number {
  let openings = 0;
  for (const { resource, open } of sellable) {
    const ahead = subtract(open, [{ start: Number.MIN_SAFE_INTEGER, end: now }]);
    const own = claims.filter((claim) => claim.resourceNo === resource.resourceNo);
    let lanes = 0;
    for (let lane = 1; lane <= resource.capacity; lane++) {
      const free = subtract(ahead, own.filter((claim) => claim.lane === lane));
      for (const range of free) lanes += Math.floor(durationMs(range) / durationMs(wanted));
    }
    openings += Math.floor(lanes / lanesFor(resource, partySize));
  }
  return Math.floor(openings / 4);
}
