import { expect, test } from 'vitest';
import type { Connection } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { connectionSentence } from './connection-words.ts';

const at = (time: string): number => Date.parse(`2026-11-21T${time}:00Z`);
const connection: Connection = { state: 'online', syncedAt: at('10:42'), offlineSince: null, waiting: 0, oldestWaitingAt: null, stuck: 0, storagePersisted: true };
const said = (over: Partial<Connection>): string => {
  const { main, rest } = connectionSentence({ ...connection, ...over }, clockOf('Europe/London'));
  return [main, rest].filter((part) => part !== null).join(' · ');
};

test.each([
  [{}, 'Online · synced 10:42'],
  [{ syncedAt: null }, 'Online · not synced yet'],
  [{ waiting: 2 }, 'Online · sending 2'],
  [{ state: 'offline', offlineSince: at('10:44'), waiting: 3 }, 'Offline since 10:44 · 3 waiting to send'],
  [{ state: 'offline', offlineSince: at('10:44') }, 'Offline since 10:44'],
  [{ stuck: 1, waiting: 2 }, 'Online · 1 cannot be sent'],
  [{ state: 'starting' }, 'Starting…'],
] as const)('%j reads “%s”', (over, sentence) => expect(said(over)).toBe(sentence));
