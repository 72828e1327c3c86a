import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { link, readFile, realpath, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** What a cluster's `postmaster.pid` says. */
export interface Postmaster {
  pid: number;
  port: number;
  /** The whole file: what is said of this one must not be done to the next. */
  text: string;
}

const lockOf = (cluster: string): string => join(cluster, 'postmaster.pid');

export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(lockOf(cluster), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]), text };
}

/**
 * Removes the lock that was read as `dead`, and no other: since it was read somebody else may have removed it and
 * started PostgreSQL, whose lock is there now. A PostgreSQL that lost its lock can't be found or adopted, keeps
 * everybody else from starting, and ends itself only within a minute.
 */
export async function removeDeadLock(cluster: string, dead: Postmaster): Promise<void> {
  const lock = lockOf(cluster);
  const aside = `${lock}.dead-${process.pid}-${randomBytes(4).toString('hex')}`;
  try {
    await rename(lock, aside);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw fault;
  }
  if ((await readFile(aside, 'utf8')) !== dead.text)
    await link(aside, lock).catch((fault: NodeJS.ErrnoException) => {
      // Whoever wrote one meanwhile is told by PostgreSQL itself that it came second, and tries again.
      if (fault.code !== 'EEXIST') throw fault;
    });
  await rm(aside, { force: true });
}

/**
 * Whether a start failed because processes of an earlier PostgreSQL still hold its shared memory: the children of
 * one that was killed, for a moment, or one that lost its lock, for up to a minute (it looks once a minute).
 */
export const isStillEnding = (fault: string): boolean => /shared memory block .* is still in use/.test(fault);

/** Whether this process is a PostgreSQL. A pid is used again after a reboot, so being alive proves nothing. */
export async function isPostgres(pid: number): Promise<boolean> {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  if (process.platform === 'win32') {
    const told = run('tasklist', ['/fi', `PID eq ${pid}`, '/fo', 'csv', '/nh'], { windowsHide: true });
    return told.then(({ stdout }) => !isAnotherTask(stdout, pid), () => true);
  }
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(async () =>
    run('ps', ['-p', String(pid), '-o', 'comm=']).then((answer) => answer.stdout, () => ''),
  );
  return isPostgresCommand(name);
}

/** `comm` is a name on Linux and a path on macOS, where a folder above may be called postgres as well. */
export const isPostgresCommand = (comm: string): boolean => comm.trim().split('/').at(-1) === 'postgres';

/**
 * Whether `tasklist` names a program that is not PostgreSQL: `"node.exe","4711","Console","1","24,680 K"`. An answer
 * without that process proves nothing, and the lock of a running PostgreSQL must never be taken for dead.
 */
export function isAnotherTask(csv: string, pid: number): boolean {
  const named = csv.split('\n').find((line) => line.includes(`","${pid}","`));
  return named !== undefined && !named.toLowerCase().startsWith('"postgres.exe"');
}

export type Probe = 'answers' | 'not_yet' | 'silent' | 'wrong_password' | 'another';

/** Asks what listens on `port` whether it is the server of `cluster`. */
export async function probe(cluster: string, port: number, password: string): Promise<Probe> {
  const client = new pg.Client({ host: '127.0.0.1', port, user: 'postgres', password, database: 'postgres', connectionTimeoutMillis: 3_000 });
  client.on('error', () => {});
  try {
    await client.connect();
    const answer = await client.query<{ data_directory: string }>('show data_directory');
    const [theirs, ours] = await Promise.all([
      realpath(answer.rows[0]?.data_directory ?? '').catch(() => ''),
      realpath(cluster),
    ]);
    return theirs === ours ? 'answers' : 'another';
  } catch (fault) {
    const code = (fault as { code?: string }).code;
    // 57P03: starting up, recovering or shutting down.
    if (code === '57P03') return 'not_yet';
    return code === '28P01' ? 'wrong_password' : 'silent';
  } finally {
    await client.end().catch(() => {});
  }
}
