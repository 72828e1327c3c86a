/** Wrong PINs that are free; after them each costs twice the wait of the one before. */
const freeTries = 5;
const firstWaitMs = 30_000;
const waitMsMax = 15 * 60_000;
/** Quiet for this long, and the count starts anew. */
const forgetMs = 60 * 60_000;

interface Tries {
  wrong: number;
  blockedUntil: number;
  lastAt: number;
}

/**
 * Slows guessing down, per staff member and per terminal, without ever locking a counter for good.
 * In memory: a restart forgives, which is worth less to a guesser than a table is trouble.
 */
export class PinTries {
  readonly #tries = new Map<string, Tries>();
  readonly #now: () => number;

  constructor(now: () => number) {
    this.#now = now;
  }

  /**
   * Counts a try before it is checked, so that many at once are no way around. Answers 0, or how many
   * seconds to wait; then nothing was counted.
   */
  begin(keys: readonly string[]): number {
    const now = this.#now();
    this.#forgetQuiet(now);
    const wait = Math.max(0, ...keys.map((key) => (this.#tries.get(key)?.blockedUntil ?? 0) - now));
    if (wait > 0) return Math.ceil(wait / 1_000);
    for (const key of keys) {
      const wrong = (this.#tries.get(key)?.wrong ?? 0) + 1;
      const waitMs = wrong < freeTries ? 0 : Math.min(firstWaitMs * 2 ** (wrong - freeTries), waitMsMax);
      this.#tries.set(key, { wrong, blockedUntil: now + waitMs, lastAt: now });
    }
    return 0;
  }

  succeeded(keys: readonly string[]): void {
    for (const key of keys) this.#tries.delete(key);
  }

  #forgetQuiet(now: number): void {
    for (const [key, tries] of this.#tries) if (now - tries.lastAt > forgetMs) this.#tries.delete(key);
  }
}
