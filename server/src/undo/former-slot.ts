import { keepsClassesApart } from '@holdfast/domain/class-sharing';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isDesk } from '@holdfast/protocol/values';
import { claimsOf, type ClaimSource } from '../availability/claim-source.ts';
import { conflictsWith, isElsewhere, whyTaken } from '../availability/conflicts.ts';
import { bookedSlot, isStillOfClass } from '../bookings/booked-slot.ts';
import { wantedSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Refusal, WantedSlot } from '../commands/plan.ts';
import { heldForBooking } from '../holds/held-for.ts';
import { SeriesCalendar } from '../series/series-calendar.ts';
import { readGivenUp } from './given-up-sql.ts';
import { refuseTakenSince, type TakenSince } from './taken-since.ts';

/**
 * Which of these bookings go back into a class that is none any more: they were of it when they gave their time up, somebody
 * is in it still, or they are themselves where they went together. By the `id` of the booking; nothing is read unless a
 * service of theirs is no class where classes are kept apart.
 */
export async function backInClass(context: DecisionContext, changes: readonly { before: BookingRow; after: BookingRow }[]): Promise<ReadonlySet<string>> {
  const { catalogue } = context;
  const asked = changes.flatMap((change) => {
    const slots = [bookedSlot(catalogue, change.before), bookedSlot(catalogue, change.after)];
    return slots.some(({ service, isClass, resources }) => service && !isClass && resources.some(keepsClassesApart)) ? [{ ...change, slots }] : [];
  });
  const slots = asked.flatMap((each) => each.slots);
  if (slots.length === 0) return new Set();
  const resourceNos = new Set(slots.flatMap(({ resources }) => resources.map(({ resourceNo }) => resourceNo)));
  const claims = await claimsOf(context)([...resourceNos], {
    start: Math.min(...slots.map(({ occupied }) => occupied.start)),
    end: Math.max(...slots.map(({ occupied }) => occupied.end)),
  });
  const givenUp = await readGivenUp(context, asked.map(({ before }) => before.id));
  const isOfClass = ({ before, after }: { before: BookingRow; after: BookingRow }): boolean =>
    isStillOfClass(catalogue, before, [...claims, { classKey: givenUp.get(before.id) ?? null }]) || isStillOfClass(catalogue, after, claims);
  return new Set(asked.filter(isOfClass).map(({ before }) => before.id));
}

/** A booking as it was, and the slot it had. */
export interface FormerBooking {
  booking: BookingRow;
  slot: PlannedSlot;
}

export function wantedBack({ booking, slot }: FormerBooking): WantedSlot {
  return { ...wantedSlot(slot), movingId: booking.id, holder: heldForBooking(booking) };
}

/**
 * Several bookings as they go back together, with the lanes that they have then; or the refusal that says whose former
 * time is not to be had any more, beside those that go back before it. `kept`: the holds that give their time back to
 * them. Ask under the lock.
 */
export async function backTogether(
  context: DecisionContext,
  command: CommandOf<'undo_command'>,
  back: readonly FormerBooking[],
  kept: readonly string[],
): Promise<readonly FormerBooking[] | Refusal> {
  const { channel, args } = command;
  const ending = [...kept, ...(context.ownHoldIds ?? [])];
  const ids = new Set(back.map(({ booking }) => booking.id));
  const span = {
    start: Math.min(...back.map(({ slot }) => slot.occupied.start)),
    end: Math.max(...back.map(({ slot }) => slot.occupied.end)),
  };
  const calendar = new SeriesCalendar({ ...context, claims: withoutHolds(claimsOf(context), new Set(ending)) }, channel, span, ids);
  const taken = new Map<string, TakenSince>();
  for (const former of regularFirst(back)) {
    const { booking, slot } = former;
    const claims = await calendar.busy(slot.resources, slot.occupied);
    const planned = isElsewhere(claims, slot.spans) ? 'taken' : await calendar.take(slot, booking.id);
    if (typeof planned !== 'string') continue;
    const { reason } = planned === 'squeeze_limit' ? { reason: planned } : whyTaken(claims, slot.spans, slot.timeZone, slot.squeezeReason !== null);
    const others = claims.filter(({ ownerKind, ownerId }) => ownerKind !== 'booking' || !ids.has(ownerId));
    taken.set(booking.id, { former, reason, conflicts: conflictsWith(others, slot.spans), wanted: wantedBack(former) });
  }
  const [first, ...rest] = back.flatMap(({ booking }) => taken.get(booking.id) ?? []);
  if (first) return refuseTakenSince(context, channel, back, [first, ...rest], { showsWhose: args.showsWhose ?? !isDesk(channel) });
  return back.map(({ booking, slot }) => ({ booking, slot: calendar.asLaid(slot, booking.id) }));
}

function withoutHolds(read: ClaimSource, ending: ReadonlySet<string>): ClaimSource {
  // By kind too: terminals mint ids, so a booking or a block may carry a hold's.
  return async (resourceNos, range) => (await read(resourceNos, range)).filter(({ ownerKind, ownerId }) => ownerKind !== 'hold' || !ending.has(ownerId));
}

/** Who may lie beyond the capacity leaves the regular lanes to who may not, as in the database. */
function regularFirst(back: readonly FormerBooking[]): FormerBooking[] {
  return back.toSorted((a, b) => Number(a.slot.squeezeReason !== null) - Number(b.slot.squeezeReason !== null));
}
