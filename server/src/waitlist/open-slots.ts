import { freeSlots, type Slot } from '@holdfast/domain/availability';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { occupiedEnvelope } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import { besideMs, serviceDemand, slotSearch, widened } from '../availability/slot-search.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { suitableResources } from './suits-entry.ts';
import { waitlistChannel } from './waitlist-job.ts';

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
  const { catalogue } = context;
  const { partySize } = waiting;
  const service = catalogue.services.get(waiting.serviceId);
  if (!service || service.archived) return [][Symbol.iterator]();
  const resources = suitableResources(catalogue, waiting).filter((resource) => lanesFor(resource, partySize) <= resource.capacity);
  const around = widened(occupiedEnvelope(within, service, resources, catalogue.location.kinds), besideMs(catalogue));
  const claims = await readBusy(claimsOf(context), catalogue, resources, around);
  const wanted = { start: 0, end: service.durationMinutes * minuteMs };
  const demand = serviceDemand(catalogue, service, { wanted, partySize });
  return freeSlots(slotSearch(catalogue, resources, claims, demand, { channel: waitlistChannel }), within, earliest);
}
