/**
 * A location's commands are serial in the database anyway: they wait for one row. Waiting here instead keeps
 * a busy location from taking every pooled connection away from the others, and spares PostgreSQL a convoy
 * of sleepers. Four at a time, so that some are on their way, and can be
 * committed together, while others commit.
 */
const atOnce = 4;

interface Queue {
  running: number;
  waiting: (() => void)[];
}

export class LocationQueues {
  readonly #queues = new Map<string, Queue>();

  /** Runs `work` when fewer than four others of the location do; first come, first served. */
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
