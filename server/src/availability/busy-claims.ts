import { minuteMs } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import { travelSpan } from '@holdfast/domain/travel';
import type { Catalogue, CatalogueResource, Elsewhere } from '../locations/catalogue.ts';
import type { ClaimSource } from './claim-source.ts';
import type { LiveClaim } from './claim-sql.ts';

/**
 * What stands in the way of these resources: their own claims, and those of the same people at other places of the
 * business, widened by the way between. A block keeps a place from being sold, not a person from being somewhere else.
 */
export async function readBusy(
  read: ClaimSource,
  { elsewhere, location }: Catalogue,
  resources: readonly CatalogueResource[],
  range: TimeRange,
): Promise<LiveClaim[]> {
  const own = resources.map(({ resourceNo }) => resourceNo);
  const others = resources.flatMap((resource) =>
    (elsewhere.get(resource.resourceNo) ?? []).map((place) => ({ ...place, resource })),
  );
  if (others.length === 0) return read(own, range);
  const furthestMs = Math.max(...others.map(({ travelMinutes }) => travelMinutes)) * minuteMs;
  const claims = await read(
    [...new Set([...own, ...others.map(({ resourceNo }) => resourceNo)])],
    { start: range.start - furthestMs, end: range.end + furthestMs },
  );
  const ownNos = new Set(own);
  return [
    ...claims.filter((claim) => ownNos.has(claim.resourceNo) && overlaps(claim, range)),
    ...others.flatMap((place) =>
      claims
        .filter((claim) => claim.resourceNo === place.resourceNo && claim.ownerKind !== 'block')
        .flatMap((claim) => onEveryLane(place, location.id, claim)),
    ),
  ];
}

function onEveryLane(
  { resource, locationId, travelMinutes }: Elsewhere & { resource: CatalogueResource },
  here: string,
  claim: LiveClaim,
): LiveClaim[] {
  const { start, end } = claim;
  return Array.from({ length: resource.capacity }, (_, lane) => ({
    ...claim,
    ...travelSpan({ start, end, locationId }, here, () => travelMinutes),
    resourceNo: resource.resourceNo,
    lane: lane + 1,
    // Whoever is there is nobody's company here.
    classKey: null,
    elsewhere: { start, end, travelMinutes },
  }));
}
