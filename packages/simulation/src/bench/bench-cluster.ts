import { randomBytes } from 'node:crypto';
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '@holdfast/server/db/embedded-postgres';
import { migrate } from '@holdfast/server/db/migrate';

/** A PostgreSQL to measure on. */
export interface BenchCluster {
  /** A migrated database; its owner's URL. */
  createDatabase(): Promise<string>;
  close(): Promise<void>;
}

/** A durable one of its own, with the settings that Holdfast ships. */
export async function startBenchCluster(): Promise<BenchCluster> {
  // Named like the tests' own cluster (test-cluster.ts), whose next start sweeps what a bench that was stopped left.
  const directory = await mkdtemp(join(tmpdir(), `holdfast-test-${process.pid}-bench-`));
  // As root the cluster runs as somebody else: who cannot enter here gets a place elsewhere, and leaves it behind.
  await chmod(directory, 0o755);
  const postgres = await startEmbeddedPostgres(directory);
  return {
    ...clusterAt(postgres.url('')),
    async close() {
      await postgres.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

/** One that runs already and stays: the URL of its superuser, without a database. */
export function clusterAt(url: string): BenchCluster {
  return {
    async createDatabase() {
      const name = `bench_${randomBytes(6).toString('hex')}`;
      const admin = new pg.Client({ connectionString: `${url}postgres` });
      await admin.connect();
      try {
        await admin.query(`create database ${name}`);
      } finally {
        await admin.end();
      }
      await migrate(`${url}${name}`);
      return `${url}${name}`;
    },
    close: () => Promise.resolve(),
  };
}
