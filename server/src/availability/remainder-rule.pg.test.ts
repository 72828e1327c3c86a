import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { findSlots } from './find-slots.ts';
import { ClaimLooks } from './claim-looks.ts';
import { CatalogueCache } from '../locations/catalogue.ts';
import { rulesOf, type TestRules } from './test-rules.ts';

let database: TestDatabase;
let world: TestWorld;
let rules: TestRules;
beforeAll(async () => {
  database = await createTestDatabase();
  const daily = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['09:00', '17:00'] as [string, string]]]));
  world = await createTestWorld(database.db, database.admin, { openingHours: daily, timeZone: 'Europe/Berlin' });
  rules = rulesOf(world, database.admin);
});
beforeEach(async () => {
  await rules.location({ kinds: { room: { shortestSellableMinutes: 30 } } });
  await rules.service(world.services.hour, { preparationMinutes: 0, cleanupMinutes: 0 });
});
afterAll(() => world.feedWatch.close());

let day = 1;
/** Berlin is an hour ahead of UTC in December: `at('10:00')` is ten o'clock there. */
const freshDay = () => {
  const date = `2026-12-${String(++day).padStart(2, '0')}`;
  return (wall: string): string => new Date(`${date}T${wall}:00+01:00`).toISOString();
};
const room = (index: number): string => world.rooms[index] ?? '';
const book = (start: string, change: object = {}, envelope = {}) => {
  const args = { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room(0)], customer: null };
  return world.submit('create_booking', { ...args, ...change }, envelope);
};

test('a remainder too short to sell is refused, named, and what leaves none is offered', async () => {
  const at = freshDay();
  committed(await book(at('09:00')));
  const refusal = refused(await book(at('10:15')), 'gap_too_short');
  expect(refusal.detail).toBe('Room 1 would have 15 minutes left from 10:00 to 10:15: too short to sell. Nearest starts that leave none: 10:00, 10:30.');
  expect(refusal.conflicts).toEqual([]);
  expect(refusal.alternatives.map(({ start, resourceIds }) => [start, resourceIds])).toEqual([
    [at('10:15'), [room(1)]], [at('10:15'), [room(2)]], [at('10:15'), [room(3)]],
  ]);
  committed(await book(at('10:30')));
});

test('of several that are offered none counts on another: each can be had when the others are let go', async () => {
  const at = freshDay();
  await rules.location({ kinds: { room: { shortestSellableMinutes: 120 } } });
  for (const index of [1, 2, 3, 4, 5, 6, 7])
    committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [room(index)], start: at('00:00'), end: at('23:00') }));
  committed(await book(at('09:30'), { serviceId: null, end: at('10:15'), waive: { rules: ['orphan_gap'], reason: 'Regular' } }));
  const { alternatives } = refused(await book(at('11:00')), 'gap_too_short');
  for (const { holdId } of alternatives) if (holdId !== undefined) committed(await world.submit('release_hold', { holdId }));
  for (const { start } of alternatives) {
    const { bookingId = '' } = committed(await book(start));
    committed(await world.submit('cancel_booking', { bookingId }));
  }
  expect(alternatives.map(({ start }) => start)).toEqual(['10:15', '12:15', '13:15'].map(at));
});

test('the end of the hours is an edge like a booking', async () => {
  const at = freshDay();
  expect(refused(await book(at('15:45')), 'gap_too_short').detail).toContain('16:45 to 17:00');
});

test('it is kept by a hold, a move, and the fresh attempt after a hold ran out', async () => {
  const at = freshDay();
  const { bookingId = '' } = committed(await book(at('09:00')));
  const holdId = randomUUID();
  const place = (id: string, start: string) => world.submit('place_hold', { holdId: id, serviceId: world.services.hour, start, resourceIds: [room(0)] });
  refused(await place(randomUUID(), at('10:15')), 'gap_too_short');
  committed(await place(holdId, at('15:30')));
  // Its former self is no neighbour; the end of the hours is.
  expect(refused(await world.submit('move_booking', { bookingId, start: at('09:15'), resourceIds: [] }), 'gap_too_short').conflicts).toEqual([]);
  committed(await world.submit('move_booking', { bookingId, start: at('09:30'), resourceIds: [] }));
  await database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id = $1`, [holdId]);
  await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
  committed(await book(at('14:15'), { resourceIds: [room(0)] }));
  refused(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }), 'gap_too_short');
});

test('nobody named, a room is picked in which it leaves none', async () => {
  const at = freshDay();
  committed(await book(at('09:00')));
  const { bookingId } = committed(await book(at('10:15'), { resourceIds: [] }));
  const { rows } = await database.admin.query('select resource_ids from booking where booking_id = $1', [bookingId]);
  expect(rows[0].resource_ids).toEqual([room(1)]);
  const early = freshDay();
  expect(refused(await book(early('09:15'), { resourceIds: [] }), 'gap_too_short').detail).toContain('09:00 to 09:15');
});

test('who may sets it aside with a reason, for this one booking', async () => {
  const at = freshDay();
  const waive = { rules: ['orphan_gap' as const], reason: 'Regular guest, always at quarter past' };
  refused(await book(at('09:15'), { waive }, { actorId: world.colleagueId }), 'policy_forbids');
  const { bookingId } = committed(await book(at('09:15'), { waive }));
  const { rows } = await database.admin.query(`select e.reason, e.after->'waived' as waived from event e where e.subject_id = $1`, [bookingId]);
  expect(rows).toEqual([{ reason: waive.reason, waived: waive }]);
  refused(await book(at('10:30')), 'gap_too_short');
  committed(await book(freshDay()('09:15'), { resourceIds: [], waive }));
});

test('who sets it aside after a refusal picks from all that the refusal held as well', async () => {
  const at = freshDay();
  for (const other of world.rooms.slice(1))
    committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [other], start: at('09:00'), end: at('17:00') }));
  committed(await book(at('09:00')));
  const id = randomUUID();
  const { alternatives } = refused(await book(at('10:15'), { resourceIds: [] }, { id }), 'gap_too_short');
  expect(alternatives[0]).toMatchObject({ start: at('10:00'), holdId: expect.any(String) });
  const waive = { rules: ['orphan_gap' as const], reason: 'Regular' };
  committed(await book(at('10:15'), { resourceIds: [], waive }, { supersedes: id }));
});

test('a gap that was set aside is left behind by a move, and what was said of the customer is not', async () => {
  const at = freshDay();
  const gap = { rules: ['orphan_gap' as const], reason: 'Regular' };
  const { bookingId = '' } = committed(await book(at('09:15'), { waive: { rules: ['orphan_gap', 'no_shows'], reason: 'Spoke with him' } }));
  const moved = async (start: string, change: object = {}) => {
    committed(await world.submit('move_booking', { bookingId, start, resourceIds: [], ...change }));
    return (await database.admin.query('select waived from booking where booking_id = $1', [bookingId])).rows[0]?.waived;
  };
  expect(await moved(at('12:00'))).toEqual({ rules: ['no_shows'], reason: 'Spoke with him' });
  expect(await moved(at('15:45'), { waive: gap })).toEqual({ rules: ['no_shows', 'orphan_gap'], reason: 'Spoke with him; Regular' });
  const plain = committed(await book(freshDay()('09:15'), { waive: gap })).bookingId ?? '';
  committed(await world.submit('move_booking', { bookingId: plain, start: at('09:00'), resourceIds: [] }));
  expect((await database.admin.query('select waived from booking where booking_id = $1', [plain])).rows).toEqual([{ waived: null }]);
});

test('a hold that a move takes over is no neighbour of it', async () => {
  const at = freshDay();
  const { bookingId = '' } = committed(await book(at('13:00')));
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: at('09:00'), resourceIds: [room(0)] }));
  const move = (start: string) => world.submit('move_booking', { bookingId, start, resourceIds: [], usingHoldId: holdId });
  refused(await move(at('09:15')), 'gap_too_short');
  committed(await move(at('09:00')));
});

test('two that are fine one by one and not together are not both booked', async () => {
  const at = freshDay();
  // 11:15 leaves an hour and a quarter, until somebody takes the hour at 10:00 of it; and the other way round.
  committed(await book(at('09:00')));
  const answers = await Promise.all([book(at('10:00')), book(at('11:15'))]);
  expect(answers.map(({ status }) => status).toSorted()).toEqual(['committed', 'refused']);
  expect(answers.find(({ status }) => status === 'refused')).toMatchObject({ reason: 'gap_too_short' });
});

test('an import records what was, and other kinds are not judged', async () => {
  const at = freshDay();
  const imported = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: at('09:15'), resourceIds: [room(0)], customer: null,
  }, { channel: 'import' });
  committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, imported));
  committed(await book(at('09:15'), { serviceId: world.services.class, resourceIds: [world.classRoom] }));
});

test('what is looked up leaves none either', async () => {
  const at = freshDay();
  for (const index of [1, 2, 3, 4, 5, 6, 7])
    committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [room(index)], start: at('00:00'), end: at('23:00') }));
  committed(await book(at('12:00')));
  const catalogue = await new CatalogueCache(database.db).get(world.tenantNo, world.locationId);
  const service = catalogue?.services.get(world.services.hour);
  if (!catalogue || !service) throw new Error('No such service');
  const context = { claims: new ClaimLooks(database.db).of(world.tenantNo), catalogue, now: world.clock.now };
  const range = { start: Date.parse(at('09:00')), end: Date.parse(at('12:00')) };
  const question = { service, range, partySize: 1, channel: 'web' as const, limit: 20 };
  const starts = async (change: object = {}) => (await findSlots(context, { ...question, ...change })).map(({ start }) => new Date(start).toISOString());
  expect(await starts()).toEqual(['09:00', '09:30', '09:45', '10:00', '10:15', '10:30', '11:00'].map(at));
  // Those that keep the day in one piece first: at the edges of what is free.
  expect(await starts({ order: 'compact' })).toEqual(['09:00', '11:00', '09:30', '09:45', '10:00', '10:15', '10:30'].map(at));
  expect(await starts({ order: 'compact', limit: 2 })).toEqual(['09:00', '11:00'].map(at));
});

test('what is left has room for what the database keeps around one more, and then one more is booked there', async () => {
  const at = freshDay();
  await rules.location({ kinds: { room: { shortestSellableMinutes: 60, minimumGapMinutes: 10 } } });
  // Booked with the gap behind it: from 10:10 on the room is free.
  committed(await book(at('09:00')));
  const refusal = refused(await book(at('11:10')), 'gap_too_short');
  expect(refusal.detail).toBe('Room 1 would have 60 minutes left from 10:10 to 11:10: too short to sell with the 10 minutes kept free around a booking. Nearest starts that leave none: 11:30, 11:45.');
  committed(await book(at('11:20')));
  committed(await book(at('10:10')));
  // Nothing comes after the last of the day: its gap may lie behind closing time.
  committed(await book(at('14:50')));
  committed(await book(at('16:00')));
  await rules.service(world.services.hour, { preparationMinutes: 10, cleanupMinutes: 20 });
  const prepared = freshDay();
  committed(await book(prepared('09:00')));
  expect(refused(await book(prepared('11:50')), 'gap_too_short').detail).toContain('10:30 to 11:40: too short to sell with the 40 minutes');
});
