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

test('an import records what was, whatever the hours', async () => {
  const submitter = { ...world.submitter, terminalId: null };
  const imported = (start: string) => world.gateway.submit(submitter, world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.visit, start, resourceIds: [], customer: null,
  }, { channel: 'import' }));
  committed(await imported('2026-12-12T03:00:00Z'));
});
