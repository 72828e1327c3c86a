import { beforeAll, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { migrate } from '../db/migrate.ts';
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
  for (const [hour, room] of [[10, 1], [12, 1]] as const) await world.book(world.rooms[room] ?? '', `2026-12-02T${hour}:00:00Z`);
  committed(await world.submit('run_late', { resourceId: world.rooms[1] ?? '', minutes: 15, from: '2026-12-02T09:00:00Z' }));
  return () => world.feedWatch.close();
});

/** Damages the record, looks, and takes the damage back. */
async function seenAfter(damage: string, { admin } = database): Promise<Awaited<ReturnType<typeof verify>>> {
  const client = await admin.connect();
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
  expect(verification).toMatchObject({ bookings: 3, commands: 6, events: 5, overlaps: 0, orphans: 0 });
  expect(isSound(verification)).toBe(true);
});

/** What somebody with the owner's rights would do first. */
const unlocked = 'alter table event disable trigger event_append_only;';

test('the record refuses to be changed, also by its owner', async () => {
  await expect(database.admin.query(`update event set reason = 'other'`)).rejects.toThrow('append-only');
  await expect(database.admin.query('delete from event')).rejects.toThrow('append-only');
});

const broken = `${unlocked} update event set`;
/** What each column of an event says: anything else. */
const anythingElse: Record<string, string> = {
  tenant_no: 'tenant_no + 1000', location_id: 'gen_random_uuid()', version: 'version + 1000', command_id: 'gen_random_uuid()', kind: `'place_hold'`,
  subject_id: 'gen_random_uuid()', actor_id: 'gen_random_uuid()', terminal_id: 'gen_random_uuid()', channel: `'web'`, refusal_reason: `'past'`,
  reason: `'Because'`, saw_version: 'coalesce(saw_version, 0) + 1', tapped_at: `coalesce(tapped_at, now()) + interval '1 millisecond'`, before: `'{}'`,
  after: `after || '{"notes": "x"}'`, at: `at + interval '1 microsecond'`, undoes: 'gen_random_uuid()', hash: `sha256('x')`,
};

test('nothing that an event says is outside the chain', async () => {
  const { rows } = await database.admin.query<{ name: string }>(`select column_name as name from information_schema.columns where table_name = 'event'`);
  expect(rows.map(({ name }) => name).sort()).toEqual(Object.keys(anythingElse).sort());
});

test.each(Object.entries(anythingElse))('a link is broken by another %s', async (column, other) => {
  expect(await seenAfter(`${broken} ${column} = ${other} where version = 1`)).not.toMatchObject({ broken_links: 0 });
});

const isNewest = 'version = (select max(version) from event)';

test.each([
  ['another answer', `update command set outcome = outcome || '{"reference": "HF-0"}' where version = 1`],
  ['another fingerprint', `update command set fingerprint = sha256('x') where version = 1`],
  ['no hash', `${broken} hash = null where version = 2`],
  ['no hash at the end', `${broken} hash = null where ${isNewest}`],
  ['no hashes at all', `${broken} hash = null; update event set after = '{}' where version = 1`],
  ['no hashes at all, nor at the head', `${broken} hash = null; update feed_head set hash = null`],
  ['an event that is taken out', `${unlocked} delete from event where version = 1`],
  ['the newest event taken out with its command', `${unlocked} alter table event_subject disable trigger all; alter table event disable trigger all;
    delete from command where ${isNewest}; delete from event where ${isNewest}`],
  ['the whole record taken out', `${unlocked} delete from event_subject; delete from command; delete from event`],
  ['another head', `update feed_head set hash = sha256('x')`],
] as const)('a link is broken by %s', async (_, damage) => {
  const verification = await seenAfter(damage);
  expect(verification).not.toMatchObject({ broken_links: 0 });
  expect(isSound(verification)).toBe(false);
});

test('where a chain begins is said once and for all', async () => {
  for (const widened of ['update chain_start set hashed_after = 1', 'delete from chain_start', `insert into chain_start select tenant_no, location_id, 9, 9 from location`])
    await expect(database.admin.query(widened)).rejects.toThrow('append-only');
});

test('the heads are told by which a record that is written anew can be found out', async () => {
  const { heads } = await verify(database.admin);
  const { rows } = await database.admin.query<{ hash: string }>(`select encode(hash, 'hex') as hash from event where ${isNewest}`);
  expect(heads).toEqual([{ tenant: expect.any(String), location: expect.any(String), version: 5, hash: rows[0]?.hash }]);
});

/** A live claim that the index has no entry of: written while PostgreSQL was told that the index is not ready for writes. */
const lostFrom = (index: string) => `update pg_index set indisready = false where indexrelid = '${index}'::regclass;
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, class_key)
    select tenant_no, resource_no, lane + 40, starts_at, ends_at, owner_kind, owner_id, 'a class' from claim where released_at is null limit 1;
    update pg_index set indisready = true where indexrelid = '${index}'::regclass`;

test.each([
  ['overlaps', `alter table claim drop constraint claim_no_overlap;
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id)
    select tenant_no, resource_no, lane, starts_at + interval '10 minutes', ends_at, owner_kind, owner_id from claim`],
  ['mixed_classes', `update resource set one_class_at_a_time = true, capacity = 2`],
  ['mixed_classes', `alter table claim drop constraint claim_one_class;
    update claim set class_key = owner_id::text;
    insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, class_key)
    select tenant_no, resource_no, lane + 40, starts_at + interval '10 minutes', ends_at, owner_kind, owner_id, 'another' from claim where released_at is null limit 1`],
  ['unguarded', lostFrom('claim_no_overlap')],
  ['unguarded', lostFrom('claim_one_class')],
  ['orphans', `update booking set status = 'cancelled'`],
  ['unclaimed', `update claim set released_at = now() where owner_kind = 'booking'`],
  ['commands_without_outcome', `update command set outcome = '{}'`],
  ['commands_without_event', `${unlocked} delete from event_subject; delete from event`],
  ['commands_without_event', `update command set kind = 'place_hold' where version = 1`],
  ['events_misfiled', `delete from event_subject`],
  ['events_misfiled', `insert into event_subject select tenant_no, gen_random_uuid(), location_id, version from event where version = 1`],
  ['feeds_with_gaps', `delete from change where version = 1`],
  ['feeds_with_gaps', `delete from change where entity_id = (select entity_id from change where version = 5 and entity = 'booking' order by idx limit 1) and version = 5`],
  ['feeds_with_gaps', `delete from change where version = 5 and idx = 0`],
  ['feeds_with_gaps', `delete from change where version = 2 and idx = (select max(idx) from change where version = 2)`],
  ['feeds_with_gaps', `update change set command_id = gen_random_uuid() where version = 1`],
  ['feeds_with_gaps', `update feed_head set head = 0`],
] as const)('damage is seen: %s', async (fault, damage) => {
  const verification = await seenAfter(damage);
  expect(verification[fault]).toBeGreaterThan(0);
  expect(isSound(verification)).toBe(false);
});

test('changes that are forgotten in their time are no gap', async () => {
  expect(await seenAfter(`update change set at = now() - interval '15 days' where version < 5; select gateway.prune_changes('14 days')`)).toMatchObject({ feeds_with_gaps: 0 });
});

test('a record from before the chain, or from before answers were in it, is sound and stays as bound as it was', async () => {
  const old = await createTestDatabase();
  const house = await createTestWorld(old.db, old.admin);
  house.feedWatch.close();
  const room = house.rooms[0] ?? '';
  for (const hour of [14, 10, 11, 12]) committed(await house.book(room, `2026-12-05T${hour}:00:00Z`));
  // As it was left by the builds that wrote it: two events without a hash, two chained without their answers.
  await old.admin.query(`${unlocked}
    do $$ declare e event; h bytea; begin
      update event set hash = null;
      for e in select * from event where version > 2 order by version loop
        h := gateway.event_hash(e, h);
        update event set hash = h where version = e.version;
      end loop;
    end $$;
    alter table event enable trigger event_append_only;
    drop table chain_start;
    alter table feed_head drop column hash;
    drop trigger escalation_step_append_only on escalation_step;
    drop function gateway.chain_hash;
    drop function gateway.escalation_image;
    delete from schema_migration where name like '%-the-chain-to-its-head'`);
  expect(await migrate(old.url)).toEqual([expect.stringMatching(/the-chain-to-its-head$/)]);
  expect(isSound(await verify(old.admin))).toBe(true);
  committed(await house.book(room, '2026-12-05T13:00:00Z'));
  expect(isSound(await verify(old.admin))).toBe(true);
  for (const damage of ['hash = null where version > 2', 'hash = null where version = 3', 'hash = null where version = 5', 'reason = \'x\' where version = 3', `hash = sha256('x') where version = 1`])
    expect(await seenAfter(`${broken} ${damage}`, old)).not.toMatchObject({ broken_links: 0 });
});
