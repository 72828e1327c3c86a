import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
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

const customer = { id: randomUUID(), name: 'Ada' };
async function visit(): Promise<string> {
  const bookingId = randomUUID();
  const args = { bookingId, serviceId: world.services.hour, start: '2026-12-02T10:00:00Z', resourceIds: [world.rooms[0] ?? ''], customer };
  committed(await world.submit('create_booking', args));
  committed(await world.submit('arrive_booking', { bookingId }));
  return bookingId;
}
async function done(): Promise<{ id: string; version: number }> {
  const command = world.command('complete_booking', { bookingId: await visit() });
  return { id: command.id, version: committed(await world.gateway.submit(world.submitter, command)).version };
}
const told = async (version: number) =>
  (await database.admin.query(`select row->'visits' as visits, row->'noShows' as "noShows" from change where tenant_no = $1 and entity = 'customer' and version = $2`, [world.tenantNo, version])).rows;

test('a visit is counted, and every terminal here is told', async () => {
  expect(await told((await done()).version)).toEqual([{ visits: 1, noShows: 0 }]);
});

test('nobody was here less often than never', async () => {
  await database.admin.query('delete from change');
  await database.admin.query(`update claim set released_at = now(); update booking set status = 'cancelled'`);
  const { id } = await done();
  await database.admin.query('update customer set visits = 0');
  const { version } = committed(await world.submit('undo_command', { commandId: id }));
  expect(await told(version)).toEqual([{ visits: 0, noShows: 0 }]);
});
