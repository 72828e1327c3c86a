import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addBranch, rulesOf, type TestRules } from '../availability/test-rules.ts';
import { refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { insertApiKey, revokeApiKey } from '../access/api-key-sql.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { enrolTerminal, mintCode } from '../terminals/enrol-terminal.ts';
import { markRevoked } from '../terminals/terminal-sql.ts';
import { changedValues, readSettingHistory, type SettingChanged } from './setting-history.ts';
import { putSettings } from './settings-sql.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  rules = rulesOf(world, database.admin);
});
afterEach(() => world.feedWatch.close());

const history = (locationId: string | null = world.locationId) => readSettingHistory(database.db, world.tenantNo, { locationId, limit: 100 });
/** Does it, and answers what the record gained, oldest first. */
async function recorded(change: () => Promise<unknown>, locationId: string | null = world.locationId): Promise<SettingChanged[]> {
  const before = await history(locationId);
  await change();
  const after = await history(locationId);
  return after.slice(0, after.length - before.length).toReversed();
}
const summary = (changes: SettingChanged[]) => changes.map((changed) => [changed.kind, changed.subjectName, changedValues(changed)]);
const byCommandLine = { actorName: null, terminalName: null, channel: 'command_line' };

test('what decisions rest on leaves an event when it changes: who, from what, to what', async () => {
  const changes = await recorded(async () => {
    await rules.location({ gridMinutes: 30 });
    await rules.resource(world.classRoom, { capacity: 4 });
    await rules.service(world.services.hour, { durationMinutes: 50 });
    await rules.settings({ holdSeconds: { web: 240 } });
    await rules.settings({ holdSeconds: { web: 120 }, squeezeRole: 'staff' });
    await rules.settings({ holdSeconds: { web: null } });
  });
  expect(summary(changes)).toEqual([
    ['change_location', 'Riverside', [{ name: 'gridMinutes', from: 15, to: 30 }]],
    ['change_resource', 'Class', [{ name: 'capacity', from: 3, to: 4 }]],
    ['change_service', 'hour', [{ name: 'durationMinutes', from: 60, to: 50 }]],
    ['change_settings', null, [{ name: 'holdSeconds.web', from: null, to: 240 }]],
    ['change_settings', null, [{ name: 'holdSeconds.web', from: 240, to: 120 }, { name: 'squeezeRole', from: null, to: 'staff' }]],
    ['change_settings', null, [{ name: 'holdSeconds.web', from: 120, to: null }]],
  ]);
  for (const changed of changes) expect(changed).toMatchObject({ ...byCommandLine, location: 'riverside', at: expect.stringMatching(/Z$/) });
  expect(changes[1]).toMatchObject({ subjectId: world.classRoom, before: { capacity: 3 }, after: { capacity: 4 } });
});

test('what is new has nothing before it, and the same again is no change', async () => {
  await rules.settings({ undoSeconds: null });
  const row = { id: randomUUID(), slug: 'studio', name: 'Studio', kind: 'room' };
  const put = () => database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, world.locationId, row]);
  expect(await recorded(put)).toMatchObject([{ kind: 'change_resource', subjectName: 'Studio', before: null, after: { id: row.id } }]);
  expect(await recorded(() => rules.resource(row.id, {}))).toEqual([]);
  expect(await recorded(() => rules.location({}))).toEqual([]);
  expect(await recorded(() => rules.service(world.services.visit, {}))).toEqual([]);
  expect(await recorded(() => rules.settings({ undoSeconds: null }))).toEqual([]);
});

test('staff stand in the record of every location, a new PIN without the PIN', async () => {
  const person = { id: randomUUID(), name: 'Ben', role: 'staff' };
  const put = (change: object, pin: string) => () =>
    database.admin.query('select gateway.put_staff($1, $2, $3)', [world.tenantNo, { ...person, ...change }, pin]);
  expect(await recorded(put({}, 'one'))).toMatchObject([{ kind: 'change_staff', subjectName: 'Ben', before: null }]);
  expect(await recorded(put({}, 'one'))).toEqual([]);
  const [promoted] = await recorded(put({ role: 'manager' }, 'one'));
  expect(promoted && changedValues(promoted)).toEqual([{ name: 'role', from: 'staff', to: 'manager' }]);
  const [other] = await recorded(put({ role: 'manager' }, 'two'));
  expect(other && changedValues(other)).toEqual([{ name: 'newPin', from: null, to: true }]);
  expect(JSON.stringify(other)).not.toContain('two');
});

test('a travel time stands in the record of both places, and settings in that of every one', async () => {
  const branch = await addBranch(world, database.admin, { personId: randomUUID(), travelMinutes: 30 });
  expect(summary((await history(branch.locationId)).toReversed())).toMatchObject([
    ['change_location', 'Branch', expect.anything()], ['change_resource', 'Doctor', expect.anything()], ['change_travel_time', null, [{ name: 'minutes', from: null, to: 30 }]],
  ]);
  const both = await recorded(
    () => database.admin.query('select gateway.put_travel_time($1, $2, $3, 45)', [world.tenantNo, branch.locationId, world.locationId]), null);
  expect(summary(both)).toEqual(Array.from({ length: 2 }, () => ['change_travel_time', null, [{ name: 'minutes', from: 30, to: 45 }]]));
  expect(new Set(both.map(({ subjectId }) => subjectId))).toEqual(new Set([branch.locationId, world.locationId]));
  expect(await recorded(() => rules.settings({ undoSeconds: 7 }), null)).toHaveLength(2);
});

test('a manager at a terminal stands there by name', async () => {
  const terminalId = randomUUID();
  await database.admin.query(
    `insert into terminal (tenant_no, terminal_id, location_id, name, secret_hash, enrolled_at) values ($1, $2, $3, 'Front left', sha256('x'), now())`,
    [world.tenantNo, terminalId, world.locationId]);
  const by = { channel: 'desk', actorId: world.staffId, terminalId } as const;
  expect(await recorded(() => putSettings(database.db, world.tenantNo, { undoSeconds: 12 }, by))).toMatchObject([
    { kind: 'change_settings', actorName: 'Ana', terminalName: 'Front left', channel: 'desk' },
  ]);
});

test('who has seen it up to a version reads what is newer, which is nothing most of the time', async () => {
  await rules.settings({ undoSeconds: 13 });
  const [seen] = await history();
  const since = () => readSettingHistory(database.db, world.tenantNo, { locationId: world.locationId, limit: 100, newerThan: seen?.version });
  expect(await since()).toEqual([]);
  await world.book(world.rooms[1] ?? '', '2026-12-06T10:00:00Z');
  await rules.settings({ undoSeconds: 14 });
  await rules.settings({ undoSeconds: 15 });
  expect((await since()).map(({ after }) => after['undoSeconds'])).toEqual([15, 14]);
});

test('it is chained like everything else: verify walks over it, and sees it changed', async () => {
  await world.book(world.rooms[0] ?? '', '2026-12-05T10:00:00Z');
  await rules.settings({ undoSeconds: 9 });
  const found = await verify(database.admin);
  expect(isSound(found)).toBe(true);
  expect(found.events).toBe(found.commands);
  const client = await database.admin.connect();
  try {
    await client.query('begin');
    await client.query(`alter table event disable trigger event_append_only; update event set before = '{"undoSeconds": 1}' where kind = 'change_settings'`);
    expect((await verify(client)).broken_links).toBeGreaterThan(0);
  } finally {
    await client.query('rollback');
    client.release();
  }
});

test('it is changed back, not undone', async () => {
  await rules.settings({ undoSeconds: 8 });
  const { rows } = await database.admin.query<{ id: string }>(
    `select command_id as id from event where kind = 'change_settings' and location_id = $1 order by version desc limit 1`, [world.locationId]);
  expect(refused(await world.submit('undo_command', { commandId: rows[0]?.id ?? '' }), 'cannot_undo').detail).toContain('changed back');
});

test('a key that is made and revoked stands in the record of every location it opens, never the key', async () => {
  const branch = await addBranch(world, database.admin, { personId: randomUUID(), travelMinutes: 10 });
  const keyHash = Buffer.from(randomUUID().repeat(2).slice(0, 32));
  const keyId = randomUUID();
  const make = () => insertApiKey(database.db, keyHash, { tenantNo: world.tenantNo, keyId, name: 'Night agent', channel: 'phone_ai', role: 'agent', locationIds: [world.locationId, branch.locationId] });
  const made = await recorded(make, null);
  expect(made.map(({ kind, before }) => [kind, before])).toEqual([['change_api_key', null], ['change_api_key', null]]);
  const { rows: versions } = await database.admin.query('select distinct catalogue_version from feed_head where tenant_no = $1 and location_id = $2', [world.tenantNo, world.locationId]);
  const revoked = await recorded(() => revokeApiKey(database.db, world.tenantNo, keyId));
  expect(summary(revoked)).toEqual([['change_api_key', 'Night agent', [{ name: 'revoked', from: false, to: true }]]]);
  expect(revoked[0]).toMatchObject({ ...byCommandLine, subjectId: keyId, after: { channel: 'phone_ai', role: 'agent' } });
  expect(JSON.stringify([made, revoked])).not.toContain(keyHash.toString('hex'));
  // Nothing that decisions rest on has changed.
  expect((await database.admin.query('select distinct catalogue_version from feed_head where tenant_no = $1 and location_id = $2', [world.tenantNo, world.locationId])).rows).toEqual(versions);
  expect(await recorded(() => revokeApiKey(database.db, world.tenantNo, keyId))).toEqual([]);
});

test('a terminal that is enrolled and revoked stands in the record, by whoever let it in and whoever put it out', async () => {
  const { tenantNo, locationId, staffId } = world;
  let terminalId = '';
  const enrolled = await recorded(async () => {
    const { code } = await mintCode(database.db, { tenantNo, locationId, createdBy: staffId });
    terminalId = (await enrolTerminal(database.db, { code, name: 'Bar' }))?.terminalId ?? '';
  });
  expect(enrolled).toMatchObject([{ kind: 'change_terminal', subjectId: terminalId, subjectName: 'Bar', actorName: 'Ana', terminalName: 'Bar', channel: 'desk', before: null, after: { revoked: false } }]);
  const by = { channel: 'desk', actorId: staffId, terminalId } as const;
  const revoked = await recorded(() => markRevoked(database.db, tenantNo, terminalId, by));
  expect(summary(revoked)).toEqual([['change_terminal', 'Bar', [{ name: 'revoked', from: false, to: true }]]]);
  expect(revoked[0]).toMatchObject({ actorName: 'Ana', channel: 'desk' });
  expect(await recorded(() => markRevoked(database.db, tenantNo, terminalId, by))).toEqual([]);
  expect(Object.keys(enrolled[0]?.after ?? {}).toSorted()).toEqual(['id', 'name', 'revoked']);
});

test('another name of the business stands in the record of every location, and the record stays sound', async () => {
  const { rows } = await database.admin.query<{ slug: string; name: string }>('select slug, name from tenant where tenant_no = $1', [world.tenantNo]);
  const put = (name: string) => () => database.admin.query('select gateway.put_tenant($1, $2, $3)', [randomUUID(), rows[0]?.slug, name]);
  const renamed = await recorded(put('Harbour & Sons'));
  expect(summary(renamed)).toEqual([['change_business', 'Harbour & Sons', [{ name: 'name', from: rows[0]?.name, to: 'Harbour & Sons' }]]]);
  expect(await recorded(put('Harbour & Sons'))).toEqual([]);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('of two who rename the business at once the second finds the name that the first gave it', async () => {
  const { rows } = await database.admin.query<{ slug: string }>('select slug from tenant where tenant_no = $1', [world.tenantNo]);
  const rename = (on: Pick<pg.ClientBase, 'query'>, name: string) => on.query('select gateway.put_tenant($1, $2, $3)', [randomUUID(), rows[0]?.slug, name]);
  const first = await database.admin.connect();
  await first.query('begin');
  await rename(first, 'Harbour');
  const second = rename(database.admin, 'Quay');
  const isWaiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock' and query like '%put_tenant%'`;
  while ((await database.admin.query(isWaiting)).rows.length === 0);
  await first.query('commit');
  first.release();
  await second;
  const [renamed] = await readSettingHistory(database.db, world.tenantNo, { locationId: world.locationId, limit: 1 });
  expect(renamed).toMatchObject({ before: { name: 'Harbour' }, after: { name: 'Quay' } });
});
