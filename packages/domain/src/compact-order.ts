import { givenTime, remaindersBeside, withHours, type LaidOutSearch, type Slot, type SlotSearch } from './availability.ts';
import { ofKind } from './kinds.ts';
import { buffersIn } from './occupancy.ts';
import { dayOf } from './opening-hours.ts';

/** How much a slot breaks the day up; less is better. */
export interface Fragmentation {
  /** Remainders too short to sell. */
  readonly smallRemainders: number;
  /** Sides on which the slot adjoins neither another claim nor the end of the hours. */
  readonly openSides: number;
}

/**
 * Free slots in the order in which selling them keeps the days compact, for offers to people who are free to choose.
 * Days come in order, because nobody is sent to Friday to tidy it up. Within a local day first those that leave the
 * fewest remainders too short to sell, then those that adjoin other claims or the ends of the hours on the most
 * sides; equals stay in the order given. `slots` are free slots of this search.
 */
export function compactFirst(search: SlotSearch, slots: readonly Slot[]): Slot[] {
  const laidOut = withHours(search, {
    start: Math.min(...slots.map(({ start }) => start)),
    end: Math.max(...slots.map(({ end }) => end)),
  });
  return slots
    .map((slot) => ({ slot, day: dayOf(slot.start, search.calendar.timeZone), ...fragmentation(laidOut, slot) }))
    .sort(
      (a, b) =>
        (a.day < b.day ? -1 : a.day > b.day ? 1 : 0) ||
        a.smallRemainders - b.smallRemainders ||
        a.openSides - b.openSides,
    )
    .map(({ slot }) => slot);
}

/**
 * Summed over the slot's resources; those with several lanes count nothing. Too short to sell is what the policy
 * says of the resource's kind, and without one whatever what is being sold does not fit into.
 */
export function fragmentation(search: LaidOutSearch, slot: Slot): Fragmentation {
  const given = givenTime(search, slot);
  let smallRemainders = 0;
  let openSides = 0;
  for (const resource of search.resources.filter(({ id }) => slot.resourceIds.includes(id))) {
    const { demand, shortestSellable = {} } = search;
    const sellable = ofKind(shortestSellable, resource.kind) ?? [{ durationMs: demand.durationMs, ...buffersIn(demand, resource.kind) }];
    const open = remaindersBeside(search, resource, given).length;
    openSides += open;
    // Offers are sorted by this: where nothing is left, nothing is too short.
    if (open > 0) smallRemainders += remaindersBeside(search, resource, given, sellable).length;
  }
  return { smallRemainders, openSides };
}
