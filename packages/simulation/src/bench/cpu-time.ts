import { readdir, readFile } from 'node:fs/promises';
import type pg from 'pg';

/** One tick of /proc: USER_HZ is 100 on every Linux. */
const tickMs = 10;

/**
 * CPU time (user and system, ms) that these processes have used, and the children they have waited for. Null where
 * there is no /proc to ask.
 */
export async function cpuMs(pids: readonly number[]): Promise<number | null> {
  const times = await Promise.all(pids.map(async (pid) => (await statOf(pid))?.cpuMs));
  return times.every((time) => time === undefined) ? null : times.reduce<number>((sum, time) => sum + (time ?? 0), 0);
}

/** The postmaster and all it started; what ended meanwhile is in the postmaster's own account. */
export async function postgresPids(on: Pick<pg.Pool, 'query'>): Promise<number[]> {
  const { rows } = await on.query<{ pid: number }>('select pg_backend_pid() as pid');
  const postmaster = (await statOf(rows[0]?.pid ?? 0))?.parent;
  if (postmaster === undefined) return [];
  const all = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number);
  const children = await Promise.all(all.map(async (pid) => ((await statOf(pid))?.parent === postmaster ? pid : null)));
  return [postmaster, ...children.filter((pid) => pid !== null)];
}

async function statOf(pid: number): Promise<{ parent: number; cpuMs: number } | undefined> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  if (stat === null) return undefined;
  // The name, in brackets, may hold anything; after it come state (3), parent (4), …, utime, stime, cutime, cstime (14–17).
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ').map(Number);
  return { parent: fields[1] ?? 0, cpuMs: fields.slice(11, 15).reduce((sum, ticks) => sum + ticks, 0) * tickMs };
}
