import { fromWire, toWire } from '@holdfast/domain/instant';
import { resolveSlot } from '../availability/resolve-slot.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { readHold } from '../holds/hold-sql.ts';
import { existingBooking } from './existing-booking.ts';
import { slotClaims, slotColumns, wantedSlot } from './planned-slot.ts';

/**
 * Old claims out, new claims in, one transaction: refused, the old ones stand untouched. A booking may
 * overlap its former self.
 */
export const moveBooking: Handler<'move_booking'> = async (context, command) => {
  const { args, channel } = command;
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  if (booking.status !== 'booked' && booking.status !== 'arrived' && booking.status !== 'in_service')
    return refuse('illegal_status', `A booking that is ${booking.status} cannot be moved.`);
  // Without an end it keeps its length, also when that once differed from the service's.
  const lengthMs = fromWire(booking.end) - fromWire(booking.start);
  const end = args.end ?? toWire(fromWire(args.start) + lengthMs);
  const resolved = await resolveSlot(context, channel, {
    serviceId: booking.serviceId,
    start: args.start,
    end,
    resourceIds: args.resourceIds.length > 0 ? args.resourceIds : booking.resourceIds,
  });
  if (resolved.kind === 'refuse') return resolved;
  const { slot } = resolved;
  const held = args.usingHoldId
    ? await readHold(context.db, context.tenantNo, context.catalogue.location.id, args.usingHoldId)
    : null;
  return {
    kind: 'apply',
    wanted: wantedSlot(slot),
    plan: {
      // A hold that ran out meanwhile is no reason to refuse: the slot may still be free.
      ...(held?.row.status === 'active' ? { closeHolds: [{ id: held.row.id, status: 'converted' as const }] } : {}),
      releaseOwner: { kind: 'booking', id: booking.id },
      claims: slotClaims(slot),
      owner: { kind: 'booking', id: booking.id },
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      booking: { id: booking.id, expectedVersion: booking.version, columns: slotColumns(slot) },
      outcome: { status: 'committed', bookingId: booking.id, reference: booking.reference, bookingVersion: booking.version + 1 },
    },
  };
};
