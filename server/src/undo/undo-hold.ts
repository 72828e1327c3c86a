import { contains } from '@holdfast/domain/time-range';
import type { Command } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isDesk } from '@holdfast/protocol/values';
import { occupiedSpans } from '../bookings/booked-slot.ts';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { DecidedPlan } from '../commands/plan.ts';

/**
 * The plan's part that keeps the time a booking gives up for the undo window, so that a change of mind finds it
 * as it was. `next`: where the booking goes; what it covers there needs no keeping. Only for the counter, where a slip
 * of the hand is seen at once: a guest or an agent who cancels means it, and the time is for sale at once.
 * Nothing where the business keeps nothing.
 */
export function keepVacated(
  { catalogue }: DecisionContext,
  { id, channel }: Pick<Command, 'id' | 'channel'>,
  booking: BookingRow,
  next?: PlannedSlot,
): Pick<DecidedPlan, 'holds'> {
  const seconds = catalogue.policies.undoSeconds;
  const stays = occupiedSpans(booking).every((old) =>
    next?.spans.some((span) => span.resource.id === old.resourceId && contains(span, old)),
  );
  if (!isDesk(channel) || seconds === 0 || stays) return {};
  return {
    holds: [{
      hold_id: undoHoldId(id),
      purpose: 'undo',
      seconds,
      channel,
      service_id: booking.serviceId,
      resource_ids: booking.resourceIds,
      starts_at: booking.start,
      ends_at: booking.end,
      occupied_from: booking.occupiedStart,
      occupied_to: booking.occupiedEnd,
      occupied_by_resource: booking.occupiedByResource ?? null,
      party_size: booking.partySize ?? 1,
    }],
  };
}

/** The command's own id: whoever takes the command back knows which hold it left. */
export function undoHoldId(commandId: string): string {
  return commandId;
}
