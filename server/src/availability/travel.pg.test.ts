import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { addBranch, rulesOf, type TestRules } from './test-rules.ts';

let database: TestDatabase;
/** The doctor of `world` also works at `branch`, half an hour away. */
let world: TestWorld;
let branch: { locationId: string; doctor: string };
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  rules = rulesOf(world, database.admin);
  const personId = randomUUID();
  await rules.resource(world.doctor, { personId });
  branch = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
});
afterEach(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const submitter = () => ({ ...world.submitter, locationId: null });
const times = (date: string, start: string, end: string) => ({ serviceId: null, start: `${date}T${start}:00Z`, end: `${date}T${end}:00Z` });
const here = (date: string, start: string, end: string, envelope = {}) =>
  world.gateway.submit(submitter(), world.command('create_booking', {
    bookingId: randomUUID(), ...times(date, start, end), resourceIds: [world.doctor], customer: null,
  }, envelope));
const there = (date: string, start: string, end: string, bookingId: string = randomUUID()) =>
  world.gateway.submit(submitter(), world.command('create_booking', {
    bookingId, ...times(date, start, end), resourceIds: [branch.doctor], customer: null,
  }, { locationId: branch.locationId }));

test('nobody is at two places at once, and not without the time for the way', async () => {
  const date = freshDay();
  committed(await there(date, '10:00', '11:00'));
  const refusal = refused(await here(date, '10:15', '10:45'), 'travel_too_short');
  expect(refusal.detail).toBe('Doctor has to be at another place from 10:00 to 11:00 and needs 30 minutes for the way.');
  expect(refusal.conflicts).toEqual([
    { start: `${date}T10:00:00.000Z`, end: `${date}T11:00:00.000Z`, resourceId: world.doctor, kind: 'booking' },
  ]);
  expect(refusal.alternatives.map(({ start, holdId }) => [start, holdId !== undefined])).toEqual([
    [`${date}T09:00:00.000Z`, true], [`${date}T11:30:00.000Z`, true], [`${date}T08:30:00.000Z`, true],
  ]);
  refused(await here(date, '11:15', '11:30'), 'travel_too_short');
});

test('who is at another place is squeezed in nowhere, named or picked', async () => {
  const date = freshDay();
  await rules.resource(world.doctor, { squeezeLanes: 2, squeezePerDay: 2 });
  committed(await there(date, '10:00', '11:00'));
  const squeezed = { bookingId: randomUUID(), ...times(date, '10:00', '10:30'), customer: null, squeezeIn: { reason: 'Pain' } };
  refused(await world.submit('create_booking', { ...squeezed, resourceIds: [world.doctor] }), 'travel_too_short');
  refused(await world.submit('create_booking', { ...squeezed, serviceId: world.services.visit, resourceIds: [] }), 'travel_too_short');
});

test('it is the way that keeps a squeeze-in, be the regular place taken too: of a booking, a date of a series and a move', async () => {
  /** Seen here until half past nine, and at ten over there. */
  const start = async (): Promise<string> => {
    const [date] = [freshDay(), freshDay()];
    committed(await here(date, '08:30', '09:30'));
    committed(await there(date, '10:00', '11:00'));
    return `${date}T09:15:00.000Z`;
  };
  const later = (wire: string, hours: number) => new Date(Date.parse(wire) + hours * 3_600_000).toISOString();
  const half = (from: string) => ({ serviceId: null, start: from, end: later(from, 0.5), resourceIds: [world.doctor], customer: null });
  const asked = { squeezeIn: { reason: 'Pain' } };
  const daily = { rule: 'FREQ=DAILY;COUNT=2', acceptance: 'all' } as const;
  const repeat = (from: string, more: object = {}) => world.submit('create_series', { seriesId: randomUUID(), ...half(from), ...daily, ...more });

  refused(await world.submit('create_booking', { bookingId: randomUUID(), ...half(await start()), ...asked }), 'travel_too_short');
  const ofSeries = refused(await repeat(await start(), asked), 'series_incomplete');
  expect(ofSeries.occurrences?.map(({ reason }) => reason)).toEqual(['travel_too_short', undefined]);

  const moved = await start();
  const { bookingId = '' } = committed(await world.submit('create_booking', { bookingId: randomUUID(), ...half(later(moved, 6)) }));
  const to = { resourceIds: [], ...asked };
  refused(await world.submit('move_booking', { bookingId, start: moved, ...to }), 'travel_too_short');
  const together = await start();
  const { seriesId = '', occurrences = [] } = committed(await repeat(later(together, 6)));
  const shift = { seriesId, bookingId: occurrences[0]?.bookingId ?? '', start: together, acceptance: 'all', ...to } as const;
  expect(refused(await world.submit('move_series', { ...shift, scope: 'all' }), 'series_incomplete').occurrences?.[0]?.reason).toBe('travel_too_short');
  refused(await world.submit('move_series', { ...shift, scope: 'this' }), 'travel_too_short');
  await rules.resource(world.doctor, { squeezeLanes: 0, squeezePerDay: 0 });
});

test('with it, they are booked', async () => {
  const date = freshDay();
  committed(await there(date, '10:00', '11:00'));
  committed(await here(date, '11:30', '12:00'));
  committed(await here(date, '09:00', '09:30'));
  refused(await there(date, '12:15', '12:30'), 'travel_too_short');
});

test('holds count as long as they live, blocks do not, and what is cancelled no more', async () => {
  const date = freshDay();
  const holdId = randomUUID();
  const hold = world.command('place_hold', { holdId, ...times(date, '10:00', '11:00'), resourceIds: [branch.doctor] }, { locationId: branch.locationId });
  committed(await world.gateway.submit(submitter(), hold));
  refused(await here(date, '10:00', '11:00'), 'travel_too_short');
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
  const { bookingId = '' } = committed(await here(date, '10:00', '11:00'));
  refused(await there(date, '10:00', '11:00'), 'travel_too_short');
  committed(await world.submit('cancel_booking', { bookingId }));
  const block = world.command('place_block', {
    blockId: randomUUID(), resourceIds: [world.doctor], start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z`,
  });
  committed(await world.gateway.submit(submitter(), block));
  committed(await there(date, '10:00', '11:00'));
});

test('a move and a hold that becomes a booking keep to it', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await here(date, '08:00', '09:00'));
  committed(await there(date, '10:00', '11:00'));
  refused(await world.submit('move_booking', { bookingId, start: `${date}T08:45:00Z`, resourceIds: [] }), 'travel_too_short');
  committed(await world.submit('move_booking', { bookingId, start: `${date}T08:30:00Z`, resourceIds: [] }));
  const holdId = randomUUID();
  const held = { holdId, ...times(date, '13:00', '14:00'), resourceIds: [world.doctor] };
  committed(await world.submit('place_hold', held));
  await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
  committed(await there(date, '13:30', '14:30'));
  expect(refused(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }), 'hold_expired').detail).toContain('another place');
});

test('nobody named, somebody who is not elsewhere is picked', async () => {
  const date = freshDay();
  const visit = (bookingId: string = randomUUID()) =>
    world.submit('create_booking', { bookingId, serviceId: world.services.visit, start: `${date}T10:00:00Z`, resourceIds: [], customer: null });
  committed(await there(date, '10:00', '11:00'));
  refused(await visit(), 'travel_too_short');
  const locum = { id: randomUUID(), slug: 'locum', name: 'Locum', kind: 'person' };
  await database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, world.locationId, locum]);
  const { bookingId } = committed(await visit());
  const { rows } = await database.admin.query('select resource_ids from booking where booking_id = $1', [bookingId]);
  expect(rows[0].resource_ids).toContain(locum.id);
  // A block at the other place keeps nobody from being here.
  const other = freshDay();
  const block = world.command('place_block', {
    blockId: randomUUID(), resourceIds: [branch.doctor], start: `${other}T09:00:00Z`, end: `${other}T11:00:00Z`,
  }, { locationId: branch.locationId });
  committed(await world.gateway.submit(submitter(), block));
  const first = committed(await world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.visit, start: `${other}T10:00:00Z`, resourceIds: [], customer: null,
  }));
  const picked = await database.admin.query('select resource_ids from booking where booking_id = $1', [first.bookingId]);
  expect(picked.rows[0].resource_ids).toContain(world.doctor);
});

test('a new distance holds from the next command on, for both places', async () => {
  const date = freshDay();
  const distance = (minutes: number) =>
    database.admin.query('select gateway.put_travel_time($1, $2, $3, $4)', [world.tenantNo, branch.locationId, world.locationId, minutes]);
  committed(await there(date, '10:00', '11:00'));
  await distance(90);
  refused(await here(date, '12:15', '13:00'), 'travel_too_short');
  await distance(30);
  committed(await here(date, '18:00', '19:00'));
});

test('who starts to work elsewhere is known at both places at once', async () => {
  const date = freshDay();
  const personId = randomUUID();
  const [room = ''] = world.rooms;
  committed(await world.book(room, `${date}T08:00:00Z`)); // both places have read their settings
  await rules.resource(room, { personId });
  committed(await world.book(room, `${date}T10:00:00Z`));
  const settled = async (): Promise<number> => {
    const { rows } = await database.admin.query<{ version: number }>('select catalogue_version as version from feed_head where location_id = $1', [world.locationId]);
    return rows[0]?.version ?? -1;
  };
  const before = await settled();
  const other = await addBranch(world, database.admin, { personId, travelMinutes: 60 });
  // Once for the person, once for the distance.
  expect(await settled()).toBe(before + 2);
  const late = world.command('create_booking', {
    bookingId: randomUUID(), ...times(date, '11:30', '12:00'), resourceIds: [other.doctor], customer: null,
  }, { locationId: other.locationId });
  refused(await world.gateway.submit(submitter(), late), 'travel_too_short');
  const after = world.command('create_booking', {
    bookingId: randomUUID(), ...times(date, '18:00', '19:00'), resourceIds: [other.doctor], customer: null,
  }, { locationId: other.locationId });
  committed(await world.gateway.submit(submitter(), after));
  expect(refused(await world.book(room, `${date}T18:30:00Z`), 'travel_too_short').alternatives[0]?.resourceIds).not.toEqual([room]);
});

test('a guest who named nobody hears of nobody\'s hours at another place, one who named the doctor does', async () => {
  const date = freshDay();
  committed(await there(date, '10:00', '11:00'));
  const visit = (resourceIds: string[], channel: 'web' | 'desk') => {
    const args = { bookingId: randomUUID(), serviceId: world.services.visit, start: `${date}T10:15:00Z`, resourceIds, customer: null };
    const command = world.command('create_booking', args, channel === 'web' ? { channel, actorId: randomUUID() } : {});
    return world.gateway.submit(channel === 'web' ? { ...submitter(), terminalId: null } : submitter(), command);
  };
  const met = async (...asked: Parameters<typeof visit>) => ((await visit(...asked)) as { conflicts?: { resourceId: string }[] }).conflicts?.map(({ resourceId }) => resourceId);
  expect(await met([], 'web')).toEqual([]);
  expect(await met([world.doctor], 'web')).toEqual([world.doctor]);
  expect(await met([], 'desk')).toEqual([world.doctor]);
});
