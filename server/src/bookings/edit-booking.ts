import { isStillToGive, type BookingStatus } from '@holdfast/domain/booking-status';
import type { CommandArgs, Correctable } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { exceptionProblem } from '../availability/exceptions.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import type { BookingColumns, PlannedBooking } from '../commands/plan.ts';
import { customerRule } from './customer-rule.ts';
import { reachFields, readKnownCustomer, readReach, type Reach } from './customer-sql.ts';
import { existingBooking } from './existing-booking.ts';
import { planCustomer } from './plan-customer.ts';
import { waivedForAnother, waivedTogether } from './waived-rules.ts';

/** What an edit asks for, of one booking or of several. */
export type Edit = Omit<CommandArgs<'edit_booking'>, 'bookingId' | 'expectedVersion' | 'behindOwn'>;

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

/** Who is attached afterwards is judged as if the booking were made for them now, and so is who is written over whom it has. */
export async function attachedRule(
  context: DecisionContext,
  channel: Channel,
  { serviceId, customerId }: BookingRow,
  edit: Edit,
  isAnother: boolean,
): ReturnType<typeof customerRule> {
  if (isAnother) return customerRule(context, channel, { ...edit, serviceId });
  const { customer } = edit;
  if (!customer || customer.id !== customerId) return null;
  const before = await readReach(context, customer.id);
  if (!before) return null;
  const after = correctedReach(before, { ...edit, customer });
  // Who is entered twice is not judged for the other entry by every edit of the one.
  if (reachFields.every((field) => after[field] === before[field])) return null;
  const known = await readKnownCustomer(context, { ...after, id: nobodyYet });
  return known && known.id !== customerId ? customerRule(context, channel, { ...edit, customer: { id: known.id }, serviceId }) : null;
}

/** By what they are known, once the correction is in: one thing may be corrected now and the other by the next edit. */
function correctedReach(before: Reach, { customer, corrects }: Edit & { customer: Partial<Reach> }): Reach {
  const of = <F extends keyof Reach>(field: F): Reach[F] => {
    const given = customer[field];
    return given !== undefined && (corrects?.includes(field) ?? true) ? given : before[field];
  };
  return { name: of('name'), phone: of('phone'), email: of('email') };
}

/** An id that no customer has: they are looked for by what is said of them alone. */
const nobodyYet = '00000000-0000-0000-0000-000000000000';

/** The id of whom an edit names, or of whom the business takes them for: somebody may be typed anew who is known. */
export async function whoIsMeant(context: DecisionContext, { customerId }: BookingRow, { customer }: Edit): Promise<string | null> {
  if (!customer || customer.id === customerId) return customer?.id ?? null;
  return (await readKnownCustomer(context, customer))?.id ?? customer.id;
}

/** Whether it is for the same customer as before, or for nobody as before. */
export function keepsCustomer(booking: BookingRow, { customer }: Edit, who: string | null): boolean {
  return customer === undefined || who === booking.customerId;
}

/** Naming the very one it already has can only mean to correct them. */
export function corrected({ customerId }: BookingRow, { customer, corrects }: Edit): boolean | readonly Correctable[] {
  return customer?.id === customerId && (corrects ?? true);
}

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
