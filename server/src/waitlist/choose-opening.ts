import type { Slot } from '@holdfast/domain/availability';
import { fromWire, type Instant } from '@holdfast/domain/instant';
import type { Catalogue } from '../locations/catalogue.ts';
import { allowsResources, wasAnswered } from './suits-entry.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

/** An opening and who gets it offered, in order. */
export interface Opening extends Slot {
  /** Set when the hold is there already and offered to others too. */
  holdId?: string;
  takers: readonly WaitingEntry[];
}

/** An offer under way that others may still join. */
export interface OfferUnderWay extends Slot {
  holdId: string;
  serviceId: string | null;
  partySize: number;
}

export interface Choice {
  catalogue: Catalogue;
  /** The first has the first choice; nothing is offered to any of them now. */
  waiting: readonly WaitingEntry[];
  underWay: readonly OfferUnderWay[];
  /** The first opening for the entry's service, party and resources, in its window, that passes. */
  firstOpening(entry: WaitingEntry, passes: (slot: Slot) => boolean | Promise<boolean>): Promise<Slot | null>;
  /** Whether another opening may be held for the entry that day. */
  mayHold(entry: WaitingEntry, slot: Slot): Promise<boolean>;
  /** Refused a moment ago: not tried again in this look. */
  wasTried(entry: WaitingEntry, start: Instant): boolean;
}

/**
 * The next opening to offer, or null when nobody who waits can be offered anything. Who stands first has the first
 * choice; whoever cannot take an opening (another window, party or resource, or not again) is passed over for it.
 */
export async function chooseOpening(choice: Choice): Promise<Opening | null> {
  const { catalogue, waiting, underWay } = choice;
  const toAll = catalogue.policies.waitlist === 'all';
  for (const entry of waiting) {
    const shared = toAll ? underWay.find((offer) => isSame(offer, entry) && suits(choice, entry, offer)) : undefined;
    if (shared) {
      const { holdId, start, end, resourceIds } = shared;
      return { holdId, start, end, resourceIds, takers: onceEach(waiting.filter((other) => isSame(shared, other) && suits(choice, other, shared))) };
    }
    const slot = await choice.firstOpening(entry, async (candidate) => suits(choice, entry, candidate) && choice.mayHold(entry, candidate));
    if (!slot) continue;
    const like = { serviceId: entry.row.serviceId, partySize: entry.row.partySize };
    // Whose it may be held for first: somebody before them may not have another opening of the day held, and may share this one.
    return { ...slot, takers: toAll ? onceEach([entry, ...waiting.filter((other) => isSame(like, other) && suits(choice, other, slot))]) : [entry] };
  }
  return null;
}

/** Nobody is offered the same twice, however often they are on the list. */
function onceEach(entries: readonly WaitingEntry[]): WaitingEntry[] {
  const asked = new Set<string>();
  return entries.filter(({ row: { customerId } }) => !asked.has(customerId) && asked.add(customerId));
}

function isSame(offer: Pick<OfferUnderWay, 'serviceId' | 'partySize'>, { row }: WaitingEntry): boolean {
  return offer.serviceId === row.serviceId && offer.partySize === row.partySize;
}

function suits({ catalogue, wasTried }: Choice, entry: WaitingEntry, { start, end, resourceIds }: Slot): boolean {
  const { row } = entry;
  const durationMinutes = catalogue.services.get(row.serviceId)?.durationMinutes ?? 0;
  return (
    fromWire(row.from) <= start &&
    end <= fromWire(row.to) &&
    !wasAnswered(entry, start, durationMinutes) &&
    !wasTried(entry, start) &&
    allowsResources(catalogue, entry, resourceIds)
  );
}
