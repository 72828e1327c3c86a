import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';

/**
 * The machine's own limit for whatever waits for the log: how long one page takes to the disk on which the bench has its
 * database, while `work` runs. On a thread of its own, so that no load of ours is timed with it. Answers ms each.
 */
export async function whileProbingDisk(work: () => Promise<void>): Promise<number[]> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-disk-'));
  const worker = new Worker(new URL('./disk-probe-worker.ts', import.meta.url), { workerData: join(directory, 'page') });
  try {
    await once(worker, 'online');
    await work();
    const answered = once(worker, 'message') as Promise<[number[]]>;
    worker.postMessage('stop');
    const [latenciesMs] = await answered;
    return latenciesMs;
  } finally {
    await worker.terminate();
    await rm(directory, { recursive: true });
  }
}
