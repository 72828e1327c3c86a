import { isSqueezeLane } from '@holdfast/domain/squeeze-in';
import { contains, type TimeRange } from '@holdfast/domain/time-range';
import type { LiveClaim } from './claim-sql.ts';

/** Whose claims on a resource count as squeezed in that day (`squeezeDay`), by owner, as `gateway.take_claims` counts them. */
export function squeezedOn(claims: readonly LiveClaim[], resource: { resourceNo: number; capacity: number }, day: TimeRange): Set<string> {
  const began = claims.filter(
    ({ resourceNo, lane, start }) => resourceNo === resource.resourceNo && isSqueezeLane(resource, lane) && contains(day, { start, end: start + 1 }),
  );
  return new Set(began.map(({ ownerId }) => ownerId));
}
