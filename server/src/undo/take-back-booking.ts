import { fromWire } from '@holdfast/domain/instant';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isDesk } from '@holdfast/protocol/values';
import { readBooking } from '../bookings/booking-sql.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Applicable, type Refusal } from '../commands/plan.ts';
import type { RecordedEvent } from './event-sql.ts';

/**
 * Undoes `create_booking` and `confirm_hold` of the counter: the booking is cancelled, and its time is for sale at once,
 * because an undo is not undone. What a guest or a program booked was meant, and is cancelled by whoever has a reason.
 * Ask under the location's lock.
 */
export async function takeBackBooking(
  context: DecisionContext,
  { args }: CommandOf<'undo_command'>,
  { subjectId, channel }: RecordedEvent,
): Promise<Applicable | Refusal> {
  if (!isDesk(channel)) return refuse('cannot_undo', 'Only what was booked at the counter can be undone. Cancel it instead.');
  const booking = subjectId === null ? null : await readBooking(context, subjectId);
  if (!booking) throw new Error(`The record of ${args.commandId} names no booking.`);
  const { id, reference, version } = booking;
  if (version !== 1) return refuse('stale_version', `${reference} has changed since. Look again, then decide.`);
  if (hasBegunSince(booking, context.now)) return refuse('stale_version', `${reference} has begun since. Say what became of it, or cancel it.`);
  return {
    kind: 'apply',
    plan: {
      releaseOwners: [{ kind: 'booking', id }],
      bookings: [{ id, expectedVersion: version, columns: { status: 'cancelled' } }],
      outcome: { status: 'committed', undoneCommandId: args.commandId, bookingId: id, reference, bookingVersion: version + 1 },
    },
  };
}

/**
 * Whether it was booked before it began, and has begun by `now` (ms since 1970): not every desk says who came, and what
 * took place stays in the record as it was. A walk-in is entered when it has begun.
 */
export function hasBegunSince({ start, createdAt }: BookingRow, now: number): boolean {
  return fromWire(start) > fromWire(createdAt) && fromWire(start) <= now;
}
