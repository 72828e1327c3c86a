import { freeSlots, type Slot } from '@holdfast/domain/availability';
import { furthestAheadMs } from '@holdfast/domain/booking-time';
import { compactFirst } from '@holdfast/domain/compact-order';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { occupiedEnvelope } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { DecisionContext } from '../commands/handler.ts';
import { readBusy } from './busy-claims.ts';
import type { ClaimSource } from './claim-source.ts';
import { besideMs, serviceDemand, slotSearch, widened } from './slot-search.ts';

export interface SlotQuestion {
  service: ServiceRow;
  /** Openings lie wholly inside; what is past, or too far ahead to be booked, is left out. */
  range: TimeRange;
  /** Only openings with this resource. */
  resourceId?: string | undefined;
  /** How many people come. */
  partySize: number;
  channel: Channel;
  /**
   * `time`: the earliest. `compact`: day by day, those first that leave the day in one piece, with the resources that
   * fit them best; for people who are free to choose and see only a few.
   */
  order?: 'time' | 'compact';
  /** At most so many. */
  limit: number;
}

/** Looked at to put them in compact order: a month of quarters of an hour, ten hours a day. */
const startsComparedMax = 1_240;
/** A house of eight rooms is compared whole; each costs a look at what lies beside it. */
const setsCompared = 8;

/** What is free for a service, one opening a start. A look, not a promise: nothing is held. */
export async function findSlots(
  { claims: read, catalogue, now }: Pick<DecisionContext, 'catalogue' | 'now'> & { claims: ClaimSource },
  { service, range, resourceId, partySize, channel, order = 'time', limit }: SlotQuestion,
): Promise<Slot[]> {
  const suitable = [...catalogue.resources.values()].filter(({ kind, archived }) => !archived && service.needs.includes(kind));
  const durationMs = service.durationMinutes * minuteMs;
  const window = {
    start: Math.max(range.start, now),
    end: Math.min(range.end, now + furthestAheadMs + durationMs),
  };
  if (window.start >= window.end) return [];
  const around = widened(occupiedEnvelope(window, service, suitable, catalogue.location.kinds), besideMs(catalogue));
  const claims = await readBusy(read, catalogue, suitable, around);
  const demand = serviceDemand(catalogue, service, { wanted: { start: 0, end: durationMs }, partySize });
  const search = slotSearch(catalogue, suitable, claims, demand, { channel });
  const preferred = resourceId === undefined ? [] : [resourceId];
  const found: Slot[] = [];
  const isCompact = order === 'compact';
  const most = isCompact ? startsComparedMax : limit;
  let starts = 0;
  for (const slot of freeSlots(search, window, window.start, preferred, isCompact ? setsCompared : 1)) {
    // The preferred one is among the resources of the first sets, whenever it is free.
    if (resourceId !== undefined && !slot.resourceIds.includes(resourceId)) continue;
    if (slot.start !== found.at(-1)?.start && (starts += 1) > most) break;
    found.push(slot);
    // In order of time nothing better comes, and looking for one more start may mean the rest of the month.
    if (!isCompact && found.length === limit) break;
  }
  return isCompact ? oneAStart(compactFirst(search, found)).slice(0, limit) : found;
}

function oneAStart(slots: readonly Slot[]): Slot[] {
  const seen = new Set<Instant>();
  return slots.filter(({ start }) => !seen.has(start) && seen.add(start));
}
