import type { CustomerInput } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Holder } from '../commands/plan.ts';

/** Whom to tell when somebody overrides the hold. They become a customer when they book. */
export function heldFor(customer: CustomerInput | null | undefined): Holder {
  if (!customer) return {};
  const { id, name, phone, email, timeZone } = customer;
  return {
    customer_id: id,
    customer_name: name.trim(),
    customer_phone: phone?.trim() || null,
    customer_email: email?.trim() || null,
    customer_time_zone: timeZone ?? null,
  };
}

/** The same of a booking: the record knows how its customer is reached now. */
export function heldForBooking({ customerId, title }: Pick<BookingRow, 'customerId' | 'title'>): Holder {
  return { customer_id: customerId, title };
}
