/**
 * A location's commands are serial in the database anyway: they wait for one row. Waiting here instead keeps
 * a busy location from taking every pooled connection away from the others, and spares PostgreSQL a convoy
 * of sleepers. Eight at a time: as many as are committed
 * together (commit-groups.ts). More would serve a busy house still faster (16: p95 49 ms instead of 55 with 55 clients)
 * and make a crowd that wants the same slot slower (3.2 times an uncontended one instead of 2.2).
 */
const atOnce = 8;

interface Queue {
  running: number;
  waiting: (() => void)[];
}

export class LocationQueues {
  readonly #queues = new Map<string, Queue>();

  /** Runs `work` when fewer than eight others of the location do; first come, first served. */
  async run<T>(key: string, work: () => Promise<T>): Promise<T> {
    const queue = this.#queues.get(key) ?? { running: 0, waiting: [] };
    this.#queues.set(key, queue);
    if (queue.running >= atOnce) await new Promise<void>((resolve) => queue.waiting.push(resolve));
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
