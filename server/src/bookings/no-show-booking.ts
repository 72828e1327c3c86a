import { isLegalStatusChange, mayBeNoShow } from '@holdfast/domain/booking-status';
import { fromWire } from '@holdfast/domain/instant';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { keepVacated } from '../undo/undo-hold.ts';
import { changeStatus } from './advance-booking.ts';
import { existingBooking } from './existing-booking.ts';

/** Counts on the customer; refused before start plus grace, so that a late guest is not counted. */
export const noShowBooking: Handler<'no_show_booking'> = async (context, command) => {
  const { args } = command;
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  if (isLegalStatusChange(booking.status, 'no_show') && !mayBeNoShow(fromWire(booking.start), context.now))
    return refuse('too_early', 'A no-show can be recorded ten minutes after the start, not before.');
  return changeStatus(context, args, 'no_show', (missed) => ({
    releaseOwners: [{ kind: 'booking', id: missed.id }],
    ...keepVacated(context, command, missed),
    ...(missed.customerId ? { countFor: { noShows: 1 } } : {}),
  }));
};
