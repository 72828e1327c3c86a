import { randomUUID } from 'node:crypto';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { rulesOf, type TestRules } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
/** Three places each, in the studio and with the teacher. */
let studio: string;
let teacher: string;
/** A class: needs a studio and a teacher. A lesson is for one alone: the teacher and a room. */
let yoga: string;
let lesson: string;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  rules = rulesOf(world, database.admin);
  studio = world.classRoom;
  teacher = world.doctor;
  yoga = world.services.class;
  lesson = world.services.visit;
  await rules.resource(studio, { oneClassAtATime: true });
  await rules.resource(teacher, { name: 'Ines', capacity: 3, oneClassAtATime: true });
  await rules.service(yoga, { needs: ['class', 'person'], isClass: true });
});
afterEach(async () => {
  world.feedWatch.close();
  if ((await mixed()).length > 0) throw new Error('A teacher or a studio has two classes at one time');
});

const day = '2026-12-07';
const at = (clock: string) => `${day}T${clock}:00Z`;

async function book(serviceId: string, clock: string, more: { resourceIds?: string[]; partySize?: number; channel?: 'web' } = {}) {
  const { channel, ...args } = more;
  const bookingId = randomUUID();
  const asked = { bookingId, serviceId, start: at(clock), resourceIds: [], customer: { id: randomUUID(), name: `Guest ${bookingId}` }, ...args };
  return { bookingId, outcome: await (channel ? onWeb('create_booking', asked) : world.submit('create_booking', asked)) };
}

const onWeb = <K extends CommandKind>(kind: K, args: CommandArgs<K>) =>
  world.gateway.submit({ ...world.submitter, terminalId: null }, world.command(kind, args, { channel: 'web', actorId: randomUUID() }) as Command);

async function resourcesOf(bookingId: string): Promise<string[]> {
  const { rows } = await database.admin.query<{ resource_ids: string[] }>('select resource_ids from booking where booking_id = $1', [bookingId]);
  return rows[0]?.resource_ids ?? [];
}

/** Whom a teacher or a studio has at one time who are not of one class, by the bookings themselves. */
async function mixed(): Promise<object[]> {
  const { rows } = await database.admin.query(
    `select a.booking_id, b.booking_id from claim c join claim d on d.tenant_no = c.tenant_no and d.resource_no = c.resource_no
         and d.during && c.during and d.owner_id > c.owner_id and d.released_at is null and c.released_at is null
       join resource r on r.resource_no = c.resource_no and r.one_class_at_a_time
       join booking a on a.booking_id = c.owner_id join booking b on b.booking_id = d.owner_id
       join service s on s.service_id = a.service_id
     where c.tenant_no = $1 and (not s.is_class or (a.service_id, a.starts_at, a.ends_at, a.resource_ids) is distinct from (b.service_id, b.starts_at, b.ends_at, b.resource_ids))`,
    [world.tenantNo],
  );
  return rows;
}

async function addPair(): Promise<{ studio: string; teacher: string }> {
  const ids = { studio: randomUUID(), teacher: randomUUID() };
  const add = (id: string, slug: string, kind: string) =>
    database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, world.locationId, { id, slug, name: slug, kind, capacity: 3, oneClassAtATime: true, position: 20 }]);
  await add(ids.studio, 'studio-2', 'class');
  await add(ids.teacher, 'teacher-2', 'person');
  return ids;
}

test('as many as there are places share the teacher and the room; one more is told that it is full, and when there is another', async () => {
  for (const channel of [undefined, 'web', undefined] as const) {
    const { bookingId, outcome } = await book(yoga, '10:00', channel ? { channel } : {});
    committed(outcome);
    expect((await resourcesOf(bookingId)).toSorted()).toEqual([studio, teacher].toSorted());
  }
  const { alternatives } = refused((await book(yoga, '10:00')).outcome, 'capacity_full');
  expect(alternatives).toHaveLength(3);
  expect(alternatives.every(({ start, end }) => end <= at('10:00').replace('Z', '.000Z') || start >= at('11:00').replace('Z', '.000Z'))).toBe(true);
});

test('whoever is in a class is nobody else’s at that time, and a lesson is for one alone', async () => {
  committed((await book(yoga, '10:00')).outcome);
  // Two places are left, and not for them.
  expect(refused((await book(lesson, '10:30')).outcome, 'slot_taken').detail).toContain('No person is free');
  expect(refused((await book(yoga, '10:15')).outcome, 'slot_taken').alternatives).not.toEqual([]);
  expect(refused((await book(lesson, '10:30', { resourceIds: [teacher, world.rooms[0] ?? ''] })).outcome, 'slot_taken').detail).toContain('Ines is not free');

  committed((await book(lesson, '18:00')).outcome);
  committed((await book(lesson, '18:30')).outcome);
  refused((await book(lesson, '18:00')).outcome, 'slot_taken');
  refused((await book(yoga, '18:00')).outcome, 'slot_taken');
});

test('a class that takes place is filled before another is begun, and nobody is in two', async () => {
  const second = await addPair();
  const guests = [];
  for (let guest = 0; guest < 6; guest += 1) guests.push(await book(yoga, '10:00'));
  const sets = await Promise.all(guests.map(async ({ bookingId }) => (await resourcesOf(bookingId)).toSorted()));
  expect(sets).toEqual([...Array.from({ length: 3 }, () => [studio, teacher].toSorted()), ...Array.from({ length: 3 }, () => [second.studio, second.teacher].toSorted())]);
  refused((await book(yoga, '10:00')).outcome, 'capacity_full');

  committed((await book(yoga, '14:00', { resourceIds: [second.studio, teacher] })).outcome);
  const third = await book(yoga, '14:00');
  expect((await resourcesOf(third.bookingId)).toSorted()).toEqual([second.studio, teacher].toSorted());
  refused((await book(yoga, '14:00', { resourceIds: [studio, teacher] })).outcome, 'slot_taken');
});

test('what is held instead is a place in the class that takes place then', async () => {
  committed((await book(yoga, '11:00')).outcome);
  committed((await book(lesson, '10:00')).outcome);
  const { alternatives } = refused((await book(yoga, '10:00')).outcome, 'slot_taken');
  const joined = alternatives.find(({ start }) => start === at('11:00').replace('Z', '.000Z'));
  expect(joined?.holdId).toBeDefined();
  committed((await book(yoga, '11:00')).outcome);
  refused((await book(yoga, '11:00')).outcome, 'capacity_full');
  committed(await world.submit('confirm_hold', { holdId: joined?.holdId ?? '', bookingId: randomUUID(), customer: { id: randomUUID(), name: 'Joins' } }));
});

test('a party takes a place a head of both', async () => {
  committed((await book(yoga, '10:00', { partySize: 2 })).outcome);
  refused((await book(yoga, '10:00', { partySize: 2 })).outcome, 'capacity_full');
  committed((await book(yoga, '10:00')).outcome);
});

test('holds of a class are places in it: held, confirmed, let go, and of what ran out nothing is left in the way', async () => {
  const holds = [randomUUID(), randomUUID(), randomUUID()];
  for (const holdId of holds)
    committed(await onWeb('place_hold', { holdId, serviceId: yoga, start: at('10:00'), resourceIds: [] }));
  refused((await book(yoga, '10:00')).outcome, 'capacity_full');
  const [first = '', second = '', third = ''] = holds;
  committed(await world.submit('confirm_hold', { holdId: first, bookingId: randomUUID(), customer: { id: randomUUID(), name: 'First' } }));
  committed(await world.submit('release_hold', { holdId: second }));
  committed((await book(yoga, '10:00')).outcome);
  await database.admin.query(`with gone as (update hold set expires_at = clock_timestamp() - interval '1 second' where hold_id = $1 returning hold_id)
    update claim set expires_at = clock_timestamp() - interval '1 second' where owner_id in (select hold_id from gone)`, [third]);
  committed((await book(yoga, '10:00')).outcome);
  refused((await book(yoga, '10:00')).outcome, 'capacity_full');
});

test('what a class held that ran out is not in the way of another class or of a lesson', async () => {
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: yoga, start: at('10:00'), resourceIds: [], partySize: 2 }));
  refused((await book(lesson, '10:30')).outcome, 'slot_taken');
  await database.admin.query(`with gone as (update hold set expires_at = clock_timestamp() - interval '1 second' where hold_id = $1 returning hold_id)
    update claim set expires_at = clock_timestamp() - interval '1 second' where owner_id in (select hold_id from gone)`, [holdId]);
  committed((await book(lesson, '10:30')).outcome);
});

test('a guest moves to another class and back, and alone in theirs to any time', async () => {
  const [anna, ben] = [await book(yoga, '10:00'), await book(yoga, '10:00')];
  const move = (bookingId: string, clock: string, expectedVersion: number) => world.submit('move_booking', { bookingId, expectedVersion, start: at(clock), resourceIds: [] });
  const moved = world.command('move_booking', { bookingId: anna.bookingId, expectedVersion: 1, start: at('13:00'), resourceIds: [] });
  committed(await world.gateway.submit(world.submitter, moved));
  committed(await move(ben.bookingId, '10:30', 1));
  // What is kept of Ben's former class for an undo lies beside where he is now, not across from it.
  const { rows } = await database.admin.query('select distinct starts_at, ends_at from claim where tenant_no = $1 and yields and released_at is null', [world.tenantNo]);
  expect(rows).toEqual([{ starts_at: new Date(at('10:00')), ends_at: new Date(at('10:30')) }]);
  committed(await move(ben.bookingId, '10:00', 2));
  committed(await world.submit('undo_command', { commandId: moved.id }));
  expect((await resourcesOf(anna.bookingId)).toSorted()).toEqual([studio, teacher].toSorted());
  // Ben's class keeps the teacher: half an hour later nobody can be hers.
  refused(await move(anna.bookingId, '10:30', 3), 'slot_taken');
});

test('who moves to the time of a class joins it, wherever it takes place, and keeps to their own studio at any other', async () => {
  const second = await addPair();
  committed((await book(yoga, '10:00')).outcome);
  const anna = await book(yoga, '13:00', { resourceIds: [second.studio, second.teacher] });
  committed(await world.submit('move_booking', { bookingId: anna.bookingId, expectedVersion: 1, start: at('15:00'), resourceIds: [] }));
  expect((await resourcesOf(anna.bookingId)).toSorted()).toEqual([second.studio, second.teacher].toSorted());
  committed(await world.submit('move_booking', { bookingId: anna.bookingId, expectedVersion: 2, start: at('10:00'), resourceIds: [] }));
  expect((await resourcesOf(anna.bookingId)).toSorted()).toEqual([studio, teacher].toSorted());
});

test('who moves to the time of several classes stays with their own, and joins another where that one is full', async () => {
  const second = await addPair();
  const pairs = [[studio, teacher], [second.studio, second.teacher]];
  for (const clock of ['10:00', '13:00']) for (const resourceIds of pairs) committed((await book(yoga, clock, { resourceIds })).outcome);
  const guests = await Promise.all([1, 2, 3].map(() => book(yoga, '10:00', pairs[1] && { resourceIds: pairs[1], partySize: 1 })));
  const [anna, ben] = guests.filter(({ outcome }) => outcome.status === 'committed');
  const move = (bookingId = '') => world.submit('move_booking', { bookingId, expectedVersion: 1, start: at('13:00'), resourceIds: [] });
  committed(await move(anna?.bookingId));
  expect((await resourcesOf(anna?.bookingId ?? '')).toSorted()).toEqual(pairs[1]?.toSorted());
  committed((await book(yoga, '13:00', pairs[1] && { resourceIds: pairs[1] })).outcome);
  committed(await move(ben?.bookingId));
  expect((await resourcesOf(ben?.bookingId ?? '')).toSorted()).toEqual(pairs[0]?.toSorted());
});

test('who is in a class that is none any more stays together: late, cancelled by a slip of the hand, and taken back', async () => {
  const guests = [await book(yoga, '10:00'), await book(yoga, '10:00'), await book(yoga, '10:00')];
  await rules.service(yoga, { isClass: false });
  const startsOf = async (): Promise<string[]> => {
    const { rows } = await database.admin.query<{ at: string }>(
      `select to_char(starts_at at time zone 'utc', 'HH24:MI') as at from booking where booking_id = any($1) and status = 'booked'`, [guests.map(({ bookingId }) => bookingId)]);
    return rows.map((row) => row.at);
  };
  const late = world.command('run_late', { resourceId: teacher, from: at('09:00'), minutes: 15 });
  expect(committed(await world.gateway.submit(world.submitter, late)).unmoved).toEqual([]);
  expect(await startsOf()).toEqual(['10:15', '10:15', '10:15']);
  committed(await world.submit('undo_command', { commandId: late.id }));
  expect(await startsOf()).toEqual(['10:00', '10:00', '10:00']);
  const [anna] = guests;
  const cancelled = world.command('cancel_booking', { bookingId: anna?.bookingId ?? '', expectedVersion: 3 });
  committed(await world.gateway.submit(world.submitter, cancelled));
  committed(await world.submit('undo_command', { commandId: cancelled.id }));
  expect(await startsOf()).toEqual(['10:00', '10:00', '10:00']);
  // Whoever comes now is nobody's classmate.
  refused((await book(yoga, '10:00')).outcome, 'slot_taken');
  await rules.service(yoga, { isClass: true });
});

test('time kept for an undo keeps others than the desk away, on every place, and yields to the desk', async () => {
  const anna = await book(yoga, '10:00');
  committed(await world.submit('cancel_booking', { bookingId: anna.bookingId, expectedVersion: 1 }));
  refused((await book(lesson, '10:30', { channel: 'web' })).outcome, 'slot_taken');
  // Of the same class it is one place.
  committed((await book(yoga, '10:00', { channel: 'web', partySize: 2 })).outcome);
  refused((await book(lesson, '10:30')).outcome, 'slot_taken');
});

test('a class left by all of its guests leaves its teacher to the desk at once', async () => {
  const anna = await book(yoga, '10:00');
  committed(await world.submit('cancel_booking', { bookingId: anna.bookingId, expectedVersion: 1 }));
  committed((await book(lesson, '10:30')).outcome);
});

test('who teaches and runs late takes the class along, which stays one', async () => {
  const guests = [await book(yoga, '10:00'), await book(yoga, '10:00'), await book(yoga, '10:00')];
  const late = world.command('run_late', { resourceId: teacher, from: at('09:00'), minutes: 15 });
  const { moved } = committed(await world.gateway.submit(world.submitter, late));
  expect(moved?.map(({ start }) => start)).toEqual(Array.from({ length: 3 }, () => at('10:15').replace('Z', '.000Z')));
  refused((await book(yoga, '10:15')).outcome, 'capacity_full');
  committed(await world.submit('undo_command', { commandId: late.id }));
  const { rows } = await database.admin.query('select distinct starts_at from booking where booking_id = any($1)', [guests.map(({ bookingId }) => bookingId)]);
  expect(rows).toEqual([{ starts_at: new Date(at('10:00')) }]);
});

test('a series of a class joins each week’s class, beside lessons of other days', async () => {
  committed((await book(yoga, '10:00')).outcome);
  const series = { seriesId: randomUUID(), serviceId: yoga, start: at('10:00'), resourceIds: [], rule: 'FREQ=DAILY;COUNT=3', customer: { id: randomUUID(), name: 'Every day' }, acceptance: 'all' as const };
  const { occurrences } = committed(await world.submit('create_series', series));
  expect(occurrences?.map(({ status }) => status)).toEqual(['booked', 'booked', 'booked']);
});

test('a series joins whichever class takes place on a day, and keeps to one pair on the others', async () => {
  const second = await addPair();
  const on = (date: string, clock: string) => at(clock).replace(day, date);
  const begin = (serviceId: string, start: string, resourceIds: string[]) =>
    world.submit('create_booking', { bookingId: randomUUID(), serviceId, start, resourceIds, customer: { id: randomUUID(), name: 'Begins' } });
  committed(await begin(yoga, on('2026-12-07', '10:00'), [studio, teacher]));
  committed(await begin(yoga, on('2026-12-08', '10:00'), [second.studio, second.teacher]));
  // On one of the others the first pair is not to be had.
  committed(await begin(lesson, on('2026-12-10', '10:30'), [teacher, world.rooms[0] ?? '']));
  const series = { seriesId: randomUUID(), serviceId: yoga, start: at('10:00'), resourceIds: [], rule: 'FREQ=DAILY;COUNT=4', customer: { id: randomUUID(), name: 'Every day' }, acceptance: 'all' as const };
  const { occurrences } = committed(await world.submit('create_series', series));
  expect(occurrences?.map(({ resourceIds }) => resourceIds.includes(teacher))).toEqual([true, false, false, false]);
});

test('of a crowd each class gets as many as it has places, and no teacher is in two', async () => {
  const asked = Array.from({ length: 24 }, (_, index) => (index % 3 === 2 ? book(lesson, '10:30') : book(yoga, index % 3 === 1 ? '10:15' : '10:00')));
  const sold = (await Promise.all(asked)).filter(({ outcome }) => outcome.status === 'committed').map(({ bookingId }) => bookingId);
  // One of the three has the teacher, and fills up: a place in it may be held for somebody who wanted another.
  const { rows } = await database.admin.query<{ kind: string }>(
    `select c.owner_kind as kind from claim c join resource r using (tenant_no, resource_no)
       where c.tenant_no = $1 and r.resource_id = $2 and c.released_at is null and c.during && (
         select range_agg(during) from claim where tenant_no = r.tenant_no and resource_no = r.resource_no and owner_id = any($3) and released_at is null)`,
    [world.tenantNo, teacher, sold]);
  expect([1, 3]).toContain(rows.length);
  expect(rows.filter(({ kind }) => kind === 'booking')).toHaveLength(sold.length);
  expect(await mixed()).toEqual([]);
});

test('the database itself keeps two classes apart', async () => {
  const { bookingId } = await book(yoga, '10:00');
  const beside = database.admin.query(
    `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, class_key)
       select tenant_no, resource_no, lane + 1, starts_at, ends_at, owner_kind, owner_id, 'another' from claim where owner_id = $1`, [bookingId]);
  await expect(beside).rejects.toThrow('claim_one_class');
});

test('classes are kept apart again where one that is over lies across what was taken in between', async () => {
  const take = (lane: number, from: number, to: number, key: string | null) =>
    database.admin.query(
      `insert into claim (tenant_no, resource_no, lane, starts_at, ends_at, owner_kind, owner_id, class_key)
         select tenant_no, resource_no, $3, now() + make_interval(mins => $4), now() + make_interval(mins => $5), 'block', gen_random_uuid(), $6
           from resource where tenant_no = $1 and resource_id = $2`, [world.tenantNo, studio, lane, from, to, key]);
  await take(1, -180, -60, 'a class');
  await take(3, -300, -240, 'one that lies across nothing');
  await rules.resource(studio, { oneClassAtATime: false });
  await take(2, -120, 60, null);
  await rules.resource(studio, { oneClassAtATime: true });
  const { rows } = await database.admin.query(
    `select c.lane, c.class_key = c.owner_id::text as alone from claim c join resource r using (tenant_no, resource_no) where c.tenant_no = $1 and r.resource_id = $2 order by lane`, [world.tenantNo, studio]);
  expect(rows).toEqual([{ lane: 1, alone: null }, { lane: 2, alone: true }, { lane: 3, alone: false }]);
  await database.admin.query('delete from claim where tenant_no = $1', [world.tenantNo]);
});

test('the record of all that is sound', async () => {
  committed((await book(yoga, '10:00')).outcome);
  committed((await book(yoga, '10:00', { partySize: 2 })).outcome);
  committed((await book(lesson, '12:00')).outcome);
  const block = { blockId: randomUUID(), resourceIds: [teacher], start: at('14:00'), end: at('15:00'), reason: 'Dentist' };
  committed(await world.submit('place_block', block));
  refused((await book(lesson, '14:30', { resourceIds: [teacher, world.rooms[0] ?? ''] })).outcome, 'resource_blocked');
  expect(isSound(await verify(database.admin))).toBe(true);
});
