import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { isSound, verify } from '../ops/verify.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** The setting `waitlist: all`: whoever waits for a slot is offered it at once, and the first to accept has it. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld();
  await world.settings({ waitlist: 'all', waitlistOfferSeconds: 600 });
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;

const accept = (entryId: string) => world.submit('accept_offer', { entryId, bookingId: randomUUID() });
const messagesOf = async (entryId: string) =>
  (await world.database.admin.query('select kind, status from message where subject_id = $1 order by queued_at, kind', [entryId])).rows;

/** A day without an hour free, where `count` people wait for 9 to 10 o'clock; then that hour comes free in one room. */
async function oneHourFor(count: number, args: Partial<CommandArgs<'join_waitlist'>> = {}): Promise<{ date: string; waiting: string[] }> {
  const date = freshDay();
  const [first] = await world.fill(date);
  const waiting: string[] = [];
  for (let one = 0; one < count; one++) waiting.push(await world.join(date, { to: `${date}T10:00:00Z`, ...args }));
  committed(await world.submit('move_booking', { bookingId: first ?? '', start: `${date}T10:00:00Z`, end: `${date}T18:00:00Z`, resourceIds: [] }));
  await world.look();
  return { date, waiting };
}

test('all are offered one hold; the first to accept has it, the others are told and wait on', async () => {
  const { date, waiting } = await oneHourFor(3);
  const offers = await Promise.all(waiting.map(world.entry));
  expect(new Set(offers.map(({ holdId }) => holdId)).size).toBe(1);
  expect(offers).toMatchObject(waiting.map(() => ({ status: 'offered', start: `${date}T09:00:00.000Z` })));
  const [first = '', second = '', third = ''] = waiting;
  committed(await accept(second));
  expect(await world.entry(second)).toMatchObject({ status: 'booked' });
  expect(await world.entry(first)).toMatchObject({ status: 'waiting', declined: [] });
  expect(await messagesOf(third)).toEqual([{ kind: 'waitlist_offer', status: 'stopped' }, { kind: 'waitlist_taken', status: 'queued' }]);
  expect(await accept(first)).toMatchObject({ status: 'refused', reason: 'hold_not_active' });
});

test('whoever was too late is offered the same slot when it comes free again', async () => {
  const { waiting } = await oneHourFor(2);
  const [first = '', second = ''] = waiting;
  const { bookingId = '' } = committed(await accept(first));
  await world.look();
  expect(await world.entry(second)).toMatchObject({ status: 'waiting' });
  committed(await world.submit('cancel_booking', { bookingId }));
  await world.look();
  expect(await world.entry(second)).toMatchObject({ status: 'offered' });
});

test('one who declines leaves the offer to the others; the last gives the slot back', async () => {
  const { waiting } = await oneHourFor(2);
  const [first = '', second = ''] = waiting;
  const { holdId } = await world.entry(first);
  const hold = async () => (await world.database.admin.query('select status from hold where hold_id = $1', [holdId])).rows[0];
  committed(await world.submit('decline_offer', { entryId: first }));
  await world.look();
  expect(await world.entry(first)).toMatchObject({ status: 'waiting' });
  expect(await hold()).toEqual({ status: 'active' });
  committed(await world.submit('leave_waitlist', { entryId: second }));
  await world.look();
  expect(await hold()).toEqual({ status: 'released' });
  expect(await world.entry(first)).toMatchObject({ status: 'waiting' });
});

test('an offer that lapses lapses for all of them', async () => {
  const { date, waiting } = await oneHourFor(3);
  await world.lapse(waiting[0] ?? '');
  await world.look();
  const after = await Promise.all(waiting.map(world.entry));
  expect(after).toMatchObject(waiting.map(() => ({ status: 'waiting', declined: [`${date}T09:00:00.000Z`] })));
  const { rows } = await world.database.admin.query(
    `select distinct on (entity_id) entity_id, row->>'status' as status from change where entity_id = any($1) order by entity_id, version desc, idx desc`, [waiting]);
  // Every board hears of each of them.
  expect(rows.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
});

test('whoever joins while an offer is young is offered it too; when it is nearly over, not', async () => {
  const { date, waiting } = await oneHourFor(1);
  const [first = ''] = waiting;
  const young = await world.join(date, { to: `${date}T10:00:00Z` });
  await world.look();
  const { holdId } = await world.entry(first);
  expect(await world.entry(young)).toMatchObject({ status: 'offered', holdId });
  await world.database.admin.query(`with nearly as (update hold set expires_at = now() + interval '4 minutes' where hold_id = $1)
    update claim set expires_at = now() + interval '4 minutes' where owner_id = $1`, [holdId]);
  const old = await world.join(date, { to: `${date}T10:00:00Z` });
  await world.look();
  expect(await world.entry(old)).toMatchObject({ status: 'waiting' });
});

test('a manager takes over what is offered to several: each of them is told with other times, on a clock of their own; who declined is not', async () => {
  const { waiting } = await oneHourFor(3);
  const [first = '', second = '', third = ''] = waiting;
  await world.database.admin.query(
    `update customer set name = 'Noor', time_zone = 'Asia/Tokyo' where customer_id = (select customer_id from waitlist_entry where entry_id = $1)`, [third]);
  const { holdId } = await world.entry(first);
  committed(await world.submit('decline_offer', { entryId: first }));
  committed(await world.submit('override_hold', { holdId: holdId ?? '', newHoldId: randomUUID(), reason: 'Emergency' }));
  expect(await Promise.all(waiting.map(world.entry))).toMatchObject(waiting.map(() => ({ status: 'waiting' })));
  const { rows } = await world.database.admin.query(
    `select to_name, to_phone, body->>'customerTimeZone' as zone, body->'clocks' is not null as "onBoth", jsonb_array_length(body->'alternatives') > 0 as "hasOthers"
       from message where kind = 'hold_overridden' and subject_id = $1 order by to_name`, [holdId]);
  const { rows: people } = await world.database.admin.query(
    'select name, phone from waitlist_entry join customer using (tenant_no, customer_id) where entry_id = any($1) order by name', [[second, third]]);
  expect(rows).toEqual(people.map(({ name, phone }) => {
    const isAway = name === 'Noor';
    return { to_name: name, to_phone: phone, zone: isAway ? 'Asia/Tokyo' : null, onBoth: isAway, hasOthers: true };
  }));
});

test('of twenty who accept at once, one has it; nobody is told yes twice', async () => {
  const { waiting } = await oneHourFor(20);
  const answers = await Promise.all(waiting.map(accept));
  expect(answers.filter(({ status }) => status === 'committed')).toHaveLength(1);
  const statuses = (await Promise.all(waiting.map(world.entry))).map(({ status }) => status);
  expect(statuses.filter((status) => status === 'booked')).toHaveLength(1);
  expect(statuses.filter((status) => status === 'waiting')).toHaveLength(19);
});

test('after all of the above the record is sound', async () => {
  expect(await verify(world.database.admin)).toSatisfy(isSound);
});
