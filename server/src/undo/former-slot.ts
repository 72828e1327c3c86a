import type { CommandOf } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isOverUndo } from '@holdfast/protocol/values';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import { conflictsWith, isRoomFor, whyTaken } from '../availability/conflicts.ts';
import { wantedSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal, type WantedSlot } from '../commands/plan.ts';
import { undoHoldId } from './undo-hold.ts';

/** A booking as it was, and the slot it had. */
export interface FormerBooking {
  booking: BookingRow;
  slot: PlannedSlot;
}

export function wantedBack({ booking, slot }: FormerBooking): WantedSlot {
  return { ...wantedSlot(slot), movingId: booking.id };
}

/** Refused for the first booking whose former time somebody else has now; null when nobody has. Ask under the lock. */
export async function firstTaken(
  context: DecisionContext,
  { channel, args }: CommandOf<'undo_command'>,
  back: readonly FormerBooking[],
): Promise<Refusal | null> {
  const own = new Set([undoHoldId(args.commandId), ...back.map(({ booking }) => booking.id)]);
  for (const { slot, booking } of back) {
    const claims = await readBusy(claimsOf(context), context.catalogue, slot.resources, slot.occupied);
    const others = claims.filter(({ ownerId, yields }) => !own.has(ownerId) && !(yields && isOverUndo(channel)));
    // Squeezed in, it stood beside somebody: the claims themselves have the last word.
    if (booking.squeezedIn === true || isRoomFor(others, slot.spans)) continue;
    return {
      ...refuse(whyTaken(others, slot.spans, slot.timeZone).reason, `The time of ${booking.reference} was taken since.`),
      conflicts: conflictsWith(others, slot.spans),
    };
  }
  return null;
}
