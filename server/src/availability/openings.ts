import { rankedAlternatives, type AlternativesOptions } from '@holdfast/domain/alternatives';
import type { Slot } from '@holdfast/domain/availability';
import { occupied } from '@holdfast/domain/occupancy';
import { overlaps } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { WantedSlot } from '../commands/plan.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';
import { plainDemand, serviceDemand, slotSearch } from './slot-search.ts';

/** Looked at to find three that can stand beside each other: starts a grid step apart overlap. */
const openingsMax = 24;

/**
 * The openings nearest to a wanted slot that do not take each other's time, nearest first. `claims` are all live
 * ones of `suitableResources` as far as the horizon reaches.
 */
export function openingsNear(
  catalogue: Catalogue,
  channel: Channel,
  wanted: WantedSlot,
  claims: readonly LiveClaim[],
  options: AlternativesOptions,
): Slot[] {
  const service = serviceOf(catalogue, wanted);
  const demand = service
    ? serviceDemand(service, wanted)
    : { ...plainDemand(wanted), resourceIds: wanted.resourceIds, everyLane: wanted.allLanes === true };
  const search = {
    ...slotSearch(catalogue, suitableResources(catalogue, wanted), claims, demand),
    anyHours: channel === 'import' || wanted.allLanes === true,
  };
  const openings = rankedAlternatives(search, wanted, { ...options, limit: openingsMax });
  const buffers = service ?? { preparationMinutes: 0, cleanupMinutes: 0 };
  const meet = (a: Slot, b: Slot): boolean =>
    a.resourceIds.some((id) => b.resourceIds.includes(id)) && overlaps(occupied(a, buffers), occupied(b, buffers));
  const chosen: Slot[] = [];
  for (const slot of openings) {
    if (chosen.length === options.limit) break;
    if (!chosen.some((other) => meet(other, slot))) chosen.push(slot);
  }
  return chosen;
}

export function serviceOf(catalogue: Catalogue, { serviceId }: WantedSlot): ServiceRow | null {
  return serviceId === null ? null : (catalogue.services.get(serviceId) ?? null);
}

/** What could serve instead: by the service's needs, or others of the kind when one resource was named. */
export function suitableResources(catalogue: Catalogue, wanted: WantedSlot): CatalogueResource[] {
  const named = wanted.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []);
  const kinds = new Set(serviceOf(catalogue, wanted)?.needs ?? (named.length === 1 ? named.map(({ kind }) => kind) : []));
  return [...catalogue.resources.values()].filter(
    (resource) => named.includes(resource) || (!resource.archived && kinds.has(resource.kind)),
  );
}
