import type { Clock, Timers } from '../platform/platform.ts';

/** A clock that moves only when told, and the timers that hang on it. Nothing in a test really sleeps. */
export class SimulatedTime {
  #elapsed = 0;
  readonly #startedAt: number;
  #queue: { at: number; order: number; run: () => void }[] = [];
  #order = 0;

  constructor(startedAt: number) {
    this.#startedAt = startedAt;
  }

  readonly clock: Clock = {
    now: () => this.#startedAt + this.#elapsed,
    elapsed: () => this.#elapsed,
  };

  readonly timers: Timers = {
    after: (ms, run) => {
      const entry = { at: this.#elapsed + Math.max(0, ms), order: this.#order++, run };
      this.#queue.push(entry);
      return () => {
        this.#queue = this.#queue.filter((each) => each !== entry);
      };
    },
  };

  /** Resolves after simulated `ms`. */
  wait(ms: number): Promise<void> {
    return new Promise((resolve) => this.timers.after(ms, resolve));
  }

  /** Lets everything run that needs no time, then moves to the next timer; until `ms` have passed. */
  async pass(ms: number): Promise<void> {
    const until = this.#elapsed + ms;
    for (;;) {
      await settle();
      const next = this.#queue.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next || next.at > until) break;
      this.#queue = this.#queue.filter((each) => each !== next);
      this.#elapsed = next.at;
      next.run();
    }
    this.#elapsed = until;
    await settle();
  }
}

/** Turns of the event loop in which IndexedDB's transactions run to their end. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 40; turn++) await new Promise<void>((resolve) => setImmediate(resolve));
}
