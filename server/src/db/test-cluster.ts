import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import type { TestProject } from 'vitest/node';
import { startEmbeddedPostgres } from './embedded-postgres.ts';
import { migrate } from './migrate.ts';
import { isPostgres, readPostmaster } from './postmaster.ts';

declare module 'vitest' {
  export interface ProvidedContext {
    /** Superuser URL of the run's cluster, without a database; see test-database.ts. */
    testCluster: string;
  }
}

export const templateDatabase = 'holdfast_template';
const prefix = 'holdfast-test-';

let stop = async (): Promise<void> => {};

/**
 * Vitest `globalSetup`: one PostgreSQL 18 cluster a run, with one migrated database that test files clone.
 * `fsync` is off here and only here.
 */
export async function setup(project: Pick<TestProject, 'provide'>): Promise<void> {
  await sweepKilledRuns();
  // The pid in the name says whose it is.
  const directory = await mkdtemp(join(tmpdir(), `${prefix}${process.pid}-`));
  const embedded = await startEmbeddedPostgres(directory, { durable: false });
  const admin = new pg.Client({ connectionString: embedded.url('postgres') });
  await admin.connect();
  await admin.query(`create database ${templateDatabase}`);
  await migrate(embedded.url(templateDatabase));
  await admin.end();
  project.provide('testCluster', embedded.url(''));
  stop = async () => {
    await embedded.leave();
    await rm(directory, { recursive: true, force: true });
  };
}

export async function teardown(): Promise<void> {
  await stop();
}

/** A run killed hard leaves its cluster behind: end those whose run is gone. */
async function sweepKilledRuns(): Promise<void> {
  const left = (await readdir(tmpdir())).filter((name) => name.startsWith(prefix));
  for (const name of left) {
    const runner = Number(name.slice(prefix.length).split('-')[0]);
    if (isAlive(runner)) continue;
    const directory = join(tmpdir(), name);
    const postmaster = await readPostmaster(join(directory, 'postgres'));
    try {
      if (postmaster && (await isPostgres(postmaster.pid))) process.kill(postmaster.pid, 'SIGINT');
      await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    } catch {
      // Another user's.
    }
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
}
