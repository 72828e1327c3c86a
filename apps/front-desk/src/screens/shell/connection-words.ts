import type { Connection } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';

export interface ConnectionSentence {
  tone: 'online' | 'offline' | 'starting';
  main: string;
  rest: string | null;
}

/** The connection, always in words: `Online · synced 10:42`, `Offline since 10:44 · 3 waiting to send`. */
export function connectionSentence(connection: Connection, clock: Clock): ConnectionSentence {
  const { state, waiting } = connection;
  if (state === 'starting') return { tone: 'starting', main: words.connection.starting, rest: null };
  if (state === 'offline') {
    return {
      tone: 'offline',
      main: words.connection.offlineSince(connection.offlineSince === null ? null : clock.time(connection.offlineSince)),
      rest: waiting > 0 ? words.connection.waiting(waiting) : null,
    };
  }
  const synced = connection.syncedAt === null ? words.connection.neverSynced : words.connection.synced(clock.time(connection.syncedAt));
  return { tone: 'online', main: words.connection.online, rest: waiting > 0 ? words.connection.sending(waiting) : synced };
}
