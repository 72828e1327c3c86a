import { freeSlots, type Slot } from '@holdfast/domain/availability';
import { furthestAheadMs } from '@holdfast/domain/booking-time';
import { minuteMs } from '@holdfast/domain/instant';
import { occupied } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import { readClaims } from './claim-sql.ts';
import { serviceDemand, slotSearch } from './slot-search.ts';

export interface SlotQuestion {
  service: ServiceRow;
  /** Openings lie wholly inside; what is past, or too far ahead to be booked, is left out. */
  range: TimeRange;
  /** Only openings with this resource. */
  resourceId?: string | undefined;
  /** At most so many, the earliest. */
  limit: number;
}

/** What is free for a service, in time order, one opening a start. A look, not a promise: nothing is held. */
export async function findSlots(
  { read, tenantNo, catalogue, now }: Pick<DecisionContext, 'read' | 'tenantNo' | 'catalogue' | 'now'>,
  { service, range, resourceId, limit }: SlotQuestion,
): Promise<Slot[]> {
  const suitable = [...catalogue.resources.values()].filter(({ kind, archived }) => !archived && service.needs.includes(kind));
  const durationMs = service.durationMinutes * minuteMs;
  const window = {
    start: Math.max(range.start, now),
    end: Math.min(range.end, now + furthestAheadMs + durationMs),
  };
  if (window.start >= window.end) return [];
  const resourceNos = suitable.map(({ resourceNo }) => resourceNo);
  const claims = await read((client) => readClaims(client, tenantNo, resourceNos, occupied(window, service)));
  const search = slotSearch(catalogue, suitable, claims, serviceDemand(service, { start: 0, end: durationMs }));
  const preferred = resourceId === undefined ? [] : [resourceId];
  const found: Slot[] = [];
  for (const slot of freeSlots(search, window, window.start, preferred)) {
    // The preferred one is among the resources whenever it is free.
    if (resourceId !== undefined && !slot.resourceIds.includes(resourceId)) continue;
    found.push(slot);
    if (found.length === limit) break;
  }
  return found;
}
