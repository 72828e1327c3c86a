import { readFile } from 'node:fs/promises';
import { until } from './until.ts';

/** Kills at once, in the order given, without a step between in which one of them could react. */
export function killHard(pids: readonly number[]): void {
  for (const pid of pids) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch (fault) {
      // It ended by itself meanwhile.
      if ((fault as NodeJS.ErrnoException).code !== 'ESRCH') throw fault;
    }
  }
}

export async function untilGone(pids: readonly number[]): Promise<void> {
  for (const pid of pids) await until(`process ${pid} ends`, async () => !(await isAlive(pid)));
}

/** A zombie is dead: it runs nothing and holds no socket; only its parent has not asked for it yet. */
async function isAlive(pid: number): Promise<boolean> {
  try {
    process.kill(pid, 0);
  } catch (fault) {
    return (fault as NodeJS.ErrnoException).code === 'EPERM';
  }
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return stat === null || !/\) [ZX] /.test(stat);
}
