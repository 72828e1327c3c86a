import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { connect } from '@holdfast/server/db/database';
import { seeded } from '../seeded.ts';
import { bookingStream } from './booking-stream.ts';
import { faultsOfRecord } from './check-record.ts';
import { crashUnderLoad } from './crash-cycles.ts';
import type { Crash, DrillCluster } from './drill-cluster.ts';
import type { DrillClient } from './drill-load.ts';

export interface DatabaseCrashReport {
  committed: number;
  refused: number;
  /** Statements that PostgreSQL was working on when it was killed. */
  cutShort: number;
  unknown: number;
  unknownButCommitted: number;
  faults: string[];
}

/** Two commands of a house run at once, so four houses keep the pool of eight busy. */
const houses = 4;
const countersEach = 4;

/** 16 clients book through the gateway while PostgreSQL is killed `cycles` times. */
export async function crashDatabase(
  cluster: DrillCluster,
  { cycles, seed }: { cycles: number; seed: number },
): Promise<DatabaseCrashReport> {
  const random = seeded(seed);
  const db = connect(cluster.url);
  try {
    const worlds: TestWorld[] = [];
    while (worlds.length < houses) worlds.push(await createTestWorld(db, cluster.owner, { now: Date.now() }));
    // The houses are given; only what clients do in them is at stake.
    await cluster.owner.query('checkpoint');
    const clients = worlds.flatMap((world): DrillClient[] => {
      const mint = bookingStream(world, random);
      return Array.from({ length: countersEach }, () => ({
        mint,
        submit: (booking) => world.gateway.submit(world.submitter, booking),
      }));
    });
    let cutShort = 0;
    let crash: Crash | null = null;
    const { ledger, unknown, unknownButCommitted } = await crashUnderLoad({
      owner: cluster.owner,
      clients,
      cycles,
      random,
      async kill() {
        crash = await cluster.crash(() => (cutShort += db.pool.totalCount - db.pool.idleCount));
      },
      async recover() {
        if (crash) await cluster.recovered(crash);
      },
    });
    const faults = await faultsOfRecord(cluster.owner, worlds.map(({ tenantNo }) => tenantNo), ledger);
    const { committed } = ledger;
    return { committed, refused: ledger.answers.size - committed, cutShort, unknown, unknownButCommitted, faults };
  } finally {
    await db.close();
  }
}
