import type { CommandOf } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isOverUndo } from '@holdfast/protocol/values';
import { readBusy } from '../availability/busy-claims.ts';
import { claimsOf } from '../availability/claim-source.ts';
import { isRoomFor } from '../availability/conflicts.ts';
import { wantedSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { WantedSlot } from '../commands/plan.ts';
import { undoHoldId } from './undo-hold.ts';

/** A booking as it was, and the slot it had. */
export interface FormerBooking {
  booking: BookingRow;
  slot: PlannedSlot;
}

export function wantedBack({ booking, slot }: FormerBooking): WantedSlot {
  return { ...wantedSlot(slot), movingId: booking.id };
}

/** The first booking whose former time somebody else has now, or null. Ask under the location's lock. */
export async function firstTaken(
  context: DecisionContext,
  { channel, args }: CommandOf<'undo_command'>,
  back: readonly FormerBooking[],
): Promise<FormerBooking | null> {
  const own = new Set([undoHoldId(args.commandId), ...back.map(({ booking }) => booking.id)]);
  for (const former of back) {
    const { slot, booking } = former;
    const claims = await readBusy(claimsOf(context), context.catalogue, slot.resources, slot.occupied);
    const others = claims.filter(({ ownerId, yields }) => !own.has(ownerId) && !(yields && isOverUndo(channel)));
    // Squeezed in, it stood beside somebody: the claims themselves have the last word.
    if (booking.squeezedIn !== true && !isRoomFor(others, slot.spans)) return former;
  }
  return null;
}
