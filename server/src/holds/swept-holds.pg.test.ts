import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  return () => world.feedWatch.close();
});

async function hold(room: number): Promise<string> {
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, resourceIds: [world.rooms[room] ?? ''], start: '2026-12-02T10:00:00Z' }));
  return holdId;
}
const sweep = async () => (await database.admin.query<{ head: string }>('select new_head as head from gateway.sweep_expired_holds()')).rows.map(({ head }) => Number(head));

test('holds that ran out are told of in one version, and only those', async () => {
  const [one, two, living] = [await hold(0), await hold(1), await hold(2)];
  expect(await sweep()).toEqual([]);
  for (const table of ['hold', 'claim'])
    await database.admin.query(`update ${table} set expires_at = now() - interval '1 second' where ${table === 'hold' ? 'hold_id' : 'owner_id'} = any($1)`, [[one, two]]);
  const [head] = await sweep();
  expect(await sweep()).toEqual([]);
  const { rows: told } = await database.admin.query(`select entity_id as id, row->>'status' as status from change where version = $1`, [head]);
  expect(told.toSorted((a, b) => (a.id < b.id ? -1 : 1))).toEqual([one, two].sort().map((id) => ({ id, status: 'expired' })));
  const { rows: left } = await database.admin.query('select distinct owner_id as id from claim where released_at is null');
  expect(left).toEqual([{ id: living }]);
});
