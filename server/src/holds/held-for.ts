import type { CustomerInput } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Holder } from '../commands/plan.ts';
import type { HeldSlot } from './hold-sql.ts';

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

/** The same of what was held before. */
export function heldForAsBefore({ row, customerId, customerEmail }: HeldSlot): Holder {
  return {
    customer_id: customerId,
    customer_name: row.customerName ?? null,
    customer_phone: row.customerPhone ?? null,
    customer_email: customerEmail,
    customer_time_zone: row.customerTimeZone ?? null,
    title: row.title ?? null,
  };
}

/** The same of a booking: the record knows how its customer is reached now. */
export function heldForBooking({ customerId, title }: Pick<BookingRow, 'customerId' | 'title'>): Holder {
  return { customer_id: customerId, title };
}
