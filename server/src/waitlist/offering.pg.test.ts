import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { isSound, verify } from '../ops/verify.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** Who is offered what, one freed slot after the other. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld();
});
afterAll(() => world.feedWatch.close());

/** Each test waits for its own day, so that nobody of another test stands in line. */
let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const room = (index: number): string => world.rooms[index] ?? '';

const cancel = async (bookingId: string | undefined) => committed(await world.submit('cancel_booking', { bookingId: bookingId ?? '' }));

test('a freed slot is offered to whoever joined first, held, with a message that says so', async () => {
  const date = freshDay();
  const [, , third] = await world.fill(date);
  const first = await world.join(date, { customer: { id: randomUUID(), name: 'Chen', phone: '+44 7700 900999' } });
  const second = await world.join(date, { named: 'Aoki' });
  await world.look();
  expect(await world.entry(first)).toMatchObject({ status: 'waiting' });
  await cancel(third);
  await world.look();
  const offered = await world.entry(first);
  expect(offered).toMatchObject({ status: 'offered', start: `${date}T09:00:00.000Z`, resourceIds: [room(2)] });
  // The rest of the freed day is free too: the next in line gets the next hour of it.
  expect(await world.entry(second)).toMatchObject({ status: 'offered', start: `${date}T10:00:00.000Z`, resourceIds: [room(2)] });

  const taken = await world.book(room(2), `${date}T09:30:00Z`);
  expect(taken).toMatchObject({ status: 'refused', reason: 'slot_taken' });
  const { rows } = await world.database.admin.query('select * from message where subject_id = $1', [first]);
  expect(rows).toMatchObject([
    { kind: 'waitlist_offer', to_name: 'Chen', to_phone: '+44 7700 900999', status: 'queued', body: { start: `${date}T09:00:00.000Z`, holdId: offered.holdId } },
  ]);
});

test('an accepted offer is the booking in place, and the entry is over', async () => {
  const date = freshDay();
  const [first] = await world.fill(date);
  const entryId = await world.join(date, { notes: 'By the window' });
  await cancel(first);
  await world.look();
  const { holdId } = await world.entry(entryId);
  const bookingId = randomUUID();
  const byLink = world.command('accept_offer', { entryId, bookingId }, { channel: 'web', actorId: randomUUID() });
  const outcome = committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, byLink));
  expect(outcome).toMatchObject({ bookingId, entryId, bookingVersion: 1 });
  expect(await world.entry(entryId)).toMatchObject({ status: 'booked', bookingId, holdId });
  const { rows } = await world.database.admin.query(
    `select gateway.booking_row(b, c) as row, h.status as hold, m.status as message from booking b
       join customer c on c.customer_id = b.customer_id join hold h on h.hold_id = $2 join message m on m.subject_id = $3
       where b.booking_id = $1`,
    [bookingId, holdId, entryId],
  );
  expect(rows).toMatchObject([
    { row: { start: `${date}T09:00:00.000Z`, customerName: 'Chen', notes: 'By the window', channel: 'web' }, hold: 'converted', message: 'stopped' },
  ]);
  expect(await world.submit('accept_offer', { entryId, bookingId: randomUUID() })).toMatchObject({ status: 'refused', reason: 'illegal_status' });
});

test('declined, the slot goes to the next in line, and never again to who declined it', async () => {
  const date = freshDay();
  await world.fill(date);
  const first = await world.join(date, { to: `${date}T10:30:00Z` });
  const second = await world.join(date, { to: `${date}T10:30:00Z` });
  const { bookingId } = committed(await shorten(date, 0));
  await world.look();
  expect(await world.entry(first)).toMatchObject({ status: 'offered', start: `${date}T09:00:00.000Z` });
  expect(await world.entry(second)).toMatchObject({ status: 'waiting' });
  committed(await world.submit('decline_offer', { entryId: first }));
  await world.look();
  expect(await world.entry(first)).toMatchObject({ status: 'waiting', declined: [`${date}T09:00:00.000Z`], holdId: null });
  expect(await world.entry(second)).toMatchObject({ status: 'offered', start: `${date}T09:00:00.000Z` });
  committed(await world.submit('decline_offer', { entryId: second }));
  await world.look();
  expect(await world.entry(first)).toMatchObject({ status: 'waiting' });
  expect(await world.entry(second)).toMatchObject({ status: 'waiting' });
  expect(bookingId).toBeTruthy();
});

/** Frees 9 to 10 o'clock of a filled room. */
async function shorten(date: string, index: number) {
  const { rows } = await world.database.admin.query<{ id: string }>(
    `select booking_id as id from booking where resource_ids = array[$1::uuid] and status = 'booked'
       and starts_at = $2`,
    [room(index), `${date}T09:00:00Z`],
  );
  return world.submit('move_booking', { bookingId: rows[0]?.id ?? '', start: `${date}T10:00:00Z`, end: `${date}T18:00:00Z`, resourceIds: [] });
}

test('an offer that lapses goes to the next in line; accepted late, it is a fresh attempt on the same slot', async () => {
  const date = freshDay();
  await world.fill(date);
  const first = await world.join(date);
  committed(await shorten(date, 1));
  await world.look();
  await world.lapse(first);
  expect(await world.entry(first)).toMatchObject({ status: 'waiting', declined: [`${date}T09:00:00.000Z`] });
  const { rows } = await world.database.admin.query('select status from message where subject_id = $1', [first]);
  expect(rows).toEqual([{ status: 'stopped' }]);
  // Nobody else waits: a minute too late is not too late.
  const bookingId = randomUUID();
  committed(await world.submit('accept_offer', { entryId: first, bookingId }));
  expect(await world.entry(first)).toMatchObject({ status: 'booked', bookingId });

  const [second, third] = [await world.join(date), await world.join(date)];
  committed(await shorten(date, 2));
  await world.look();
  await world.lapse(second);
  await world.look();
  expect(await world.entry(third)).toMatchObject({ status: 'offered', start: `${date}T09:00:00.000Z` });
  const late = await world.submit('accept_offer', { entryId: second, bookingId: randomUUID() });
  expect(late).toMatchObject({ status: 'refused', reason: 'hold_expired' });
  expect(late).toHaveProperty('alternatives.0.holdId');
  expect(await world.entry(second)).toMatchObject({ status: 'waiting' });
});

test('an offer accepted after its deadline and before anybody noticed is booked all the same', async () => {
  const date = freshDay();
  await world.fill(date);
  const entryId = await world.join(date);
  committed(await shorten(date, 0));
  await world.look();
  const { holdId } = await world.entry(entryId);
  for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
    await world.database.admin.query(`update ${table} set expires_at = now() - interval '1 second' where ${key} = $1`, [holdId]);
  const bookingId = randomUUID();
  committed(await world.submit('accept_offer', { entryId, bookingId }));
  expect(await world.entry(entryId)).toMatchObject({ status: 'booked', bookingId });
});

test('off the list with an offer in hand, the slot goes to the next; off the list twice is refused', async () => {
  const date = freshDay();
  await world.fill(date);
  const [first, second] = [await world.join(date), await world.join(date)];
  committed(await shorten(date, 0));
  await world.look();
  committed(await world.submit('leave_waitlist', { entryId: first, reason: 'Found another time' }));
  await world.look();
  expect(await world.entry(first)).toMatchObject({ status: 'left' });
  expect(await world.entry(second)).toMatchObject({ status: 'offered', start: `${date}T09:00:00.000Z` });
  expect(await world.submit('leave_waitlist', { entryId: first })).toMatchObject({ status: 'refused', reason: 'illegal_status' });
  expect(await world.submit('decline_offer', { entryId: first })).toMatchObject({ status: 'refused', reason: 'illegal_status' });
});

test.each([
  ['a hold released', async (date: string) => {
    const holdId = randomUUID();
    committed(await shorten(date, 0));
    committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T09:00:00Z`, resourceIds: [room(0)] }));
    return async () => committed(await world.submit('release_hold', { holdId }));
  }],
  ['a hold run out', async (date: string) => {
    const holdId = randomUUID();
    committed(await shorten(date, 0));
    committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T09:00:00Z`, resourceIds: [room(0)] }));
    return async () => {
      for (const [table, key] of [['hold', 'hold_id'], ['claim', 'owner_id']])
        await world.database.admin.query(`update ${table} set expires_at = now() - interval '1 second' where ${key} = $1`, [holdId]);
      await world.database.admin.query('select gateway.sweep_expired_holds()');
    };
  }],
  ['a block removed', async (date: string) => {
    const blockId = randomUUID();
    committed(await shorten(date, 0));
    committed(await world.submit('place_block', { blockId, resourceIds: [room(0)], start: `${date}T09:00:00Z`, end: `${date}T10:00:00Z` }));
    return async () => committed(await world.submit('remove_block', { blockId }));
  }],
  ['a room that is added', async () => async () => {
    await world.database.admin.query('select gateway.put_resource($1, $2, $3)', [
      world.tenantNo, world.locationId, { id: randomUUID(), slug: `extra-${day}`, name: 'Extra', kind: 'room' },
    ]);
  }],
])('%s is offered', async (_, arrange) => {
  const date = freshDay();
  await world.fill(date);
  const free = await arrange(date);
  const entryId = await world.join(date);
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'waiting' });
  await free();
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered' });
  // Nobody of a later test inherits the extra room on this day.
  committed(await world.submit('leave_waitlist', { entryId }));
  await world.database.admin.query(
    `select gateway.put_resource($1, $2, gateway.resource_row(r) || '{"archived": true}') from resource r where r.slug like 'extra-%' and not archived`,
    [world.tenantNo, world.locationId],
  );
});

test('whoever waits for a certain room is offered that room only, and only inside their window', async () => {
  const date = freshDay();
  const bookings = await world.fill(date);
  const picky = await world.join(date, { resourceIds: [room(5)], from: `${date}T14:00:00Z`, to: `${date}T15:30:00Z` });
  await cancel(bookings[4]);
  await world.look();
  expect(await world.entry(picky)).toMatchObject({ status: 'waiting' });
  await cancel(bookings[5]);
  await world.look();
  expect(await world.entry(picky)).toMatchObject({ status: 'offered', start: `${date}T14:00:00.000Z`, resourceIds: [room(5)] });
});

test('an entry whose window has passed is taken off the list by the job, and the record says so', async () => {
  const date = freshDay();
  await world.fill(date);
  const entryId = await world.join(date);
  const before = world.clock.now;
  world.clock.now = Date.parse(`${date}T18:00:00Z`);
  await world.look();
  world.clock.now = before;
  expect(await world.entry(entryId)).toMatchObject({ status: 'lapsed' });
  const { rows } = await world.database.admin.query('select kind, channel, actor_id from event where subject_id = $1 order by version', [entryId]);
  expect(rows).toMatchObject([{ kind: 'join_waitlist', channel: 'desk' }, { kind: 'leave_waitlist', channel: 'api', actor_id: '0190b6f2-5a00-7000-8000-77616974696e' }]);
});

test('a look that finds nothing new costs nothing: the list is not due until something comes free', async () => {
  const date = freshDay();
  await world.fill(date);
  await world.join(date);
  await world.look();
  const due = async () => (await world.database.admin.query('select * from gateway.next_waitlist(to_timestamp($1::float8 / 1000), 0)', [world.clock.now])).rows;
  expect(await due()).toEqual([]);
  committed(await world.book(room(0), `${date}T20:00:00Z`));
  expect(await due()).toEqual([]);
  committed(await shorten(date, 0));
  expect(await due()).toMatchObject([{ due_location: world.locationId }]);
  await world.look();
});

test('after all of the above the record is sound', async () => {
  const found = await verify(world.database.admin);
  expect(found).toSatisfy(isSound);
});
