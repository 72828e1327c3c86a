import type { BookingStatus } from '@holdfast/domain/booking-status';
import { exceptionProblem } from '../availability/exceptions.ts';
import type { Handler } from '../commands/handler.ts';
import type { BookingColumns, PlannedBooking } from '../commands/plan.ts';
import { customerRule } from './customer-rule.ts';
import { existingBooking } from './existing-booking.ts';
import { planCustomer } from './plan-customer.ts';
import { waivedForAnother } from './waived-rules.ts';

/** What this booking counts for on its customer, so that it moves along to another. */
export function countedAs(status: BookingStatus): Pick<PlannedBooking, 'recount'> {
  if (status === 'done') return { recount: { visits: 1 } };
  return status === 'no_show' ? { recount: { noShows: 1 } } : {};
}

/** Who it is for and what is written on it; time and resources are `move_booking`'s. */
export const editBooking: Handler<'edit_booking'> = async (context, { args, channel }) => {
  const forbidden = exceptionProblem(context, args);
  if (forbidden) return forbidden;
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  const customerId = args.customer?.id ?? null;
  const sameCustomer = args.customer === undefined || customerId === booking.customerId;
  if (!sameCustomer && isStillToGive(booking.status)) {
    // Who is attached afterwards is judged as if the booking were made for them now.
    const objection = await customerRule(context, channel, { ...args, serviceId: booking.serviceId });
    if (objection) return objection;
  }
  const columns: BookingColumns = {};
  if (args.customer !== undefined) columns.customer_id = customerId;
  if (args.title !== undefined) columns.title = args.title;
  if (args.notes !== undefined) columns.notes = args.notes;
  if (!sameCustomer) {
    columns.waived = waivedForAnother(booking.waived, args.waive);
    if (args.depositReference !== undefined) columns.deposit_reference = args.depositReference;
  }
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

/** What was given, or given up, is a record to complete: there is nothing left to approve. */
function isStillToGive(status: BookingStatus): boolean {
  return status === 'booked' || status === 'arrived' || status === 'in_service';
}
