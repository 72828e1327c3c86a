import type { Clock, Timers } from '../platform/platform.ts';

/** Turns of the event loop without disk work after which nothing is going on any more. */
const quietTurns = 12;

/** A clock that moves only when told, and the timers that hang on it. Nothing in a test really sleeps. */
export class SimulatedTime {
  #elapsed = 0;
  readonly #startedAt: number;
  #queue: { at: number; order: number; run: () => void }[] = [];
  #order = 0;
  #busy = 0;

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
      await this.settle();
      const next = this.#queue.toSorted((a, b) => a.at - b.at || a.order - b.order)[0];
      if (!next || next.at > until) break;
      this.#queue = this.#queue.filter((each) => each !== next);
      this.#elapsed = next.at;
      next.run();
    }
    this.#elapsed = until;
    await this.settle();
  }

  /** Disk work that runs by itself counts as happening now; `settle` waits for its end. */
  busyUntil(ended: (end: () => void) => void): void {
    this.#busy += 1;
    ended(() => (this.#busy -= 1));
  }

  /** Lets everything run that needs no simulated time: promises, and transactions to their end. */
  async settle(): Promise<void> {
    for (let quiet = 0; quiet < quietTurns; quiet++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      if (this.#busy > 0) quiet = 0;
    }
  }
}
