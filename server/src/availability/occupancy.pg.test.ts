import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { BookingRow } from '@holdfast/protocol/rows';
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
  // The room is aired for 10 minutes, and the doctor has nothing to clean but 5 minutes to breathe.
  await rules.service(world.services.visit, { cleanupMinutes: 15, kindBuffers: { person: { preparationMinutes: 5, cleanupMinutes: 0 } } });
  await rules.location({ kinds: { room: { minimumGapMinutes: 10 }, person: { minimumGapMinutes: 5 } } });
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const room = (index: number): string => world.rooms[index] ?? '';

test('each resource is occupied for what its kind takes, and the booking row says so', async () => {
  const date = freshDay();
  const bookingId = randomUUID();
  const visit = { serviceId: world.services.visit, start: `${date}T10:00:00Z`, resourceIds: [world.doctor, room(0)] };
  committed(await world.submit('create_booking', { bookingId, ...visit, customer: null }));
  const { rows } = await database.admin.query<{ row: BookingRow }>(
    'select gateway.booking_row(b, null) as row from booking b where booking_id = $1', [bookingId]);
  expect(rows[0]?.row).toMatchObject({
    start: `${date}T10:00:00.000Z`,
    end: `${date}T10:30:00.000Z`,
    occupiedStart: `${date}T09:55:00.000Z`,
    occupiedEnd: `${date}T10:55:00.000Z`,
    occupiedByResource: [
      { resourceId: world.doctor, start: `${date}T09:55:00.000Z`, end: `${date}T10:35:00.000Z` },
      { resourceId: room(0), start: `${date}T10:00:00.000Z`, end: `${date}T10:55:00.000Z` },
    ],
  });
});

test('the database keeps them: cleanup and minimum gap of one, and no more of the other', async () => {
  const date = freshDay();
  const at = (start: string, resourceIds: string[], bookingId: string = randomUUID()) => world.submit('create_booking', {
    bookingId, serviceId: world.services.visit, start: `${date}T${start}:00Z`, resourceIds, customer: null,
  });
  committed(await at('10:00', [world.doctor, room(0)]));
  committed(await at('10:40', [world.doctor, room(1)]));
  refused(await at('11:15', [world.doctor, room(2)]), 'slot_taken'); // five minutes of preparation, ready at 11:10
  committed(await world.book(room(0), `${date}T10:55:00Z`));
  refused(await world.book(room(1), `${date}T11:30:00Z`), 'slot_taken'); // cleanup to 11:25, aired to 11:35
});

test('the minimum gap is kept without a service, by a move, and by a hold that becomes a booking', async () => {
  const date = freshDay();
  const bookingId = randomUUID();
  const plain = (id: string, start: string, end: string) => world.submit('create_booking', {
    bookingId: id, serviceId: null, start: `${date}T${start}:00Z`, end: `${date}T${end}:00Z`, resourceIds: [room(2)], customer: null,
  });
  committed(await plain(randomUUID(), '10:00', '11:00'));
  refused(await plain(bookingId, '11:05', '12:00'), 'slot_taken');
  committed(await plain(bookingId, '11:10', '12:00'));
  refused(await world.submit('move_booking', { bookingId, start: `${date}T09:05:00Z`, resourceIds: [] }), 'slot_taken');
  committed(await world.submit('move_booking', { bookingId, start: `${date}T09:00:00Z`, resourceIds: [] }));
  const holdId = randomUUID();
  const held = { serviceId: world.services.visit, start: `${date}T11:10:00Z`, resourceIds: [world.doctor, room(2)] };
  committed(await world.submit('place_hold', { holdId, ...held }));
  const confirmed = committed(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }));
  const { rows } = await database.admin.query(
    'select occupied_by_resource from booking where booking_id = $1', [confirmed.bookingId]);
  expect(rows[0].occupied_by_resource).toHaveLength(2);
  refused(await world.book(room(2), `${date}T11:50:00Z`), 'slot_taken');
  committed(await world.book(room(2), `${date}T12:05:00Z`));
});

test('alternatives keep them, so what is held can be confirmed and what follows it booked', async () => {
  const date = freshDay();
  for (const taken of world.rooms.slice(1)) {
    const end = `${date}T23:00:00Z`;
    committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [taken], start: `${date}T00:00:00Z`, end }));
  }
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const { alternatives } = refused(await world.book(room(0), `${date}T10:15:00Z`), 'slot_taken');
  expect(alternatives.map(({ start, holdId }) => [start, holdId !== undefined])).toEqual([
    [`${date}T11:15:00.000Z`, true],
    [`${date}T08:45:00.000Z`, true],
    [`${date}T12:30:00.000Z`, true],
  ]);
});

test('a block takes its own time and nothing around it', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const end = `${date}T12:00:00Z`;
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [room(0)], start: `${date}T11:10:00Z`, end }));
  committed(await world.book(room(0), `${date}T12:00:00Z`));
});
