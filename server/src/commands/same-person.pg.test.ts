import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { addBranch } from '../availability/test-rules.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { applyGroup, applyPlan } from './apply-plan.ts';
import type { Plan } from './plan.ts';
import { testPlan } from './test-plan.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

/** Somebody new who comes to two locations at the same moment, each of which minted an id for them. */
let database: TestDatabase;
let world: TestWorld;
let branchId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  world.feedWatch.close();
  branchId = (await addBranch(world, database.admin, { personId: randomUUID(), travelMinutes: 0 })).locationId;
});

interface Named {
  id: string;
  name: string;
  phone: string | null;
  email: string | null;
}

async function bookingFor(locationId: string, customer: Named): Promise<Plan> {
  const bookingId = randomUUID();
  const columns = {
    booking_id: bookingId, reference: bookingId, service_id: null, resource_ids: [], starts_at: '2026-12-02T10:00:00Z', ends_at: '2026-12-02T11:00:00Z',
    occupied_from: '2026-12-02T10:00:00Z', occupied_to: '2026-12-02T11:00:00Z', status: 'booked', version: 1, channel: 'desk' as const,
    customer_id: customer.id, created_at: '2026-12-01T08:00:00Z',
  };
  const plan = await testPlan({ ...world, locationId }, database.admin, 'create_booking', {
    customer: { ...customer, correct: false },
    bookings: [{ id: bookingId, expectedVersion: null, columns }],
    outcome: { status: 'committed', bookingId },
  });
  return { ...plan, command: { ...plan.command, subjectId: bookingId } };
}

async function somebodyWaits(): Promise<void> {
  const waiting = `select count(*)::int as n from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
  while ((await database.admin.query<{ n: number }>(waiting)).rows[0]?.n === 0);
}

/** Applied, and not yet committed. */
async function underWay(plan: Plan): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  onTestFinished(() => client.end());
  await client.query('begin');
  await client.query('select gateway.apply_plan($1, $2)', [world.tenantNo, plan]);
  return client;
}

const idsOf = async (name: string): Promise<string[]> => {
  const { rows } = await database.admin.query<{ id: string }>('select customer_id as id from customer where tenant_no = $1 and name = $2', [world.tenantNo, name]);
  return rows.map(({ id }) => id);
};

test.each(['alone', 'in a group'])('the second waits for the first and is found to be them: %s', async (how) => {
  const name = `Ana ${how}`;
  const first = { id: randomUUID(), name, phone: '+44 7700 900123', email: null };
  const ahead = await underWay(await bookingFor(world.locationId, first));
  const plan = await bookingFor(branchId, { ...first, id: randomUUID() });
  const { tenantNo } = world;
  const applied = how === 'alone' ? applyPlan(database.db, tenantNo, plan) : applyGroup(database.db, [{ tenantNo, plan }]);
  await somebodyWaits();
  await ahead.query('commit');
  expect([await applied].flat()).toMatchObject([{ status: 'committed' }]);
  expect(await idsOf(name)).toEqual([first.id]);
});

test('who shares one of two addresses waits as well', async () => {
  const name = 'Cem';
  const first = { id: randomUUID(), name, phone: '07700 900125', email: 'cem@example.test' };
  const ahead = await underWay(await bookingFor(world.locationId, first));
  const applied = applyPlan(database.db, world.tenantNo, await bookingFor(branchId, { id: randomUUID(), name: 'cem', phone: '07700 900126', email: 'CEM@example.test' }));
  await somebodyWaits();
  await ahead.query('commit');
  expect(await applied).toMatchObject({ status: 'committed' });
  expect(await idsOf(name)).toEqual([first.id]);
});

test('another of the same name with a number of their own waits for nobody', async () => {
  const name = 'Guest';
  const ahead = await underWay(await bookingFor(world.locationId, { id: randomUUID(), name, phone: '07700 900127', email: null }));
  expect(await applyPlan(database.db, world.tenantNo, await bookingFor(branchId, { id: randomUUID(), name, phone: '07700 900128', email: null }))).toMatchObject({ status: 'committed' });
  await ahead.query('commit');
  expect(await idsOf(name)).toHaveLength(2);
});

test('a group that brings the same person twice makes one of them', async () => {
  const name = 'Ben';
  const first = { id: randomUUID(), name, phone: null, email: 'ben@example.test' };
  const plans = [await bookingFor(world.locationId, first), await bookingFor(branchId, { ...first, id: randomUUID(), name: ' BEN ' })];
  expect(await applyGroup(database.db, plans.map((plan) => ({ tenantNo: world.tenantNo, plan })))).toMatchObject([{ status: 'committed' }, { status: 'committed' }]);
  expect(await idsOf(name)).toEqual([first.id]);
});
