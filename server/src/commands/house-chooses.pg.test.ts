import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { createTestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { createTestWorld } from './test-world.ts';

const database = await createTestDatabase();

test('everybody of a crowd that lets the house choose gets one of the rooms, while there are any', async () => {
  const world = await createTestWorld(database.db, database.admin);
  await database.admin.query(
    `insert into resource (tenant_no, resource_id, location_id, slug, name, kind, capacity, position)
     select $1, gen_random_uuid(), $2, 'more-' || n, 'More ' || n, 'room', 1, 20 + n from generate_series(1, 32) n`,
    [world.tenantNo, world.locationId],
  );
  const asked = Array.from({ length: 42 }, () =>
    world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-02T10:00:00Z', resourceIds: [], customer: null,
    }),
  );
  const answers = await Promise.all(asked);
  expect(answers.filter(({ status }) => status === 'committed').length).toBe(40);
  expect(isSound(await verify(database.admin))).toBe(true);
  world.feedWatch.close();
});
