import { indexBookable } from '@holdfast/domain/bookable-hours';
import { lanesFor } from '@holdfast/domain/lanes';
import { durationMs, subtract, type TimeRange } from '@holdfast/domain/time-range';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';

export interface SellableResource {
  resource: CatalogueResource;
  /** When it may be booked that day. */
  open: readonly TimeRange[];
}

export interface QuotaAsked {
  day: TimeRange;
  now: number;
  /** An opening of the wanted length, with preparation and cleanup. */
  occupied: TimeRange;
  partySize: number;
}

/** `dayQuota` by the hours of these resources. */
export function quotaOfDay(
  { location }: Catalogue,
  suitable: readonly CatalogueResource[],
  claims: readonly LiveClaim[],
  { day, now, occupied, partySize }: QuotaAsked,
): number {
  const hours = indexBookable(location, suitable, day);
  const sellable = suitable.map((resource) => ({ resource, open: hours.rangesOf(resource.id) }));
  return dayQuota(sellable, claims, now, occupied, partySize);
}

/**
 * How many of one day's openings may be held at once for those who did not choose them, as alternatives or because
 * they wait: a quarter of what is still open, counted in openings of the wanted length and party. Holding must not become
 * a way to empty a calendar.
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
