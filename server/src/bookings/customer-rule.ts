import { noShowPolicies, noShowRule, type ServicePolicy } from '@holdfast/domain/no-show-rule';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import { isWaived, type ExceptionRequest } from '../availability/exceptions.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Decision, type Refusal } from '../commands/plan.ts';
import { canBeReached } from './can-be-reached.ts';
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
  if (channel === 'import' || isWaived(request, 'no_shows')) return null;
  const unmet = noShowPolicies([...catalogue.services.values()], request.serviceId).filter(({ policy }) =>
    policy.then === 'approval' ? role !== 'manager' : isBlank(request.depositReference),
  );
  const [strictest] = unmet;
  if (!strictest) return null;
  const { customer } = request;
  if (!customer) return isDesk(channel) ? null : nobody(strictest.service);
  if (!locked) return { kind: 'lock' };
  const known = await readKnownCustomer(context, customer);
  if (!known && !isDesk(channel) && !canBeReached(customer)) return nobody(strictest.service);
  const noShows = known?.noShows ?? 0;
  const asks = unmet.find(({ policy }) => noShowRule(policy, noShows) !== null);
  if (!asks) return null;
  const missed = noShows === 1 ? '1 booking' : `${noShows} bookings`;
  return refuse(asks.policy.then === 'approval' ? 'approval_required' : 'deposit_required', `The customer missed ${missed}. ${askedFor(asks, request.serviceId !== null)}`);
}

/** Where it was paid has to be said: nothing, or spaces, is nowhere. */
const isBlank = (reference: string | undefined): boolean => reference === undefined || reference.trim() === '';

function askedFor({ service, policy }: ServicePolicy, isNamed: boolean): string {
  if (policy.then === 'approval') return isNamed ? `A manager has to book ${service} for them.` : `A manager has to book for them, as for ${service}.`;
  const deposit = isNamed ? `Take a deposit for ${service} first` : `Take a deposit first, as for ${service},`;
  return `${deposit} and name it in depositReference.`;
}

const nobody = (service: string): Refusal =>
  refuse('policy_forbids', `Missed bookings of ${service} count. Name the customer with a phone number or an e-mail address.`);
