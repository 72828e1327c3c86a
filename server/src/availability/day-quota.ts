import { subtract, type TimeRange } from '@holdfast/domain/time-range';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';

/**
 * How many alternatives may be held on one day at once: a quarter of what is still open, counted in
 * openings of the wanted length. Holding must not become a way to empty a calendar.
 */
export function dayQuota(
  resources: readonly CatalogueResource[],
  claims: readonly LiveClaim[],
  open: readonly TimeRange[],
  now: number,
  wanted: TimeRange,
): number {
  const lengthMs = wanted.end - wanted.start;
  const ahead = subtract(open, [{ start: Number.MIN_SAFE_INTEGER, end: now }]);
  let openings = 0;
  for (const { resourceNo, capacity } of resources) {
    const own = claims.filter((claim) => claim.resourceNo === resourceNo);
    for (let lane = 1; lane <= capacity; lane++) {
      const free = subtract(ahead, own.filter((claim) => claim.lane === lane));
      for (const { start, end } of free) openings += Math.floor((end - start) / lengthMs);
    }
  }
  return Math.floor(openings / 4);
}
