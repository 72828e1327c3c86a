import type { CommandOf } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isDesk, isOverUndo } from '@holdfast/protocol/values';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { conflictsWith, isRoomFor, whyTaken } from '../availability/conflicts.ts';
import { wantedSlot, type OccupiedSpan, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Refusal, WantedSlot } from '../commands/plan.ts';
import { heldForBooking } from '../holds/held-for.ts';
import { readHeldByRefusal } from '../holds/hold-sql.ts';
import { layTogether, newPatience } from '../availability/lay-together.ts';
import { refuseTakenSince, type TakenSince } from './taken-since.ts';
import { undoHoldId, undoHoldOf } from './undo-hold.ts';

/** A booking as it was, and the slot it had. */
export interface FormerBooking {
  booking: BookingRow;
  slot: PlannedSlot;
}

export function wantedBack({ booking, slot }: FormerBooking): WantedSlot {
  return { ...wantedSlot(slot), movingId: booking.id, holder: heldForBooking(booking) };
}

/**
 * Several bookings as they go back together, with the lanes that they have then where they share resources; or the refusal
 * that says whose former time somebody else has now. Ask under the lock.
 */
export async function backTogether(
  context: DecisionContext,
  { channel, args, supersedes }: CommandOf<'undo_command'>,
  back: readonly FormerBooking[],
): Promise<readonly FormerBooking[] | Refusal> {
  const own = new Set([undoHoldId(args.commandId), ...back.flatMap(({ booking: { id } }) => [id, undoHoldOf(args.commandId, id)])]);
  // What was held when this was refused before goes back on sale with it.
  if (supersedes !== undefined) for (const id of await readHeldByRefusal(context, supersedes)) own.add(id);
  const around: LiveClaim[] = [];
  const kept: LiveClaim[] = [];
  const taken: TakenSince[] = [];
  for (const { slot, booking } of back) {
    const claims = await readBusy(claimsOf(context), context.catalogue, slot.resources, slot.occupied);
    const foreign = claims.filter(({ ownerId }) => !own.has(ownerId));
    const others = foreign.filter(({ yields }) => !(yields && isOverUndo(channel)));
    kept.push(...foreign.filter((claim) => !others.includes(claim)));
    around.push(...others);
    // Squeezed in, it stood beside somebody: the claims themselves have the last word.
    if (booking.squeezedIn === true || isRoomFor(others, slot.spans)) continue;
    const { reason } = whyTaken(others, slot.spans, slot.timeZone);
    taken.push({ former: { booking, slot }, reason, conflicts: conflictsWith(others, slot.spans), wanted: wantedBack({ booking, slot }) });
  }
  const [first, ...rest] = taken;
  if (first) return refuseTakenSince(context, channel, back, [first, ...rest], { showsWhose: args.showsWhose ?? !isDesk(channel) });
  // What is kept for another undo is taken away only where no other lane will do.
  return onLanes(back, [...around, ...kept]) ?? onLanes(back, around) ?? back;
}

/** Null: the database lays them, each on the lowest free lanes. Squeezed in, one may lie beyond the capacity: so then too. */
function onLanes(back: readonly FormerBooking[], others: readonly LiveClaim[]): readonly FormerBooking[] | null {
  if (back.some(({ booking }) => booking.squeezedIn === true)) return null;
  const shared = back.flatMap(({ slot }) => slot.spans).filter(({ resource }) => resource.capacity > 1);
  const wishes = shared.map(({ resource: { resourceNo, capacity }, lanes: count, start, end }) => ({ resourceNo, capacity, lanes: count, start, end }));
  const lanes = layTogether(wishes, others, newPatience());
  if (lanes === null) return null;
  const laid = new Map(shared.map((span, at) => [span, { on: lanes[at] ?? [] }]));
  const lanesOf = (span: OccupiedSpan): Pick<OccupiedSpan, 'on'> => laid.get(span) ?? {};
  return back.map(({ booking, slot }) => ({
    booking,
    slot: { ...slot, spans: slot.spans.map((span) => ({ ...span, ...lanesOf(span) })) },
  }));
}
