import { beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { createTestWorld } from '@holdfast/server/commands/test-world';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { isSound, verify } from '@holdfast/server/ops/verify';
import { FeedReplica, type Days } from './feed-replica.ts';
import { RandomDesk } from './random-desk.ts';
import { seeded } from './seeded.ts';

// Alternatives are looked for up to a week from what was wanted.
const days: Days = { from: '2026-11-20', to: '2026-12-20' };
const day = '2026-12-02T08:00:00Z';
const seeds = inject('thorough') ? 100 : 6;
const counters = 5;
const actsEach = 40;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

test.each(Array.from({ length: seeds }, (_, seed) => seed + 1))(
  'seed %i: copies taken at any moment and pulled at any pace end up equal to the record',
  async (seed) => {
    const world = await createTestWorld(database.db, database.admin);
    onTestFinished(() => world.feedWatch.close());
    // Nothing runs out while we look, on however slow a machine.
    await database.admin.query(`update tenant set settings = '{"alternativeSeconds": 600}' where tenant_no = $1`, [world.tenantNo]);
    // Late in the day, so that there are no-shows; the counter may record what was earlier.
    world.clock.now = Date.parse('2026-12-02T13:00:00Z');
    const random = seeded(seed);
    const desk = new RandomDesk(world, random, day);
    const replicas = [await FeedReplica.take(world, days)];
    const answered = { committed: 0, refused: 0 };
    const work = Array.from({ length: counters }, async (_, counter) => {
      for (let act = 0; act < actsEach; act++) {
        answered[(await desk.act()).status]++;
        // One copy at least is taken in the thick of it, whatever the seed.
        if (random() < 0.03 || (counter === 0 && act === actsEach / 2)) replicas.push(await FeedReplica.take(world, days));
        if (random() < 0.2) await replicas[Math.floor(random() * replicas.length)]?.pull();
      }
    });
    await Promise.all(work);

    const truth = (await FeedReplica.take(world, days)).projection;
    for (const replica of replicas) {
      await replica.pullToHead();
      const { bookings, holds, blocks, customers, waiting } = replica.projection;
      expect(bookings).toEqual(truth.bookings);
      expect(holds).toEqual(truth.holds);
      expect(blocks).toEqual(truth.blocks);
      expect(waiting).toEqual(truth.waiting);
      // A copy may also know customers who have no booking any more.
      for (const [id, row] of truth.customers) expect(customers.get(id)).toEqual(row);
    }
    expect(Math.min(answered.committed, answered.refused, replicas.length - 1, truth.bookings.size)).toBeGreaterThan(0);
    expect(isSound(await verify(database.admin))).toBe(true);
  },
);
