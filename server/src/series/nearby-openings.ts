import { minuteMs, toWire } from '@holdfast/domain/instant';
import type { Alternative } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';
import { openingsNear, suitableResources } from '../availability/openings.ts';
import type { WantedSlot } from '../commands/plan.ts';
import { judgeSlot } from './judge-slot.ts';
import type { SeriesCalendar } from './series-calendar.ts';

const alternativesMax = 3;
const dayMs = 24 * 60 * minuteMs;
/** A lesson moves within its days first; only when there is nothing, within the week. */
const horizons = [dayMs, 7 * dayMs];

/** Reasons that another time or another resource answers. */
const movable: readonly RefusalReason[] = [
  'slot_taken', 'resource_blocked', 'capacity_full', 'outside_hours', 'past', 'gap_too_short', 'travel_too_short', 'squeeze_limit',
];

/**
 * Up to three openings near one of many slots that cannot be had; none is held. They keep clear of what is planned,
 * and the first one is planned as well: all the first ones of one answer can be taken together. `movingId`: the booking that
 * would go there.
 */
export async function nearbyOpenings(
  calendar: SeriesCalendar,
  channel: Channel,
  { reason, wanted: asked }: { reason: RefusalReason; wanted?: WantedSlot },
  movingId?: string,
): Promise<Alternative[]> {
  if (!asked || !movable.includes(reason)) return [];
  const wanted: WantedSlot = movingId === undefined ? asked : { ...asked, movingId };
  const { catalogue, now } = calendar.context;
  const suitable = suitableResources(catalogue, wanted);
  // What is past is answered with what is free from now on.
  const offered = Math.max(wanted.start, now);
  for (const horizonMs of horizons) {
    const around = { start: offered - horizonMs - dayMs, end: offered + (wanted.end - wanted.start) + horizonMs + dayMs };
    const claims = await calendar.busy(suitable, around);
    const slots = openingsNear(catalogue, channel, wanted, claims, { earliest: now, limit: alternativesMax, horizonMs });
    const alternatives = slots.map(({ start, end, resourceIds }) => ({ start: toWire(start), end: toWire(end), resourceIds: [...resourceIds] }));
    const [first] = alternatives;
    if (!first) continue;
    const request = { serviceId: wanted.serviceId, alreadySold: true, soldNeeds: wanted.soldNeeds, partySize: wanted.partySize, movingId: wanted.movingId, ...first };
    await judgeSlot(calendar, channel, `alternative to ${toWire(wanted.start)}`, request);
    return alternatives;
  }
  return [];
}
