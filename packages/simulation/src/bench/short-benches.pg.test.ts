import { expect, inject, test } from 'vitest';
import { benchAvailability } from './availability-bench.ts';
import { clusterAt } from './bench-cluster.ts';
import type { Bench } from './bench-options.ts';
import { benchContention } from './contention-bench.ts';
import { benchFlashSale } from './flash-sale-bench.ts';
import { benchGrowth } from './growth-bench.ts';
import { hasPgbench } from './pgbench.ts';
import { benchServer } from './server-bench.ts';
import { benchSplit } from './split-bench.ts';
import type { Finding } from './statistics.ts';

// Benches are run by hand and rot unseen. What they measure here means nothing; that they run, and find what must
// always hold, does.

/** What it found, by name. Where there is no pgbench it says so, before it prepares anything, and finds nothing. */
async function findings(bench: Bench): Promise<Map<string, Finding>> {
  const running = bench({ short: true, say: () => {}, cluster: clusterAt(inject('testCluster')) });
  if (!(await hasPgbench())) {
    await expect(running).rejects.toThrow('pgbench is not on the path. It comes with PostgreSQL’s server package.');
    return new Map();
  }
  const found = await running;
  for (const { measured, beside = '' } of found) expect(measured + beside).not.toMatch(/NaN|undefined|Infinity/);
  return new Map(found.map((finding) => [finding.what, finding]));
}

test('server: one client, many, and many in one house', async () => {
  const found = await findings(benchServer);
  if (await hasPgbench()) expect(found.size).toBe(3);
});

test('contention: nothing deadlocks, fails, overlaps or stays empty', async () => {
  const found = await findings(benchContention);
  for (const [what, { measured, met }] of found) {
    if (what !== '50 clients on 20 slots, 2 times') continue;
    expect(measured).toMatch(/^0 deadlocks, 0 errors, 0 overlaps, of 40 slots \d+ sold, \d+ held for a loser, 0 empty$/);
    expect(met).toBe(true);
  }
  if (await hasPgbench()) expect([...found.keys()]).toEqual(['50 clients on 20 slots of one house, HTTP', '50 clients on 20 slots, 2 times']);
});

test('growth: books into the midst of measuring data without one refusal', async () => {
  const found = await findings(benchGrowth);
  if (await hasPgbench()) expect([...found.keys()]).toEqual(['create at 1.2 k claims against 300, 8 clients, HTTP']);
});

test('split: every layer books', async () => {
  const found = await findings(benchSplit);
  if (await hasPgbench()) expect(found.size).toBe(10);
});

test('availability: the function and REST tell the same openings', async () => {
  const found = await findings(benchAvailability);
  if (await hasPgbench()) expect(found.size).toBe(2);
});

test('flash sale: nothing is sold twice', async () => {
  const found = await findings(benchFlashSale);
  if (!(await hasPgbench())) return;
  expect(found.get('flash sale: 55 people, 1 s')).toMatchObject({ met: true, measured: expect.stringMatching(/, 0 deadlocks, 0 double bookings$/) as string });
  expect(found.size).toBe(8);
});
