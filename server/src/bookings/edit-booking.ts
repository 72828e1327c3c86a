import type { BookingStatus } from '@holdfast/domain/booking-status';
import type { Handler } from '../commands/handler.ts';
import type { BookingColumns, PlannedBooking } from '../commands/plan.ts';
import { existingBooking } from './existing-booking.ts';
import { planCustomer } from './plan-customer.ts';

/** What this booking counts for on its customer, so that it moves along to another. */
export function countedAs(status: BookingStatus): Pick<PlannedBooking, 'recount'> {
  if (status === 'done') return { recount: { visits: 1 } };
  return status === 'no_show' ? { recount: { noShows: 1 } } : {};
}

/** Who it is for and what is written on it; time and resources are `move_booking`'s. */
export const editBooking: Handler<'edit_booking'> = async (context, { args }) => {
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  const columns: BookingColumns = {};
  if (args.customer !== undefined) columns.customer_id = args.customer?.id ?? null;
  if (args.title !== undefined) columns.title = args.title;
  if (args.notes !== undefined) columns.notes = args.notes;
  const sameCustomer = args.customer === undefined || (args.customer?.id ?? null) === booking.customerId;
  return {
    kind: 'apply',
    plan: {
      // Naming the one it already has can only mean to correct it.
      ...planCustomer(args.customer, sameCustomer && (args.corrects ?? true)),
      bookings: [
        { id: booking.id, expectedVersion: booking.version, columns, ...(sameCustomer ? {} : countedAs(booking.status)) },
      ],
      outcome: { status: 'committed', bookingId: booking.id, reference: booking.reference, bookingVersion: booking.version + 1 },
    },
  };
};
