import { setTimeout as pause } from 'node:timers/promises';
import type pg from 'pg';
import { countKnown } from './check-record.ts';
import { bookUntilCut, Ledger, settleUnknown, type DrillClient } from './drill-load.ts';
import { until } from './until.ts';

export interface CrashDrill {
  owner: pg.Pool;
  clients: readonly DrillClient[];
  cycles: number;
  random: () => number;
  /** Resolves when what was killed is dead. */
  kill(): Promise<void>;
  /** Resolves when it is back. */
  recover(): Promise<void>;
}

export interface CrashCount {
  ledger: Ledger;
  /** Sendings without an answer. */
  unknown: number;
  /** Of those, the ones whose transaction had committed: a client that forgot them would be wrong. */
  unknownButCommitted: number;
}

/** Again and again: the clients book, something is killed under them, comes back, and they send again. */
export async function crashUnderLoad({ owner, clients, cycles, random, kill, recover }: CrashDrill): Promise<CrashCount> {
  const ledger = new Ledger();
  const count: CrashCount = { ledger, unknown: 0, unknownButCommitted: 0 };
  for (let cycle = 0; cycle < cycles; cycle++) {
    let answers = 0;
    let stopped = false;
    const load = bookUntilCut(clients, ledger, { answered: () => answers++, stopped: () => stopped });
    try {
      await until('the clients are booking', async () => answers >= clients.length);
      // Not to wait for anything: so that the kill meets the commands in another place every time.
      await pause(random() * 150);
      await kill();
    } finally {
      stopped = true;
      await load;
    }
    await recover();
    count.unknown += ledger.unknown.size;
    count.unknownButCommitted += await countKnown(owner, [...ledger.unknown.keys()]);
    await settleUnknown(ledger);
  }
  return count;
}
