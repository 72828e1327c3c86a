import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs';
import { parentPort, workerData } from 'node:worker_threads';

/** Writes and flushes one page at a pace until it is told to stop; answers how long each took, ms. */

const everyMs = 50;
const page = Buffer.alloc(8_192, 1);
const file = openSync(String(workerData), 'w');
const latenciesMs: number[] = [];

const timer = setInterval(() => {
  const startedAt = performance.now();
  writeSync(file, page, 0, page.length, 0);
  fdatasyncSync(file);
  latenciesMs.push(performance.now() - startedAt);
}, everyMs);

parentPort?.once('message', () => {
  clearInterval(timer);
  closeSync(file);
  parentPort?.postMessage(latenciesMs);
});
