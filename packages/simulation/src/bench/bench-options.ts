import { parseArgs } from 'node:util';
import type { BenchCluster } from './bench-cluster.ts';
import type { Finding } from './statistics.ts';

export interface BenchOptions {
  /** One line to whoever waits. */
  say(line: string): void;
  /** Seconds instead of minutes: shows that the bench runs, not how fast anything is. */
  short: boolean;
  /** Left running; without one a bench starts a durable PostgreSQL of its own. */
  cluster?: BenchCluster;
  /** How long to load, where a bench loads for a time. */
  seconds?: number;
  /** How many claims a calendar has: several for `growth`. */
  claims?: number[];
}

export type Bench = (options: BenchOptions) => Promise<Finding[]>;

/** What the command line asks for, or one line that says what is wrong with it. */
export function readBenchCall(
  args: readonly string[],
  parts: readonly string[],
): { asked: string[]; options: Omit<BenchOptions, 'say' | 'cluster'> } | string {
  let parsed;
  try {
    parsed = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { short: { type: 'boolean' }, seconds: { type: 'string' }, claims: { type: 'string' } },
    });
  } catch (fault) {
    return `${(fault as Error).message.split('. ')[0]}. There are: --short, --seconds N, --claims N,N,….`;
  }
  const { values, positionals } = parsed;
  const unknown = positionals.filter((name) => !parts.includes(name));
  if (unknown.length > 0) return `Unknown part: ${unknown.join(', ')}. There are: ${parts.join(', ')}.`;
  const claims = values.claims?.split(',').map(Number);
  if (claims && !claims.every((count) => Number.isSafeInteger(count) && count > 0))
    return `--claims is "${values.claims}": use whole numbers, e.g. --claims 100000,1000000`;
  const seconds = values.seconds === undefined ? undefined : Number(values.seconds);
  if (seconds !== undefined && !(seconds >= 1 && seconds <= 3_600)) return `--seconds is "${values.seconds}": use 1 to 3600.`;
  return {
    asked: parts.filter((name) => positionals.includes(name)),
    options: { short: values.short ?? false, ...(claims ? { claims } : {}), ...(seconds === undefined ? {} : { seconds }) },
  };
}
