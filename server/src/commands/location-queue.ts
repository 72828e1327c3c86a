/**
 * Twice as many as are written together (commit-groups.ts): while one group is written the next is decided. Fewer let
 * a busy house wait (55 clients: 8 at once 1 140 commits a second, 16 1 340, 24 no more than that), more would only
 * decide on what has changed by the time it is their turn.
 */
const atOnceMax = 16;

interface Queue {
  running: number;
  waiting: (() => void)[];
}

/**
 * How many commands of a location are under way. The rest wait here, before anything was read for them, so that a busy
 * location leaves the pooled connections to the others.
 */
export class LocationQueues {
  readonly #queues = new Map<string, Queue>();
  readonly #atOnce: number;

  constructor(atOnce = atOnceMax) {
    this.#atOnce = atOnce;
  }

  /** First come, first served within a location. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { running: 0, waiting: [] };
    this.#queues.set(key, queue);
    if (queue.running >= this.#atOnce) await new Promise<void>((resolve) => queue.waiting.push(resolve));
    else queue.running++;
    try {
      return await work();
    } finally {
      // The place goes straight to the next in line, so nobody can step in between.
      const next = queue.waiting.shift();
      if (next) next();
      else if (--queue.running === 0) this.#queues.delete(key);
    }
  }
}
