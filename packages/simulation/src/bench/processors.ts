import { readFile } from 'node:fs/promises';

/** What the processors did between two readings, as shares (0 to 1) of all their time. */
export interface ProcessorShares {
  /** Nothing: nobody wanted them. */
  idle: number;
  /** Something else: a virtual machine wanted them and its host gave them to others. Whoever computes then waits. */
  stolen: number;
}

/** Starts to count; the answer ends it. Null where there is no /proc/stat to ask. */
export async function watchProcessors(readStat = procStat): Promise<() => Promise<ProcessorShares | null>> {
  const before = await readStat();
  return async () => {
    const after = await readStat();
    return before === null || after === null ? null : sharesBetween(before, after);
  };
}

/** Of two texts of /proc/stat. */
export function sharesBetween(before: string, after: string): ProcessorShares | null {
  const earlier = ticksOf(before);
  const spent = ticksOf(after).map((ticks, field) => ticks - (earlier[field] ?? 0));
  const all = spent.reduce((sum, ticks) => sum + ticks, 0);
  if (all === 0) return null;
  // user, nice, system, idle, iowait, irq, softirq, steal
  return { idle: ((spent[3] ?? 0) + (spent[4] ?? 0)) / all, stolen: (spent[7] ?? 0) / all };
}

/** The first eight fields of the line for all processors; the two after them are in `user` and `nice` once already. */
function ticksOf(stat: string): number[] {
  return (stat.split('\n').find((line) => line.startsWith('cpu ')) ?? '').trim().split(/\s+/).slice(1, 9).map(Number);
}

const procStat = (): Promise<string | null> => readFile('/proc/stat', 'utf8').catch(() => null);
