import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../db/test-database.ts';
import { createTestWorld } from './test-world.ts';

test("a block that borrows a booking's id stands in the way of that booking's move", async () => {
  const { db, admin } = await createTestDatabase();
  const world = await createTestWorld(db, admin);
  const [room = '', other = ''] = world.rooms;
  const id = randomUUID();
  const start = '2026-12-02T10:00:00Z';
  const booked = { bookingId: id, serviceId: world.services.hour, start, resourceIds: [room], customer: null };
  expect(await world.submit('create_booking', booked)).toMatchObject({ status: 'committed' });
  const blocked = { blockId: id, resourceIds: [other], start, end: '2026-12-02T11:00:00Z' };
  expect(await world.submit('place_block', blocked)).toMatchObject({ status: 'committed' });
  expect(await world.submit('move_booking', { bookingId: id, start, resourceIds: [other] })).toMatchObject({
    status: 'refused',
    reason: 'resource_blocked',
  });
  world.feedWatch.close();
});
