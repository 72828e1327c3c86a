import type { PlannedClaim } from './plan.ts';

/**
 * What decisions of this node are about to take, by location: from when they are made until they are written or lost.
 * A decision that may choose its resources chooses others, or those who decide side by side would all choose the same
 * and all but one would decide in vain. It is a hint: what another node is about to take is met in the database.
 */
export class ComingClaims {
  readonly #plans = new Map<string, Set<readonly PlannedClaim[]>>();

  at(location: string): PlannedClaim[] {
    return [...(this.#plans.get(location) ?? [])].flat();
  }

  /** `claims`: this plan's own array, which stands for the plan. `write` must not throw before it has a promise. */
  during<T>(location: string, claims: readonly PlannedClaim[] | undefined, write: () => Promise<T>): Promise<T> {
    if (!claims?.length) return write();
    const plans = this.#plans.get(location) ?? new Set();
    this.#plans.set(location, plans.add(claims));
    const done = (): void => {
      plans.delete(claims);
      if (plans.size === 0) this.#plans.delete(location);
    };
    // The same promise goes on: a turn of the loop later the next writers would have been let in before this loser.
    const written = write();
    written.then(done, done);
    return written;
  }
}
