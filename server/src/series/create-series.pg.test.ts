import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fromWire } from '@holdfast/domain/instant';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import { rulesOf } from '../availability/test-rules.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { occurrenceId } from './occurrence-id.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterAll(() => world.feedWatch.close());

/** Each test has a business of its own: a series reaches over months. */
async function open(options: Parameters<typeof createTestWorld>[2] = {}): Promise<TestWorld> {
  world = await createTestWorld(database.db, database.admin, options);
  return world;
}
const room = (index: number): string => world.rooms[index] ?? '';
const series = (args: Partial<CommandArgs<'create_series'>> = {}): CommandArgs<'create_series'> => ({
  seriesId: randomUUID(),
  serviceId: world.services.hour,
  start: '2026-12-01T10:00:00.000Z',
  rule: 'FREQ=WEEKLY;COUNT=4',
  resourceIds: [room(0)],
  customer: null,
  acceptance: 'all',
  ...args,
});

function committed(outcome: unknown): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}
function refused(outcome: unknown, reason: Refused['reason']): Refused {
  expect(outcome).toMatchObject({ status: 'refused', reason });
  return outcome as Refused;
}

test('a weekly lesson is one command: a booking each, told to the feed, one event for all', async () => {
  await open();
  const customer = { id: randomUUID(), name: 'Chen', phone: '+44 7700 900123' };
  const args = series({ customer, title: 'Cello' });
  const outcome = committed(await world.submit('create_series', args));
  expect(outcome.seriesId).toBe(args.seriesId);
  const starts = ['2026-12-01', '2026-12-08', '2026-12-15', '2026-12-22'].map((day) => `${day}T10:00:00.000Z`);
  expect(outcome.occurrences).toEqual(
    starts.map((start) => ({
      occurrence: start,
      start,
      end: start.replace('T10', 'T11'),
      status: 'booked',
      resourceIds: [room(0)],
      bookingId: occurrenceId(args.seriesId, fromWire(start)),
      reference: expect.stringMatching(/^HF-/),
    })),
  );
  const { rows } = await database.admin.query(
    `select starts_at, status, title, customer_id, (select count(*)::int from event_subject s where s.subject_id = b.booking_id) as events
     from booking b where series_id = $1 order by starts_at`,
    [args.seriesId],
  );
  expect(rows).toEqual(starts.map((start) => ({ starts_at: new Date(start), status: 'booked', title: 'Cello', customer_id: customer.id, events: 1 })));
  const changes = await database.admin.query(`select entity, count(*)::int from change where version = $1 and tenant_no = $2 group by entity order by entity`, [outcome.version, world.tenantNo]);
  expect(changes.rows).toEqual([{ entity: 'booking', count: 4 }, { entity: 'customer', count: 1 }, { entity: 'series', count: 1 }]);
  for (const start of starts) refused(await world.book(room(0), start), 'slot_taken');
});

test('the same series sent twice is one series', async () => {
  await open();
  const command = world.command('create_series', series());
  const first = await world.gateway.submit(world.submitter, command);
  expect(await world.gateway.submit(world.submitter, command)).toEqual(first);
  refused(await world.submit('create_series', command.args), 'series_incomplete');
  refused(await world.submit('create_series', { ...command.args, resourceIds: [room(1)] }), 'already_exists');
});

test('one date that is taken refuses the whole, and says of each what it would have got', async () => {
  await open();
  committed(await world.book(room(0), '2026-12-15T09:30:00Z'));
  const outcome = refused(await world.submit('create_series', series()), 'series_incomplete');
  expect(outcome.detail).toMatch(/^3 of 4 can be had/);
  expect(outcome.occurrences?.map(({ status, reason }) => [status, reason])).toEqual([
    ['free', undefined], ['free', undefined], ['taken', 'slot_taken'], ['free', undefined],
  ]);
  // Nearest first: other rooms at the same time. None is held.
  expect(outcome.occurrences?.[2]?.alternatives).toEqual(
    [1, 2, 3].map((index) => ({ start: '2026-12-15T10:00:00.000Z', end: '2026-12-15T11:00:00.000Z', resourceIds: [room(index)] })),
  );
  expect(outcome.alternatives).toEqual([]);
  const { rows } = await database.admin.query('select count(*)::int as claims from claim where tenant_no = $1', [world.tenantNo]);
  expect(rows).toEqual([{ claims: 1 }]);
});

test('with `free`, what can be had is booked and the others are listed', async () => {
  await open();
  committed(await world.book(room(0), '2026-12-15T09:30:00Z'));
  const outcome = committed(await world.submit('create_series', series({ acceptance: 'free' })));
  expect(outcome.occurrences?.map(({ status }) => status)).toEqual(['booked', 'booked', 'taken', 'booked']);
  expect(outcome.occurrences?.[2]).toMatchObject({ reason: 'slot_taken', alternatives: expect.arrayContaining([]) });
  expect(outcome.occurrences?.[2]?.bookingId).toBeUndefined();
});

test('"20 of 24: those, and these four elsewhere" is one command', async () => {
  await open();
  const busy = ['2026-12-08', '2026-12-22', '2027-01-05', '2027-01-19'];
  for (const day of busy) committed(await world.book(room(0), `${day}T10:00:00Z`));
  const args = series({ rule: 'FREQ=WEEKLY;COUNT=24' });
  const first = world.command('create_series', args);
  const refusal = refused(await world.gateway.submit(world.submitter, first), 'series_incomplete');
  expect(refusal.detail).toMatch(/^20 of 24/);
  const changes = refusal.occurrences?.flatMap(({ occurrence, alternatives }) =>
    alternatives?.[0] ? [{ occurrence, start: alternatives[0].start, resourceIds: alternatives[0].resourceIds }] : [],
  );
  const outcome = committed(await world.submit('create_series', { ...args, ...(changes ? { changes } : {}) }, { supersedes: first.id }));
  expect(outcome.occurrences?.every(({ status }) => status === 'booked')).toBe(true);
  expect(outcome.occurrences?.filter(({ resourceIds }) => resourceIds[0] === room(1)).map(({ start }) => start.slice(0, 10))).toEqual(busy);
});

test('single occurrences can be left out, moved in time, and put elsewhere', async () => {
  await open();
  const changes = [
    { occurrence: '2026-12-08T10:00:00Z', skip: true },
    { occurrence: '2026-12-15T11:00:00+01:00', start: '2026-12-16T14:00:00Z' },
    { occurrence: '2026-12-22T10:00:00Z', resourceIds: [room(3)] },
  ];
  const outcome = committed(await world.submit('create_series', series({ changes })));
  expect(outcome.occurrences?.map(({ occurrence, start, resourceIds, status }) => [occurrence.slice(0, 10), start.slice(0, 13), resourceIds[0], status])).toEqual([
    ['2026-12-01', '2026-12-01T10', room(0), 'booked'],
    ['2026-12-08', '2026-12-08T10', room(0), 'skipped'],
    ['2026-12-15', '2026-12-16T14', room(0), 'booked'],
    ['2026-12-22', '2026-12-22T10', room(3), 'booked'],
  ]);
});

test('the occurrences stand in each other\'s way', async () => {
  await open();
  const end = '2026-12-02T11:00:00.000Z';
  const outcome = refused(await world.submit('create_series', series({ serviceId: null, end, rule: 'FREQ=DAILY;COUNT=3' })), 'series_incomplete');
  // 25 hours each: the second begins before the first ends, the third after.
  expect(outcome.occurrences?.map(({ status }) => status)).toEqual(['free', 'taken', 'free']);
});

test('near openings keep clear of the series itself and of each other', async () => {
  await open();
  for (const other of world.rooms.slice(2)) {
    committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [other], start: '2026-12-01T00:00:00Z', end: '2026-12-06T00:00:00Z' }));
  }
  for (const day of [2, 3]) for (const index of [0, 1]) committed(await world.book(room(index), `2026-12-0${day}T10:00:00Z`));
  const args = series({ rule: 'FREQ=DAILY;COUNT=4' });
  const { occurrences } = refused(await world.submit('create_series', args), 'series_incomplete');
  const firsts = occurrences?.flatMap(({ occurrence, alternatives }) => (alternatives?.[0] ? [{ occurrence, ...alternatives[0] }] : [])) ?? [];
  expect(firsts).toHaveLength(2);
  const changes = firsts.map(({ occurrence, start, resourceIds }) => ({ occurrence, start, resourceIds }));
  committed(await world.submit('create_series', { ...args, changes }));
});

test('one opening is not offered first to two dates', async () => {
  await open();
  for (const [index, other] of world.rooms.entries()) {
    // Two days are not for sale but for one evening hour, in one room.
    const parts = index === 0 ? [['02T00', '02T22'], ['02T23', '04T00']] : [['02T00', '04T00']];
    for (const [from, to] of parts)
      committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [other], start: `2026-12-${from}:00:00Z`, end: `2026-12-${to}:00:00Z` }));
  }
  // At 22:45 on both days: the hour at 22:00 is the nearest to the first, and lies nearest to the second too.
  const { occurrences } = refused(await world.submit('create_series', series({ start: '2026-12-02T22:45:00Z', rule: 'FREQ=DAILY;COUNT=2', resourceIds: [] })), 'series_incomplete');
  const [first, second] = occurrences ?? [];
  expect(first?.alternatives?.[0]?.start).toBe('2026-12-02T22:00:00.000Z');
  expect(second?.alternatives?.map(({ start }) => start)).not.toContain('2026-12-02T22:00:00.000Z');
});

test('nobody named: one room for all dates where there is one, the fewest changes where there is none', async () => {
  await open();
  // Rooms 1 and 2 are busy on one date each; room 3 is free throughout.
  committed(await world.book(room(0), '2026-12-08T10:00:00Z'));
  committed(await world.book(room(1), '2026-12-15T10:00:00Z'));
  const whole = committed(await world.submit('create_series', series({ resourceIds: [] })));
  expect(new Set(whole.occurrences?.flatMap(({ resourceIds }) => resourceIds))).toEqual(new Set([room(2)]));
  for (const other of world.rooms.slice(3))
    committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [other], start: '2026-12-01T00:00:00Z', end: '2026-12-06T00:00:00Z' }));
  committed(await world.book(room(0), '2026-12-01T10:00:00Z'));
  // On the first date only room 2 is left, and it lacks one of the four as rooms 4 to 8 do: it is the leftmost of those.
  const mixed = committed(await world.submit('create_series', series({ resourceIds: [] })));
  expect(mixed.occurrences?.map(({ resourceIds }) => resourceIds[0])).toEqual([room(1), room(1), room(0), room(1)]);
});

test('all rooms of a service are had or none, preparation and cleanup included', async () => {
  await open();
  committed(await world.book(room(0), '2026-12-08T11:10:00Z'));
  const buffered = refused(await world.submit('create_series', series({ serviceId: world.services.buffered })), 'series_incomplete');
  expect(buffered.occurrences?.map(({ status }) => status)).toEqual(['free', 'taken', 'free', 'free']);
  committed(await world.submit('create_series', series({ serviceId: world.services.visit, resourceIds: [] })));
  const visits = refused(await world.submit('create_series', series({ serviceId: world.services.visit, resourceIds: [] })), 'series_incomplete');
  expect(visits.occurrences?.map(({ status }) => status)).toEqual(['taken', 'taken', 'taken', 'taken']);
});

test('it repeats the wall time: ten o\'clock stays ten o\'clock when the clocks change', async () => {
  await open({ timeZone: 'Europe/Berlin', now: Date.parse('2027-03-01T08:00:00Z'), openingHours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), [['09:00', '12:00']]])) });
  const outcome = committed(await world.submit('create_series', series({ start: '2027-03-23T09:00:00Z', rule: 'FREQ=WEEKLY;COUNT=2' })));
  expect(outcome.occurrences?.map(({ start }) => start)).toEqual(['2027-03-23T09:00:00.000Z', '2027-03-30T08:00:00.000Z']);
});

test('each occurrence obeys the opening hours and the calendar of its own day', async () => {
  await open({ openingHours: { 2: [['09:00', '18:00']], 4: [['12:00', '18:00']] } });
  const end = '2026-12-01T11:00:00Z';
  const wide = refused(await world.submit('create_series', series({ serviceId: null, end, rule: 'FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4' })), 'series_incomplete');
  expect(wide.occurrences?.map(({ status, reason }) => [status, reason])).toEqual([
    ['free', undefined], ['taken', 'outside_hours'], ['free', undefined], ['taken', 'outside_hours'],
  ]);
  // The nearest opening on a Thursday: noon.
  expect(wide.occurrences?.[1]?.alternatives?.[0]?.start).toBe('2026-12-03T12:00:00.000Z');
  const far = refused(await world.submit('create_series', series({ rule: 'FREQ=WEEKLY;INTERVAL=52;COUNT=4' })), 'series_incomplete');
  expect(far.occurrences?.map(({ status, reason }) => [status, reason])).toEqual([
    ['free', undefined], ['free', undefined], ['free', undefined], ['taken', 'invalid_times'],
  ]);
});

test('a rule that cannot be followed is refused in words', async () => {
  await open();
  const words = async (args: Partial<CommandArgs<'create_series'>>) => refused(await world.submit('create_series', series(args)), 'invalid_rule').detail;
  expect(await words({ rule: 'FREQ=WEEKLY' })).toMatch(/never ends/);
  expect(await words({ rule: 'FREQ=DAILY;COUNT=500' })).toMatch(/200 are the most/);
  expect(await words({ rule: 'FREQ=WEEKLY;BYDAY=WE;COUNT=2' })).toMatch(/not one of the rule's days/);
  expect(await words({ changes: [{ occurrence: '2026-12-02T10:00:00Z', skip: true }] })).toMatch(/no occurrence at 2026-12-02T10:00:00.000Z/);
  expect(await words({ changes: [{ occurrence: '2026-12-01T10:00:00Z', skip: true }, { occurrence: '2026-12-01T10:00:00.000Z' }] })).toMatch(/changed twice/);
  expect(await words({ rule: 'FREQ=DAILY;COUNT=1', changes: [{ occurrence: '2026-12-01T10:00:00Z', skip: true }] })).toMatch(/nothing would be booked/);
});

test('what is wrong with every occurrence is the answer itself', async () => {
  await open();
  refused(await world.submit('create_series', series({ serviceId: randomUUID() })), 'not_found');
  refused(await world.submit('create_series', series({ resourceIds: [randomUUID()] })), 'not_found');
  refused(await world.submit('create_series', series({ resourceIds: [world.doctor] })), 'unsuitable_resource');
  refused(await world.submit('create_series', series({ serviceId: null })), 'invalid_times');
  refused(await world.submit('create_series', series({ end: '2026-12-01T09:00:00Z' })), 'invalid_times');
  refused(await world.submit('create_series', series({ start: '2026-01-06T10:00:00Z' })), 'past');
});

test('nothing at all to be had is refused, whatever the asker accepts', async () => {
  await open();
  committed(await world.submit('create_series', series()));
  const outcome = refused(await world.submit('create_series', series({ acceptance: 'free' })), 'series_incomplete');
  expect(outcome.detail).toBe('None of the occurrences can be had.');
});

test('a class takes as many as it has places', async () => {
  await open();
  const args = () => series({ serviceId: world.services.class, resourceIds: [world.classRoom] });
  for (let place = 1; place <= 3; place++) committed(await world.submit('create_series', args()));
  const full = refused(await world.submit('create_series', args()), 'series_incomplete');
  expect(full.occurrences?.map(({ reason }) => reason)).toEqual(Array.from({ length: 4 }, () => 'capacity_full'));
});

test('what a service asks of people who missed bookings it asks of a series too', async () => {
  await open();
  await rulesOf(world, database.admin).service(world.services.hour, { noShowPolicy: noShowPolicy(1, 'deposit') });
  const customer = { id: randomUUID(), name: 'Chen' };
  const first = committed(await world.submit('create_series', series({ customer })));
  await database.admin.query('update customer set no_shows = 1 where tenant_no = $1 and customer_id = $2', [world.tenantNo, customer.id]);
  refused(await world.submit('create_series', series({ customer, resourceIds: [room(1)] })), 'deposit_required');
  expect(first.occurrences).toHaveLength(4);
});

test('a party takes that many places of each date', async () => {
  await open();
  const args = (partySize: number) => series({ serviceId: world.services.class, resourceIds: [world.classRoom], partySize });
  committed(await world.submit('create_series', args(2)));
  expect(refused(await world.submit('create_series', args(2)), 'series_incomplete').occurrences?.[0]).toMatchObject({ reason: 'capacity_full' });
  committed(await world.submit('create_series', args(1)));
  refused(await world.submit('create_series', args(4)), 'unsuitable_resource');
});

test('a remainder too short to sell is left on no date', async () => {
  await open();
  await rulesOf(world, database.admin).location({ kinds: { room: { shortestSellableMinutes: 30 } } });
  committed(await world.book(room(0), '2026-12-08T11:15:00Z'));
  const { occurrences } = refused(await world.submit('create_series', series()), 'series_incomplete');
  expect(occurrences?.map(({ reason }) => reason)).toEqual([undefined, 'gap_too_short', undefined, undefined]);
});
