import { expect, onTestFinished, test } from 'vitest';
import { crashDatabase } from './database-crash.ts';
import { startDrillCluster, type DrillCluster } from './drill-cluster.ts';

async function freshCluster(): Promise<DrillCluster> {
  const cluster = await startDrillCluster();
  onTestFinished(() => cluster.close());
  return cluster;
}

test('PostgreSQL is killed ten times under sixteen clients: nothing acknowledged is lost, nothing is done twice', async ({ annotate }) => {
  const cluster = await freshCluster();
  const report = await crashDatabase(cluster, { cycles: 10, seed: 20_250_201 });
  await annotate(JSON.stringify(report), 'counts');
  expect(report.faults).toEqual([]);
  // Without commands caught on their way the drill proves nothing.
  expect(report.cutShort).toBeGreaterThan(0);
  expect(report.unknown).toBeGreaterThan(0);
  expect([report.committed > 0, report.refused > 0]).toEqual([true, true]);
});

test('control: a PostgreSQL that acknowledges before it has written is caught losing bookings', async () => {
  const cluster = await freshCluster();
  await cluster.owner.query('alter database drill set synchronous_commit = off');
  // Else the background writer may be quick enough to hide it.
  await cluster.owner.query(`alter system set wal_writer_delay = '10s'`);
  await cluster.owner.query('select pg_reload_conf()');
  const report = await crashDatabase(cluster, { cycles: 1, seed: 1 });
  expect(report.faults.some((fault) => fault.includes('answered "committed" and is lost'))).toBe(true);
});
