import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { addBranch, rulesOf } from '../availability/test-rules.ts';
import { InBetween } from '../commands/test-in-between.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { changeRules } from '../locations/change-rules.ts';
import { isSound, verify } from '../ops/verify.ts';

/** What the decision finds room for has room in the record: on lanes of its own, and by another look where somebody was faster. */

const database = await createTestDatabase();
let world: TestWorld;
let groups: InBetween;
beforeEach(async () => {
  groups = new InBetween(database.db);
  world = await createTestWorld(database.db, database.admin, { now: Date.parse('2093-12-01T09:50:00Z'), groups });
  return () => world.feedWatch.close();
});

const at = (wall: string): string => `2093-12-01T${wall}:00.000Z`;

async function booked(resources: string | string[], start: string, end: string, locationId = world.locationId): Promise<string> {
  const bookingId = randomUUID();
  const asked = { bookingId, serviceId: null, start: at(start), end: at(end), resourceIds: [resources].flat(), customer: null };
  committed(await world.gateway.submit({ ...world.submitter, locationId: null }, world.command('create_booking', asked, { locationId })));
  return bookingId;
}

async function held(start: string, end: string): Promise<string> {
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: null, start: at(start), end: at(end), resourceIds: [world.classRoom] }));
  return holdId;
}

test('each has the lane that leaves the others theirs', async () => {
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 2 });
  const [first, second] = [await booked(world.classRoom, '12:00', '13:00'), await booked(world.classRoom, '12:30', '13:30')];
  // Somebody is on the second lane from two o'clock on.
  const lower = await held('14:00', '15:00');
  await held('14:00', '15:00');
  committed(await world.submit('release_hold', { holdId: lower }));
  const { moved, unmoved } = committed(await world.submit('run_late', { resourceId: world.classRoom, minutes: 60 }));
  expect([new Set(moved?.map(({ bookingId }) => bookingId)), unmoved]).toEqual([new Set([first, second]), []]);
});

test('time kept for an undo is left alone while there are other lanes', async () => {
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 3 });
  const [gone] = [await booked(world.classRoom, '12:00', '13:00'), await booked(world.classRoom, '11:00', '12:00'), await booked(world.classRoom, '11:15', '12:15')];
  const cancel = world.command('cancel_booking', { bookingId: gone });
  committed(await world.gateway.submit(world.submitter, cancel));
  committed(await world.submit('run_late', { resourceId: world.classRoom, minutes: 30 }));
  const { rows } = await database.admin.query(`select status from hold where tenant_no = $1 and hold_id = $2`, [world.tenantNo, cancel.id]);
  expect(rows).toEqual([{ status: 'active' }]);
});

test('what is kept of every place while somebody is away is kept where a hold ran out on one of them too', async () => {
  const others = world.command('cancel_booking', { bookingId: await booked(world.classRoom, '09:50', '10:20') });
  const [, ranOut] = [await held('10:00', '10:30'), await held('10:00', '10:30')];
  committed(await world.gateway.submit(world.submitter, others));
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 4 });
  for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']]) await database.admin.query(`update ${table} set expires_at = clock_timestamp() where ${key} = $1`, [ranOut]);
  const late = world.command('run_late', { resourceId: world.classRoom, minutes: 60 });
  committed(await world.gateway.submit(world.submitter, late));
  const { rows } = await database.admin.query<{ kept: string }>(
    `select lane || ' ' || to_char(starts_at, 'HH24:MI-') || to_char(ends_at, 'HH24:MI') as kept from claim
       where owner_id = any($1) and released_at is null order by lane, starts_at`, [[late.id, others.id]]);
  expect(rows.map(({ kept }) => kept)).toEqual(['1 09:50-10:20', '1 10:20-10:50', '2 09:50-10:00', '2 10:30-10:50', '3 09:50-10:50', '4 09:50-10:50']);
});

test('where nothing is kept for an undo the place a booking leaves is for sale from when whoever is late is there', async () => {
  await rulesOf(world, database.admin).settings({ undoSeconds: 0 });
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 2 });
  const lower = await held('10:00', '10:30');
  await booked(world.classRoom, '10:00', '12:00');
  committed(await world.submit('release_hold', { holdId: lower }));
  committed(await world.submit('run_late', { resourceId: world.classRoom, minutes: 30 }));
  const { rows } = await database.admin.query<{ lies: string }>(
    `select owner_kind || ' ' || lane || ' ' || to_char(starts_at, 'HH24:MI-') || to_char(ends_at, 'HH24:MI') as lies from claim
       where tenant_no = $1 and released_at is null order by starts_at, lane`, [world.tenantNo]);
  expect(rows.map(({ lies }) => lies)).toEqual(['hold 1 09:50-10:20', 'hold 2 09:50-10:20', 'booking 1 10:30-12:30']);
});

test('what is kept while somebody is away is nobody whom a smaller capacity leaves out', async () => {
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 3 });
  committed(await world.submit('run_late', { resourceId: world.classRoom, minutes: 40 }));
  const place = { tenantNo: world.tenantNo, locationId: world.locationId, by: { channel: 'command_line' as const } };
  expect(await changeRules(database.db, place, { of: 'resource', subject: world.classRoom, change: { capacity: 2 } })).toEqual({ status: 'changed' });
  expect(await verify(database.admin)).toSatisfy(isSound);
});

test('who was squeezed in and has room later lies on a regular place, and what is beside them is kept', async () => {
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 2, squeezeLanes: 1, squeezePerDay: 2 });
  for (const begun of [await booked(world.classRoom, '09:40', '10:10'), await booked(world.classRoom, '09:40', '10:10')])
    for (const step of ['arrive_booking', 'start_booking'] as const) committed(await world.submit(step, { bookingId: begun }));
  const squeezed = { bookingId: randomUUID(), serviceId: null, start: at('09:45'), end: at('10:15'), resourceIds: [world.classRoom], customer: null, squeezeIn: { reason: 'Came with them' } };
  committed(await world.submit('create_booking', squeezed));
  committed(await world.submit('run_late', { resourceId: world.classRoom, minutes: 40 }));
  const { rows } = await database.admin.query<{ lies: string }>(
    `select owner_kind || ' ' || lane || ' ' || to_char(starts_at, 'HH24:MI-') || to_char(ends_at, 'HH24:MI') as lies from claim
       where tenant_no = $1 and released_at is null and ends_at > '2093-12-01 10:10Z' order by starts_at, lane`, [world.tenantNo]);
  expect(rows.map(({ lies }) => lies)).toEqual(['hold 3 09:45-10:15', 'hold 1 10:10-10:25', 'hold 2 10:10-10:30', 'booking 1 10:25-10:55']);
});

test('who is booked at another place in between stays, and is told with other times', async () => {
  const personId = randomUUID();
  await rulesOf(world, database.admin).resource(world.doctor, { personId });
  const branch = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  const room = world.rooms[0] ?? '';
  const [first, second] = [await booked([room, world.doctor], '10:00', '11:00'), await booked([room, world.doctor], '14:00', '15:00')];
  groups.next = () => booked(branch.doctor, '16:00', '17:00', branch.locationId);
  // The room is late: who is in it is not asked of other places.
  const { moved, unmoved } = committed(await world.submit('run_late', { resourceId: room, minutes: 60 }));
  expect(moved?.map(({ bookingId }) => bookingId)).toEqual([first]);
  expect(unmoved).toMatchObject([{ bookingId: second, reason: 'travel_too_short' }]);
  expect(unmoved?.[0]?.alternatives).toHaveLength(3);
});

test('where fewer may be squeezed in by now they stay, and nobody else does for that', async () => {
  const rules = rulesOf(world, database.admin);
  await rules.resource(world.doctor, { squeezeLanes: 1, squeezePerDay: 2 });
  const squeezeIn = async (start: string, end: string): Promise<string> => {
    const bookingId = randomUUID();
    const asked = { bookingId, serviceId: null, start: at(start), end: at(end), resourceIds: [world.doctor], customer: null, squeezeIn: { reason: 'Pain' } };
    committed(await world.gateway.submit(world.submitter, world.command('create_booking', asked)));
    return bookingId;
  };
  const [first, second] = [await booked(world.doctor, '11:00', '12:00'), await booked(world.doctor, '14:00', '15:00')];
  const squeezed = [await squeezeIn('11:00', '12:00'), await squeezeIn('14:00', '15:00')];
  await rules.resource(world.doctor, { squeezePerDay: 1 });
  const { moved, unmoved } = committed(await world.submit('run_late', { resourceId: world.doctor, minutes: 30 }));
  expect(moved?.map(({ bookingId }) => bookingId)).toEqual([first, second]);
  expect(unmoved?.map(({ bookingId, reason }) => [bookingId, reason])).toEqual(squeezed.map((bookingId) => [bookingId, 'squeeze_limit']));
});
