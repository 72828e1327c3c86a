import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { rulesOf } from '../availability/test-rules.ts';
import type { Database } from '../db/database.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { createGateway } from './location-gateway.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld } from './test-world.ts';

// A decision whose ground moved is made again, so often and no more.

const database = await createTestDatabase();
const world = await createTestWorld(database.db, database.admin);
world.feedWatch.close();
const [room = '', other = ''] = world.rooms;

/** A node at which somebody changes the settings so often, each time right before what was decided reaches the database. */
function whileSettingsMove(times: number) {
  let rounds = 0;
  const moved = async (): Promise<void> => {
    if (++rounds <= times) await rulesOf(world, database.admin).resource(other, { label: `Round ${rounds}` });
  };
  const db: Database = {
    ...database.db,
    query: async (statement) => (await moved(), database.db.query(statement)),
    lockLocation: async (tenantNo, locationId, work) => (await moved(), database.db.lockLocation(tenantNo, locationId, work)),
  };
  return { gateway: createGateway({ db, feedWatch: world.feedWatch, now: () => world.clock.now, onTransient: () => {} }), rounds: () => rounds };
}

const asked = (start: string) =>
  world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room], customer: null });

test('settings that are changed eleven times are met at the twelfth', async () => {
  const { gateway, rounds } = whileSettingsMove(11);
  committed(await gateway.submit(world.submitter, asked('2026-12-02T10:00:00Z')));
  expect(rounds()).toBe(12);
});

test('after twelve it is given up: nothing of it is kept, and sent again it is answered', async () => {
  const { gateway, rounds } = whileSettingsMove(12);
  const command = asked('2026-12-03T10:00:00Z');
  await expect(gateway.submit(world.submitter, command)).rejects.toThrow(`Command ${command.id} found no firm ground in 12 rounds`);
  expect(rounds()).toBe(12);
  expect((await database.admin.query('select 1 from command where command_id = $1', [command.id])).rowCount).toBe(0);
  committed(await gateway.submit(world.submitter, command));
});
