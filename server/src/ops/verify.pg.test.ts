import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from './verify.ts';

let database: TestDatabase;
let world: TestWorld;
let owner: pg.Client;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  owner = new pg.Client({ connectionString: database.url });
  await owner.connect();
  for (let hour = 10; hour < 16; hour++) await world.book(world.rooms[0] ?? '', `2026-12-02T${hour}:00:00Z`);
  await world.book(world.rooms[0] ?? '', '2026-12-02T10:30:00Z'); // refused, its alternatives held
});
afterAll(async () => {
  await owner.end();
  world.feedWatch.close();
});

/** Damages a copy of nothing: all inside a transaction that is undone. */
async function afterDamage(...statements: string[]) {
  await owner.query('begin');
  for (const statement of statements) await owner.query(statement);
  const found = await verify({ query: (text: string) => (/^(begin|rollback)/.test(text) ? Promise.resolve() : owner.query(text)) } as never);
  await owner.query('rollback');
  return found;
}

test('sound data is sound, refusals and held alternatives included', async () => {
  const found = await verify(owner);
  expect(isSound(found)).toBe(true);
  expect(found).toMatchObject({ bookings: 6, commands: 7, overlaps: 0 });
  expect(found.claims).toBeGreaterThan(6);
});

const claim = `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
  select tenant_no, resource_no, lane, starts_at + interval '10 minutes', ends_at, owner_kind, owner_id from claim where owner_kind = 'booking' limit 1`;
const unguarded = 'alter table claim drop constraint claim_no_overlap';

test.each([
  ['overlaps', [unguarded, claim]],
  ['orphans', [`update claim set released_at = now() where claim_no = (select min(claim_no) from claim where owner_kind = 'booking')`]],
  ['orphans', [`update booking set status = 'cancelled' where booking_id = (select booking_id from booking limit 1)`]],
  ['over_capacity', [`update claim set lane = 2 where claim_no = (select min(claim_no) from claim)`]],
  ['commands_without_outcome', [`update command set outcome = '{}' where command_id = (select command_id from command limit 1)`]],
  ['commands_without_event', [`delete from event where version = (select max(version) from event)`]],
  ['feed_gaps', [`delete from change where version = (select version from command where status = 'committed' limit 1)`]],
] as const)('%s are found without the constraint that forbids them', async (what, damage) => {
  const found = await afterDamage(...damage);
  expect(found[what]).toBeGreaterThan(0);
  expect(isSound(found)).toBe(false);
});

test('a claim inside a long one is found although its neighbour is short', async () => {
  const at = (start: string, end: string): string =>
    `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
       select tenant_no, resource_no, 1, '2027-01-01T${start}Z', '2027-01-01T${end}Z', 'block', gen_random_uuid() from resource limit 1`;
  const found = await afterDamage(unguarded, at('08:00', '20:00'), at('09:00', '09:30'), at('10:00', '10:30'), at('20:00', '21:00'));
  expect(found.overlaps).toBe(2);
});
