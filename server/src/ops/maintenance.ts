import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database } from '../db/database.ts';
import type { Server } from '../server.ts';
import { offerFreedTime } from '../waitlist/offering-job.ts';

/** How soon terminals learn that a hold ran out. The slot is free at its expiry, whether this runs or not. */
const sweepEveryMs = 1_000;
const pruneEveryMs = 3_600_000;
/** Twice the week that a terminal may be away and still catch up by changes instead of a snapshot. */
const changesKept = '14 days';

/** How soon freed time is offered when this node was not told of it: another node freed it, or one died in between. */
const offerEveryMs = 1_000;

type MaintainedNode = Pick<Server, 'db' | 'feedWatch' | 'gateway' | 'freedTime' | 'now' | 'log'>;

/**
 * Housekeeping: telling feeds about expired holds, offering freed time to those who wait, forgetting old changes.
 * Every node may run it: the location's lock makes two sweeps of one hold harmless, the gateway two offers of one slot.
 */
export function startMaintenance(node: MaintainedNode): { stop(): Promise<void> } {
  const { db, freedTime, log } = node;
  const stopping = new AbortController();
  const { signal } = stopping;
  const after = (ms: number) => () => sleep(ms, undefined, { signal }).catch(() => {});
  const loops = [
    repeat(() => sweep(node, signal), after(sweepEveryMs), signal, log),
    repeat(() => offerFreedTime(node, signal), () => freedTime.wait(offerEveryMs, signal), signal, log),
    repeat(() => prune(db, signal), after(pruneEveryMs), signal, log),
  ];
  return {
    async stop() {
      stopping.abort();
      await Promise.all(loops);
    },
  };
}

async function sweep({ db, feedWatch, freedTime }: MaintainedNode, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await db.pool.query<{ tenantNo: number; locationId: string; head: number }>({
      name: 'sweep-expired-holds',
      text: `select swept_tenant as "tenantNo", swept_location as "locationId", new_head as head
        from gateway.sweep_expired_holds()`,
    });
    const swept = rows[0];
    if (!swept) return;
    feedWatch.moved(swept.tenantNo, swept.locationId, swept.head);
    freedTime.notice();
  }
}

async function prune(db: Database, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { rows } = await db.pool.query<{ pruned: number }>('select gateway.prune_changes($1::interval) as pruned', [changesKept]);
    if (!rows[0]?.pruned) return;
  }
}

/** Runs `work`, waits, runs it again; a fault is logged and the next turn tries afresh. `pause` ends at once when told to stop. */
async function repeat(work: () => Promise<void>, pause: () => Promise<void>, signal: AbortSignal, log: Logger): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch (fault) {
      if (!signal.aborted) log.warn({ err: fault }, 'housekeeping failed; it will be tried again');
    }
    await pause();
  }
}
