import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { meet, type Timing } from './timing.ts';

/**
 * The machine's own limit for whatever waits for the log: how long one page takes to the disk on which the bench has its
 * database, while `work` runs. On a thread of its own, so that no load of ours is timed with it.
 */
export async function whileProbingDisk(work: () => Promise<void>): Promise<Timing[]> {
  const directory = await mkdtemp(join(tmpdir(), 'holdfast-disk-'));
  const worker = new Worker(new URL('./disk-probe-worker.ts', import.meta.url), { workerData: join(directory, 'page') });
  try {
    await once(worker, 'online');
    await work();
    const answered = once(worker, 'message') as Promise<[Timing[]]>;
    worker.postMessage('stop');
    const [flushes] = await answered;
    return flushes;
  } finally {
    await worker.terminate();
    await rm(directory, { recursive: true });
  }
}

/** A page takes half a millisecond to this disk; when it takes ten, the disk had stopped for everybody. */
const stoppedMs = 10;

/** What did not wait for a disk that had stopped. Who waits afterwards, behind those who did, is among them. */
export function besideStops(timings: readonly Timing[], flushes: readonly Timing[]): Timing[] {
  const stops = flushes.filter(({ ms }) => ms > stoppedMs);
  return timings.filter((timing) => !stops.some((stop) => meet(timing, stop)));
}

/** How much of the time between the first and the last flush the disk had stopped, 0 to 1. */
export function stoppedShare(flushes: readonly Timing[]): number {
  const [first] = flushes;
  const last = flushes.at(-1);
  if (!first || !last) return 0;
  const stopped = flushes.filter(({ ms }) => ms > stoppedMs).reduce((sum, { ms }) => sum + ms, 0);
  return stopped / (last.at + last.ms - first.at);
}
