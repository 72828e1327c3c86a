import type { CustomerInput } from '@holdfast/protocol/commands';
import type { Plan } from '../commands/plan.ts';

/** The plan's customer part; nothing when nobody was named. */
export function planCustomer(input: CustomerInput | null | undefined): Pick<Plan, 'customer'> {
  if (!input) return {};
  const { id, name, phone, email } = input;
  return { customer: { id, name: name.trim(), phone: phone?.trim() || null, email: email?.trim() || null } };
}
