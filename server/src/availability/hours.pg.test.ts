import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { rulesOf, type TestRules } from './test-rules.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  const daily = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['08:00', '20:00'] as [string, string]]]));
  world = await createTestWorld(database.db, database.admin, { openingHours: daily });
  rules = rulesOf(world, database.admin);
  // Mondays to Fridays, with a break.
  const shift: [string, string][] = [['09:00', '12:00'], ['13:00', '17:00']];
  await rules.resource(world.doctor, {
    hours: { '1': shift, '2': shift, '3': shift, '4': shift, '5': shift },
    exceptions: [{ date: '2026-12-10', hours: [], reason: 'Conference' }, { date: '2026-12-12', hours: [['10:00', '11:00']] }],
  });
  await rules.location({
    exceptions: [{ date: '2026-12-24', hours: [['08:00', '12:00']] }, { date: '2026-12-25', hours: [], reason: 'Christmas' }],
  });
});
afterEach(() => world.feedWatch.close());

const room = (index: number): string => world.rooms[index] ?? '';
/** Refusals of one intent hold their alternatives for it, the newest only: they stand in nobody else's way here. */
const visit = (start: string, resourceIds: string[] = [world.doctor, room(0)], bookingId: string = randomUUID()) =>
  world.submit('create_booking', { bookingId, serviceId: world.services.visit, start, resourceIds, customer: null });

test('a closed day and a short one stand in place of the weekly hours', async () => {
  expect(refused(await world.book(room(0), '2026-12-25T10:00:00Z'), 'outside_hours').detail).toBe('Riverside is closed for part of that time.');
  committed(await world.book(room(1), '2026-12-24T11:00:00Z'));
  refused(await world.book(room(1), '2026-12-24T11:30:00Z'), 'outside_hours');
});

test('a booking lies within the shifts of its people, and the refusal says whose they are', async () => {
  const intent = randomUUID();
  for (const start of ['2026-12-02T12:30:00Z', '2026-12-02T11:45:00Z', '2026-12-02T17:00:00Z', '2026-12-05T10:00:00Z', '2026-12-18T08:45:00Z'])
    expect(refused(await visit(start, undefined, intent), 'outside_hours').detail).toBe('Doctor is not available for part of that time.');
  refused(await visit('2026-12-10T10:00:00Z', undefined, intent), 'outside_hours');
  committed(await visit('2026-12-02T11:30:00Z'));
  committed(await visit('2026-12-12T10:00:00Z'));
});

test('alternatives keep to the shifts too', async () => {
  const { alternatives } = refused(await visit('2026-12-03T12:15:00Z'), 'outside_hours');
  expect(alternatives.map(({ start }) => start)).toEqual(['2026-12-03T11:30:00.000Z', '2026-12-03T13:00:00.000Z', '2026-12-03T11:00:00.000Z']);
});

test('nobody is picked outside their shifts', async () => {
  const refusal = refused(await visit('2026-12-20T10:00:00Z', []), 'outside_hours');
  expect(refusal.detail).toBe('What visit needs is not available for the whole of that time, taken or not.');
  expect(refusal.alternatives[0]?.start).toBe('2026-12-21T09:00:00.000Z');
  const { bookingId = '' } = committed(await visit('2026-12-04T10:00:00Z', []));
  refused(await visit('2026-12-04T10:00:00Z', [], randomUUID()), 'slot_taken');
  refused(await world.submit('move_booking', { bookingId, start: '2026-12-04T12:30:00Z', resourceIds: [] }), 'outside_hours');
  committed(await world.submit('move_booking', { bookingId, start: '2026-12-04T15:30:00Z', resourceIds: [] }));
});

test('a hold keeps to them, and so does the fresh attempt after it ran out', async () => {
  const holdId = randomUUID();
  const place = (start: string) => world.submit('place_hold', { holdId, serviceId: world.services.visit, start, resourceIds: [world.doctor, room(0)] });
  refused(await place('2026-12-07T12:30:00Z'), 'outside_hours');
  committed(await place('2026-12-07T11:00:00Z'));
  await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
  await rules.location({ exceptions: [{ date: '2026-12-07', hours: [] }] });
  refused(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }), 'outside_hours');
});

const stays = { waive: { rules: ['hours' as const], reason: 'In pain, the doctor stays' } };
const after = (start: string, change: object = {}) =>
  world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.visit, start, resourceIds: [], customer: null, ...stays, ...change });

test('who may sets hours aside with a reason, of the house and of who works there; the booking says so', async () => {
  const { bookingId = '' } = committed(await after('2026-12-25T10:00:00Z'));
  committed(await after('2026-12-08T17:00:00Z', { resourceIds: [world.doctor, room(2)] }));
  const { rows } = await database.admin.query('select waived, resource_ids from booking where booking_id = $1', [bookingId]);
  expect(rows).toMatchObject([{ waived: stays.waive, resource_ids: [world.doctor, room(0)] }]);
  const { rows: events } = await database.admin.query('select reason from event where subject_id = $1', [bookingId]);
  expect(events).toEqual([{ reason: 'In pain, the doctor stays' }]);
});

test('hours set aside open no time that is taken, and what is free instead lies within them', async () => {
  committed(await after('2026-12-25T10:00:00Z'));
  const refusal = refused(await after('2026-12-25T10:00:00Z'), 'slot_taken');
  expect(refusal.alternatives.map(({ start }) => start.slice(0, 10))).toEqual(['2026-12-24', '2026-12-24', '2026-12-24']);
});

test('who is there anyway is picked before who would have to stay', async () => {
  await rules.resource(room(0), { hours: {} });
  const { bookingId = '' } = committed(await after('2026-12-08T10:00:00Z'));
  const { rows } = await database.admin.query('select resource_ids from booking where booking_id = $1', [bookingId]);
  expect(rows).toMatchObject([{ resource_ids: [world.doctor, room(1)] }]);
});

test('of those that are needed each who is there is picked, though another has to stay', async () => {
  await rules.resource(room(0), { hours: {} });
  const { bookingId = '' } = committed(await after('2026-12-08T17:00:00Z'));
  const { rows } = await database.admin.query('select resource_ids from booking where booking_id = $1', [bookingId]);
  expect(rows).toMatchObject([{ resource_ids: [world.doctor, room(1)] }]);
});

test('time outside the hours is no remainder: nobody would sell it', async () => {
  await rules.location({ kinds: { room: { shortestSellableMinutes: 60 } } });
  const place = (start: string, resourceIds: string[]) => world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds, customer: null, ...stays,
  });
  for (const index of world.rooms.keys()) committed(await place('2026-12-09T20:00:00Z', [room(index)]));
  committed(await place('2026-12-09T21:30:00Z', []));
});

test('what the house lets staff decide it does not let the page and the chat decide', async () => {
  await database.admin.query('select gateway.put_settings($1, $2)', [world.tenantNo, { waiveRole: 'staff' }]);
  const by = (channel: 'web' | 'chat_ai' | 'api', keyRole: 'agent' | 'manager', hour: number) =>
    world.gateway.submit({ ...world.submitter, terminalId: null, keyRole }, world.command('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.hour, start: `2026-12-25T${hour}:00:00Z`, resourceIds: [], customer: { id: randomUUID(), name: `Guest ${hour}`, phone: `+44 7700 9004${hour}` }, ...stays,
    }, { channel, actorId: randomUUID() }));
  expect(refused(await by('web', 'agent', 10), 'policy_forbids').detail).toBe('Only a manager, or the counter, may make exceptions.');
  refused(await by('chat_ai', 'agent', 11), 'policy_forbids');
  committed(await by('api', 'agent', 12));
  committed(await by('web', 'manager', 13));
});

test('a move sets hours aside anew: they were set aside for the time that it leaves', async () => {
  const { bookingId = '' } = committed(await after('2026-12-08T17:00:00Z'));
  const move = (start: string, more: object = {}) => world.submit('move_booking', { bookingId, start, resourceIds: [], ...more });
  refused(await move('2026-12-08T17:30:00Z'), 'outside_hours');
  committed(await move('2026-12-08T17:30:00Z', { waive: { ...stays.waive, reason: 'Late train' } }));
  const waived = async () => (await database.admin.query<{ waived: unknown }>('select waived from booking where booking_id = $1', [bookingId])).rows[0]?.waived;
  expect(await waived()).toEqual({ rules: ['hours'], reason: 'Late train' });
  const moved = world.command('move_booking', { bookingId, start: '2026-12-08T10:00:00Z', resourceIds: [] });
  committed(await world.gateway.submit(world.submitter, moved));
  expect(await waived()).toBeNull();
  committed(await world.submit('undo_command', { commandId: moved.id }));
  expect(await waived()).toEqual({ rules: ['hours'], reason: 'Late train' });
});

test('a hold outside hours becomes a booking that says why, also when it ran out', async () => {
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.visit, start: '2026-12-07T12:15:00Z', resourceIds: [world.doctor, room(0)], ...stays }));
  await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
  const bookingId = randomUUID();
  committed(await world.submit('confirm_hold', { holdId, bookingId, customer: null }));
  const { rows } = await database.admin.query('select waived from booking where booking_id = $1', [bookingId]);
  expect(rows).toEqual([{ waived: stays.waive }]);
});

test('every date of a series may lie outside hours alike, and all of it may move there', async () => {
  const rule = { start: '2026-12-08T17:00:00Z', rule: 'FREQ=WEEKLY;COUNT=2', serviceId: world.services.visit, resourceIds: [], customer: null };
  refused(await world.submit('create_series', { seriesId: randomUUID(), acceptance: 'all', ...rule }), 'series_incomplete');
  const seriesId = randomUUID();
  const { occurrences = [] } = committed(await world.submit('create_series', { seriesId, acceptance: 'all', ...rule, ...stays }));
  expect(occurrences.map(({ status }) => status)).toEqual(['booked', 'booked']);
  const bookingId = occurrences[0]?.bookingId ?? '';
  const moved = committed(await world.submit('move_series', { seriesId, bookingId, scope: 'all', start: '2026-12-08T18:00:00Z', resourceIds: [], acceptance: 'all', ...stays }));
  expect(moved.moved?.map(({ start }) => start)).toEqual(['2026-12-08T18:00:00.000Z', '2026-12-15T18:00:00.000Z']);
});

test('an import records what was, whatever the hours', async () => {
  const submitter = { ...world.submitter, terminalId: null };
  const imported = (start: string) => world.gateway.submit(submitter, world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.visit, start, resourceIds: [], customer: null,
  }, { channel: 'import' }));
  committed(await imported('2026-12-12T03:00:00Z'));
});
