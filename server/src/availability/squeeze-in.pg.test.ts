import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { rulesOf, type TestRules } from './test-rules.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  rules = rulesOf(world, database.admin);
  await rules.resource(world.doctor, { squeezeLanes: 2, squeezePerDay: 2 });
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const reason = 'In pain since the morning';
const see = (start: string, change: object = {}, envelope = {}) => {
  const end = start.replace(/T(..)/, (_, hour: string) => `T${String(Number(hour) + 1).padStart(2, '0')}`);
  const args = { bookingId: randomUUID(), serviceId: null, start, end, resourceIds: [world.doctor], customer: null };
  return world.submit('create_booking', { ...args, ...change }, envelope);
};
const squeezed = { squeezeIn: { reason } };
const laneAndRow = async (bookingId: string | undefined) => {
  const { rows } = await database.admin.query(
    `select c.lane, b.squeezed_in, b.squeeze_reason, e.reason from booking b
       join claim c on c.owner_id = b.booking_id and c.released_at is null
       join event e on e.subject_id = b.booking_id and e.refusal_reason is null
      where b.booking_id = $1 order by e.version desc limit 1`, [bookingId]);
  return rows[0];
};

test('somebody squeezed in lies beyond the capacity, and every row and the record say so', async () => {
  const date = freshDay();
  committed(await see(`${date}T10:00:00Z`));
  refused(await see(`${date}T10:30:00Z`), 'slot_taken');
  const { bookingId } = committed(await see(`${date}T10:30:00Z`, squeezed));
  expect(await laneAndRow(bookingId)).toEqual({ lane: 2, squeezed_in: true, squeeze_reason: reason, reason });
});

test('a lane beyond the capacity is only used when the regular ones are taken', async () => {
  const { bookingId } = committed(await see(`${freshDay()}T10:00:00Z`, squeezed));
  expect(await laneAndRow(bookingId)).toEqual({ lane: 1, squeezed_in: false, squeeze_reason: null, reason });
});

test('the role that may is a manager\'s, or as the business decided', async () => {
  const date = freshDay();
  refused(await see(`${date}T10:00:00Z`, squeezed, { actorId: world.colleagueId }), 'policy_forbids');
  const agent = { ...world.submitter, terminalId: null };
  const asked = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: null, start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z`, resourceIds: [world.doctor], customer: null, ...squeezed,
  }, { channel: 'web', actorId: randomUUID() });
  refused(await world.gateway.submit(agent, asked), 'policy_forbids');
  await rules.settings({ squeezeRole: 'staff' });
  committed(await see(`${date}T10:00:00Z`, squeezed, { actorId: world.colleagueId }));
  await rules.settings({ squeezeRole: null });
  refused(await see(`${date}T10:00:00Z`, squeezed, { actorId: world.colleagueId }), 'policy_forbids');
});

test('a resource takes so many a day, by its local day, and no more', async () => {
  const date = freshDay();
  for (const hour of ['10', '11', '12', '13']) committed(await see(`${date}T${hour}:00:00Z`));
  const first = committed(await see(`${date}T10:00:00Z`, squeezed));
  committed(await see(`${date}T11:00:00Z`, squeezed));
  refused(await see(`${date}T12:00:00Z`, squeezed), 'squeeze_limit');
  const next = freshDay();
  committed(await see(`${next}T10:00:00Z`));
  committed(await see(`${next}T10:00:00Z`, squeezed));
  // One that is given up makes room for another; one that is moved counts once.
  committed(await world.submit('cancel_booking', { bookingId: first.bookingId ?? '' }));
  const { bookingId = '' } = committed(await see(`${date}T12:00:00Z`, squeezed));
  committed(await world.submit('move_booking', { bookingId, start: `${date}T13:00:00Z`, resourceIds: [], ...squeezed }));
  expect(await laneAndRow(bookingId)).toMatchObject({ lane: 2, squeezed_in: true });
});

test('prepared for before midnight it goes to who still takes one on the day before', async () => {
  const [eve, date] = [freshDay(), freshDay()];
  const scan = { id: randomUUID(), slug: 'scan', name: 'Scan', durationMinutes: 30, preparationMinutes: 30, cleanupMinutes: 0, needs: ['scanner'], colour: 1, position: 9 };
  await database.admin.query('select gateway.put_service($1, $2, $3)', [world.tenantNo, world.locationId, scan]);
  const scanners = [randomUUID(), randomUUID()];
  for (const [index, id] of scanners.entries()) {
    const scanner = { id, slug: `scanner-${index}`, name: `Scanner ${index}`, kind: 'scanner', squeezeLanes: 1, squeezePerDay: 1, position: 20 + index };
    await database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, world.locationId, scanner]);
  }
  const scanned = (start: string, more: object = {}) =>
    world.submit('create_booking', { bookingId: randomUUID(), serviceId: scan.id, start, resourceIds: [], customer: null, ...more });
  committed(await scanned(`${eve}T10:00:00Z`, { resourceIds: scanners.slice(0, 1) }));
  committed(await scanned(`${eve}T10:00:00Z`, { resourceIds: scanners.slice(0, 1), ...squeezed }));
  for (const _ of scanners) committed(await scanned(`${date}T00:00:00Z`));
  const { bookingId } = committed(await scanned(`${date}T00:00:00Z`, squeezed));
  const { rows } = await database.admin.query('select resource_ids, squeezed_in from booking where booking_id = $1', [bookingId]);
  expect(rows).toEqual([{ resource_ids: scanners.slice(1), squeezed_in: true }]);
});

test('moved to where there is room, it is none any more', async () => {
  const date = freshDay();
  committed(await see(`${date}T10:00:00Z`));
  const { bookingId = '' } = committed(await see(`${date}T10:00:00Z`, squeezed));
  committed(await world.submit('move_booking', { bookingId, start: `${date}T15:00:00Z`, resourceIds: [] }));
  expect(await laneAndRow(bookingId)).toMatchObject({ lane: 1, squeezed_in: false, squeeze_reason: null });
});

test('a resource without such lanes takes nobody, whoever asks', async () => {
  const date = freshDay();
  committed(await world.book(world.rooms[0] ?? '', `${date}T10:00:00Z`));
  const args = { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [world.rooms[0] ?? ''], customer: null };
  refused(await world.submit('create_booking', { ...args, ...squeezed }), 'slot_taken');
});

test('a hold may be one, and what it becomes is', async () => {
  const date = freshDay();
  committed(await see(`${date}T10:00:00Z`));
  const hold = { holdId: randomUUID(), serviceId: null, start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z`, resourceIds: [world.doctor] };
  refused(await world.submit('place_hold', { ...hold, ...squeezed }, { actorId: world.colleagueId }), 'policy_forbids');
  committed(await world.submit('place_hold', { ...hold, ...squeezed }));
  const { bookingId } = committed(await world.submit('confirm_hold', { holdId: hold.holdId, bookingId: randomUUID(), customer: null }));
  expect(await laneAndRow(bookingId)).toMatchObject({ lane: 2, squeezed_in: true, squeeze_reason: reason });
});

test('after it ran out it is tried as one again, by who may', async () => {
  const date = freshDay();
  committed(await see(`${date}T10:00:00Z`));
  const hold = { holdId: randomUUID(), serviceId: null, start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z`, resourceIds: [world.doctor] };
  committed(await world.submit('place_hold', { ...hold, ...squeezed }));
  await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [hold.holdId]);
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [hold.holdId]);
  refused(await world.submit('confirm_hold', { holdId: hold.holdId, bookingId: randomUUID(), customer: null }, { actorId: world.colleagueId }), 'hold_expired');
  const { bookingId } = committed(await world.submit('confirm_hold', { holdId: hold.holdId, bookingId: randomUUID(), customer: null }));
  expect(await laneAndRow(bookingId)).toMatchObject({ lane: 2, squeezed_in: true });
});

test('nobody named, it goes to whoever still takes one that day, and only when nobody is free', async () => {
  const date = freshDay();
  const locum = randomUUID();
  const put = (change: object) => database.admin.query('select gateway.put_resource($1, $2, $3)', [
    world.tenantNo, world.locationId, { id: locum, slug: 'locum', name: 'Locum', kind: 'person', squeezeLanes: 1, squeezePerDay: 1, ...change },
  ]);
  await put({});
  const visit = (change: object = {}, hour = '10') =>
    see(`${date}T${hour}:00:00Z`, { serviceId: world.services.visit, end: `${date}T${hour}:30:00Z`, resourceIds: [], ...change });
  const whose = async (bookingId: string | undefined): Promise<[boolean, boolean]> => {
    const { rows } = await database.admin.query('select resource_ids, squeezed_in from booking where booking_id = $1', [bookingId]);
    return [rows[0].resource_ids.includes(locum), rows[0].squeezed_in];
  };
  expect(await whose(committed(await visit(squeezed)).bookingId)).toEqual([false, false]);
  expect(await whose(committed(await visit(squeezed)).bookingId)).toEqual([true, false]);
  for (const hour of ['10', '10']) expect(await whose(committed(await visit(squeezed, hour)).bookingId)).toEqual([false, true]);
  for (const free of [1, 2]) expect(free && committed(await visit({}, '20'))).toBeTruthy();
  expect(await whose(committed(await visit(squeezed, '20')).bookingId)).toEqual([true, true]);
  refused(await visit(squeezed, '20'), 'squeeze_limit');
  await put({ archived: true });
});

test('nobody is squeezed in under a block, and no block over somebody squeezed in', async () => {
  const date = freshDay();
  const block = (start: string, end: string) =>
    world.submit('place_block', { blockId: randomUUID(), resourceIds: [world.doctor], start: `${date}T${start}:00Z`, end: `${date}T${end}:00Z` });
  committed(await block('12:00', '13:00'));
  refused(await see(`${date}T12:00:00Z`, squeezed), 'resource_blocked');
  const regular = committed(await see(`${date}T15:00:00Z`));
  committed(await see(`${date}T15:00:00Z`, squeezed));
  committed(await world.submit('cancel_booking', { bookingId: regular.bookingId ?? '' }));
  const refusal = refused(await block('15:00', '16:00'), 'slot_taken');
  expect(refusal.conflicts).toHaveLength(1);
  expect(refusal.alternatives[0]?.start).not.toBe(`${date}T15:00:00.000Z`);
});

test('somebody squeezed in whose hold ran out is not in the way of a block', async () => {
  const date = freshDay();
  const [start, end] = [`${date}T15:00:00Z`, `${date}T16:00:00Z`];
  const asked = { serviceId: null, start, end, resourceIds: [world.doctor], customer: null };
  const regular = committed(await world.submit('create_booking', { ...asked, bookingId: randomUUID() }));
  const { holdId } = committed(await world.submit('place_hold', { ...asked, holdId: randomUUID(), ...squeezed }));
  committed(await world.submit('cancel_booking', { bookingId: regular.bookingId ?? '' }));
  await database.admin.query('update claim set expires_at = clock_timestamp() where owner_id = $1', [holdId]);
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [world.doctor], start, end }));
});

test('of a party squeezed in every row says which lanes it has, after a move and back too', async () => {
  const date = freshDay();
  const sofa = randomUUID();
  await database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, world.locationId, { id: sofa, slug: 'sofa', name: 'Sofa', kind: 'sofa', capacity: 3, squeezeLanes: 4, squeezePerDay: 4 }]);
  const sit = (start: string, partySize: number, more: object = {}) => see(start, { resourceIds: [sofa], partySize, ...more });
  const rowOf = async (id: string) => (await database.admin.query(`select row from change where entity_id = $1 order by version desc limit 1`, [id])).rows[0]?.row;
  const first = committed(await sit(`${date}T10:00:00Z`, 2)).bookingId ?? '';
  const party = committed(await sit(`${date}T10:00:00Z`, 3, squeezed)).bookingId ?? '';
  expect(await rowOf(first)).toMatchObject({ squeezedIn: false, lanesByResource: null });
  expect(await rowOf(party)).toMatchObject({ squeezedIn: true, lanesByResource: [{ resourceId: sofa, lanes: [3, 4, 5] }] });

  const move = (start: string, more: object = {}) => world.submit('move_booking', { bookingId: party, start, resourceIds: [], ...more });
  committed(await move(`${date}T15:00:00Z`));
  expect(await rowOf(party)).toMatchObject({ squeezedIn: false, lanesByResource: null });
  committed(await move(`${date}T10:00:00Z`, squeezed));
  expect(await rowOf(party)).toMatchObject({ squeezedIn: true, lanesByResource: [{ resourceId: sofa, lanes: [3, 4, 5] }] });
  // What changes nothing of the time leaves them as they are.
  committed(await world.submit('edit_booking', { bookingId: party, notes: 'Brings a cake' }));
  expect(await rowOf(party)).toMatchObject({ lanesByResource: [{ lanes: [3, 4, 5] }] });
  const { rows } = await database.admin.query(`select before->'lanesByResource' as before from event where subject_id = $1 and kind = 'move_booking' order by version`, [party]);
  expect(rows).toEqual([{ before: [{ resourceId: sofa, lanes: [3, 4, 5] }] }, { before: null }]);

  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: null, start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z`, resourceIds: [sofa], partySize: 2, ...squeezed }));
  expect(await rowOf(holdId)).toMatchObject({ squeezedIn: true, lanesByResource: [{ resourceId: sofa, lanes: [6, 7] }] });
  const bookingId = randomUUID();
  committed(await world.submit('confirm_hold', { holdId, bookingId, customer: null }));
  expect(await rowOf(bookingId)).toMatchObject({ squeezedIn: true, lanesByResource: [{ resourceId: sofa, lanes: [6, 7] }] });
});
