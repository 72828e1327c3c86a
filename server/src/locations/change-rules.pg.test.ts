import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { addBranch } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { changeRules, type RulesAsked } from './change-rules.ts';
import { changedValues, readSettingHistory } from './setting-history.ts';
import { changeRow, readRuleRows } from './rules-sql.ts';
import { rulesView } from './rules-view.ts';
import { putSettings, readPolicies } from './settings-sql.ts';
import { longAgo } from './test-long-ago.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

const place = () => ({ tenantNo: world.tenantNo, locationId: world.locationId, by: { channel: 'command_line' } }) as const;
const change = (asked: RulesAsked) => changeRules(database.db, place(), asked);
const rules = async () => {
  const rows = await readRuleRows(database.db, world.tenantNo, world.locationId);
  if (!rows) throw new Error('The location is gone.');
  return rulesView(rows);
};
const ofClass = async () => (await rules()).resources.find(({ slug }) => slug === 'class')?.rules;
const head = async () => {
  const { rows } = await database.admin.query<{ head: number }>('select head from feed_head where location_id = $1', [world.locationId]);
  return rows[0]?.head ?? -1;
};
async function runOut(holdId: string): Promise<void> {
  for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
    await database.admin.query(`update ${table} set expires_at = '2026-01-01T00:00:00Z' where ${key} = $1`, [holdId]);
}
/** So many come to the class, each a booking; the ids. */
async function bookClass(start: string, people: number): Promise<string[]> {
  const ids = Array.from({ length: people }, () => randomUUID());
  for (const bookingId of ids)
    committed(await world.submit('create_booking', { bookingId, serviceId: world.services.class, start, resourceIds: [world.classRoom], customer: { id: randomUUID(), name: `Guest ${ids.indexOf(bookingId) + 1}` } }));
  return ids;
}

test('each rule is changed by name, holds for the next command, travels in the feed and stands in the record', async () => {
  await world.book(world.rooms[0] ?? '', '2026-12-03T10:00:00Z');
  const before = await head();
  expect(await change({ of: 'kind', subject: 'room', change: { minimumGapMinutes: 15 } })).toEqual({ status: 'changed' });
  expect(await change({ of: 'resource', subject: 'room-1', change: { squeezeLanes: 1, squeezePerDay: 2 } })).toEqual({ status: 'changed' });
  expect(await change({ of: 'service', subject: world.services.hour, change: { cleanupMinutes: 5, noShowFrom: 3, noShowRequires: 'deposit' } })).toEqual({ status: 'changed' });

  // An hour, five minutes to clean up, and the gap after it.
  committed(await world.book(world.rooms[1] ?? '', '2026-12-03T10:00:00Z'));
  refused(await world.book(world.rooms[1] ?? '', '2026-12-03T11:15:00Z'), 'slot_taken');
  committed(await world.book(world.rooms[1] ?? '', '2026-12-03T11:30:00Z'));

  const { kinds, resources, services } = await rules();
  expect(kinds.find(({ kind }) => kind === 'room')?.rules).toEqual({ minimumGapMinutes: 15, shortestSellableMinutes: 0 });
  expect(resources[0]?.rules).toEqual({ capacity: 1, squeezeLanes: 1, squeezePerDay: 2, oneClassAtATime: false, person: 'none' });
  expect(services.find(({ slug }) => slug === 'hour')?.rules).toMatchObject({ durationMinutes: 60, cleanupMinutes: 5, noShowFrom: 3, noShowRequires: 'deposit' });

  const { rows } = await database.admin.query<{ entity: string; row: object }>(
    'select entity, row from change where location_id = $1 and version > $2 and version <= $2 + 3 order by version', [world.locationId, before]);
  expect(rows).toMatchObject([
    { entity: 'location', row: { kinds: { room: { minimumGapMinutes: 15 } } } },
    { entity: 'resource', row: { slug: 'room-1', squeezeLanes: 1 } },
    { entity: 'service', row: { slug: 'hour', noShowPolicy: { from: 3 } } },
  ]);
  const history = (await readSettingHistory(database.db, world.tenantNo, { locationId: world.locationId, limit: 3 })).toReversed();
  expect(history.map((changed) => [changed.kind, changed.subjectName, changedValues(changed)])).toEqual([
    ['change_location', 'Riverside', [{ name: 'kinds.room.minimumGapMinutes', from: null, to: 15 }]],
    ['change_resource', 'Room 1', [{ name: 'squeezeLanes', from: 0, to: 1 }, { name: 'squeezePerDay', from: 0, to: 2 }]],
    ['change_service', 'hour', expect.arrayContaining([{ name: 'cleanupMinutes', from: 0, to: 5 }, { name: 'noShowPolicy.from', from: null, to: 3 }])],
  ]);

  expect(await change({ of: 'kind', subject: 'room', change: { minimumGapMinutes: null } })).toEqual({ status: 'changed' });
  expect(await change({ of: 'service', subject: 'hour', change: { cleanupMinutes: null, noShowFrom: null } })).toEqual({ status: 'changed' });
  expect((await rules()).services.find(({ slug }) => slug === 'hour')?.rules).toMatchObject({ cleanupMinutes: 0, noShowFrom: null, noShowRequires: null });
});

test('the same again is no change, and moves nothing', async () => {
  await change({ of: 'resource', subject: 'room-2', change: { capacity: 2 } });
  const before = await head();
  expect(await change({ of: 'resource', subject: 'room-2', change: { capacity: 2 } })).toEqual({ status: 'changed' });
  expect(await head()).toBe(before);
  await change({ of: 'resource', subject: 'room-2', change: { capacity: null } });
});

test('of two managers who looked at the same the second is told what it is now', async () => {
  const saw = { capacity: 3 };
  expect(await change({ of: 'resource', subject: 'class', change: { capacity: 5 }, expected: saw })).toEqual({ status: 'changed' });
  expect(await change({ of: 'resource', subject: 'class', change: { capacity: 4 }, expected: saw })).toEqual({
    status: 'moved', problem: 'Somebody changed this in between: now capacity is 5. Look at it and decide again.',
  });
  expect(await ofClass()).toMatchObject({ capacity: 5 });
  // Whoever lost the answer asks again, and it is so.
  expect(await change({ of: 'resource', subject: 'class', change: { capacity: 5 }, expected: saw })).toEqual({ status: 'changed' });
  await change({ of: 'resource', subject: 'class', change: { capacity: 3 } });

  const seen = { holdSeconds: { web: 300 }, undoSeconds: 30 };
  expect(await change({ of: 'business', change: { holdSeconds: { web: 240 } }, expected: seen })).toEqual({ status: 'changed' });
  // Another channel's time is another value.
  expect(await change({ of: 'business', change: { holdSeconds: { api: 240 } }, expected: { holdSeconds: { api: 300 } } })).toEqual({ status: 'changed' });
  expect(await change({ of: 'business', change: { holdSeconds: { web: 120 } }, expected: seen })).toMatchObject({ status: 'moved', problem: expect.stringContaining('holdSeconds.web is 240') });
  expect(await change({ of: 'business', change: { holdSeconds: { web: 240 } }, expected: seen })).toEqual({ status: 'changed' });
  await change({ of: 'business', change: { holdSeconds: null } });
});

test('two changes of one thing at the same moment both stand', async () => {
  const both = await Promise.all([
    change({ of: 'service', subject: 'visit', change: { preparationMinutes: 10 } }),
    change({ of: 'service', subject: 'visit', change: { kindBuffers: { person: { cleanupMinutes: 5 } } } }),
    change({ of: 'business', change: { undoSeconds: 20 } }),
    change({ of: 'business', change: { waitlist: 'all' } }),
  ]);
  expect(both).toEqual(Array.from({ length: 4 }, () => ({ status: 'changed' })));
  expect((await rules()).services.find(({ slug }) => slug === 'visit')?.rules).toMatchObject({ preparationMinutes: 10, kindBuffers: { person: { cleanupMinutes: 5 } } });
  await change({ of: 'service', subject: 'visit', change: { preparationMinutes: null, kindBuffers: null } });
  await change({ of: 'business', change: { undoSeconds: null, waitlist: null } });
});

test('what rests on something that is otherwise by now is not written', async () => {
  const { tenantNo, locationId, classRoom } = world;
  const by = { channel: 'command_line' } as const;
  const stale = { subjectId: classRoom, expected: { capacity: 7 }, confirmed: true, by };
  expect(await changeRow(database.db, tenantNo, locationId, { of: 'resource', rules: { capacity: 9, squeezeLanes: 0, squeezePerDay: 0, oneClassAtATime: false } }, stale)).toBe('moved');
  expect(await ofClass()).toMatchObject({ capacity: 3 });
  expect(await putSettings(database.db, tenantNo, { undoSeconds: 9 }, by, { undoSeconds: 8 })).toBe(false);
  expect(await readPolicies(database.db, tenantNo)).toMatchObject({ undoSeconds: 30 });
});

test('a smaller capacity says whom it leaves beyond it, and displaces nobody', async () => {
  const at = '2026-12-07T10:00:00Z';
  const [, second, third] = await bookClass(at, 3);
  const asked = { of: 'resource', subject: 'class', change: { capacity: 1 } } as const;
  const before = await head();
  const answer = await change(asked);
  expect(answer).toMatchObject({
    status: 'touches',
    problem: '2 bookings or holds are beyond that capacity. They keep their place; confirm that it is meant.',
    touches: [{ kind: 'booking', start: '2026-12-07T10:00:00.000Z', reference: expect.any(String) }, { kind: 'booking' }],
  });
  const touched = answer.status === 'touches' ? answer.touches : [];
  expect(new Map(touched.map(({ id, who }) => [id, who]))).toEqual(new Map([[second, 'Guest 2'], [third, 'Guest 3']]));
  expect([await ofClass(), await head()]).toEqual([expect.objectContaining({ capacity: 3 }), before]);

  expect(await change({ ...asked, confirmed: true })).toEqual({ status: 'changed' });
  const { rows } = await database.admin.query<{ n: number }>(
    'select count(*)::int as n from claim where owner_id = any($1) and released_at is null', [[second, third]]);
  expect(rows[0]?.n).toBe(2);
  // It is full for one more, and who is there can still be looked after.
  refused(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.class, start: at, resourceIds: [world.classRoom], customer: null }), 'slot_taken');
  committed(await world.submit('cancel_booking', { bookingId: third ?? '' }));
  committed(await world.submit('arrive_booking', { bookingId: second ?? '' }));
  expect(await change({ ...asked, change: { capacity: 3 } })).toEqual({ status: 'changed' });
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('a smaller capacity leaves out no block, nobody who is over or whose hold ran out, and nobody who was squeezed in before', async () => {
  expect(await change({ of: 'resource', subject: 'class', change: { squeezeLanes: 1, squeezePerDay: 2 } })).toEqual({ status: 'changed' });
  const wanted = { serviceId: world.services.class, start: '2026-12-07T10:00:00Z', resourceIds: [world.classRoom], customer: null, partySize: 2 };
  const stay = async () => committed(await world.submit('create_booking', { ...wanted, bookingId: randomUUID() }));
  await stay();
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { ...wanted, holdId, partySize: 1 }));
  committed(await world.submit('create_booking', { ...wanted, bookingId: randomUUID(), partySize: 1, squeezeIn: { reason: 'Came along' } }));
  await runOut(holdId);
  wanted.start = '2026-12-07T12:00:00Z';
  await stay();
  const { bookingId: over } = committed(await world.submit('create_booking', { ...wanted, bookingId: randomUUID(), partySize: 1 }));
  await longAgo(database.admin, [over]);
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [world.classRoom], start: '2026-12-07T14:00:00Z', end: '2026-12-07T15:00:00Z', reason: 'Floor' }));
  expect(await change({ of: 'resource', subject: 'class', change: { capacity: 2 } })).toEqual({ status: 'changed' });
});

test('classes are kept apart from now on only where nobody is there with another class', async () => {
  const start = '2026-12-09T10:00:00Z';
  const ids = await bookClass(start, 2);
  const asked = { of: 'resource', subject: 'class', change: { oneClassAtATime: true } } as const;
  const before = await head();
  const refused = await change(asked);
  expect(refused).toMatchObject({ status: 'refused', problem: expect.stringMatching(/^oneClassAtATime: These are there at one time and not of one class: HF-\w+ \(2026-12-09 10:00\), HF-\w+ \(2026-12-09 10:00\)\. Move them/) });
  expect(await head()).toBe(before);

  // What is kept for an undo gives way: the desk would have it anyway.
  const [first = '', second = ''] = ids;
  committed(await world.submit('move_booking', { bookingId: first, expectedVersion: 1, start: '2026-12-09T11:00:00Z', resourceIds: [] }));
  const kept = 'select 1 from claim where tenant_no = $1 and yields and released_at is null';
  expect((await database.admin.query(kept, [world.tenantNo])).rows).toHaveLength(1);
  expect(await change(asked)).toEqual({ status: 'changed' });
  expect(await ofClass()).toMatchObject({ oneClassAtATime: true });
  expect((await database.admin.query(kept, [world.tenantNo])).rows).toEqual([]);
  committed(await world.submit('cancel_booking', { bookingId: second, expectedVersion: 1 }));
  expect(isSound(await verify(database.admin))).toBe(true);
  expect(await change({ of: 'resource', subject: 'class', change: { oneClassAtATime: null } })).toEqual({ status: 'changed' });
  const { rows } = await database.admin.query('select 1 from claim where tenant_no = $1 and class_key is not null and released_at is null', [world.tenantNo]);
  expect(rows).toEqual([]);
});

test('guests of one class stay together when classes are kept apart, and more of them may come', async () => {
  const start = '2026-12-10T10:00:00Z';
  expect(await change({ of: 'service', subject: 'class', change: { isClass: true } })).toEqual({ status: 'changed' });
  await bookClass(start, 2);
  expect(await change({ of: 'resource', subject: 'class', change: { oneClassAtATime: true } })).toEqual({ status: 'changed' });
  await bookClass(start, 1);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('a hold that ran out is not in the way of keeping classes apart', async () => {
  const wanted = { serviceId: world.services.class, start: '2026-12-10T14:00:00Z', resourceIds: [world.classRoom], customer: null };
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { ...wanted, holdId }));
  committed(await world.submit('create_booking', { ...wanted, bookingId: randomUUID() }));
  await runOut(holdId);
  expect(await change({ of: 'resource', subject: 'class', change: { oneClassAtATime: true } })).toEqual({ status: 'changed' });
  const { rows } = await database.admin.query('select status from hold where hold_id = $1', [holdId]);
  expect(rows).toEqual([{ status: 'expired' }]);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('a class that is none any more stays as it was sold whatever else is changed, with the place that is kept for an undo', async () => {
  const start = '2026-12-12T10:00:00Z';
  expect(await change({ of: 'service', subject: 'class', change: { isClass: true } })).toEqual({ status: 'changed' });
  expect(await change({ of: 'resource', subject: 'class', change: { oneClassAtATime: true } })).toEqual({ status: 'changed' });
  const [, , third = ''] = await bookClass(start, 3);
  const cancel = world.command('cancel_booking', { bookingId: third });
  committed(await world.gateway.submit(world.submitter, cancel));
  expect(await change({ of: 'service', subject: 'class', change: { isClass: false } })).toEqual({ status: 'changed' });
  expect(await change({ of: 'resource', subject: 'class', change: { squeezeLanes: 1, squeezePerDay: 1 } })).toEqual({ status: 'changed' });
  const { rows } = await database.admin.query(`select count(distinct class_key)::int as classes, count(*) filter (where yields)::int as kept from claim
    where tenant_no = $1 and released_at is null`, [world.tenantNo]);
  expect(rows).toEqual([{ classes: 1, kept: 1 }]);
  committed(await world.submit('undo_command', { commandId: cancel.id }));
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('who booked before a service was a class is the first of it', async () => {
  const start = '2026-12-11T10:00:00Z';
  expect(await change({ of: 'resource', subject: 'class', change: { oneClassAtATime: true } })).toEqual({ status: 'changed' });
  committed(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.class, start, resourceIds: [], partySize: 2, customer: { id: randomUUID(), name: 'A couple' } }));
  expect(await change({ of: 'service', subject: 'class', change: { isClass: true } })).toEqual({ status: 'changed' });
  await bookClass(start, 1);
  // No class any more, they stay together, and nobody joins them.
  expect(await change({ of: 'service', subject: 'class', change: { isClass: false } })).toEqual({ status: 'changed' });
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('what is held beyond it for no customer is named by its title', async () => {
  const at = '2026-12-14T10:00:00Z';
  await bookClass(at, 3);
  const choir = { bookingId: randomUUID(), serviceId: world.services.class, start: at, resourceIds: [world.classRoom], customer: null, partySize: 2, title: 'Choir rehearsal' };
  const [held] = refused(await world.submit('create_booking', choir), 'capacity_full').alternatives;
  const answer = await change({ of: 'resource', subject: 'class', change: { capacity: 1 } });
  const touched = answer.status === 'touches' ? answer.touches : [];
  expect(touched.find(({ id }) => id === held?.holdId)).toMatchObject({ kind: 'hold', who: 'Choir rehearsal' });
});

test('a block takes the lanes that a larger capacity adds, and gives them all back', async () => {
  const start = '2026-12-08T10:00:00Z';
  const blockId = randomUUID();
  const resourceIds = [world.rooms[4] ?? ''];
  committed(await world.submit('place_block', { blockId, resourceIds, start, end: '2026-12-08T12:00:00Z', reason: 'Floor' }));
  expect(await change({ of: 'resource', subject: 'room-5', change: { capacity: 3 } })).toEqual({ status: 'changed' });
  const wanted = { serviceId: world.services.hour, start, resourceIds, customer: null };
  refused(await world.submit('create_booking', { ...wanted, bookingId: randomUUID() }), 'resource_blocked');
  committed(await world.submit('remove_block', { blockId }));
  committed(await world.submit('create_booking', { ...wanted, bookingId: randomUUID(), partySize: 3 }));
  await change({ of: 'resource', subject: 'room-5', change: { capacity: null }, confirmed: true });
});

test('the way between two places stands in the record of both', async () => {
  const branch = await addBranch(world, database.admin, { personId: randomUUID(), travelMinutes: 30 });
  expect((await rules()).travel).toMatchObject([{ locationId: branch.locationId, rules: { minutes: 30 } }]);
  const asked = { of: 'travel', subject: branch.locationId, change: { minutes: 45 }, expected: { minutes: 30 } } as const;
  expect(await change(asked)).toEqual({ status: 'changed' });
  expect(await change({ ...asked, change: { minutes: 50 } })).toMatchObject({ status: 'moved' });
  for (const locationId of [world.locationId, branch.locationId]) {
    const [changed] = await readSettingHistory(database.db, world.tenantNo, { locationId, limit: 1 });
    expect(changed).toMatchObject({ kind: 'change_travel_time', before: { minutes: 30 }, after: { minutes: 45 } });
  }
});

test.each<[RulesAsked, string]>([
  [{ of: 'resource', subject: 'room-9', change: { capacity: 2 } }, 'There is no resource "room-9" here. There are: room-1, room-2, room-3, room-4, room-5, room-6, room-7, room-8, class, doctor.'],
  [{ of: 'kind', subject: 'chair', change: { minimumGapMinutes: 5 } }, 'There is no kind of resource "chair" here. There are: room, class, person.'],
  [{ of: 'travel', subject: 'riverside', change: { minutes: 5 } }, 'From a place to itself there is no way.'],
  [{ of: 'resource', subject: 'room-1', change: { size: 2 } }, 'There is no rule "size" here. There are: capacity, squeezeLanes, squeezePerDay, oneClassAtATime, person.'],
  [{ of: 'resource', subject: 'room-3', change: {} }, 'Name what to change: capacity, squeezeLanes, squeezePerDay, oneClassAtATime, person.'],
  [{ of: 'resource', subject: 'room-3', change: { capacity: 0 } }, 'capacity: Give at least 1.'],
  [{ of: 'resource', subject: 'room-3', change: { capacity: 'two' } }, 'capacity: Give a whole number from 1 to 500.'],
  [{ of: 'resource', subject: 'room-3', change: { squeezeLanes: 1 } }, 'squeezePerDay: Give at least 1, as squeezeLanes is 1. Without squeeze-ins both are 0.'],
  [{ of: 'kind', subject: 'room', change: { minimumGapMinutes: 500 } }, 'minimumGapMinutes: Give at most 240 minutes.'],
  [{ of: 'service', subject: 'hour', change: { durationMinutes: null } }, 'durationMinutes has no default: say what it is.'],
  [{ of: 'service', subject: 'hour', change: { noShowFrom: 2 } }, 'noShowRequires: Say what is required from then on: deposit or approval.'],
  [{ of: 'service', subject: 'hour', change: { noShowRequires: 'a smile' } }, 'noShowRequires: Use one of: deposit, approval.'],
  [{ of: 'service', subject: 'hour', change: { kindBuffers: { chair: { cleanupMinutes: 5 } } } }, 'kindBuffers: It needs no "chair". It needs: room.'],
  [{ of: 'service', subject: 'hour', change: { kindBuffers: { room: { cleanupMinutes: 900 } } } }, 'kindBuffers.room.cleanupMinutes: Give at most 720 minutes.'],
  [{ of: 'service', subject: 'hour', change: { kindBuffers: { room: { gap: 9 } } } }, 'There is no "gap" in kindBuffers.room. There are: preparationMinutes, cleanupMinutes.'],
  [{ of: 'business', change: { undoSeconds: 999 } }, 'undoSeconds: Give at most 300 seconds.'],
])('%j is refused in one plain sentence, and nothing changes', async (asked, line) => {
  const before = await head();
  expect(await change(asked)).toEqual({ status: 'refused', problem: line });
  expect(await head()).toBe(before);
});

test('a policy that decisions would trip over is kept out of the table', async () => {
  const put = (policy: string) => database.admin.query('update service set no_show_policy = $2 where service_id = $1', [world.services.hour, policy]);
  await expect(put('{"from": "three"}')).rejects.toThrow('service_no_show_policy');
  await expect(put('{"from": 1, "then": "tea"}')).rejects.toThrow('service_no_show_policy');
});
