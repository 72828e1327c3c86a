import { freeSlots, type Slot } from '@holdfast/domain/availability';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { occupied } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import { readClaims } from '../availability/claim-sql.ts';
import { serviceDemand, slotSearch } from '../availability/slot-search.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { suitableResources } from './suits-entry.ts';

/**
 * What could be offered to whoever waits for this service with this many people, in time order, one opening a start,
 * made as it is asked for. Time kept for an undo is not free.
 */
export async function openSlots(
  context: DecisionContext,
  waiting: Pick<WaitlistEntryRow, 'serviceId' | 'resourceIds' | 'partySize'>,
  within: TimeRange,
  earliest: Instant,
): Promise<Iterator<Slot>> {
  const { catalogue, tenantNo } = context;
  const service = catalogue.services.get(waiting.serviceId);
  if (!service || service.archived) return [][Symbol.iterator]();
  const resources = suitableResources(catalogue, waiting);
  const resourceNos = resources.map(({ resourceNo }) => resourceNo);
  const claims = await context.read((client) => readClaims(client, tenantNo, resourceNos, occupied(within, service)));
  const demand = serviceDemand(service, { start: 0, end: service.durationMinutes * minuteMs });
  return freeSlots(slotSearch(catalogue, resources, claims, demand), within, earliest);
}
