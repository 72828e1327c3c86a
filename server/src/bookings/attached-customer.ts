import type { CommandArgs, Correctable } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { DecisionContext } from '../commands/handler.ts';
import { customerRule } from './customer-rule.ts';
import { reachFields, readKnownCustomer, readReach, type Reach } from './customer-sql.ts';

/** What an edit says about whom a booking is for. */
type Attaching = Pick<CommandArgs<'edit_booking'>, 'customer' | 'corrects' | 'waive' | 'depositReference'>;

/** Who is attached afterwards is judged as if the booking were made for them now, and so is who is written over whom it has. */
export async function attachedRule(
  context: DecisionContext,
  channel: Channel,
  { serviceId, customerId }: BookingRow,
  edit: Attaching,
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
function correctedReach(before: Reach, { customer, corrects }: Attaching & { customer: Partial<Reach> }): Reach {
  const of = <F extends keyof Reach>(field: F): Reach[F] => {
    const given = customer[field];
    return given !== undefined && (corrects?.includes(field) ?? true) ? given : before[field];
  };
  return { name: of('name'), phone: of('phone'), email: of('email') };
}

/** An id that no customer has: they are looked for by what is said of them alone. */
const nobodyYet = '00000000-0000-0000-0000-000000000000';

/** The id of whom an edit names, or of whom the business takes them for: somebody may be typed anew who is known. */
export async function whoIsMeant(context: DecisionContext, { customerId }: BookingRow, { customer }: Attaching): Promise<string | null> {
  if (!customer || customer.id === customerId) return customer?.id ?? null;
  return (await readKnownCustomer(context, customer))?.id ?? customer.id;
}

/** Whether it is for the same customer as before, or for nobody as before. */
export function keepsCustomer(booking: BookingRow, { customer }: Attaching, who: string | null): boolean {
  return customer === undefined || who === booking.customerId;
}

/** Naming the very one it already has can only mean to correct them. */
export function corrected({ customerId }: BookingRow, { customer, corrects }: Attaching): boolean | readonly Correctable[] {
  return customer?.id === customerId && (corrects ?? true);
}
