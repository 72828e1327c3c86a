import { firstFree } from '@holdfast/domain/availability';
import { occupied } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { readClaims } from './claim-sql.ts';
import { serviceDemand, slotSearch } from './slot-search.ts';

/** The first free resources, in board order, that meet the service's needs at that time; null when none do. */
export async function pickResources(
  { db, tenantNo, catalogue }: DecisionContext,
  service: ServiceRow,
  range: TimeRange,
): Promise<CatalogueResource[] | null> {
  const suitable = [...catalogue.resources.values()].filter(
    ({ kind, archived }) => !archived && service.needs.includes(kind),
  );
  const resourceNos = suitable.map(({ resourceNo }) => resourceNo);
  const claims = await db.readAs(tenantNo, (client) =>
    readClaims(client, tenantNo, resourceNos, occupied(range, service)),
  );
  const ids = firstFree(slotSearch(catalogue, suitable, claims, serviceDemand(service, range)), range.start);
  return ids && ids.flatMap((id) => catalogue.resources.get(id) ?? []);
}
