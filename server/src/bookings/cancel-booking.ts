import type { Handler } from '../commands/handler.ts';
import { keepVacated } from '../undo/undo-hold.ts';
import { changeStatus } from './advance-booking.ts';

/** The time goes back on sale in the same transaction; for the undo window to the desk alone. */
export const cancelBooking: Handler<'cancel_booking'> = (context, command) =>
  changeStatus(context, command.args, 'cancelled', (booking) => ({
    releaseOwners: [{ kind: 'booking', id: booking.id }],
    ...keepVacated(context, command, booking),
  }));
