import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';
import { timingSince, type Timing } from './timing.ts';

/** Writes and flushes one page at a pace until it is told to stop; answers when each began and how long it took. */

const everyMs = 50;
const page = Buffer.alloc(8_192, 1);
const file = openSync(String(workerData), 'w');
const flushes: Timing[] = [];

function flush(): void {
  const startedAt = performance.now();
  writeSync(file, page, 0, page.length, 0);
  fdatasyncSync(file);
  flushes.push(timingSince(startedAt));
}

flush();
const timer = setInterval(flush, everyMs);

parentPort?.once('message', () => {
  clearInterval(timer);
  closeSync(file);
  parentPort?.postMessage(flushes);
});
