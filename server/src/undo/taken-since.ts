import { fromWire } from '@holdfast/domain/instant';
import type { Conflict, Occurrence } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Channel } from '@holdfast/protocol/values';
import { slotOf } from '../availability/openings.ts';
import { proposeOffers } from '../availability/propose-offers.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal, type WantedSlot } from '../commands/plan.ts';
import { nearbyOpenings } from '../series/nearby-openings.ts';
import { SeriesCalendar } from '../series/series-calendar.ts';
import type { FormerBooking } from './former-slot.ts';

/** A booking whose former time somebody else has. */
export interface TakenSince {
  former: FormerBooking;
  reason: RefusalReason;
  conflicts: Conflict[];
  wanted: WantedSlot;
}

/** An answer lists at most this many, as of one booking. */
const conflictsMax = 10;
/** More are counted: nobody reads out twenty references. */
const namedMax = 3;

/**
 * The refusal of several that go back together or not at all: which cannot, each with other times. Those of the first are
 * its alternatives, for whoever it is for, and are held; the others' are not, and keep clear of them. Ask under the lock.
 */
export async function refuseTakenSince(
  context: DecisionContext,
  channel: Channel,
  back: readonly FormerBooking[],
  [first, ...others]: readonly [TakenSince, ...TakenSince[]],
  { showsWhose }: { showsWhose: boolean },
): Promise<Refusal> {
  const taken = [first, ...others];
  const calendar = new SeriesCalendar(context, channel, {
    start: Math.min(...taken.map(({ wanted }) => wanted.start)),
    end: Math.max(...taken.map(({ wanted }) => wanted.end)),
  });
  // What is about to be held for the first is nothing for the others.
  const { candidates } = others.length > 0 ? await proposeOffers(context, channel, first.wanted) : { candidates: [] };
  for (const { offer, hold } of candidates) {
    const slot = slotOf(context.catalogue, first.wanted, { start: fromWire(offer.start), end: fromWire(offer.end), resourceIds: offer.resourceIds });
    await calendar.take(slot, hold.hold_id);
  }
  const answers = new Map<string, Pick<Occurrence, 'reason' | 'alternatives'>>([[first.former.booking.id, { reason: first.reason }]]);
  for (const { former, reason, wanted } of others)
    answers.set(former.booking.id, { reason, alternatives: await nearbyOpenings(calendar, channel, { reason, wanted }) });
  return {
    ...refuse(first.reason, detailOf(taken.map(({ former }) => former.booking.reference)), showsWhose ? first.wanted : undefined),
    conflicts: onceEach(taken.flatMap(({ conflicts }) => conflicts)).slice(0, conflictsMax),
    occurrences: back.map(({ booking: { id, reference, start, end, resourceIds } }): Occurrence => {
      const answer = answers.get(id);
      return { occurrence: start, start, end, status: answer ? 'taken' : 'free', resourceIds, bookingId: id, reference, ...answer };
    }),
  };
}

/** One block may be in the way of all of them. */
function onceEach(conflicts: readonly Conflict[]): Conflict[] {
  return [...new Map(conflicts.map((conflict) => [JSON.stringify(conflict), conflict])).values()];
}

function detailOf(references: readonly string[]): string {
  if (references.length === 1) return `The time of ${references.join()} was taken since.`;
  const named = references.slice(0, namedMax);
  const more = references.length - named.length;
  const last = more > 0 ? `${more} more` : named.pop();
  return `The times of ${named.join(', ')} and ${last} were taken since.`;
}
