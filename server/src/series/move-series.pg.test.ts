import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => world.feedWatch.close());

async function open(options: Parameters<typeof createTestWorld>[2] = {}): Promise<void> {
  world = await createTestWorld(database.db, database.admin, options);
}
const room = (index: number): string => world.rooms[index] ?? '';

function committed(outcome: unknown): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}
function refused(outcome: unknown, reason: Refused['reason']): Refused {
  expect(outcome).toMatchObject({ status: 'refused', reason });
  return outcome as Refused;
}

interface Made {
  seriesId: string;
  ids: string[];
}

/** Four Tuesdays at ten in the first room, or by another rule. */
async function made(args: Partial<CommandArgs<'create_series'>> = {}): Promise<Made> {
  const seriesId = randomUUID();
  const outcome = committed(await world.submit('create_series', {
    seriesId, serviceId: world.services.hour, start: '2026-12-08T10:00:00Z', rule: 'FREQ=WEEKLY;COUNT=4', resourceIds: [room(0)],
    customer: null, acceptance: 'all', ...args,
  }));
  return { seriesId, ids: outcome.occurrences?.flatMap(({ bookingId }) => bookingId ?? []) ?? [] };
}

const move = ({ seriesId, ids }: Made, at: number, args: Partial<CommandArgs<'move_series'>> & { start: string }) =>
  world.submit('move_series', { seriesId, bookingId: ids[at] ?? '', scope: 'all', resourceIds: [], acceptance: 'all', ...args });

/** Where its bookings lie, in the order they were made: `08T10`, with the room's number when it is not the first. */
async function lie({ ids }: Made): Promise<string[]> {
  const { rows } = await database.admin.query<{ id: string; at: Date; room: string; status: string; claims: string }>(
    `select booking_id as id, starts_at as at, resource_ids[1] as room, status, (select count(*) from claim c
       where c.owner_id = b.booking_id and c.released_at is null and c.starts_at = b.occupied_from and c.ends_at = b.occupied_to) as claims
     from booking b where booking_id = any($1)`,
    [ids],
  );
  return ids.map((id) => {
    const row = rows.find((each) => each.id === id);
    const which = world.rooms.indexOf(row?.room ?? '');
    // One claim each, exactly where the booking says it lies; none of a cancelled one.
    expect(row?.claims).toBe(row?.status === 'cancelled' ? 0 : 1);
    return `${row?.at.toISOString().slice(8, 13)}${which === 0 ? '' : ` in ${which + 1}`}${row?.status === 'booked' ? '' : ` ${row?.status}`}`;
  });
}

test('all move by the step of the one that is named', async () => {
  await open();
  const lessons = await made();
  const outcome = committed(await move(lessons, 1, { start: '2026-12-16T11:30:00Z' }));
  expect(await lie(lessons)).toEqual(['09T11', '16T11', '23T11', '30T11']);
  expect(outcome.moved?.map(({ bookingId, bookingVersion, start }) => [bookingId, bookingVersion, start.slice(8, 16)])).toEqual(
    lessons.ids.map((id, index) => [id, 2, `${['09', '16', '23', '30'][index]}T11:30`]),
  );
  expect(outcome).toMatchObject({ seriesId: lessons.seriesId, unmoved: [] });
});

test('this one, or this and the following ones', async () => {
  await open();
  const lessons = await made();
  committed(await move(lessons, 2, { scope: 'following', start: '2026-12-22T14:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T10', '15T10', '22T14', '29T14']);
  committed(await move(lessons, 0, { scope: 'this', start: '2026-12-09T10:00:00Z' }));
  expect(await lie(lessons)).toEqual(['09T10', '15T10', '22T14', '29T14']);
});

test('a daily course moves by a day, each into the place of the next', async () => {
  await open();
  const course = await made({ rule: 'FREQ=DAILY;COUNT=5' });
  committed(await move(course, 0, { start: '2026-12-09T10:00:00Z' }));
  expect(await lie(course)).toEqual(['09T10', '10T10', '11T10', '12T10', '13T10']);
  committed(await move(course, 4, { start: '2026-12-12T10:00:00Z' }));
  expect(await lie(course)).toEqual(['08T10', '09T10', '10T10', '11T10', '12T10']);
});

test('one that cannot move refuses the whole, and nothing has moved', async () => {
  await open();
  const lessons = await made();
  committed(await world.book(room(0), '2026-12-23T10:30:00Z'));
  const outcome = refused(await move(lessons, 0, { start: '2026-12-09T10:00:00Z' }), 'series_incomplete');
  expect(outcome.detail).toMatch(/^3 of 4 can be had/);
  expect(outcome.occurrences?.map(({ occurrence, start, status, reason, bookingId }) => [occurrence.slice(8, 10), start.slice(8, 10), status, reason, bookingId])).toEqual([
    ['08', '09', 'free', undefined, lessons.ids[0]],
    ['15', '16', 'free', undefined, lessons.ids[1]],
    ['22', '23', 'taken', 'slot_taken', lessons.ids[2]],
    ['29', '30', 'free', undefined, lessons.ids[3]],
  ]);
  expect(outcome.occurrences?.[2]?.alternatives?.[0]).toEqual({ start: '2026-12-23T10:00:00.000Z', end: '2026-12-23T11:00:00.000Z', resourceIds: [room(1)] });
  expect(await lie(lessons)).toEqual(['08T10', '15T10', '22T10', '29T10']);
});

test('with `free` those move that can; the others are listed with what is in their way', async () => {
  await open();
  const lessons = await made();
  committed(await world.book(room(0), '2026-12-23T10:30:00Z'));
  const outcome = committed(await move(lessons, 0, { start: '2026-12-09T10:00:00Z', acceptance: 'free' }));
  expect(await lie(lessons)).toEqual(['09T10', '16T10', '22T10', '30T10']);
  expect(outcome.unmoved).toEqual([
    {
      bookingId: lessons.ids[2],
      bookingVersion: 1,
      start: '2026-12-22T10:00:00.000Z',
      wanted: { start: '2026-12-23T10:00:00.000Z', end: '2026-12-23T11:00:00.000Z' },
      reason: 'slot_taken',
      conflicts: [{ start: '2026-12-23T10:30:00.000Z', end: '2026-12-23T11:30:00.000Z', resourceId: room(0), kind: 'booking' }],
      alternatives: expect.objectContaining({ length: 3 }),
    },
  ]);
});

test.each([
  ['later', '2026-12-09T10:00:00Z', '2026-12-13T10:00:00Z', 0],
  ['earlier', '2026-12-07T10:00:00Z', '2026-12-07T10:00:00Z', 0],
])('one of a daily course that cannot move %s stands in the way of those behind it', async (_, start, blocked, at) => {
  await open();
  const course = await made({ rule: 'FREQ=DAILY;COUNT=5' });
  committed(await world.book(room(0), blocked));
  // The one at the front has to stay, so the one behind it has to, and so on.
  const outcome = refused(await move(course, at, { start, acceptance: 'free' }), 'series_incomplete');
  expect(outcome.detail).toBe('None of the occurrences can be had.');
  expect(await lie(course)).toEqual(['08T10', '09T10', '10T10', '11T10', '12T10']);
});

test('those behind one that has to stay, stay; those in front of it move', async () => {
  await open();
  const course = await made({ rule: 'FREQ=DAILY;COUNT=5', changes: [{ occurrence: '2026-12-10T10:00:00Z', skip: true }] });
  committed(await world.book(room(0), '2026-12-10T10:00:00Z'));
  const outcome = committed(await move(course, 0, { start: '2026-12-09T10:00:00Z', acceptance: 'free' }));
  expect(outcome.unmoved?.map(({ bookingId }) => bookingId)).toEqual([course.ids[0], course.ids[1]]);
  expect(await lie(course)).toEqual(['08T10', '09T10', '12T10', '13T10']);
});

test('of two that would come to lie on the same time, the one goes that can', async () => {
  await open();
  // The second day's date lies with the first one, in the next room, a quarter of an hour later.
  const pair = await made({
    rule: 'FREQ=DAILY;COUNT=2', changes: [{ occurrence: '2026-12-09T10:00:00Z', start: '2026-12-08T10:15:00Z', resourceIds: [room(1)] }],
  });
  // In the first room it would lie on the other's new time, and on its present one.
  const together = { start: '2026-12-08T10:45:00Z', resourceIds: [room(0)] };
  const refusal = refused(await move(pair, 1, together), 'series_incomplete');
  expect(refusal.occurrences?.map(({ bookingId, status }) => [bookingId, status])).toEqual([[pair.ids[0], 'free'], [pair.ids[1], 'taken']]);
  const outcome = committed(await move(pair, 1, { ...together, acceptance: 'free' }));
  expect(outcome.moved).toEqual([{ bookingId: pair.ids[0], bookingVersion: 2, start: '2026-12-08T10:30:00.000Z', end: '2026-12-08T11:30:00.000Z' }]);
  // What is in its way is where the other one lies from now on.
  expect(outcome.unmoved).toMatchObject([
    { bookingId: pair.ids[1], reason: 'slot_taken', conflicts: [{ start: '2026-12-08T10:30:00.000Z', end: '2026-12-08T11:30:00.000Z', resourceId: room(0) }] },
  ]);
  expect(await lie(pair)).toEqual(['08T10', '08T10 in 2']);
  refused(await world.submit('move_booking', { bookingId: pair.ids[1] ?? '', ...together }), 'slot_taken');
});

test('in a class, each gets the lane that leaves one for the others', async () => {
  await open();
  const inClass = { serviceId: world.services.class, resourceIds: [world.classRoom], customer: null };
  const book = (start: string, end: string) =>
    world.submit('create_booking', { ...inClass, bookingId: randomUUID(), serviceId: null, start: `2026-12-08T${start}Z`, end: `2026-12-08T${end}Z` });
  committed(await book('09:00:00', '23:59:00'));
  const dates = ['2026-12-08T11:00:00Z', '2026-12-08T17:00:00Z'];
  const course = await made({
    ...inClass, rule: 'FREQ=DAILY;COUNT=3', changes: dates.map((start, at) => ({ occurrence: `2026-12-${String(9 + at).padStart(2, '0')}T10:00:00Z`, start })),
  });
  // One of three lanes is taken all day, another one from now on at five.
  committed(await book('17:00:00', '18:00:00'));
  const outcome = committed(await move(course, 0, { start: '2026-12-08T13:00:00Z', end: '2026-12-08T16:30:00Z', acceptance: 'free' }));
  // By start and lowest lane first, the one at one o'clock would have the lane that is free until the evening.
  expect(await lie(course)).toEqual(['08T13 in 0', '08T14 in 0', '08T20 in 0']);
  expect(outcome.unmoved).toEqual([]);
});

test('the step is one of the wall clock, over the night the clocks change', async () => {
  await open({ timeZone: 'Europe/Berlin', now: Date.parse('2027-03-01T08:00:00Z') });
  const lessons = await made({ start: '2027-03-23T09:00:00Z', rule: 'FREQ=WEEKLY;COUNT=2' });
  expect(await lie(lessons)).toEqual(['23T09', '30T08']);
  committed(await move(lessons, 0, { start: '2027-03-24T10:00:00Z' }));
  expect(await lie(lessons)).toEqual(['24T10', '31T09']);
});

test('what was moved on its own stays where it was put, unless it is the one that is named', async () => {
  await open();
  const lessons = await made();
  committed(await world.submit('move_booking', { bookingId: lessons.ids[1] ?? '', start: '2026-12-17T16:00:00Z', resourceIds: [] }));
  committed(await move(lessons, 0, { start: '2026-12-08T11:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T11', '17T16', '22T11', '29T11']);
  committed(await move(lessons, 1, { start: '2026-12-17T17:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T12', '17T17', '22T12', '29T12']);
  // It has moved with its series since: it is one of them again.
  committed(await move(lessons, 0, { start: '2026-12-08T13:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T13', '17T18', '22T13', '29T13']);
  // `this` is a move on its own too.
  committed(await move(lessons, 3, { scope: 'this', start: '2026-12-30T09:00:00Z' }));
  committed(await move(lessons, 0, { start: '2026-12-08T14:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T14', '17T19', '22T14', '30T09']);
});

test('a move of the series that only one could follow, or only one is left of, was no move on its own', async () => {
  await open();
  const lessons = await made();
  // The last two an hour on: somebody is in the way of the fourth, so that only the third goes.
  committed(await world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: '2026-12-29T11:00:00Z', resourceIds: [room(0)], customer: null,
  }));
  committed(await move(lessons, 2, { scope: 'following', start: '2026-12-22T11:00:00Z', acceptance: 'free' }));
  expect(await lie(lessons)).toEqual(['08T10', '15T10', '22T11', '29T10']);
  committed(await move(lessons, 0, { start: '2026-12-08T09:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T09', '15T09', '22T10', '29T09']);

  // The first two go together; then the first begins, and what the second did with it still counts.
  committed(await move(lessons, 2, { scope: 'this', start: '2026-12-22T12:00:00Z' }));
  committed(await move(lessons, 3, { scope: 'this', start: '2026-12-29T13:00:00Z' }));
  committed(await move(lessons, 0, { start: '2026-12-08T10:00:00Z' }));
  world.clock.now = Date.parse('2026-12-08T10:30:00Z');
  committed(await move(lessons, 2, { start: '2026-12-22T13:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T10', '15T11', '22T13', '29T13']);
});

test('what has begun, is over or is cancelled stays', async () => {
  await open();
  const lessons = await made({ rule: 'FREQ=DAILY;COUNT=5' });
  world.clock.now = Date.parse('2026-12-09T10:30:00Z');
  committed(await world.submit('cancel_booking', { bookingId: lessons.ids[3] ?? '' }));
  committed(await world.submit('arrive_booking', { bookingId: lessons.ids[2] ?? '' }));
  committed(await move(lessons, 4, { start: '2026-12-12T12:00:00Z' }));
  expect(await lie(lessons)).toEqual(['08T10', '09T10', '10T10 arrived', '11T10 cancelled', '12T12']);
  refused(await move(lessons, 1, { start: '2026-12-09T12:00:00Z' }), 'illegal_status');
  refused(await move(lessons, 3, { start: '2026-12-11T12:00:00Z' }), 'illegal_status');
});

test('other resources for those that lie where the named one lies', async () => {
  await open();
  const lessons = await made({ changes: [{ occurrence: '2026-12-22T10:00:00Z', resourceIds: [room(3)] }] });
  committed(await move(lessons, 0, { start: '2026-12-08T10:00:00Z', resourceIds: [room(1)] }));
  expect(await lie(lessons)).toEqual(['08T10 in 2', '15T10 in 2', '22T10 in 4', '29T10 in 2']);
});

test('each keeps its length, or all get the one that is given', async () => {
  await open();
  const lessons = await made({ end: '2026-12-08T11:30:00Z' });
  const ends = async () => {
    const { rows } = await database.admin.query<{ minutes: number }>(
      `select distinct (extract(epoch from ends_at - starts_at) / 60)::int as minutes from booking where series_id = $1`,
      [lessons.seriesId],
    );
    return rows.map(({ minutes }) => minutes);
  };
  committed(await move(lessons, 0, { start: '2026-12-08T12:00:00Z' }));
  expect(await ends()).toEqual([90]);
  committed(await move(lessons, 0, { start: '2026-12-08T12:00:00Z', end: '2026-12-08T12:45:00Z' }));
  expect(await ends()).toEqual([45]);
});

test('one booking alone is refused as a move of a booking is, with alternatives that are held', async () => {
  await open();
  const lessons = await made();
  committed(await world.book(room(0), '2026-12-09T10:00:00Z'));
  const outcome = refused(await move(lessons, 0, { scope: 'this', start: '2026-12-09T10:00:00Z' }), 'slot_taken');
  expect(outcome.alternatives).toHaveLength(3);
  expect(outcome.alternatives.every(({ holdId }) => holdId !== undefined)).toBe(true);
});

test('a series, or a booking of it, that is not there', async () => {
  await open();
  const lessons = await made();
  const single = committed(await world.book(room(5), '2026-12-09T10:00:00Z'));
  const start = '2026-12-09T10:00:00Z';
  refused(await move({ ...lessons, seriesId: randomUUID() }, 0, { start }), 'not_found');
  refused(await move({ ...lessons, ids: [single.bookingId ?? ''] }, 0, { start }), 'not_found');
});

test('the record of the move stands in the history of each', async () => {
  await open();
  const lessons = await made();
  const { version } = committed(await move(lessons, 1, { start: '2026-12-15T11:00:00Z' }));
  const { rows } = await database.admin.query(
    `select e.kind, e.subject_id, jsonb_array_length(e.before->'bookings') as before, jsonb_array_length(e.after->'bookings') as after,
       (select count(*)::int from event_subject s where s.tenant_no = e.tenant_no and s.version = e.version) as others
     from event e where e.tenant_no = $1 and e.version = $2`,
    [world.tenantNo, version],
  );
  expect(rows).toEqual([{ kind: 'move_series', subject_id: lessons.ids[1], before: 4, after: 4, others: 3 }]);
});

test('a move is taken back as one, each out of the place of the next', async () => {
  await open();
  const course = await made({ rule: 'FREQ=DAILY;COUNT=4' });
  const there = world.command('move_series', {
    seriesId: course.seriesId, bookingId: course.ids[0] ?? '', scope: 'all', start: '2026-12-09T10:00:00Z', resourceIds: [], acceptance: 'all',
  });
  committed(await world.gateway.submit(world.submitter, there));
  committed(await world.submit('undo_command', { commandId: there.id }));
  expect(await lie(course)).toEqual(['08T10', '09T10', '10T10', '11T10']);
  // They are those of the series still: a move that was taken back is no move.
  committed(await move(course, 0, { start: '2026-12-08T11:00:00Z' }));
  expect(await lie(course)).toEqual(['08T11', '09T11', '10T11', '11T11']);
});
