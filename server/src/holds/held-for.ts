import type { CustomerInput } from '@holdfast/protocol/commands';
import type { HoldColumns } from '../commands/plan.ts';

/** Whom to tell when somebody overrides the hold. They become a customer when they book. */
export function heldFor(customer: CustomerInput | null | undefined): Partial<HoldColumns> {
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
