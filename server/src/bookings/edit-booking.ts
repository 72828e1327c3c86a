import type { Handler } from '../commands/handler.ts';
import type { BookingColumns } from '../commands/plan.ts';
import { existingBooking } from './existing-booking.ts';
import { planCustomer } from './plan-customer.ts';

/** Who it is for and what is written on it; time and resources are `move_booking`'s. */
export const editBooking: Handler<'edit_booking'> = async (context, { args }) => {
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  const columns: BookingColumns = {};
  if (args.customer !== undefined) columns.customer_id = args.customer?.id ?? null;
  if (args.title !== undefined) columns.title = args.title;
  if (args.notes !== undefined) columns.notes = args.notes;
  return {
    kind: 'apply',
    plan: {
      ...planCustomer(args.customer),
      booking: { id: booking.id, expectedVersion: booking.version, columns },
      outcome: { status: 'committed', bookingId: booking.id, reference: booking.reference, bookingVersion: booking.version + 1 },
    },
  };
};
