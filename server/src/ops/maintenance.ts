import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { FeedWatch } from '../feed/feed-watch.ts';

/** How soon terminals learn that a hold ran out. The slot is free at its expiry, whether this runs or not. */
const sweepEveryMs = 1_000;
const pruneEveryMs = 3_600_000;
/** Twice the week that a terminal may be away and still catch up by changes instead of a snapshot. */
const changesKept = '14 days';

/**
 * Housekeeping that nothing depends on: telling feeds about expired holds, forgetting old changes. Every
 * node may run it; the location's lock makes two sweeps of one hold harmless.
 */
export function startMaintenance(db: Database, feedWatch: FeedWatch, log: Logger): { stop(): Promise<void> } {
  const stopping = new AbortController();
  const loops = [
    every(sweepEveryMs, stopping.signal, log, () => sweep(db, feedWatch, stopping.signal)),
    every(pruneEveryMs, stopping.signal, log, () => prune(db, stopping.signal)),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function sweep(db: Database, feedWatch: FeedWatch, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await db.pool.query<{ tenantNo: number; locationId: string; head: number }>({
      name: 'sweep-expired-holds',
      text: `select swept_tenant as "tenantNo", swept_location as "locationId", new_head as head
        from gateway.sweep_expired_holds()`,
    });
    const swept = rows[0];
    if (!swept) return;
    feedWatch.moved(swept.tenantNo, swept.locationId, swept.head);
  }
}

async function prune(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await db.pool.query<{ pruned: number }>('select gateway.prune_changes($1::interval) as pruned', [changesKept]);
    if (!rows[0]?.pruned) return;
  }
}

/** Runs `work`, waits, runs it again; a fault is logged and the next turn tries afresh. */
async function every(
  pauseMs: number,
  signal: AbortSignal,
  log: Logger,
  work: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (fault) {
      if (!signal.aborted) log.warn({ err: fault }, 'housekeeping failed; it will be tried again');
    }
    // Ends at once also when the stop came while `work` ran.
    await sleep(pauseMs, undefined, { signal }).catch(() => {});
  }
}
