import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import { rulesOf } from '../availability/test-rules.ts';
import { committed } from '../commands/test-outcomes.ts';
import { isSound, verify } from '../ops/verify.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** Who is offered what when people come in parties, and when the house has rules. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld();
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;

/** A place in the class of three from 10 to 11 o'clock, for so many. */
const places = (date: string, partySize: number) => ({
  serviceId: world.services.class, from: `${date}T10:00:00Z`, to: `${date}T11:00:00Z`, resourceIds: [world.classRoom], partySize,
});
async function inClass(date: string, partySize: number): Promise<string> {
  const bookingId = randomUUID();
  const start = `${date}T10:00:00Z`;
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.class, start, resourceIds: [world.classRoom], customer: null, partySize }));
  return bookingId;
}

test('a party is offered as many places as it needs, and passed over while there are fewer', async () => {
  const date = freshDay();
  const [one, two] = [await inClass(date, 1), await inClass(date, 2)];
  const pair = await world.join(date, places(date, 2));
  const single = await world.join(date, places(date, 1));
  committed(await world.submit('cancel_booking', { bookingId: one }));
  await world.look();
  expect(await world.entry(pair)).toMatchObject({ status: 'waiting' });
  expect(await world.entry(single)).toMatchObject({ status: 'offered', start: `${date}T10:00:00.000Z` });
  committed(await world.submit('cancel_booking', { bookingId: two }));
  await world.look();
  const offer = await world.entry(pair);
  expect(offer).toMatchObject({ status: 'offered' });
  const { rows } = await world.database.admin.query('select count(*)::int as lanes from claim where owner_id = $1 and released_at is null', [offer.holdId]);
  expect(rows).toEqual([{ lanes: 2 }]);
  const { bookingId } = committed(await world.submit('accept_offer', { entryId: pair, bookingId: randomUUID() }));
  const booked = await world.database.admin.query('select party_size from booking where booking_id = $1', [bookingId]);
  expect(booked.rows).toEqual([{ party_size: 2 }]);
});

test('to all: each size of party has its own offer, as far as places go', async () => {
  await world.settings({ waitlist: 'all' });
  const date = freshDay();
  const full = await inClass(date, 3);
  const [pair, first, second] = [await world.join(date, places(date, 2)), await world.join(date, places(date, 1)), await world.join(date, places(date, 1))];
  await world.look();
  committed(await world.submit('cancel_booking', { bookingId: full }));
  await world.look();
  const [a, b, c] = await Promise.all([pair, first, second].map(world.entry));
  expect([a, b, c].map((entry) => entry?.status)).toEqual(['offered', 'offered', 'offered']);
  expect(b?.holdId).toBe(c?.holdId);
  expect(a?.holdId).not.toBe(b?.holdId);
  await world.settings({ waitlist: 'in_order' });
});

test('nobody joins with a party that never fits', async () => {
  const date = freshDay();
  const outcome = await world.submit('join_waitlist', { entryId: randomUUID(), customer: { id: randomUUID(), name: 'Chen' }, ...places(date, 4) });
  expect(outcome).toMatchObject({ status: 'refused', reason: 'unsuitable_resource' });
});

test('a room that is closed for the day is not offered, however free it is; opened, it is', async () => {
  const date = freshDay();
  await world.fill(date);
  const rules = rulesOf(world, world.database.admin);
  const [closed = ''] = world.rooms;
  const { rows } = await world.database.admin.query<{ id: string }>(
    `select booking_id as id from booking where starts_at = $1 and resource_ids = array[$2::uuid]`, [`${date}T09:00:00Z`, closed]);
  await rules.resource(closed, { exceptions: [{ date, hours: [] }] });
  const entryId = await world.join(date, { resourceIds: [closed] });
  committed(await world.submit('cancel_booking', { bookingId: rows[0]?.id ?? '' }));
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'waiting' });
  await rules.resource(closed, { exceptions: [{ date, hours: [['12:00', '14:00']] }] });
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: `${date}T12:00:00.000Z` });
  await rules.resource(closed, { exceptions: [] });
});

test('time that is kept for an undo is offered when it is not any more', async () => {
  const date = freshDay();
  const [booking = ''] = await world.fill(date);
  const entryId = await world.join(date);
  await world.settings({ undoSeconds: 30 });
  committed(await world.submit('cancel_booking', { bookingId: booking }));
  await world.settings({ undoSeconds: 0 });
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'waiting' });
  const undo = `select hold_id from hold where purpose = 'undo' and status = 'active'`;
  await world.database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id in (${undo})`);
  await world.database.admin.query(`update hold set expires_at = now() - interval '1 second' where hold_id in (${undo})`);
  await world.database.admin.query('select gateway.sweep_expired_holds()');
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered' });
});

test('who missed too often is booked by a manager, or with a deposit, as at every other door', async () => {
  const date = freshDay();
  const rules = rulesOf(world, world.database.admin);
  await rules.service(world.services.hour, { noShowPolicy: noShowPolicy(2, 'deposit') });
  const entryId = await world.join(date);
  await world.database.admin.query(
    'update customer set no_shows = 2 where customer_id = (select customer_id from waitlist_entry where entry_id = $1)', [entryId]);
  await world.look();
  const accept = (more: object = {}) => world.submit('accept_offer', { entryId, bookingId: randomUUID(), ...more });
  expect(await accept()).toMatchObject({ status: 'refused', reason: 'deposit_required' });
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered' });
  const { bookingId } = committed(await accept({ depositReference: 'Till 3, 14:02' }));
  const { rows } = await world.database.admin.query('select deposit_reference from booking where booking_id = $1', [bookingId]);
  expect(rows).toEqual([{ deposit_reference: 'Till 3, 14:02' }]);
  const second = await world.join(freshDay());
  await world.database.admin.query(
    'update customer set no_shows = 2 where customer_id = (select customer_id from waitlist_entry where entry_id = $1)', [second]);
  await world.look();
  const waive = { rules: ['no_shows' as const], reason: 'Our own mistake' };
  const waived = committed(await world.submit('accept_offer', { entryId: second, bookingId: randomUUID(), waive })).bookingId;
  const events = await world.database.admin.query('select reason from event where subject_id = $1', [waived]);
  expect(events.rows).toEqual([{ reason: waive.reason }]);
  await rules.service(world.services.hour, { noShowPolicy: null });
});

test('after all of the above the record is sound', async () => {
  expect(await verify(world.database.admin)).toSatisfy(isSound);
});
