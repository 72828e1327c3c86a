import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CommandKind } from '@holdfast/protocol/commands';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import { rulesOf } from '../availability/test-rules.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { applyPlan, call } from './apply-plan.ts';
import type { DecidedPlan } from './plan.ts';
import { committed } from './test-outcomes.ts';
import { testClaim, testPlan, testRecord } from './test-plan.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

// Between a decision and its commit the world may move. The database looks again, whatever was decided.

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

const apply = async (kind: CommandKind, decided: Partial<DecidedPlan>) =>
  applyPlan(database.db, world.tenantNo, await testPlan(world, database.admin, kind, decided));

async function one<T>(text: string, values: unknown[]): Promise<T> {
  const { rows } = await database.admin.query<{ value: T }>(text, values);
  if (rows.length !== 1) throw new Error(`${rows.length} rows: ${text}`);
  return rows[0]!.value;
}

/** Each test sells its own day, so that none stands in another's way. */
let day = 1;
const tenOClock = (): string => `2026-12-${String(++day).padStart(2, '0')}T10:00:00Z`;
const room = (index: number): string => world.rooms[index] ?? '';
const resourceNo = (id: string) => one<number>('select resource_no as value from resource where resource_id = $1', [id]);

async function hold(): Promise<string> {
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: tenOClock(), resourceIds: [room(0)] }));
  return holdId;
}

/** Its time is up, and nobody swept: what a decision of a moment ago could not know. */
const runOut = (holdId: string) =>
  database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);

test('what depends on a command that was refused, or that nobody sent, is not applied', async () => {
  const refusal = world.command('release_hold', { holdId: randomUUID() });
  expect(await world.gateway.submit(world.submitter, refusal)).toMatchObject({ status: 'refused' });
  for (const dependsOn of [refusal.id, randomUUID()]) {
    const plan = await testPlan(world, database.admin, 'create_booking', {});
    expect(await applyPlan(database.db, world.tenantNo, { ...plan, command: { ...plan.command, dependsOn } })).toBe('dependency');
  }
});

test('a command that was answered is not applied once more, though its time is free again', async () => {
  const plan = await testPlan(world, database.admin, 'place_hold', { claims: [testClaim(await resourceNo(room(7)), randomUUID())] });
  committed((await applyPlan(database.db, world.tenantNo, plan)) as Committed);
  await database.admin.query('update claim set released_at = now() where owner_id = $1', [plan.claims?.[0]?.ownerId]);
  expect(await applyPlan(database.db, world.tenantNo, plan)).toBe('replay');
});

test('a hold that ended meanwhile is not ended twice', async () => {
  const holdId = await hold();
  committed(await world.submit('release_hold', { holdId }));
  expect(await apply('confirm_hold', { closeHolds: [{ id: holdId, status: 'converted' }] })).toBe('moved');
  expect(await one('select status as value from hold where hold_id = $1', [holdId])).toBe('released');
});

test('a hold that ran out meanwhile becomes nothing', async () => {
  const holdId = await hold();
  await runOut(holdId);
  const owner = { kind: 'booking', id: randomUUID() } as const;
  expect(await apply('confirm_hold', { convert: { holdId, owner, claims: 1 } })).toBe('moved');
  expect(await one('select owner_kind as value from claim where owner_id in ($1, $2)', [holdId, owner.id])).toBe('hold');
});

test('a hold that ran out meanwhile is not extended', async () => {
  const holdId = await hold();
  await runOut(holdId);
  expect(await apply('extend_hold', { extendHold: { id: holdId, seconds: 60, claims: 1 } })).toBe('moved');
  expect(await one('select expires_at < now() as value from claim where owner_id = $1', [holdId])).toBe(true);
});

test('a booking that changed meanwhile is left as it is', async () => {
  const { bookingId = '' } = committed(await world.book(room(0), tenOClock()));
  committed(await world.submit('edit_booking', { bookingId, notes: 'first' }));
  expect(await apply('edit_booking', { bookings: [{ id: bookingId, expectedVersion: 1, columns: { notes: 'second' } }] })).toBe('moved');
  expect(await one('select notes as value from booking where booking_id = $1', [bookingId])).toBe('first');
});

test('a waitlist entry that changed meanwhile is left as it is', async () => {
  const entryId = randomUUID();
  committed(await world.submit('join_waitlist', {
    entryId, serviceId: world.services.hour, from: '2026-12-02T09:00:00Z', to: '2026-12-02T18:00:00Z', resourceIds: [],
    customer: { id: randomUUID(), name: 'Chen' },
  }));
  committed(await world.submit('leave_waitlist', { entryId }));
  expect(await apply('accept_offer', { waitlist: [{ id: entryId, expectedStatus: 'waiting', columns: { status: 'booked' } }] })).toBe('moved');
  expect(await one('select status as value from waitlist_entry where entry_id = $1', [entryId])).toBe('left');
});

test('a customer who was corrected meanwhile keeps the correction', async () => {
  const [id, bookingId] = [randomUUID(), randomUUID()];
  const named = (name: string) => ({ id, name, phone: null, email: null });
  committed(await world.submit('create_booking', {
    bookingId, serviceId: world.services.hour, start: tenOClock(), resourceIds: [room(0)], customer: { id, name: 'Corrected' },
  }));
  expect(await apply('undo_command', { restoreCustomer: { from: named('Misheard'), to: named('Before') } })).toBe('moved');
  expect(await one('select name as value from customer where customer_id = $1', [id])).toBe('Corrected');
});

test('of those taken together, who may be squeezed in leaves the regular lanes to who may not', async () => {
  await rulesOf(world, database.admin).resource(room(7), { squeezeLanes: 1, squeezePerDay: 1 });
  const no = await resourceNo(room(7));
  const [guest, regular] = ['00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002'] as const;
  const squeezed = { squeezeFrom: '2026-12-02T00:00:00Z', squeezeTo: '2026-12-03T00:00:00Z' };
  expect(await apply('create_series', { claims: [testClaim(no, guest, squeezed), testClaim(no, regular)] })).toMatchObject({ status: 'committed' });
  expect(await one('select lane as value from claim where owner_id = $1', [regular])).toBe(1);
  expect(await one('select lane as value from claim where owner_id = $1', [guest])).toBe(2);
});

test('a lane that a plan names is taken or none is, and it names none that is not there', async () => {
  const no = await resourceNo(world.classRoom);
  const take = (on: number[], owner = randomUUID(), lanes = on.length) => apply('create_series', { claims: [testClaim(no, owner, { on, lanes })] });
  const first = '00000000-0000-4000-8000-000000000003';
  expect(await take([3, 1], first)).toMatchObject({ status: 'committed' });
  const { rows } = await database.admin.query('select lane from claim where owner_id = $1 order by lane', [first]);
  expect(rows).toEqual([{ lane: 1 }, { lane: 3 }]);
  // The second one is free.
  for (const on of [[3], [3, 2], [4], [0], [2, 4]]) expect(await take(on)).toBe('taken');
  expect(await take([2], randomUUID(), 2)).toBe('taken');
  expect(await take([2])).toMatchObject({ status: 'committed' });
});

test('of the lanes beyond the capacity, too, the one is taken that a plan names', async () => {
  await rulesOf(world, database.admin).resource(room(7), { squeezeLanes: 2, squeezePerDay: 2 });
  const no = await resourceNo(room(7));
  const squeezed = { squeezeFrom: '2026-12-02T00:00:00Z', squeezeTo: '2026-12-03T00:00:00Z' };
  const owner = randomUUID();
  expect(await apply('create_series', { claims: [testClaim(no, owner, { ...squeezed, on: [3] })] })).toMatchObject({ status: 'committed' });
  expect(await one('select lane as value from claim where owner_id = $1', [owner])).toBe(3);
});

test('who names a lane frees what ran out there, and of another class on every lane, and nothing else', async () => {
  await rulesOf(world, database.admin).resource(world.classRoom, { oneClassAtATime: true });
  const no = await resourceNo(world.classRoom);
  const [from, to] = ['2026-12-02T14:00:00Z', '2026-12-02T15:00:00Z'];
  const take = async (on: number[], classKey: string) => {
    const owner = randomUUID();
    const claims = [testClaim(no, owner, { on, lanes: on.length, start: from, end: to, classKey })];
    expect(await apply('create_series', { claims })).toMatchObject({ status: 'committed' });
    return owner;
  };
  const isHeld = (owner: string) => one<boolean>('select exists (select from claim where owner_id = $1 and released_at is null) as value', [owner]);
  const [first, second] = [await take([1], 'yoga'), await take([2], 'yoga')];
  for (const owner of [first, second]) await runOut(owner);
  await take([2], 'yoga');
  expect([await isHeld(first), await isHeld(second)]).toEqual([true, false]);
  await database.admin.query('delete from claim where resource_no = $1 and owner_id <> $2', [no, first]);
  await take([3], 'pilates');
  expect(await isHeld(first)).toBe(false);
});

/** A refusal whose candidates lie side by side at `start`, each in a room of its own. */
async function refuseWith(asker: string, start: string, candidates: { room: number; dayQuota: number }[]): Promise<Refused> {
  const end = new Date(Date.parse(start) + 3_600_000).toISOString();
  const answer = await call<Refused>(database.db, 'record_refusal', world.tenantNo, {
    locationId: world.locationId,
    catalogueVersion: await one<number>('select catalogue_version as value from feed_head where location_id = $1', [world.locationId]),
    command: testRecord(world, 'create_booking'),
    outcome: { status: 'refused', reason: 'slot_taken', detail: '', conflicts: [] },
    candidates: await Promise.all(candidates.map(async ({ room: index, dayQuota }) => {
      const holdId = randomUUID();
      return {
        offer: { start, end, resourceIds: [room(index)] },
        dayStart: `${start.slice(0, 10)}T00:00:00Z`,
        dayEnd: `${start.slice(0, 10)}T24:00:00Z`,
        dayQuota,
        claims: [testClaim(await resourceNo(room(index)), holdId, { start, end })],
        hold: {
          hold_id: holdId, service_id: null, resource_ids: [room(index)], starts_at: start, ends_at: end,
          occupied_from: start, occupied_to: end, channel: 'desk',
        },
      };
    })),
    asker,
    holdMax: 3,
    holdSeconds: 60,
  });
  if (typeof answer === 'string') throw new Error(answer);
  return answer;
}

const areHeld = ({ alternatives }: Refused): boolean[] => alternatives.map(({ holdId }) => holdId !== undefined);

test('a day has no more alternatives held than its quota, and the rest are offered unheld', async () => {
  const start = tenOClock();
  expect(areHeld(await refuseWith('first', start, [0, 1, 2].map((index) => ({ room: index, dayQuota: 2 }))))).toEqual([true, true, false]);
  expect(areHeld(await refuseWith('second', start, [{ room: 3, dayQuota: 2 }, { room: 4, dayQuota: 3 }]))).toEqual([false, true]);
});

test("an asker's newest refusal alone holds alternatives", async () => {
  const start = tenOClock();
  const older = await refuseWith('same', start, [{ room: 0, dayQuota: 9 }]);
  const newer = await refuseWith('same', start, [{ room: 0, dayQuota: 9 }, { room: 1, dayQuota: 9 }]);
  expect(areHeld(newer)).toEqual([true, true]);
  expect(await one('select status as value from hold where hold_id = $1', [older.alternatives[0]?.holdId])).toBe('released');
});
