import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

const room = (index: number): string => world.rooms[index] ?? '';
const block = { blockId: randomUUID(), start: '2026-12-02T00:00:00Z', end: '2026-12-04T00:00:00Z', reason: 'New floor' };

/** Six hours of the first room on each of both days, as conflicts of whoever would block it. */
async function bookTwoDays(): Promise<object[]> {
  const booked = [];
  for (const date of ['2026-12-02', '2026-12-03'])
    for (let hour = 10; hour < 16; hour++) {
      const start = `${date}T${hour}:00:00.000Z`;
      const { bookingId, reference } = committed(await world.book(room(0), start));
      booked.push({ start, end: `${date}T${hour + 1}:00:00.000Z`, resourceId: room(0), kind: 'booking', bookingId, reference });
    }
  return booked;
}

test('everything a block would touch is listed with its time and reference, and stays where it is', async () => {
  const booked = await bookTwoDays();
  committed(await world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, start: '2026-12-02T20:00:00Z', resourceIds: [room(1)] }));
  committed(await world.book(room(2), '2026-12-02T10:00:00Z'));
  const { conflicts } = refused(await world.submit('place_block', { ...block, resourceIds: [room(0), room(1)] }), 'slot_taken');
  expect(conflicts.filter(({ kind }) => kind === 'booking')).toEqual(booked);
  expect(conflicts.filter(({ kind }) => kind === 'hold')).toEqual([
    { start: '2026-12-02T20:00:00.000Z', end: '2026-12-02T21:00:00.000Z', resourceId: room(1), kind: 'hold' },
  ]);
  const { rows } = await database.admin.query('select count(*)::int as n from claim where tenant_no = $1 and released_at is null and owner_kind = $2', [world.tenantNo, 'booking']);
  expect(rows).toEqual([{ n: 13 }]);
});

test('who does not work here learns the times alone', async () => {
  await bookTwoDays();
  const asked = world.command('place_block', { ...block, blockId: randomUUID(), resourceIds: [room(0)] }, { channel: 'api', actorId: randomUUID() });
  const { conflicts } = refused(await world.gateway.submit({ ...world.submitter, terminalId: null }, asked), 'slot_taken');
  expect(conflicts).toHaveLength(12);
  expect(conflicts.some((conflict) => 'reference' in conflict || 'bookingId' in conflict)).toBe(false);
});

test('another booking is refused without a reference', async () => {
  committed(await world.book(room(2), '2026-12-02T10:00:00Z'));
  const { conflicts } = refused(await world.book(room(2), '2026-12-02T10:30:00Z'), 'slot_taken');
  expect(conflicts).toEqual([{ start: '2026-12-02T10:00:00.000Z', end: '2026-12-02T11:00:00.000Z', resourceId: room(2), kind: 'booking' }]);
});
