/**
 * Remembers an answer for a few seconds, so that the hot path asks the database once and not per request.
 * Only good answers are kept: guesses from outside must not fill it.
 */
export class ShortCache<T> {
  readonly #entries = new Map<string, { value: T; until: number }>();
  readonly #now: () => number;
  readonly #keepMs: number;
  readonly #sizeMax: number;

  constructor(now: () => number, keepMs = 5_000, sizeMax = 10_000) {
    this.#now = now;
    this.#keepMs = keepMs;
    this.#sizeMax = sizeMax;
  }

  async get(key: string, look: () => Promise<T | null>): Promise<T | null> {
    const entry = this.#entries.get(key);
    if (entry && entry.until > this.#now()) return entry.value;
    this.#entries.delete(key);
    const value = await look();
    if (value === null) return null;
    const oldest = this.#entries.keys().next().value;
    if (this.#entries.size >= this.#sizeMax && oldest !== undefined) this.#entries.delete(oldest);
    this.#entries.set(key, { value, until: this.#now() + this.#keepMs });
    return value;
  }

  forget(matches: (value: T) => boolean): void {
    for (const [key, entry] of this.#entries) if (matches(entry.value)) this.#entries.delete(key);
  }
}
