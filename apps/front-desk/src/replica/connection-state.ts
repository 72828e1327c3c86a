import type { Connection } from '../desk.ts';
import { isUnanswered, type OutboxRecord } from '../outbox/outbox-record.ts';
import { Cell } from '../platform/readable.ts';

type Reach = Pick<Connection, 'state' | 'syncedAt' | 'offlineSince'>;

/** The line at the top of every screen: what the last try at the server said, and what still waits here. */
export class ConnectionState {
  readonly cell = new Cell<Connection>({
    state: 'starting',
    syncedAt: null,
    offlineSince: null,
    waiting: 0,
    oldestWaitingAt: null,
    stuck: 0,
    storagePersisted: null,
  });

  get reach(): Reach {
    const { state, syncedAt, offlineSince } = this.cell.get();
    return { state, syncedAt, offlineSince };
  }

  synced(now: number): void {
    this.#set({ state: 'online', syncedAt: now, offlineSince: null });
  }

  failed(now: number): void {
    const { state, offlineSince } = this.cell.get();
    if (state !== 'offline') this.#set({ state: 'offline', offlineSince: offlineSince ?? now });
  }

  heard(reach: Reach): void {
    this.#set(reach);
  }

  storage(storagePersisted: boolean | null): void {
    this.#set({ storagePersisted });
  }

  outbox(records: readonly OutboxRecord[]): void {
    const waiting = records.filter(isUnanswered);
    this.#set({
      waiting: waiting.length,
      oldestWaitingAt: waiting[0]?.createdAt ?? null,
      stuck: records.filter(({ state }) => state === 'stuck').length,
    });
  }

  #set(part: Partial<Connection>): void {
    const before = this.cell.get();
    const keys = Object.keys(part) as (keyof Connection)[];
    if (keys.some((key) => part[key] !== before[key])) this.cell.set({ ...before, ...part });
  }
}
