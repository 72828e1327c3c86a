import { setTimeout as pause } from 'node:timers/promises';
import { randomUUID } from 'node:crypto';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { connect } from '@holdfast/server/db/database';
import { seeded } from '../seeded.ts';
import { countKnown, faultsOfRecord } from './check-record.ts';
import type { DrillCluster } from './drill-cluster.ts';
import { bookUntilCut, Ledger, settleUnknown, type DrillClient } from './drill-load.ts';
import { until } from './until.ts';

export interface CrashReport {
  committed: number;
  refused: number;
  /** Sendings without an answer. */
  unknown: number;
  /** Statements that PostgreSQL was working on when it was killed. */
  cutShort: number;
  /** Of the unknown, those whose transaction had committed: a client that forgot them would be wrong. */
  unknownButCommitted: number;
  faults: string[];
}

const clientCount = 16;
/** Two commands of a location run at once, so four keep the pool of eight busy. */
const worldCount = 4;

/** `cycles` times: 16 clients book, PostgreSQL is killed under them, comes back, and they send again. */
export async function crashDatabase(cluster: DrillCluster, { cycles, seed }: { cycles: number; seed: number }): Promise<CrashReport> {
  const random = seeded(seed);
  const db = connect(cluster.url);
  try {
    const worlds: TestWorld[] = [];
    while (worlds.length < worldCount) worlds.push(await createTestWorld(db, cluster.owner, { now: Date.now() }));
    // The houses are given; only what clients do in them is at stake.
    await cluster.owner.query('checkpoint');
    const clients = worlds.flatMap((world) => clientsOf(world, clientCount / worldCount, random));
    const ledger = new Ledger();
    const report: CrashReport = { committed: 0, refused: 0, unknown: 0, cutShort: 0, unknownButCommitted: 0, faults: [] };

    for (let cycle = 0; cycle < cycles; cycle++) {
      let answers = 0;
      let stopped = false;
      const load = bookUntilCut(clients, ledger, { answered: () => answers++, stopped: () => stopped });
      await until('every client has booked', async () => answers >= clientCount);
      // Not to wait for anything: so that the kill meets the commands in another place every time.
      await pause(random() * 150);
      const crash = await cluster.crash(() => (report.cutShort += db.pool.totalCount - db.pool.idleCount));
      stopped = true;
      await load;
      await cluster.recovered(crash);
      report.unknown += ledger.unknown.size;
      report.unknownButCommitted += await countKnown(cluster.owner, [...ledger.unknown.keys()]);
      await settleUnknown(ledger);
    }
    report.committed = ledger.committed;
    report.refused = ledger.answers.size - ledger.committed;
    report.faults = await faultsOfRecord(cluster.owner, ledger);
    return report;
  } finally {
    await db.close();
  }
}

const hourMs = 3_600_000;

/** Counters of one house that now and then want the hour a colleague has just sold. */
function clientsOf(world: TestWorld, count: number, random: () => number): DrillClient[] {
  const firstMs = Math.ceil(world.clock.now / hourMs) * hourMs + 24 * hourMs;
  let next = 0;
  const mint: DrillClient['mint'] = () => {
    const contended = next > 0 && random() < 0.2;
    const slot = contended ? next - 1 : next++;
    return world.command('create_booking', {
      bookingId: randomUUID(),
      serviceId: world.services.hour,
      start: new Date(firstMs + Math.floor(slot / world.rooms.length) * hourMs).toISOString(),
      resourceIds: [world.rooms[slot % world.rooms.length] ?? ''],
      customer: null,
    });
  };
  return Array.from({ length: count }, () => ({
    mint,
    submit: (booking) => world.gateway.submit(world.submitter, booking),
  }));
}
