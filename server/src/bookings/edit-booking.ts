import { isStillToGive, type BookingStatus } from '@holdfast/domain/booking-status';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { exceptionProblem } from '../availability/exceptions.ts';
import type { Handler } from '../commands/handler.ts';
import type { BookingColumns, PlannedBooking } from '../commands/plan.ts';
import { attachedRule, corrected, keepsCustomer, whoIsMeant } from './attached-customer.ts';
import { existingBooking } from './existing-booking.ts';
import { planCustomer } from './plan-customer.ts';
import { waivedForAnother, waivedTogether } from './waived-rules.ts';

/** What an edit asks for, of one booking or of several. */
type Edit = Omit<CommandArgs<'edit_booking'>, 'bookingId' | 'expectedVersion' | 'behindOwn'>;

/** What this booking counts for on its customer, so that it moves along to another. */
export function countedAs(status: BookingStatus): Pick<PlannedBooking, 'recount'> {
  if (status === 'done') return { recount: { visits: 1 } };
  return status === 'no_show' ? { recount: { noShows: 1 } } : {};
}

/** Who it is for and what is written on it; time and resources are `move_booking`'s. */
export const editBooking: Handler<'edit_booking'> = async (context, { args, channel }) => {
  const forbidden = exceptionProblem(context, channel, args);
  if (forbidden) return forbidden;
  const found = await existingBooking(context, args);
  if (found.kind === 'refuse') return found;
  const { booking } = found;
  const who = await whoIsMeant(context, booking, args);
  // What was given, or given up, is a record to complete: there is nothing left to approve.
  if (isStillToGive(booking.status)) {
    const objection = await attachedRule(context, channel, booking, args, !keepsCustomer(booking, args, who));
    if (objection) return objection;
  }
  return {
    kind: 'apply',
    plan: {
      ...planCustomer(args.customer, corrected(booking, args)),
      bookings: [editedBooking(booking, args, who)],
      outcome: { status: 'committed', bookingId: booking.id, reference: booking.reference, bookingVersion: booking.version + 1 },
    },
  };
};

export function editedBooking(booking: BookingRow, edit: Edit, who: string | null): PlannedBooking {
  const { customer, title, notes, waive, depositReference } = edit;
  const sameCustomer = keepsCustomer(booking, edit, who);
  const columns: BookingColumns = {};
  if (customer !== undefined) columns.customer_id = customer?.id ?? null;
  if (title !== undefined) columns.title = title;
  if (notes !== undefined) columns.notes = notes;
  if (!sameCustomer) columns.waived = waivedForAnother(booking.waived, waive);
  else if (waive) columns.waived = waivedTogether(booking.waived, waive);
  if (depositReference !== undefined) columns.deposit_reference = depositReference;
  return { id: booking.id, expectedVersion: booking.version, columns, ...(sameCustomer ? {} : countedAs(booking.status)) };
}
