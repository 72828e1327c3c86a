import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { startEmbeddedPostgres } from '@holdfast/server/db/embedded-postgres';
import { migrate } from '@holdfast/server/db/migrate';
import { readPostmaster } from '@holdfast/server/db/postmaster';
import { killHard, untilGone } from './process-life.ts';
import { until } from './until.ts';

/** A durable PostgreSQL that is there to be killed, with one migrated database. */
export interface DrillCluster {
  /** Owner URL of the database; stays the same over crashes. */
  url: string;
  /** As the owner: looks past row security. Survives crashes. */
  owner: pg.Pool;
  /** `kill -9` of the postmaster and all it started, `atKill` told just before; resolves when none of them runs. */
  crash(atKill?: () => void): Promise<Crash>;
  /** The embedded module brings PostgreSQL back by itself; resolves when it answers, under another pid. */
  recovered(crash: Crash): Promise<void>;
  close(): Promise<void>;
}

export interface Crash {
  postmaster: number;
}

const databaseName = 'drill';

/**
 * The files are on a real disk path with fsync on. A killed process leaves the kernel's page cache, so this
 * proves what PostgreSQL and we do about a crash of PostgreSQL, not what the disk does about a power cut.
 */
export async function startDrillCluster(): Promise<DrillCluster> {
  // Named like the run's own cluster (test-cluster.ts), whose next start sweeps what a killed run left.
  const directory = await mkdtemp(join(tmpdir(), `holdfast-test-${process.pid}-drill-`));
  // As root the cluster runs as somebody else, who must be able to enter.
  await chmod(directory, 0o755);
  const embedded = await startEmbeddedPostgres(directory);
  const url = embedded.url(databaseName);
  const owner = new pg.Pool({ connectionString: url, max: 2, connectionTimeoutMillis: 5_000 });
  owner.on('error', () => {});

  const postmasterPid = async (): Promise<number> => {
    const running = await readPostmaster(embedded.directory);
    if (!running) throw new Error('PostgreSQL has no postmaster');
    return running.pid;
  };
  const close = async (): Promise<void> => {
    await owner.end();
    await embedded.stop();
    await rm(directory, { recursive: true, force: true });
  };

  try {
    const admin = new pg.Client({ connectionString: embedded.url('postgres') });
    await admin.connect();
    await admin.query(`create database ${databaseName}`);
    await admin.end();
    await migrate(url);
  } catch (fault) {
    await close();
    throw fault;
  }
  return {
    url,
    owner,
    async crash(atKill) {
      const postmaster = await postmasterPid();
      const { rows } = await owner.query<{ pid: number }>('select pid from pg_stat_activity');
      // The postmaster first: it would recover from the death of a backend in order, which is another drill.
      const pids = [postmaster, ...rows.map((row) => row.pid)];
      atKill?.();
      killHard(pids);
      await untilGone(pids);
      return { postmaster };
    },
    async recovered({ postmaster }) {
      await until('PostgreSQL is back', async () => {
        await owner.query('select 1');
        return (await postmasterPid()) !== postmaster;
      }, 60_000);
    },
    close,
  };
}
