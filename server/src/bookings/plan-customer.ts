import type { Correctable, CustomerInput } from '@holdfast/protocol/commands';
import type { Plan } from '../commands/plan.ts';

/**
 * The plan's customer part; nothing when nobody was named. `correct`: what is given replaces what is known, of those
 * fields alone where it lists them.
 */
export function planCustomer(input: CustomerInput | null | undefined, correct: boolean | readonly Correctable[] = false): Pick<Plan, 'customer'> {
  if (!input) return {};
  const { id, name, phone, email, timeZone } = input;
  return {
    customer: {
      id,
      name: name.trim(),
      phone: phone?.trim() || null,
      email: email?.trim() || null,
      ...(timeZone === undefined ? {} : { timeZone }),
      correct: correct !== false,
      ...(typeof correct === 'boolean' ? {} : { corrects: correct }),
    },
  };
}
