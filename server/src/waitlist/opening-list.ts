import type { Slot } from '@holdfast/domain/availability';
import { fromWire, minuteMs } from '@holdfast/domain/instant';
import type { DecisionContext } from '../commands/handler.ts';
import { openSlots } from './open-slots.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

/** Claims are read for so long at a time: most openings are found soon, and a quarter's claims are many. */
const stretchMs = 7 * 24 * 60 * minuteMs;

/**
 * Free openings as one look sees them, found stretch by stretch and shared by all who wait for the same: a hundred
 * who wait for one service cost one search.
 */
export class OpeningList {
  readonly #context: DecisionContext;
  readonly #stretches = new Map<string, Promise<Slot[]>>();

  constructor(context: DecisionContext) {
    this.#context = context;
  }

  /** The first in the entry's window that passes. */
  async first(entry: WaitingEntry, passes: (slot: Slot) => boolean | Promise<boolean>): Promise<Slot | null> {
    const to = fromWire(entry.row.to);
    const from = Math.max(fromWire(entry.row.from), this.#context.now);
    for (let index = Math.floor(from / stretchMs); index * stretchMs < to; index++) {
      const slots = await this.#stretch(entry, index);
      for (const slot of slots) if (slot.start >= from && slot.end <= to && (await passes(slot))) return slot;
    }
    return null;
  }

  #stretch({ row }: WaitingEntry, index: number): Promise<Slot[]> {
    const { serviceId, partySize, resourceIds } = row;
    const key = JSON.stringify([serviceId, partySize, resourceIds, index]);
    const known = this.#stretches.get(key);
    if (known) return known;
    const found = this.#find({ serviceId, partySize, resourceIds }, index);
    this.#stretches.set(key, found);
    return found;
  }

  async #find(waiting: Parameters<typeof openSlots>[1], index: number): Promise<Slot[]> {
    const service = this.#context.catalogue.services.get(waiting.serviceId);
    const start = index * stretchMs;
    const end = start + stretchMs;
    // An opening belongs to the stretch it starts in; it may end in the next.
    const within = { start, end: end + (service?.durationMinutes ?? 0) * minuteMs };
    const slots: Slot[] = [];
    const openings = await openSlots(this.#context, waiting, within, this.#context.now);
    for (let next = openings.next(); next.done !== true && next.value.start < end; next = openings.next()) slots.push(next.value);
    return slots;
  }
}
