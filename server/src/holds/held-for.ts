import type { CustomerInput } from '@holdfast/protocol/commands';
import type { HoldColumns } from '../commands/plan.ts';

/** Whom a hold is for, as it was typed: somebody to tell when it is overridden, not yet anybody in the customer book. */
export function heldFor(
  customer: CustomerInput | null | undefined,
): Pick<HoldColumns, 'customer_id' | 'customer_name' | 'customer_phone' | 'customer_email'> {
  if (!customer) return {};
  return {
    customer_id: customer.id,
    customer_name: customer.name.trim(),
    customer_phone: customer.phone?.trim() || null,
    customer_email: customer.email?.trim() || null,
  };
}
