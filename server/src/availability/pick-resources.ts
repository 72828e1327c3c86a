import { firstFree } from '@holdfast/domain/availability';
import { occupied } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { readClaims } from './claim-sql.ts';
import { serviceDemand, slotSearch } from './slot-search.ts';

/** The first free resources, in board order, that meet the service's needs at that time; null when none do. */
export async function pickResources(
  { read, tenantNo, catalogue }: DecisionContext,
  channel: Channel,
  service: ServiceRow,
  range: TimeRange,
): Promise<CatalogueResource[] | null> {
  const suitable = [...catalogue.resources.values()].filter(
    ({ kind, archived }) => !archived && service.needs.includes(kind),
  );
  const resourceNos = suitable.map(({ resourceNo }) => resourceNo);
  const claims = await read((client) =>
    readClaims(client, tenantNo, resourceNos, occupied(range, service)),
  );
  const inTheWay = isDesk(channel) ? claims.filter(({ yields }) => !yields) : claims;
  const ids = firstFree(slotSearch(catalogue, suitable, inTheWay, serviceDemand(service, range)), range.start);
  return ids && ids.flatMap((id) => catalogue.resources.get(id) ?? []);
}
