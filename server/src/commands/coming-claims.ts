import { fromWire } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { PlannedClaim } from './plan.ts';

/** Of a planned claim what others have to leave to it. */
export interface ComingClaim extends TimeRange, Pick<PlannedClaim, 'resourceNo' | 'ownerKind' | 'ownerId'> {
  yields: boolean;
}

interface Place {
  /** Each until it is written or lost. */
  plans: Map<readonly ComingClaim[], Promise<unknown>>;
  looks: Set<(readonly ComingClaim[])[]>;
}

/**
 * What decisions of this node are about to take, by location: from when they are made until they are written or lost.
 * A decision that may choose its resources chooses others, or those who decide side by side would all choose the same
 * and all but one would decide in vain. It is a hint: what another node is about to take is met in the database.
 */
export class ComingClaims {
  readonly #places = new Map<string, Place>();

  /** How many locations something is under way at; the others are forgotten. */
  get size(): number {
    return this.#places.size;
  }

  /**
   * What a look at the database saw, and what was coming at any time during it: what was written meanwhile may be
   * missing in what it saw.
   */
  async beside<T>(location: string, look: () => Promise<T>): Promise<{ seen: T; coming: readonly ComingClaim[] }> {
    const place = this.#at(location);
    const met = [...place.plans.keys()];
    place.looks.add(met);
    try {
      const seen = await look();
      return { seen, coming: met.flat() };
    } finally {
      place.looks.delete(met);
      this.#leave(location, place);
    }
  }

  /** `write` must not throw before it has a promise. */
  during<T>(location: string, claims: readonly PlannedClaim[] | undefined, write: () => Promise<T>): Promise<T> {
    if (!claims?.length) return write();
    const place = this.#at(location);
    const plan = claims.map(asComing);
    for (const met of place.looks) met.push(plan);
    const done = (): void => {
      place.plans.delete(plan);
      this.#leave(location, place);
    };
    // The same promise goes on: a turn of the loop later the next writers would have been let in before this loser.
    const written = write();
    place.plans.set(plan, written.then(done, done));
    return written;
  }

  /** Resolves when all that is coming at a location now is written or lost. Never rejects. */
  async settled(location: string): Promise<void> {
    await Promise.all([...(this.#places.get(location)?.plans.values() ?? [])]);
  }

  #at(location: string): Place {
    const place = this.#places.get(location) ?? { plans: new Map(), looks: new Set() };
    this.#places.set(location, place);
    return place;
  }

  #leave(location: string, { plans, looks }: Place): void {
    if (plans.size === 0 && looks.size === 0) this.#places.delete(location);
  }
}

const asComing = ({ resourceNo, start, end, ownerKind, ownerId, yields = false }: PlannedClaim): ComingClaim => ({
  resourceNo, start: fromWire(start), end: fromWire(end), ownerKind, ownerId, yields,
});
