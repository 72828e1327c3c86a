import type { SlotSearch, Slot } from '@holdfast/domain/availability';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { orphanGap } from '@holdfast/domain/orphan-gap';
import { hasShortestSellable } from '@holdfast/domain/shortest-sellable';
import { durationMs } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import { readBusy } from './busy-claims.ts';
import { claimsOf } from './claim-source.ts';
import { isWaived, type ExceptionRequest } from './exceptions.ts';
import { inTheWay, type Yielding } from './in-the-way.ts';
import { localClock } from './local-clock.ts';
import { besideMs, plainDemand, serviceDemand, slotSearch, widened } from './slot-search.ts';

/** How many starts that leave nothing unsellable are named. */
const startsNamed = 2;
/** They are looked for within a day of the wanted one, so that much of the calendar has to be known. */
const reachMs = 24 * 60 * minuteMs;

/** Whether what a booking leaves beside itself is judged at all. An import records what was. */
export function judgesRemainders({ location }: Catalogue, channel: Channel, kinds: readonly string[], asked: ExceptionRequest): boolean {
  if (channel === 'import' || isWaived(asked, 'orphan_gap')) return false;
  return kinds.some((kind) => hasShortestSellable(location.kinds, kind));
}

/** What is wrong with a slot on named resources, as a sentence; null when nothing is. Asked under the location's lock. */
export async function remainderProblem(
  context: DecisionContext,
  { service, range, occupied, resources, partySize }: PlannedSlot,
  asker: Yielding,
): Promise<string | null> {
  const { catalogue, now } = context;
  const around = widened(occupied, besideMs(catalogue) + reachMs);
  const claims = inTheWay(await readBusy(claimsOf(context), catalogue, resources, around), asker);
  const resourceIds = resources.map(({ id }) => id);
  const choice = { wanted: range, partySize };
  const demand = service ? serviceDemand(catalogue, service, choice) : plainDemand(catalogue, resourceIds, choice);
  return remainderDetail(catalogue, slotSearch(catalogue, resources, claims, demand, asker), { ...range, resourceIds }, now);
}

/** Names the remainders and the nearest starts that leave none; null when the slot leaves none. */
export function remainderDetail({ location, resources }: Catalogue, search: SlotSearch, slot: Slot, now: Instant): string | null {
  const gap = orphanGap(search, slot, { earliest: now, limit: startsNamed });
  if (gap === null) return null;
  const clock = localClock(location.timeZone, slot.start);
  const left = gap.remainders.map((remainder) => {
    const name = resources.get(remainder.resourceId)?.name ?? 'A resource';
    return `${name} would have ${durationMs(remainder) / minuteMs} minutes left from ${clock(remainder.start)} to ${clock(remainder.end)}`;
  });
  const aroundMinutes = Math.max(...gap.remainders.map(({ aroundMs }) => aroundMs)) / minuteMs;
  const around = aroundMinutes > 0 ? ` with the ${aroundMinutes} minutes kept free around a booking` : '';
  const starts = gap.nearestStarts.map(clock);
  const instead = starts.length > 0 ? ` Nearest starts that leave none: ${starts.join(', ')}.` : '';
  return `${left.join('; ')}: too short to sell${around}.${instead}`;
}
