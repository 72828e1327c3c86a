import { isLegalStatusChange, type BookingStatus } from '@holdfast/domain/booking-status';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type DecidedPlan, type Decision, type PlannedBooking } from '../commands/plan.ts';
import { existingBooking, type AsSeen } from './existing-booking.ts';
import { statusWords } from './status-words.ts';

/** One step of the status machine; `and` adds what a step does besides (giving time back, counting). */
export async function changeStatus(
  context: DecisionContext,
  args: AsSeen,
  to: BookingStatus,
  and: (booking: BookingRow) => Pick<DecidedPlan, 'releaseOwners' | 'holds'> & Pick<PlannedBooking, 'countFor'> = () => ({}),
): Promise<Decision> {
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  if (!isLegalStatusChange(booking.status, to))
    return refuse('illegal_status', `A booking that is ${statusWords[booking.status]} cannot become ${statusWords[to]}.`);
  const { countFor, ...plan } = and(booking);
  return {
    kind: 'apply',
    plan: {
      ...plan,
      bookings: [{ id: booking.id, expectedVersion: booking.version, columns: { status: to }, ...(countFor ? { countFor } : {}) }],
      outcome: { status: 'committed', bookingId: booking.id, reference: booking.reference, bookingVersion: booking.version + 1 },
    },
  };
}

export const arriveBooking = (context: DecisionContext, command: { args: AsSeen }) =>
  changeStatus(context, command.args, 'arrived');

export const startBooking = (context: DecisionContext, command: { args: AsSeen }) =>
  changeStatus(context, command.args, 'in_service');

export const completeBooking = (context: DecisionContext, command: { args: AsSeen }) =>
  changeStatus(context, command.args, 'done', ({ customerId }) =>
    customerId ? { countFor: { visits: 1 } } : {},
  );
