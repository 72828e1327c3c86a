import { noShowRule } from '@holdfast/domain/no-show-rule';
import type { Channel } from '@holdfast/protocol/values';
import { isWaived, type ExceptionRequest } from '../availability/exceptions.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Decision, type Refusal } from '../commands/plan.ts';
import { readNoShows } from './customer-sql.ts';

interface CustomerRequest extends ExceptionRequest {
  serviceId: string | null;
  customerId: string | undefined;
  /** Where the deposit was paid. */
  depositReference?: string | undefined;
}

/**
 * What the service asks of people who missed bookings: a deposit, or a manager's approval, from the nth on. A manager
 * who books approves by doing so; a deposit is paid or waived, whoever asks. An import records what was agreed.
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
  if (service === undefined || policy === null || request.customerId === undefined) return null;
  if (channel === 'import' || isWaived(request, 'no_shows')) return null;
  if (policy.then === 'approval' ? role === 'manager' : request.depositReference !== undefined) return null;
  if (!locked) return { kind: 'lock' };
  const noShows = await readNoShows(context, request.customerId);
  if (noShowRule(policy, noShows) === null) return null;
  const missed = noShows === 1 ? '1 booking' : `${noShows} bookings`;
  return policy.then === 'approval'
    ? refuse('approval_required', `The customer missed ${missed}. A manager has to book ${service.name} for them.`)
    : refuse('deposit_required', `The customer missed ${missed}. Take a deposit for ${service.name} first and name it in depositReference.`);
}
