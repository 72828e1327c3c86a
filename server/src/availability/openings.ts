import { rankedAlternatives, type AlternativesOptions } from '@holdfast/domain/alternatives';
import type { Demand, Slot } from '@holdfast/domain/availability';
import type { BusyIndex } from '@holdfast/domain/busy-index';
import { lanesFor } from '@holdfast/domain/lanes';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';
import { planBlock, planSlot, type OccupiedSpan, type PlannedSlot } from '../bookings/planned-slot.ts';
import { withNeeds, type SoldService } from '../bookings/sold-service.ts';
import type { WantedSlot } from '../commands/plan.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';
import { inTheWay } from './in-the-way.ts';
import { blockDemand, plainDemand, serviceDemand, slotSearch, type TakenSpan } from './slot-search.ts';

/**
 * The openings nearest to a wanted slot that do not take each other's time, nearest first; whole resources at a time: the
 * same class at the same hour is one opening. Whoever takes one lets go of the others, and of what they move, so what it
 * leaves beside itself is judged without them. `claims` are all that keep `suitableResources` busy as far as the horizon
 * reaches (`readBusy`); `away`: nobody is to be had then, though nothing lies there.
 */
export function openingsNear(
  catalogue: Catalogue,
  channel: Channel,
  wanted: WantedSlot,
  claims: readonly LiveClaim[],
  options: AlternativesOptions,
  away: readonly TakenSpan[] = [],
): Slot[] {
  const suitable = suitableResources(catalogue, wanted);
  const search = slotSearch(catalogue, suitable, [...claims, ...away], demandOf(catalogue, wanted), { channel });
  const lying = inTheWay(claims, { channel, movingId: wanted.movingId });
  const { freeAround } = slotSearch(catalogue, suitable, lying, search.demand, { channel }).busy;
  const chosen: Slot[] = [];
  const taken: OccupiedSpan[] = [];
  const isClear = (resourceId: string, range: TimeRange) => !taken.some((span) => span.resource.id === resourceId && overlaps(span, range));
  const busy: BusyIndex = {
    ...search.busy,
    isFree: (id, range, partySize) => isClear(id, range) && search.busy.isFree(id, range, partySize),
    isEmpty: (id, range) => isClear(id, range) && search.busy.isEmpty(id, range),
    freeAround,
  };
  while (chosen.length < options.limit) {
    const [nearest] = rankedAlternatives({ ...search, busy }, wanted, { ...options, limit: 1 });
    if (nearest === undefined) break;
    chosen.push(nearest);
    taken.push(...slotOf(catalogue, wanted, nearest).spans);
  }
  return chosen;
}

/** What an opening occupies, or the wanted slot itself. */
export function slotOf(catalogue: Catalogue, wanted: WantedSlot, { start, end, resourceIds }: Slot): PlannedSlot {
  const range = { start, end };
  const resources = resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []);
  if (wanted.allLanes) return planBlock(catalogue, range, resources);
  return planSlot(catalogue, { service: serviceOf(catalogue, wanted), range, resources, partySize: wanted.partySize ?? 1 });
}

/** What keeps somebody from the wanted slot lies in here: on what was asked for by id, and on what else was needed and is not free. */
export function soughtSlot(catalogue: Catalogue, wanted: WantedSlot): PlannedSlot {
  return slotOf(catalogue, wanted, { ...wanted, resourceIds: [...new Set([...wanted.resourceIds, ...(wanted.lacking ?? [])])] });
}

/** What could serve instead: by the service's needs, or others of the kind when one resource was named. */
export function suitableResources(catalogue: Catalogue, wanted: WantedSlot): CatalogueResource[] {
  const named = wanted.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []);
  const kinds = new Set(serviceOf(catalogue, wanted)?.needs ?? (named.length === 1 ? named.map(({ kind }) => kind) : []));
  return [...catalogue.resources.values()].filter(
    (resource) =>
      lanesFor(resource, wanted.partySize ?? 1) <= resource.capacity &&
      (named.includes(resource) || (!resource.archived && kinds.has(resource.kind))),
  );
}

export function serviceOf(catalogue: Catalogue, { serviceId, soldNeeds }: WantedSlot): SoldService | null {
  const service = serviceId === null ? undefined : catalogue.services.get(serviceId);
  return service === undefined ? null : soldNeeds === undefined ? service : withNeeds(service, soldNeeds);
}

function demandOf(catalogue: Catalogue, wanted: WantedSlot): Demand {
  if (wanted.allLanes) return blockDemand(wanted.resourceIds, wanted);
  const service = serviceOf(catalogue, wanted);
  const choice = { wanted, partySize: wanted.partySize ?? 1 };
  return service ? serviceDemand(catalogue, service, choice) : plainDemand(catalogue, wanted.resourceIds, choice);
}
