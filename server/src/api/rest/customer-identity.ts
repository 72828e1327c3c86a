import type { CustomerInput } from '@holdfast/protocol/commands';
import type { KeyScope } from '../../access/scope.ts';
import { canBeReached } from '../../bookings/can-be-reached.ts';
import { stableUuid } from '../../commands/stable-uuid.ts';
import type { CustomerBody } from './schemas.ts';
import { idFor } from './send-command.ts';

/**
 * Who is booking. Without an id the gateway finds who has the name and the phone or email, by whichever door they came in;
 * the id here is for somebody it does not find, and says who asks when they are refused: the same for the same details. A
 * name alone is nobody in particular and makes a customer of its own.
 */
export function customerInputOf(key: Pick<KeyScope, 'tenantNo'>, commandId: string, given: CustomerBody): CustomerInput {
  const { name, phone, email, timeZone } = given;
  const id =
    given.id ??
    (canBeReached(given)
      ? stableUuid('rest', 'customer', String(key.tenantNo), folded(name), (phone ?? '').replace(/[^\d+]/g, ''), folded(email ?? ''))
      : idFor(commandId, 'customer'));
  return {
    id,
    name,
    ...(phone === undefined ? {} : { phone }),
    ...(email === undefined ? {} : { email }),
    ...(timeZone === undefined ? {} : { timeZone }),
  };
}

const folded = (typed: string): string => typed.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
