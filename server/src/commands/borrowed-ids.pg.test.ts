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

test.each(['place_hold', 'create_booking'] as const)('%s with the id of a hold that ran out, on its time, is answered', async (kind) => {
  const { db, admin } = await createTestDatabase();
  const world = await createTestWorld(db, admin);
  const id = randomUUID();
  const slot = { serviceId: world.services.hour, start: '2026-12-02T10:00:00Z', resourceIds: [world.rooms[0] ?? ''] };
  expect(await world.submit('place_hold', { holdId: id, ...slot })).toMatchObject({ status: 'committed' });
  await admin.query(`update hold set expires_at = now(); update claim set expires_at = now()`);
  const again = kind === 'place_hold' ? world.submit(kind, { holdId: id, ...slot }) : world.submit(kind, { bookingId: id, customer: null, ...slot });
  expect(await again).toMatchObject(kind === 'place_hold' ? { status: 'refused', reason: 'already_exists' } : { status: 'committed' });
  world.feedWatch.close();
});
