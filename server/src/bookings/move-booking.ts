import { isStillToGive } from '@holdfast/domain/booking-status';
import { fromWire, toWire } from '@holdfast/domain/instant';
import { resolveSlot } from '../availability/resolve-slot.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { heldForBooking } from '../holds/held-for.ts';
import { heldToTake, takeOverHold } from '../holds/used-hold.ts';
import { keepVacated } from '../undo/undo-hold.ts';
import { existingBooking } from './existing-booking.ts';
import { slotClaims, slotColumns, wantedSlot } from './planned-slot.ts';
import { kindsOf } from './sold-service.ts';
import { statusWords } from './status-words.ts';
import { waivedElsewhere } from './waived-rules.ts';

/**
 * Old claims out, new claims in, one transaction: refused, the old ones stand untouched. A booking may
 * overlap its former self.
 */
export const moveBooking: Handler<'move_booking'> = async (context, command) => {
  const { args, channel } = command;
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  if (!isStillToGive(booking.status))
    return refuse('illegal_status', `A booking that is ${statusWords[booking.status]} cannot be moved.`);
  // Without an end it keeps its length, also when that once differed from the service's.
  const lengthMs = fromWire(booking.end) - fromWire(booking.start);
  const end = args.end ?? toWire(fromWire(args.start) + lengthMs);
  const holder = heldForBooking(booking);
  const isOfClass = booking.serviceId !== null && context.catalogue.services.get(booking.serviceId)?.isClass === true;
  const held = await heldToTake(context, args.usingHoldId);
  const resolved = await resolveSlot(context, channel, {
    serviceId: booking.serviceId,
    alreadySold: true,
    soldNeeds: kindsOf(context.catalogue, booking.resourceIds),
    agreedMs: lengthMs,
    start: args.start,
    end,
    // Whose teacher and studio it is, is the class's to say, not the guest's.
    resourceIds: args.resourceIds.length > 0 || isOfClass ? args.resourceIds : booking.resourceIds,
    // Who asks for another doctor keeps the room, as far as it is free.
    preferred: booking.resourceIds,
    partySize: booking.partySize,
    squeezeIn: args.squeezeIn,
    waive: args.waive,
    movingId: booking.id,
    usingHoldIds: [...(held ? [held.id] : []), ...(context.ownHoldIds ?? [])],
    holder,
  });
  if (resolved.kind !== 'slot') return resolved;
  const { slot, picked } = resolved;
  const owner = { kind: 'booking', id: booking.id } as const;
  return {
    kind: 'apply',
    picked,
    wanted: { ...wantedSlot(slot), movingId: booking.id, holder },
    plan: {
      ...takeOverHold(held, slot),
      releaseOwners: [owner],
      claims: slotClaims(slot, owner),
      ...keepVacated(context, command, booking, slot),
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      bookings: [{
        id: booking.id,
        expectedVersion: booking.version,
        columns: { ...slotColumns(slot), waived: waivedElsewhere(booking.waived, slot.waived) },
      }],
      outcome: { status: 'committed', bookingId: booking.id, reference: booking.reference, bookingVersion: booking.version + 1 },
    },
  };
};
