import { pino, stdSerializers, type Logger } from 'pino';
import type { LogLevel } from '../config.ts';

/** JSON lines for machines; on a terminal one short line each for a person. */
export function createLog(level: LogLevel, write?: { write(line: string): void }): Logger {
  const serializers = { err: withoutData };
  if (write) return pino({ level, serializers }, write);
  if (!process.stdout.isTTY) return pino({ level, serializers });
  return pino({ level, serializers, base: null }, { write: (line: string) => void process.stdout.write(forPeople(line)) });
}

const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: '', 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };

function forPeople(line: string): string {
  const { level, time, msg = '', err } = JSON.parse(line) as { level: number; time: number; msg?: string; err?: { message?: string } };
  const clock = new Date(time).toTimeString().slice(0, 8);
  return `${clock} ${levels[level] ?? ''}${msg}${err?.message ? ` (${err.message})` : ''}\n`;
}

/**
 * PostgreSQL quotes rows in `detail` and JSON in `where`: names and phone numbers of customers, who did not
 * agree to be in a log. Its code, constraint, table and the lines of our functions say what happened.
 */
function withoutData(fault: unknown): unknown {
  if (!(fault instanceof Error)) return typeof fault === 'string' ? fault : typeof fault;
  const { detail: _, where, ...rest } = stdSerializers.err(fault) as unknown as Record<string, unknown>;
  const lines = typeof where === 'string' ? where.split('\n').filter((line) => line.startsWith('PL/pgSQL')) : [];
  return lines.length > 0 ? { ...rest, where: lines.join('\n') } : rest;
}
