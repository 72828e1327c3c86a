import type { Demand, SlotSearch } from '@holdfast/domain/availability';
import { indexBusy } from '@holdfast/domain/busy-index';
import { minuteMs } from '@holdfast/domain/instant';
import { demandBuffers } from '@holdfast/domain/occupancy';
import { longestToSell, shortestSellable } from '@holdfast/domain/shortest-sellable';
import { durationMs, type TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';

/** Time that is taken: a claim is one; `'all'`: on every lane. */
export interface TakenSpan extends TimeRange {
  resourceNo: number;
  lane: number | 'all';
  ownerKind?: LiveClaim['ownerKind'];
  classKey?: string | null;
  elsewhere?: LiveClaim['elsewhere'];
}

export interface SearchRules {
  channel: Channel;
  /** Somebody may leave remainders that nobody can book: the rule is set aside. */
  anyRemainder?: boolean;
  /** Those who are off too: hours are set aside. */
  offHours?: boolean;
  /** Lanes beyond the capacity count too, when the regular ones are taken. */
  squeezeIn?: boolean;
}

/**
 * Taken time as the pure rules of `domain` see it. Read `besideMs` more of it on either side than what is asked
 * about: what lies beside a slot decides whether the remainder can be sold.
 */
export function slotSearch(
  { location, services }: Catalogue,
  resources: readonly CatalogueResource[],
  taken: readonly TakenSpan[],
  demand: Demand,
  { channel, anyRemainder = false, offHours = false, squeezeIn = false }: SearchRules,
): SlotSearch {
  const idOf = new Map(resources.map(({ resourceNo, id }) => [resourceNo, id]));
  const spans = taken.flatMap(({ resourceNo, lane, ownerKind, classKey = null, elsewhere, start, end }) => {
    const resourceId = idOf.get(resourceNo);
    // For who wants the whole resource a squeeze-in is in the way like everybody; nobody is squeezed in under a block, nor
    // with somebody who is at another place.
    const all = demand.everyLane === true || ownerKind === 'block' || elsewhere !== undefined;
    return resourceId === undefined ? [] : [{ resourceId, lane: all ? ('all' as const) : lane, start, end, classKey }];
  });
  // An import records what was; a block may lie where nothing is sold.
  const unruled = channel === 'import' || demand.everyLane === true;
  return {
    calendar: location,
    resources,
    busy: indexBusy(resources, spans),
    demand,
    anyHours: unruled,
    offHours,
    squeezeIn,
    ...(unruled || anyRemainder ? {} : { shortestSellable: shortestSellable(location.kinds, services.values()) }),
  };
}

/** How far beside a slot taken time matters: the most that has to fit into a remainder, and a step of the grid. */
export function besideMs({ location, services }: Catalogue): number {
  const longest = longestToSell(shortestSellable(location.kinds, services.values()));
  return longest === 0 ? 0 : longest + location.gridMinutes * minuteMs;
}

/** The range with as much on either side. */
export function widened(range: TimeRange, byMs: number): TimeRange {
  return { start: range.start - byMs, end: range.end + byMs };
}

export type NeedsDemand = Extract<Demand, { needs: readonly string[] }>;

export interface DemandChoice {
  /** The wanted length counts, not the service's: a booking once stretched stays stretched. */
  wanted: TimeRange;
  partySize: number;
}

/** For resources that meet the service's needs. */
export function serviceDemand({ location }: Catalogue, service: ServiceRow, { wanted, partySize }: DemandChoice): NeedsDemand {
  const classOf = service.isClass === true ? { serviceId: service.id, resources: service.needs.length } : undefined;
  return { durationMs: durationMs(wanted), ...demandBuffers(service, location.kinds), needs: service.needs, partySize, classOf };
}

/** For named resources without a service. */
export function plainDemand({ location }: Catalogue, resourceIds: readonly string[], { wanted, partySize }: DemandChoice): Demand {
  return { durationMs: durationMs(wanted), ...demandBuffers(null, location.kinds), resourceIds, partySize };
}

/** For a block: the named resources whole, and nothing around them. */
export function blockDemand(resourceIds: readonly string[], wanted: TimeRange): Demand {
  return { durationMs: durationMs(wanted), preparationMs: 0, cleanupMs: 0, resourceIds, everyLane: true };
}
