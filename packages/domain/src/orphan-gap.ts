import { nearestSlots } from './alternatives.ts';
import { givenTime, orphansBeside, withHours, type Demand, type Slot, type SlotSearch } from './availability.ts';
import { minuteMs, type Instant } from './instant.ts';
import type { Orphan } from './remainder.ts';

/** How far from the wanted start one is looked for that leaves no orphan: who hears no wants the same day. */
const reachMs = 24 * 60 * minuteMs;

/** Why a slot leaves time that nobody can book, so that the refusal explains itself. */
export interface OrphanGap {
  /** On which resource, on which side, and when: longer than none, and nothing that `shortestSellable` has for the kind fits in. */
  readonly remainders: readonly Orphan[];
  /** The nearest starts on the same resources, free, in hours, not before `earliest`, that leave none. May be empty. */
  readonly nearestStarts: readonly Instant[];
}

/**
 * What is wrong with a slot by the orphan-gap policy (`search.shortestSellable`), or null when nothing is. A
 * remainder reaches from the claim to the neighbouring claim, or to the end of the hours in which the resource may
 * be booked. Resources with several lanes are not judged, nor are remainders that the grid forces (`remaindersOf`).
 * Whether the slot is free is not asked here.
 */
export function orphanGap(
  search: SlotSearch,
  slot: Slot,
  { earliest, limit }: { readonly earliest: Instant; readonly limit: number },
): OrphanGap | null {
  const laidOut = withHours(search, slot);
  const given = givenTime(search, slot);
  const remainders = slot.resourceIds.flatMap((id) => {
    const resource = search.resources.find((each) => each.id === id);
    return resource === undefined ? [] : orphansBeside(laidOut, resource, given);
  });
  if (remainders.length === 0) return null;
  const onTheSame = { ...search, demand: demandFor(search.demand, slot) };
  return {
    remainders,
    nearestStarts: nearestSlots(onTheSame, slot, { earliest, limit }, reachMs).map(({ start }) => start),
  };
}

function demandFor(demand: Demand, slot: Slot): Demand {
  const exact = { durationMs: slot.end - slot.start, resourceIds: slot.resourceIds };
  if (!('needs' in demand)) return { ...demand, ...exact };
  const { needs: _, ...rest } = demand;
  return { ...rest, ...exact };
}
