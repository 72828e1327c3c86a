/** A service's answer to customers who did not come: from the nth no-show on. A `ServiceRow.noShowPolicy` is one. */
export interface NoShowPolicy {
  /** The first number of no-shows it applies to, from 1. */
  readonly from: number;
  readonly then: 'deposit' | 'approval';
}

/** Read, not written: lint takes an object with `then` for a promise. */
export function noShowPolicy(from: number, then: NoShowPolicy['then']): NoShowPolicy {
  return JSON.parse(`{"from":${from},"then":"${then}"}`) as NoShowPolicy;
}

/** What a customer with so many no-shows needs to book: a deposit, a manager's approval, or nothing (null). */
export function noShowRule(policy: NoShowPolicy | null | undefined, noShows: number): NoShowPolicy['then'] | null {
  return policy !== null && policy !== undefined && noShows >= policy.from ? policy.then : null;
}

/** What a service sold at a location says of them; a `ServiceRow` does. */
interface AskingService {
  readonly id: string;
  readonly name: string;
  readonly archived: boolean;
  readonly noShowPolicy?: NoShowPolicy | null;
}

/** A policy and the service, by name, that has it. */
export interface ServicePolicy {
  readonly service: string;
  readonly policy: NoShowPolicy;
}

/**
 * What is asked of a booking's customer, strictest first: approval before a deposit, fewer no-shows before more. Without a
 * service what any of them asks, or leaving it out would be the way around.
 */
export function noShowPolicies(services: readonly AskingService[], serviceId: string | null): ServicePolicy[] {
  return services
    .filter(({ id, archived }) => (serviceId === null ? !archived : id === serviceId))
    .flatMap(({ name, noShowPolicy: policy }) => (policy ? [{ service: name, policy }] : []))
    .toSorted((a, b) => Number(b.policy.then === 'approval') - Number(a.policy.then === 'approval') || a.policy.from - b.policy.from);
}
