import { beforeAll, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from './verify.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  await world.book(world.rooms[0] ?? '', '2026-12-05T10:00:00Z');
  await world.book(world.rooms[0] ?? '', '2026-12-05T10:30:00Z');
  await world.book(world.rooms[0] ?? '', '2026-12-05T11:00:00Z', { locationId: world.staffId });
  return () => world.feedWatch.close();
});

/** Damages the record, looks, and takes the damage back. */
async function seenAfter(damage: string): Promise<Awaited<ReturnType<typeof verify>>> {
  const client = await database.admin.connect();
  try {
    await client.query('begin');
    await client.query(damage);
    return await verify(client);
  } finally {
    await client.query('rollback');
    client.release();
  }
}

test('a sound record is found sound', async () => {
  const verification = await verify(database.admin);
  expect(verification).toMatchObject({ bookings: 1, commands: 3, events: 2, overlaps: 0, orphans: 0 });
  expect(isSound(verification)).toBe(true);
});

/** What somebody with the owner's rights would do first. */
const unlocked = 'alter table event disable trigger event_append_only;';

test('the record refuses to be changed, also by its owner', async () => {
  await expect(database.admin.query(`update event set reason = 'other'`)).rejects.toThrow('append-only');
  await expect(database.admin.query('delete from event')).rejects.toThrow('append-only');
});

test.each([
  ['overlaps', `alter table claim drop constraint claim_no_overlap;
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
    select tenant_no, resource_no, lane, starts_at + interval '10 minutes', ends_at, owner_kind, owner_id from claim`],
  ['orphans', `update booking set status = 'cancelled'`],
  ['unclaimed', `update claim set released_at = now() where owner_kind = 'booking'`],
  ['commands_without_outcome', `update command set outcome = '{}'`],
  ['commands_without_event', `${unlocked} delete from event`],
  ['broken_links', `${unlocked} update event set actor_id = gen_random_uuid() where version = 1`],
  ['broken_links', `${unlocked} update event set hash = null where version = 2`],
  ['broken_links', `${unlocked} delete from event where version = 1`],
  ['feeds_with_gaps', `update feed_head set head = 0`],
] as const)('damage is seen: %s', async (fault, damage) => {
  const verification = await seenAfter(damage);
  expect(verification[fault]).toBeGreaterThan(0);
  expect(isSound(verification)).toBe(false);
});
