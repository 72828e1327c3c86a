import { pino, type Logger } from 'pino';
import type { LogLevel } from '../config.ts';

/** JSON lines for machines; on a terminal one short line each for a person. */
export function createLog(level: LogLevel): Logger {
  if (!process.stdout.isTTY) return pino({ level });
  return pino({ level, base: null }, { write: (line: string) => void process.stdout.write(forPeople(line)) });
}

const levels: Record<number, string> = { 10: 'trace', 20: 'debug', 30: '', 40: 'warning: ', 50: 'error: ', 60: 'fatal: ' };

function forPeople(line: string): string {
  const { level, time, msg = '', err } = JSON.parse(line) as { level: number; time: number; msg?: string; err?: { message?: string } };
  const clock = new Date(time).toTimeString().slice(0, 8);
  return `${clock} ${levels[level] ?? ''}${msg}${err?.message ? ` (${err.message})` : ''}\n`;
}
