import type { Change } from '@holdfast/protocol/sync';
import type { Channel } from './platform.ts';

/**
 * What the tabs of one terminal tell each other. Hints: a lost one costs a moment, never correctness,
 * because everything they speak of is on disk.
 */
type TabMessage =
  /** The leader lives. */
  | { type: 'heartbeat' }
  /** Commands that changed on disk. */
  | { type: 'outbox'; ids: string[] }
  /** The cache moved from one cursor to another by these changes. */
  | { type: 'replica_moved'; epoch: string; from: number; to: number; changes: Change[]; serverNow: string }
  /** The cache was replaced or gained days: read it again. */
  | { type: 'replica_replaced' }
  | { type: 'want_days'; days: string[] }
  | { type: 'want_pull' }
  | { type: 'want_connection' }
  | { type: 'connection'; state: 'online' | 'offline' | 'starting'; syncedAt: number | null; offlineSince: number | null }
  /** Enrolment or who is signed in changed on disk. */
  | { type: 'session' };

export interface TabChannel {
  post(message: TabMessage): void;
  on<T extends TabMessage['type']>(type: T, listener: (message: Extract<TabMessage, { type: T }>) => void): void;
  close(): void;
}

/** The typed view of a channel. Messages of another app version that we do not know are ignored. */
export function tabChannel(channel: Channel): TabChannel {
  const listeners = new Map<string, ((message: TabMessage) => void)[]>();
  channel.onMessage((message) => {
    if (typeof message !== 'object' || message === null || !('type' in message)) return;
    for (const listener of listeners.get(String(message.type)) ?? []) listener(message as TabMessage);
  });
  return {
    post: (message) => channel.post(message),
    on(type, listener) {
      const known = listeners.get(type) ?? [];
      listeners.set(type, [...known, (message) => listener(message as Extract<TabMessage, { type: typeof type }>)]);
    },
    close: () => channel.close(),
  };
}
