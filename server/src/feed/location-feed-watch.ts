import type { Poke } from '@holdfast/protocol/sync';
import type { Database } from '../db/database.ts';
import type { FeedWatch } from './feed-watch.ts';

/**
 * Commits of this node poke at once; those of other nodes and of the command line are found by looking
 * at the watched heads four times a second (one indexed query, only while somebody watches). No NOTIFY:
 * inside a command's transaction it costs 66 % of throughput (measured), outside it is one more thing
 * that can be lost.
 */
const lookEveryMs = 250;

interface Watched {
  tenantNo: number;
  locationId: string;
  head: number;
  listeners: Set<(poke: Poke) => void>;
}

export function createFeedWatch(db: Database, onFault: (fault: unknown) => void): FeedWatch {
  const watched = new Map<string, Watched>();
  let timer: NodeJS.Timeout | null = null;
  let closed = false;

  function advance(entry: Watched, head: number): void {
    if (head <= entry.head) return;
    entry.head = head;
    for (const listener of entry.listeners) listener({ locationId: entry.locationId, head });
  }

  async function look(): Promise<void> {
    const entries = [...watched.values()];
    if (entries.length === 0) return;
    const { rows } = await db.pool.query<{ tenantNo: number; locationId: string; head: number }>({
      name: 'watched-heads',
      text: 'select tenant_no as "tenantNo", location_id as "locationId", head from gateway.heads($1, $2)',
      values: [entries.map((entry) => entry.tenantNo), entries.map((entry) => entry.locationId)],
    });
    for (const row of rows) {
      const entry = watched.get(`${row.tenantNo}/${row.locationId}`);
      if (entry) advance(entry, row.head);
    }
  }

  function schedule(): void {
    if (timer || closed || watched.size === 0) return;
    timer = setTimeout(() => {
      look()
        .catch(onFault)
        .finally(() => {
          timer = null;
          schedule();
        });
    }, lookEveryMs);
    timer.unref();
  }

  return {
    watch(tenantNo, locationId, onHead) {
      const key = `${tenantNo}/${locationId}`;
      const entry = watched.get(key) ?? { tenantNo, locationId, head: 0, listeners: new Set() };
      watched.set(key, entry);
      entry.listeners.add(onHead);
      if (entry.head > 0) onHead({ locationId, head: entry.head });
      schedule();
      return () => {
        entry.listeners.delete(onHead);
        if (entry.listeners.size === 0) watched.delete(key);
      };
    },
    moved(tenantNo, locationId, head) {
      const entry = watched.get(`${tenantNo}/${locationId}`);
      if (entry) advance(entry, head);
    },
    close() {
      closed = true;
      if (timer) clearTimeout(timer);
      watched.clear();
    },
  };
}
