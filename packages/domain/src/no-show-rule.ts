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
