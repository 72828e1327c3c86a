import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { applyGroup, applyPlan } from '../commands/apply-plan.ts';
import type { Plan } from '../commands/plan.ts';
import { testClaim, testPlan } from '../commands/test-plan.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { addBranch, rulesOf } from './test-rules.ts';

let database: TestDatabase;
let world: TestWorld;
/** Two people of the house, the one with the lesser key first. */
let people: { resourceNo: number; key: string }[];
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  world.feedWatch.close();
  const rules = rulesOf(world, database.admin);
  for (const room of world.rooms.slice(0, 2)) await rules.resource(room, { personId: randomUUID() });
  const { rows } = await database.admin.query<{ resourceNo: number; key: string }>(
    `select resource_no as "resourceNo", gateway.person_key(r)::text as key from resource r
      where tenant_no = $1 and person_id is not null order by gateway.person_key(r)`, [world.tenantNo]);
  people = rows;
});

const planFor = (...resourceNos: number[]): Promise<Plan> =>
  testPlan(world, database.admin, 'place_hold', { claims: resourceNos.map((no) => testClaim(no, randomUUID())) });

/** Somebody holds what the statement locks. */
async function holding(text: string, values: unknown[]): Promise<pg.Client> {
  const holder = new pg.Client({ connectionString: database.url });
  await holder.connect();
  onTestFinished(() => holder.end());
  await holder.query('begin');
  await holder.query(text, values);
  return holder;
}

async function count(text: string): Promise<number> {
  const { rows } = await database.admin.query<{ n: number }>(text);
  return rows[0]?.n ?? -1;
}

async function somebodyWaits(): Promise<void> {
  const waiting = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await count(waiting)) === 0);
}

const peopleLocked = () => count(
  `select count(*)::int as n from pg_locks l join pg_database d on d.oid = l.database and d.datname = current_database()
    where l.locktype = 'advisory' and l.granted`);

function twoPeople(): [lesser: typeof people[number], greater: typeof people[number]] {
  const [lesser, greater] = people;
  if (!lesser || !greater) throw new Error('Two people are needed');
  return [lesser, greater];
}

test('commands that are committed together lock their people in one order before any of them takes time', async () => {
  const [lesser, greater] = twoPeople();
  const holder = await holding('select pg_advisory_xact_lock($1)', [lesser.key]);
  const plans = [await planFor(greater.resourceNo), await planFor(lesser.resourceNo)];
  const group = applyGroup(database.db, plans.map((plan) => ({ tenantNo: world.tenantNo, plan })));
  await somebodyWaits();
  // It waits for the lesser and holds nothing of the greater, for which the holder might wait in turn.
  expect(await peopleLocked()).toBe(1);
  await holder.query('commit');
  expect(await group).toHaveLength(2);
});

test('a command locks its people in one order before it takes time', async () => {
  const [lesser, greater] = twoPeople();
  await database.admin.query('delete from claim');
  const holder = await holding('select pg_advisory_xact_lock($1)', [lesser.key]);
  const applied = applyPlan(database.db, world.tenantNo, await planFor(greater.resourceNo, lesser.resourceNo));
  await somebodyWaits();
  expect(await peopleLocked()).toBe(1);
  await holder.query('commit');
  expect(await applied).toMatchObject({ status: 'committed' });
});

test('commands that are committed together wait for no location: one that is held is left out, with all of its commands', async () => {
  const branch = await addBranch(world, database.admin, { personId: randomUUID(), travelMinutes: 0 });
  const holder = await holding('select from feed_head where location_id = $1 for update', [world.locationId]);
  const plans = await Promise.all([world.locationId, branch.locationId, world.locationId].map((locationId) => testPlan({ ...world, locationId }, database.admin, 'place_hold', {})));
  const outcomes = await applyGroup(database.db, plans.map((plan) => ({ tenantNo: world.tenantNo, plan })));
  expect(outcomes).toEqual([null, expect.objectContaining({ status: 'committed' }), null]);
  await holder.query('commit');
  // Nothing of those that were left out is in the record: their ids are free.
  const ids = plans.map(({ command }) => command.id);
  expect((await database.admin.query('select command_id as id from command where command_id = any($1)', [ids])).rows).toEqual([{ id: ids[1] }]);
});
