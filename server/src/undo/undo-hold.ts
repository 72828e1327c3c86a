import { contains } from '@holdfast/domain/time-range';
import type { Command } from '@holdfast/protocol/commands';
import type { BlockRow, BookingRow } from '@holdfast/protocol/rows';
import { isDesk } from '@holdfast/protocol/values';
import { occupiedSpans } from '../bookings/booked-slot.ts';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { DecidedPlan, PlannedHold } from '../commands/plan.ts';
import { stableUuid } from '../commands/stable-uuid.ts';
import { readKeptForUndo } from '../holds/hold-sql.ts';

type Giving = Pick<Command, 'id' | 'channel'>;

/**
 * The plan's part that keeps the time a booking gives up for the undo window, so that a change of mind finds it
 * as it was. `next`: where the booking goes; what it covers there needs no keeping. Only for the counter, where a slip
 * of the hand is seen at once: a guest or an agent who cancels means it, and the time is for sale at once.
 * Nothing where the business keeps nothing.
 */
export function keepVacated(context: DecisionContext, command: Giving, booking: BookingRow, next?: PlannedSlot): Pick<DecidedPlan, 'holds'> {
  return asHolds([keptFor(context, command, undoHoldId(command.id), booking, next)]);
}

/** The same for several bookings that one command moves or cancels, a hold for each: they are given up and come back as one. */
export function keepAllVacated(
  context: DecisionContext,
  command: Giving,
  givenUp: readonly { booking: BookingRow; next?: PlannedSlot }[],
): Pick<DecidedPlan, 'holds'> {
  return asHolds(givenUp.map(({ booking, next }) => keptFor(context, command, undoHoldOf(command.id, booking.id), booking, next)));
}

/** The same for a block that is removed: all of it, on every lane. */
export function keepUnblocked(context: DecisionContext, command: Giving, { resourceIds, start, end }: BlockRow): Pick<DecidedPlan, 'holds'> {
  const slot = { service_id: null, resource_ids: resourceIds, starts_at: start, ends_at: end, occupied_from: start, occupied_to: end, occupied_by_resource: null, party_size: 1 };
  return asHolds([keepForUndo(command, undoHoldId(command.id), slot, context.catalogue.policies.undoSeconds)]);
}

function keptFor(context: DecisionContext, command: Giving, holdId: string, booking: BookingRow, next?: PlannedSlot): PlannedHold | null {
  const stays = occupiedSpans(booking).every((old) =>
    next?.spans.some((span) => span.resource.id === old.resourceId && contains(span, old)),
  );
  return stays ? null : keepForUndo(command, holdId, {
    service_id: booking.serviceId,
    resource_ids: booking.resourceIds,
    starts_at: booking.start,
    ends_at: booking.end,
    occupied_from: booking.occupiedStart,
    occupied_to: booking.occupiedEnd,
    occupied_by_resource: booking.occupiedByResource ?? null,
    party_size: booking.partySize ?? 1,
  }, context.catalogue.policies.undoSeconds);
}

/** Null where nothing is kept: it was no counter's command, or `seconds`, for an undo those of the business, are none. */
export function keepForUndo({ channel }: Giving, holdId: string, slot: Omit<PlannedHold, 'hold_id' | 'seconds' | 'channel'>, seconds: number): PlannedHold | null {
  return !isDesk(channel) || seconds === 0 ? null : { hold_id: holdId, purpose: 'undo', seconds, channel, ...slot };
}

function asHolds(kept: readonly (PlannedHold | null)[]): Pick<DecidedPlan, 'holds'> {
  const holds = kept.filter((hold) => hold !== null);
  return holds.length === 0 ? {} : { holds };
}

/** The command's own id: whoever takes the command back knows which hold it left. */
export function undoHoldId(commandId: string): string {
  return commandId;
}

/** Of a command about several bookings: what it left of this one. */
export function undoHoldOf(commandId: string, bookingId: string): string {
  return stableUuid('undo hold', commandId, bookingId);
}

/** The holds that kept the time give it back, those that did not run out and whose time nobody at the desk took. */
export async function giveBackHolds(context: DecisionContext, undoneCommandId: string, bookingIds: readonly string[]): Promise<Pick<DecidedPlan, 'closeHolds'>> {
  const kept = await readKeptForUndo(context, [undoHoldId(undoneCommandId), ...bookingIds.map((id) => undoHoldOf(undoneCommandId, id))]);
  return kept.length === 0 ? {} : { closeHolds: kept.map((id) => ({ id, status: 'released' as const })) };
}
