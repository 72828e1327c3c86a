import { execFile } from 'node:child_process';
import { readFile, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import pg from 'pg';

const run = promisify(execFile);

/** What a cluster's `postmaster.pid` says. */
export interface Postmaster {
  pid: number;
  port: number;
}

export async function readPostmaster(cluster: string): Promise<Postmaster | null> {
  const text = await readFile(join(cluster, 'postmaster.pid'), 'utf8').catch(() => null);
  if (text === null) return null;
  const lines = text.split('\n');
  return { pid: Number(lines[0]), port: Number(lines[3]) };
}

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
    // Where it cannot be asked, what lives may be ours: its port will tell.
    return told.then(({ stdout }) => isPostgresTask(stdout, pid), () => true);
  }
  const name = await readFile(`/proc/${pid}/comm`, 'utf8').catch(async () =>
    run('ps', ['-p', String(pid), '-o', 'comm=']).then((answer) => answer.stdout, () => ''),
  );
  return isPostgresCommand(name);
}

/** `comm` is a name on Linux and a path on macOS, where a folder above may be called postgres as well. */
export const isPostgresCommand = (comm: string): boolean => comm.trim().split('/').at(-1) === 'postgres';

/** What `tasklist` prints as CSV: `"postgres.exe","4711","Console","1","24,680 K"`, or a sentence when there is none. */
export const isPostgresTask = (csv: string, pid: number): boolean =>
  csv.split('\n').some((line) => line.toLowerCase().startsWith(`"postgres.exe","${pid}",`));

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
