import { randomUUID } from 'node:crypto';
import type { Poke } from '@holdfast/protocol/sync';
import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { pull } from '../feed/pull.ts';
import { isSound, verify } from '../ops/verify.ts';
import { FreedTime } from '../waitlist/freed-time.ts';
import { changeHours, previewHours, readHours, type HoursChange } from './change-hours.ts';
import { changedValues, readSettingHistory } from './setting-history.ts';
import type { ChangedBy } from './settings-sql.ts';
import type { Timetable } from './timetable.ts';

let database: TestDatabase;
let world: TestWorld;
beforeEach(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

const byCommandLine: ChangedBy = { channel: 'command_line' };
const daily = (...ranges: [string, string][]): Timetable['hours'] => Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, ranges]));
const christmas = { date: '2026-12-25', hours: [], reason: 'Christmas Day' };

const whose = (resourceId: string | null = null) => ({ tenantNo: world.tenantNo, locationId: world.locationId, resourceId });
const node = () => ({ db: database.db, now: () => world.clock.now, feedWatch: world.feedWatch });
const held = async (resourceId: string | null = null) => (await readHours(node(), whose(resourceId))) ?? expect.fail('There are no such hours.');
/** As somebody does it who has just read them. */
async function change(timetable: Partial<Timetable>, { resourceId = null, by = byCommandLine, ...more }: Partial<HoursChange> & { resourceId?: string | null; by?: ChangedBy } = {}) {
  const { version, ...current } = await held(resourceId);
  return changeHours(node(), whose(resourceId), { timetable: { ...current, ...timetable }, expected: version, keep: null, ...more }, by);
}
const room = (number: number): string => world.rooms[number - 1] ?? '';

test('a closed day: what is booked on it is listed first, stays when it was seen, and nothing else is booked', async () => {
  const booked = committed(await world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-25T10:00:00Z', resourceIds: [room(1)],
    customer: { id: randomUUID(), name: 'Priya Nair', phone: '+44 7700 900123' },
  }));
  await world.book(room(1), '2026-12-24T10:00:00Z');
  const touches = await change({ exceptions: [christmas] });
  expect(touches).toEqual({
    status: 'touches', count: 1, keep: expect.stringMatching(/^[0-9a-f]{12}$/),
    touched: [{ kind: 'booking', id: booked.bookingId, reference: booked.reference, who: 'Priya Nair', start: '2026-12-25T10:00:00.000Z', end: '2026-12-25T11:00:00.000Z', resourceIds: [room(1)] }],
  });
  expect((await held()).exceptions).toEqual([]);
  const { status: _, ...listed } = touches as { status: string };
  expect(await previewHours(node(), whose(), { ...(await held()), exceptions: [christmas] })).toEqual(listed);

  const { keep = null } = touches as { keep?: string };
  const changed = await change({ exceptions: [christmas] }, { keep });
  expect(changed).toEqual({ status: 'changed', timetable: await held() });
  expect((await held()).exceptions).toEqual([christmas]);
  refused(await world.book(room(2), '2026-12-25T10:00:00Z'), 'outside_hours');
  const { rows } = await database.admin.query<{ status: string }>('select status from booking where booking_id = $1', [booked.bookingId]);
  expect(rows).toEqual([{ status: 'booked' }]);
});

test('one more booking since the list was seen: it is shown again, and nothing changes', async () => {
  await world.book(room(1), '2026-12-25T10:00:00Z');
  const first = await change({ exceptions: [christmas] });
  const { keep = null } = first as { keep?: string };
  await world.book(room(2), '2026-12-25T10:00:00Z');
  expect(await change({ exceptions: [christmas] }, { keep })).toMatchObject({ status: 'touches', count: 2 });
  expect((await held()).exceptions).toEqual([]);
});

test('what lay outside before, is over, cancelled or at another resource is not touched', async () => {
  await world.book(room(1), '2026-12-25T10:00:00Z');
  const { keep = null } = (await change({ exceptions: [christmas] })) as { keep?: string };
  await change({ exceptions: [christmas] }, { keep });
  // Kept outside by the change before: closing the day after says nothing of it.
  const boxing = { date: '2026-12-26', hours: [] };
  expect(await change({ exceptions: [christmas, boxing] })).toMatchObject({ status: 'changed' });

  const cancelled = committed(await world.book(room(1), '2026-12-28T10:00:00Z'));
  committed(await world.submit('cancel_booking', { bookingId: cancelled.bookingId ?? '' }));
  await world.book(room(2), '2026-12-28T10:00:00Z');
  expect(await change({ exceptions: [{ date: '2026-12-28', hours: [] }] }, { resourceId: room(1) })).toMatchObject({ status: 'changed' });
  expect(await change({ exceptions: [{ date: '2026-12-28', hours: [] }] }, { resourceId: room(2) })).toMatchObject({ status: 'touches', count: 1 });
  world.clock.now = Date.parse('2026-12-29T08:00:00Z');
  expect(await change({ exceptions: [{ date: '2026-12-28', hours: [] }] }, { resourceId: room(2) })).toMatchObject({ status: 'changed' });
});

test('holds and offers are listed as well', async () => {
  committed(await world.submit('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, start: '2026-12-25T10:00:00Z', resourceIds: [room(1)], customer: { id: randomUUID(), name: 'Chen' } }));
  expect(await change({ exceptions: [christmas] })).toMatchObject({ status: 'touches', touched: [{ kind: 'hold', who: 'Chen', reference: null }] });
  await database.admin.query(`with ended as (update hold set expires_at = now() - interval '1 second')
    update claim set expires_at = now() - interval '1 second' where owner_kind = 'hold'`);
  expect(await change({ exceptions: [christmas] })).toMatchObject({ status: 'changed' });
});

test('a shift with a break decides the next command; without it the house does', async () => {
  const visit = (start: string) => world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.visit, start, resourceIds: [], customer: null });
  expect(await change({ hours: daily(['09:00', '12:00'], ['13:00', '17:00']) }, { resourceId: world.doctor })).toMatchObject({ status: 'changed' });
  committed(await visit('2026-12-02T11:30:00Z'));
  refused(await visit('2026-12-02T12:30:00Z'), 'outside_hours');
  expect(await change({ hours: null }, { resourceId: world.doctor })).toMatchObject({ status: 'changed', timetable: { hours: null } });
  committed(await visit('2026-12-02T12:30:00Z'));
});

test('a terminal that listens is poked and pulls the row', async () => {
  const before = await database.admin.query<{ epoch: string; head: number }>('select epoch, head from feed_head where location_id = $1', [world.locationId]);
  const { epoch, head } = before.rows[0] ?? expect.fail('no head');
  const poked = Promise.withResolvers<Poke>();
  const stop = world.feedWatch.watch(world.tenantNo, world.locationId, (poke) => void (poke.head > head && poked.resolve(poke)));
  await change({ exceptions: [christmas] });
  await change({ hours: daily(['09:00', '17:00']) }, { resourceId: room(1) });
  expect(await poked.promise).toMatchObject({ locationId: world.locationId });
  stop();
  expect(await pull(database.db, world.tenantNo, { locationId: world.locationId, epoch, cursor: head, replicaSchema: replicaSchemaVersion }, world.clock.now)).toMatchObject({
    kind: 'delta',
    changes: [
      { entity: 'location', id: world.locationId, row: { exceptions: [christmas], name: 'Riverside' } },
      { entity: 'resource', id: room(1), row: { hours: daily(['09:00', '17:00']), name: 'Room 1' } },
    ],
  });
});

test('who set them stands in the record, from what to what, and the record stays sound', async () => {
  const terminalId = randomUUID();
  const keyId = randomUUID();
  await database.admin.query(
    `insert into terminal (tenant_no, terminal_id, location_id, name, secret_hash, enrolled_at) values ($1, $2, $3, 'Front left', sha256('x'), now())`,
    [world.tenantNo, terminalId, world.locationId]);
  await database.admin.query(
    `insert into api_key (tenant_no, key_id, key_hash, name, channel, role, location_ids) values ($1, $2, sha256('k'), 'Calendar', 'api', 'manager', array[$3::uuid])`,
    [world.tenantNo, keyId, world.locationId]);
  await change({ exceptions: [christmas] }, { by: { channel: 'desk', actorId: world.staffId, terminalId } });
  await change({ hours: daily(['09:00', '17:00']) }, { resourceId: room(1), by: { channel: 'api', actorId: keyId } });
  const [resource, location] = await readSettingHistory(database.db, world.tenantNo, { locationId: world.locationId, limit: 2 });
  expect(location).toMatchObject({ kind: 'change_location', subjectName: 'Riverside', actorName: 'Ana', terminalName: 'Front left', channel: 'desk' });
  expect(location && changedValues(location)).toEqual([{ name: 'exceptions', from: [], to: [christmas] }]);
  expect(resource).toMatchObject({ kind: 'change_resource', subjectId: room(1), subjectName: 'Room 1', actorName: 'Calendar', terminalName: null, channel: 'api', before: { hours: null } });
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('of two who change the same hours at once the second is told what holds now', async () => {
  const { version, hours } = await held();
  const mine = { hours, exceptions: [christmas] };
  const yours = { hours, exceptions: [{ date: '2026-12-31', hours: [] }] };
  const answers = await Promise.all([mine, yours].map((timetable) => changeHours(node(), whose(), { timetable, expected: version, keep: null }, byCommandLine)));
  expect(new Set(answers.map((answer) => answer?.status))).toEqual(new Set(['changed', 'stale']));
  const stale = answers.find((answer) => answer?.status === 'stale');
  expect(stale).toMatchObject({ timetable: await held() });
  // A resource's hours are others than the location's: nobody stands in anybody's way.
  expect(await change({ hours: {} }, { resourceId: room(1) })).toMatchObject({ status: 'changed' });
});

test('what stands already is done, also with an old version, and leaves no event', async () => {
  const { version } = await held();
  await change({ exceptions: [christmas] });
  const events = async () => (await readSettingHistory(database.db, world.tenantNo, { locationId: world.locationId, limit: 10 })).length;
  const before = await events();
  expect(await change({ exceptions: [christmas] }, { expected: version })).toMatchObject({ status: 'changed' });
  expect(await events()).toBe(before);
});

test('time that comes free wakes the waitlist', async () => {
  const freedTime = new FreedTime();
  await changeHours({ ...node(), freedTime }, whose(), { timetable: { ...(await held()), exceptions: [christmas] }, expected: (await held()).version, keep: null }, byCommandLine);
  // Noticed: it does not wait for the day that it may.
  await freedTime.wait(86_400_000, new AbortController().signal);
});

test('another business has no such location, and the location no such resource', async () => {
  const other = await createTestWorld(database.db, database.admin);
  other.feedWatch.close();
  const { version, ...timetable } = await held();
  for (const nobody of [{ ...whose(), tenantNo: other.tenantNo }, whose(randomUUID()), whose(other.rooms[0])]) {
    expect(await readHours(node(), nobody)).toBeNull();
    expect(await previewHours(node(), nobody, timetable)).toBeNull();
    expect(await changeHours(node(), nobody, { timetable, expected: version, keep: null }, byCommandLine)).toBeNull();
  }
});
