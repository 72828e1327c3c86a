import type { Database } from '../db/database.ts';
import { findApiKey } from './api-key-sql.ts';
import type { KeyScope } from './scope.ts';

interface Lookups {
  /** Already sent. */
  now: Promise<KeyScope | null>;
  /** Sent after it, for all who asked meanwhile. */
  next: PromiseWithResolvers<KeyScope | null> | null;
}

/**
 * Keys are looked up for every request, so that a revoked one is out at once. Requests that come with a key while it is being
 * looked up, as a crowd's at a public page do, share the next look: none is answered by one that was sent before it came.
 */
export class ApiKeyLookups {
  readonly #find: (keyHash: Buffer) => Promise<KeyScope | null>;
  readonly #lookups = new Map<string, Lookups>();

  constructor(db: Database, find = (keyHash: Buffer) => findApiKey(db, keyHash)) {
    this.#find = find;
  }

  /** How many keys are being looked up; the others are forgotten. */
  get size(): number {
    return this.#lookups.size;
  }

  /** Null for an unknown or revoked key. */
  find(keyHash: Buffer): Promise<KeyScope | null> {
    const name = keyHash.toString('latin1');
    const lookups = this.#lookups.get(name);
    if (!lookups) return this.#look(name, keyHash);
    lookups.next ??= Promise.withResolvers();
    return lookups.next.promise;
  }

  #look(name: string, keyHash: Buffer): Promise<KeyScope | null> {
    const lookups: Lookups = { now: this.#find(keyHash), next: null };
    this.#lookups.set(name, lookups);
    const done = (): void => {
      this.#lookups.delete(name);
      lookups.next?.resolve(this.#look(name, keyHash));
    };
    lookups.now.then(done, done);
    return lookups.now;
  }
}
