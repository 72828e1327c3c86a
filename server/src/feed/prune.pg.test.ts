import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let worlds: TestWorld[];
beforeAll(async () => {
  database = await createTestDatabase();
  worlds = await Promise.all([createTestWorld(database.db, database.admin), createTestWorld(database.db, database.admin)]);
});
afterAll(() => worlds.forEach(({ feedWatch }) => feedWatch.close()));

const prune = `select gateway.prune_changes(interval '14 days')::int as pruned`;

test('pruning stands in the way of one location at a time, and comes to an end', async () => {
  for (const world of worlds) for (const hour of ['10', '12']) await world.book(world.rooms[0] ?? '', `2026-12-05T${hour}:00:00Z`);
  await database.admin.query(`update change set at = now() - interval '30 days' where version = 1`);
  const client = await database.admin.connect();
  await client.query('begin');
  expect((await client.query(prune)).rows).toEqual([{ pruned: 1 }]);
  const { rows } = await database.admin.query<{ tenantNo: number }>('select tenant_no as "tenantNo" from feed_head for update skip locked');
  expect(rows).toHaveLength(1);
  await client.query('commit');
  client.release();
  expect((await database.admin.query(prune)).rows).toEqual([{ pruned: 1 }]);
  expect((await database.admin.query(prune)).rows).toEqual([{ pruned: 0 }]);
  expect((await database.admin.query('select floor from feed_head')).rows).toEqual([{ floor: 1 }, { floor: 1 }]);
});
