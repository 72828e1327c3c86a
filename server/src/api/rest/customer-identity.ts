import type { CustomerInput } from '@holdfast/protocol/commands';
import type { KeyScope } from '../../access/scope.ts';
import { stableUuid } from '../../commands/stable-uuid.ts';
import type { CustomerBody } from './schemas.ts';
import { idFor } from './send-command.ts';

/**
 * Who is booking. Without an id, the same name, phone and email together are the same customer. Nothing less:
 * whoever knows a stranger's phone number must not add an address to that stranger's record, nor learn the name.
 * A name alone is nobody in particular and makes a customer of its own.
 */
export function customerInputOf(key: Pick<KeyScope, 'tenantNo'>, commandId: string, given: CustomerBody): CustomerInput {
  const { name, phone, email, timeZone } = given;
  const reachable = (phone?.trim() ?? '') !== '' || (email?.trim() ?? '') !== '';
  const id =
    given.id ??
    (reachable
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
