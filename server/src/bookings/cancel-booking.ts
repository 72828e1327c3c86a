import type { Handler } from '../commands/handler.ts';
import { changeStatus } from './advance-booking.ts';

/** The time goes back on sale in the same transaction. */
export const cancelBooking: Handler<'cancel_booking'> = (context, { args }) =>
  changeStatus(context, args, 'cancelled', ({ id }) => ({ releaseOwners: [{ kind: 'booking', id }] }));
