import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const join = (date: string, partySize: number, resourceIds: string[] = [world.classRoom]) =>
  world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.class, start: `${date}T10:00:00Z`, resourceIds, customer: null, partySize,
  });

test('a party takes a lane a head, and one that does not fit is refused', async () => {
  const date = freshDay();
  const { bookingId } = committed(await join(date, 2));
  const { conflicts } = refused(await join(date, 2), 'capacity_full');
  expect(conflicts).toHaveLength(1);
  committed(await join(date, 1));
  refused(await join(date, 1), 'capacity_full');
  const { rows } = await database.admin.query(
    `select b.party_size, count(*)::int as lanes from booking b join claim c on c.owner_id = b.booking_id
      where b.booking_id = $1 group by 1`, [bookingId]);
  expect(rows).toEqual([{ party_size: 2, lanes: 2 }]);
});

test('nobody named, a party goes where it fits or hears that every place is taken', async () => {
  const date = freshDay();
  committed(await join(date, 3, []));
  expect(refused(await join(date, 1, []), 'capacity_full').alternatives.length).toBeGreaterThan(0);
});

test('a party larger than the place is told so, whether it named the place or not', async () => {
  const date = freshDay();
  for (const resourceIds of [[world.classRoom], []])
    expect(refused(await join(date, 4, resourceIds), 'unsuitable_resource').detail).toBe('Class takes 3 people, not 4. Make two bookings of it.');
});

test('a room is one room, however many come', async () => {
  const date = freshDay();
  const bookingId = randomUUID();
  const args = { serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [world.rooms[0] ?? ''] };
  committed(await world.submit('create_booking', { bookingId, ...args, customer: null, partySize: 6 }));
  refused(await world.submit('create_booking', { bookingId: randomUUID(), ...args, customer: null }), 'slot_taken');
});

test('a party stays together in a move, in a hold and in what is offered', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await join(date, 2));
  const other = committed(await world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.class, start: `${date}T12:00:00Z`, resourceIds: [], customer: null, partySize: 2,
  }));
  refused(await world.submit('move_booking', { bookingId, start: `${date}T12:00:00Z`, resourceIds: [] }), 'capacity_full');
  const holdId = randomUUID();
  const hold = (partySize: number) => world.submit('place_hold', {
    holdId, serviceId: world.services.class, start: `${date}T10:00:00Z`, resourceIds: [world.classRoom], partySize,
  });
  const offered = refused(await hold(2), 'capacity_full').alternatives[0];
  expect(offered?.holdId).toBeTruthy();
  committed(await hold(1));
  const confirmed = committed(await world.submit('confirm_hold', { holdId: offered?.holdId ?? '', bookingId: randomUUID(), customer: null }));
  const { rows } = await database.admin.query(
    'select party_size from booking where booking_id = any($1)', [[confirmed.bookingId, other.bookingId]]);
  expect(rows).toEqual([{ party_size: 2 }, { party_size: 2 }]);
});
