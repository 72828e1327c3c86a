import type { Demand, SlotSearch } from '@holdfast/domain/availability';
import { indexBusy } from '@holdfast/domain/busy-index';
import { minuteMs } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';

/** The database's claims as the pure rules of `domain` see them. */
export function slotSearch(
  catalogue: Catalogue,
  resources: readonly CatalogueResource[],
  claims: readonly LiveClaim[],
  demand: Demand,
): SlotSearch {
  const idOf = new Map(resources.map(({ resourceNo, id }) => [resourceNo, id]));
  const spans = claims.flatMap(({ resourceNo, lane, start, end }) => {
    const resourceId = idOf.get(resourceNo);
    return resourceId === undefined ? [] : [{ resourceId, lane, start, end }];
  });
  return { calendar: catalogue.location, resources, busy: indexBusy(resources, spans), demand };
}

/** The wanted length counts, not the service's: a booking once stretched stays stretched. */
export function serviceDemand(service: ServiceRow, wanted: TimeRange): Demand {
  return {
    durationMs: wanted.end - wanted.start,
    preparationMs: service.preparationMinutes * minuteMs,
    cleanupMs: service.cleanupMinutes * minuteMs,
    needs: service.needs,
  };
}

export function plainDemand(wanted: TimeRange) {
  return { durationMs: wanted.end - wanted.start, preparationMs: 0, cleanupMs: 0 };
}
