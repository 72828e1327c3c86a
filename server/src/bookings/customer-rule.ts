import { noShowRule } from '@holdfast/domain/no-show-rule';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import { isWaived, type ExceptionRequest } from '../availability/exceptions.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Decision, type Refusal } from '../commands/plan.ts';
import { readKnownCustomer, type NamedCustomer } from './customer-sql.ts';

interface CustomerRequest extends ExceptionRequest {
  serviceId: string | null;
  customer?: NamedCustomer | null | undefined;
  /** Where the deposit was paid. */
  depositReference?: string | undefined;
}

/**
 * What the service asks of people who missed bookings: a deposit, or a manager's approval, from the nth on. A manager
 * who books approves by doing so; a deposit is paid or waived, whoever asks. An import records what was agreed.
 *
 * The counter may book for somebody who has no name; whom a program books for has to be known, or be reached, or missed
 * bookings would count for nobody.
 *
 * Counted under the location's lock, so that a no-show recorded here counts for the next booking at once; one that
 * another location records at the same moment counts for the one after.
 */
export async function customerRule(
  context: DecisionContext,
  channel: Channel,
  request: CustomerRequest,
): Promise<Refusal | Extract<Decision, { kind: 'lock' }> | null> {
  const { catalogue, role, locked } = context;
  const service = request.serviceId === null ? undefined : catalogue.services.get(request.serviceId);
  const policy = service?.noShowPolicy ?? null;
  if (service === undefined || policy === null) return null;
  if (channel === 'import' || isWaived(request, 'no_shows')) return null;
  if (policy.then === 'approval' ? role === 'manager' : request.depositReference !== undefined) return null;
  const { customer } = request;
  if (!customer) return isDesk(channel) ? null : nobody(service.name);
  if (!locked) return { kind: 'lock' };
  const known = await readKnownCustomer(context, customer);
  if (!known && !isDesk(channel) && !customer.phone?.trim() && !customer.email?.trim()) return nobody(service.name);
  const noShows = known?.noShows ?? 0;
  if (noShowRule(policy, noShows) === null) return null;
  const missed = noShows === 1 ? '1 booking' : `${noShows} bookings`;
  return policy.then === 'approval'
    ? refuse('approval_required', `The customer missed ${missed}. A manager has to book ${service.name} for them.`)
    : refuse('deposit_required', `The customer missed ${missed}. Take a deposit for ${service.name} first and name it in depositReference.`);
}

const nobody = (service: string): Refusal =>
  refuse('policy_forbids', `Missed bookings of ${service} count. Name the customer with a phone number or an e-mail address.`);
