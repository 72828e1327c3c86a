import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { HoldPurpose } from '@holdfast/protocol/rows';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

/** Each test holds its own day, so that none stands in another's way. */
let day = 1;
const dateOf = (dayOfDecember: number): string => new Date(Date.UTC(2026, 11, dayOfDecember)).toISOString().slice(0, 10);
const room = (index: number): string => world.rooms[index] ?? '';
async function hold(over: Partial<CommandArgs<'place_hold'>> = {}): Promise<string> {
  const holdId = randomUUID();
  const start = `${dateOf(++day)}T10:00:00Z`;
  expect(committed(await world.submit('place_hold', { holdId, serviceId: world.services.buffered, start, resourceIds: [room(0)], ...over })).holdId).toBe(holdId);
  return holdId;
}
const use = {
  confirm_hold: (holdId: string) => world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }),
  extend_hold: (holdId: string) => world.submit('extend_hold', { holdId }),
  override_hold: (holdId: string) => world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Emergency' }),
  release_hold: (holdId: string) => world.submit('release_hold', { holdId }),
} satisfies Partial<Record<CommandKind, unknown>>;
const uses = Object.keys(use) as (keyof typeof use)[];
const purposeOf = (holdId: string, purpose: HoldPurpose) =>
  database.admin.query('update hold set purpose = $2 where hold_id = $1', [holdId, purpose]);

test.each(uses)('%s of a hold that is not there', async (kind) => {
  expect(refused(await use[kind](randomUUID()), 'not_found').detail).toBe('There is no such hold at this location.');
});

test.each([
  ['confirm_hold', 'This hold was released. Ask for the time again.'],
  ['extend_hold', 'This hold was released. Ask for the time again.'],
  ['override_hold', 'This hold was already released.'],
  ['release_hold', 'This hold was already released.'],
] as const)('%s of one that was given back', async (kind, detail) => {
  const holdId = await hold();
  expect(committed(await world.submit('release_hold', { holdId })).holdId).toBe(holdId);
  expect(refused(await use[kind](holdId), 'hold_not_active').detail).toBe(detail);
});

const wasUsed = 'This hold was used already, for a booking or a block. Ask for the time again only if that was cancelled.';

test.each(uses)('%s of one that was confirmed: nobody is sent to ask for the time again who has it', async (kind) => {
  const holdId = await hold();
  const { bookingId = '' } = committed(await use.confirm_hold(holdId));
  expect(refused(await use[kind](holdId), 'hold_not_active').detail).toBe(wasUsed);
  committed(await world.submit('cancel_booking', { bookingId }));
  expect(refused(await use[kind](holdId), 'hold_not_active').detail).toBe(wasUsed);
});

test('one that a block was placed with became no booking', async () => {
  const holdId = await hold();
  const date = dateOf(day);
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [room(0)], start: `${date}T09:00:00Z`, end: `${date}T12:00:00Z`, usingHoldId: holdId }));
  expect(refused(await use.confirm_hold(holdId), 'hold_not_active').detail).toBe(wasUsed);
});

test.each([
  ['confirm_hold', 'undo', 'hold_not_active', 'This time is kept for an undo; nobody can book it.'],
  ['confirm_hold', 'waitlist', 'policy_forbids', 'This time is offered to somebody who waits. Accept the offer for them instead.'],
  ['extend_hold', 'undo', 'policy_forbids', 'This time is kept for an undo, which has its own moment.'],
  ['extend_hold', 'waitlist', 'policy_forbids', 'An offer to somebody who waits keeps its deadline: others wait behind them.'],
  ['override_hold', 'undo', 'hold_not_active', 'This time is kept for an undo: the desk may simply book it.'],
] as const)('%s of one whose purpose is %s', async (kind, purpose, reason, detail) => {
  const holdId = await hold();
  await purposeOf(holdId, purpose);
  expect(refused(await use[kind](holdId), reason).detail).toBe(detail);
});

test.each([
  ['extend_hold', 'This hold ran out. Ask for the time again.'],
  ['override_hold', 'This hold ran out by itself: the time may be free.'],
] as const)('%s of one that ran out, swept or not', async (kind, detail) => {
  const holdId = await hold();
  for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
    await database.admin.query(`update ${table} set expires_at = now() - interval '1 second' where ${key} = $1`, [holdId]);
  expect(refused(await use[kind](holdId), 'hold_expired').detail).toBe(detail);
  await database.admin.query('select gateway.sweep_expired_holds()');
  expect(refused(await use[kind](holdId), 'hold_expired').detail).toBe(detail);
});

test('whom a hold is for is kept as it was typed, without the spaces around it', async () => {
  const told = async (customer: CommandArgs<'place_hold'>['customer']) => {
    const holdId = await hold({ customer });
    const { rows } = await database.admin.query(
      'select customer_id as id, customer_name as name, customer_phone as phone, customer_email as email from hold where hold_id = $1', [holdId]);
    return rows[0];
  };
  const id = randomUUID();
  expect(await told({ id, name: ' Chen ', phone: ' +44 7700 900123 ', email: ' chen@example.com ' })).toEqual({
    id, name: 'Chen', phone: '+44 7700 900123', email: 'chen@example.com',
  });
  expect(await told({ id, name: 'Chen', phone: ' ', email: '' })).toEqual({ id, name: 'Chen', phone: null, email: null });
  expect(await told(null)).toEqual({ id: null, name: null, phone: null, email: null });
});

test('the booking that a hold becomes has its time, what was said of it, and a reference', async () => {
  const holdId = await hold({ partySize: 2 });
  const bookingId = randomUUID();
  const outcome = committed(await world.submit('confirm_hold', { holdId, bookingId, customer: { id: randomUUID(), name: 'Chen' }, title: 'Lesson', notes: 'By the window' }));
  expect(outcome).toMatchObject({ bookingId, bookingVersion: 1 });
  const { rows } = await database.admin.query('select gateway.booking_row(b, null) as row from booking b where booking_id = $1', [bookingId]);
  const date = dateOf(day);
  expect(rows[0]?.row).toMatchObject({
    reference: outcome.reference, serviceId: world.services.buffered, resourceIds: [room(0)], start: `${date}T10:00:00.000Z`, end: `${date}T11:00:00.000Z`,
    occupiedStart: `${date}T09:45:00.000Z`, occupiedEnd: `${date}T11:15:00.000Z`, status: 'booked', version: 1, title: 'Lesson', notes: 'By the window',
    partySize: 2, squeezedIn: false, waived: null, depositReference: null, createdAt: '2026-12-01T08:00:00.000Z',
  });
});

test('a confirmed hold settles the refusal that offered it; taking another offer frees none on other time', async () => {
  await hold();
  const start = `${dateOf(day)}T10:00:00Z`;
  const asked = world.command('place_hold', { holdId: randomUUID(), serviceId: world.services.buffered, start, resourceIds: [room(0)] });
  const { alternatives } = refused(await world.gateway.submit(world.submitter, asked), 'slot_taken');
  const held = alternatives.flatMap(({ holdId }) => holdId ?? []);
  expect(held.length).toBeGreaterThan(1);
  committed(await use.confirm_hold(held[0] ?? ''));
  const { rows } = await database.admin.query('select status from hold where hold_id = any($1) order by status', [held]);
  expect(rows.map(({ status }) => status)).toEqual(['converted', ...held.slice(1).map(() => 'released')]);
});

test.each(['undo', 'waitlist', 'asked'] as const)('a move that names a hold of purpose %s on its time has it only when somebody asked for it', async (purpose) => {
  const holdId = await hold();
  const start = `${dateOf(day)}T10:00:00Z`;
  await purposeOf(holdId, purpose);
  const { bookingId = '' } = committed(await world.book(room(1), start));
  const moved = await world.submit('move_booking', { bookingId, start, resourceIds: [room(0)], usingHoldId: holdId });
  if (purpose === 'asked') committed(moved);
  else refused(moved, 'slot_taken');
});

test.each(['undo', 'waitlist'] as const)('so it is where others of what it needs are picked: purpose %s', async (purpose) => {
  const holdId = await hold();
  const date = dateOf(day);
  await purposeOf(holdId, purpose);
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.visit, start: `${date}T15:00:00Z`, resourceIds: [room(1), world.doctor], customer: null }));
  refused(await world.submit('move_booking', { bookingId, start: `${date}T10:00:00Z`, resourceIds: [room(0)], usingHoldId: holdId }), 'slot_taken');
});

test('a hold on one of several resources is taken over with the others', async () => {
  const holdId = await hold({ serviceId: null, end: `${dateOf(day + 1)}T11:00:00Z`, resourceIds: [room(0)] });
  const date = dateOf(day);
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', {
    bookingId, serviceId: null, start: `${date}T15:00:00Z`, end: `${date}T16:00:00Z`, resourceIds: [room(1), room(2)], customer: null,
  }));
  committed(await world.submit('move_booking', { bookingId, start: `${date}T10:00:00Z`, resourceIds: [room(0), room(2)], usingHoldId: holdId }));
});

test('what nobody was refused cannot be dismissed', async () => {
  const missing = refused(await world.submit('dismiss_refusal', { refusedCommandId: randomUUID(), reason: 'Left' }), 'not_found');
  expect(missing.detail).toBe('There is no refused command with this id.');
});

test('who works here and is no manager takes nobody’s time', async () => {
  await database.admin.query('select gateway.catalogue_moves($1, $2)', [world.tenantNo, world.locationId]);
  const holdId = await hold();
  const answer = await world.submit('override_hold', { holdId, newHoldId: randomUUID(), reason: 'Mine' }, { actorId: world.colleagueId });
  expect(refused(answer, 'policy_forbids').detail).toBe('Only a manager may take time that is held for somebody.');
});

test.each([
  ['a name', { customer_phone: null, customer_email: null }],
  ['a telephone number', { customer_name: null, customer_email: null }],
  ['an e-mail address', { customer_name: null, customer_phone: null }],
])('whoever held it is told by %s alone', async (_, unknown) => {
  const holdId = await hold({ customer: { id: randomUUID(), name: 'Chen', phone: '+44 7700 900123', email: 'chen@example.com' } });
  for (const column of Object.keys(unknown)) await database.admin.query(`update hold set ${column} = null where hold_id = $1`, [holdId]);
  committed(await use.override_hold(holdId));
  const { rows } = await database.admin.query('select to_name as customer_name, to_phone as customer_phone, to_email as customer_email from message where subject_id = $1', [holdId]);
  expect(rows).toEqual([{ customer_name: 'Chen', customer_phone: '+44 7700 900123', customer_email: 'chen@example.com', ...unknown }]);
});
