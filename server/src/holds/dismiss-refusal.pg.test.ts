import { randomUUID } from 'node:crypto';
import { test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld } from '../commands/test-world.ts';
import { createTestDatabase } from '../db/test-database.ts';

test('a refusal is dismissed under the lock with no other connection than the one that holds it', async () => {
  const { db, admin } = await createTestDatabase(1);
  const world = await createTestWorld(db, admin);
  world.feedWatch.close();
  const [room = ''] = world.rooms;
  committed(await world.book(room, '2026-12-02T10:00:00Z'));
  const asked = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-02T10:00:00Z', resourceIds: [room], customer: null,
  });
  refused(await world.gateway.submit(world.submitter, asked), 'slot_taken');
  // What this node knows of the location is old by now: a decision in vain, and the next is made under the lock.
  await admin.query('select gateway.catalogue_moves($1, $2)', [world.tenantNo, world.locationId]);
  committed(await world.submit('dismiss_refusal', { refusedCommandId: asked.id, reason: 'Left' }));
});
