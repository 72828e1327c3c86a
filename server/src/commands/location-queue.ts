/**
 * Twice as many of a location as are written together (commit-groups.ts): while one group is written the next is decided.
 * Fewer let a busy house wait (55 clients: 16 at once 1 200 commits a second, 32 1 600, 64 2 100).
 */
const widest = 64;
/** One writes, one decides. */
const narrowest = 2;

interface Queue {
  running: number;
  /** How many may be under way. */
  width: number;
  waiting: (() => void)[];
}

/**
 * How many commands of a location are under way. The rest wait here, before anything was read for them, so that a busy
 * location leaves the pooled connections to the others.
 *
 * Commands that let the house choose pick the same free room when they decide side by side, and all but one decide in
 * vain. So each such loss halves the width of its location, and each command without one gives a place back
 * (55 people at a flash sale: a hold's p95 14 ms with four at once, 40 ms with sixteen).
 */
export class LocationQueues {
  readonly #queues = new Map<string, Queue>();
  readonly #widest: number;

  constructor(width = widest) {
    this.#widest = width;
  }

  /** First come, first served within a location. `work` says when it decided in vain. */
  async run<T>(key: string, work: (inVain: () => void) => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { running: 0, width: this.#widest, waiting: [] };
    this.#queues.set(key, queue);
    if (queue.running >= queue.width) await new Promise<void>((resolve) => queue.waiting.push(resolve));
    else queue.running++;
    let isVain = false;
    try {
      return await work(() => {
        isVain = true;
        queue.width = Math.max(Math.min(narrowest, this.#widest), Math.floor(queue.width / 2));
      });
    } finally {
      if (!isVain && queue.width < this.#widest) queue.width++;
      this.#leave(key, queue);
    }
  }

  /** A place goes straight to the next in line, so nobody can step in between. */
  #leave(key: string, queue: Queue): void {
    queue.running--;
    while (queue.running < queue.width) {
      const next = queue.waiting.shift();
      if (!next) break;
      queue.running++;
      next();
    }
    // One that was narrowed is remembered until it is wide again.
    if (queue.running === 0 && queue.width === this.#widest) this.#queues.delete(key);
  }
}
