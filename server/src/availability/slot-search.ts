import type { Demand, SlotSearch } from '@holdfast/domain/availability';
import { indexBusy } from '@holdfast/domain/busy-index';
import { demandBuffers } from '@holdfast/domain/occupancy';
import { durationMs, type TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';

/** Time that is taken: a claim is one; `'all'`: on every lane. */
export interface TakenSpan extends TimeRange {
  resourceNo: number;
  lane: number | 'all';
}

/** Taken time as the pure rules of `domain` see them. */
export function slotSearch(
  catalogue: Catalogue,
  resources: readonly CatalogueResource[],
  taken: readonly TakenSpan[],
  demand: Demand,
  channel: Channel,
): SlotSearch {
  const idOf = new Map(resources.map(({ resourceNo, id }) => [resourceNo, id]));
  const spans = taken.flatMap(({ resourceNo, lane, start, end }) => {
    const resourceId = idOf.get(resourceNo);
    // For who wants the whole resource a squeeze-in is in the way like everybody; for others it takes no regular lane.
    return resourceId === undefined ? [] : [{ resourceId, lane: demand.everyLane ? ('all' as const) : lane, start, end }];
  });
  return {
    calendar: catalogue.location,
    resources,
    busy: indexBusy(resources, spans),
    demand,
    // An import records what was; a block may lie where nothing is sold.
    anyHours: channel === 'import' || demand.everyLane === true,
  };
}

export type NeedsDemand = Extract<Demand, { needs: readonly string[] }>;

export interface DemandChoice {
  /** The wanted length counts, not the service's: a booking once stretched stays stretched. */
  wanted: TimeRange;
  partySize: number;
}

/** For resources that meet the service's needs. */
export function serviceDemand({ location }: Catalogue, service: ServiceRow, { wanted, partySize }: DemandChoice): NeedsDemand {
  return { durationMs: durationMs(wanted), ...demandBuffers(service, location.kinds), needs: service.needs, partySize };
}

/** For named resources without a service. */
export function plainDemand({ location }: Catalogue, resourceIds: readonly string[], { wanted, partySize }: DemandChoice): Demand {
  return { durationMs: durationMs(wanted), ...demandBuffers(null, location.kinds), resourceIds, partySize };
}

/** For a block: the named resources whole, and nothing around them. */
export function blockDemand(resourceIds: readonly string[], wanted: TimeRange): Demand {
  return { durationMs: durationMs(wanted), preparationMs: 0, cleanupMs: 0, resourceIds, everyLane: true };
}
