import { firstFree, freeSlots, type Slot, type SlotSearch } from '@holdfast/domain/availability';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { occupiedEnvelope } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import { besideMs, serviceDemand, slotSearch, widened } from '../availability/slot-search.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { besideOthers, suitableResources } from './suits-entry.ts';
import { waitlistChannel } from './waitlist-job.ts';

type Waiting = Pick<WaitlistEntryRow, 'serviceId' | 'resourceIds' | 'partySize'>;

/**
 * What could be offered to whoever waits for this service with this many people, in time order, one opening a start,
 * made as it is asked for. Time kept for an undo is not free.
 */
export async function openSlots(context: DecisionContext, waiting: Waiting, within: TimeRange, earliest: Instant): Promise<Iterator<Slot>> {
  const search = await searchFor(context, waiting, within);
  return search ? freeSlots(search, within, earliest, besideOthers(context.catalogue, waiting)) : [][Symbol.iterator]();
}

/** Resources that suit them and are free at that very start, whatever the grid and the hours; null when there are none. */
export async function freeAt(context: DecisionContext, waiting: Waiting, start: Instant): Promise<readonly string[] | null> {
  const durationMinutes = context.catalogue.services.get(waiting.serviceId)?.durationMinutes ?? 0;
  const search = await searchFor(context, waiting, { start, end: start + durationMinutes * minuteMs });
  const wished = besideOthers(context.catalogue, waiting);
  const found = search && firstFree(search, start, wished);
  return found !== null && wished.every((id) => found.includes(id)) ? found : null;
}

async function searchFor(context: DecisionContext, waiting: Waiting, within: TimeRange): Promise<SlotSearch | null> {
  const { catalogue } = context;
  const { partySize } = waiting;
  const service = catalogue.services.get(waiting.serviceId);
  if (!service || service.archived) return null;
  const resources = suitableResources(catalogue, waiting);
  const around = widened(occupiedEnvelope(within, service, resources, catalogue.location.kinds), besideMs(catalogue));
  const claims = await readBusy(claimsOf(context), catalogue, resources, around);
  const wanted = { start: 0, end: service.durationMinutes * minuteMs };
  const demand = serviceDemand(catalogue, service, { wanted, partySize });
  return slotSearch(catalogue, resources, claims, demand, { channel: waitlistChannel });
}
