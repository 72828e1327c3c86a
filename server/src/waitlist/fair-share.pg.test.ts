import { randomUUID } from 'node:crypto';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Channel } from '@holdfast/protocol/values';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed } from '../commands/test-outcomes.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** What one who waits may have of the calendar, and for how long they are waited for. Eight rooms, nine hours a day. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld({ openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['09:00', '18:00']]])) });
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;

/** Strangers: the same name and number would be one person. */
let strangers = 0;

async function joinBy(channel: Channel, date: string, args: Partial<CommandArgs<'join_waitlist'>> = {}): Promise<string> {
  const entryId = randomUUID();
  const command = world.command(
    'join_waitlist',
    {
      entryId, serviceId: world.services.hour, from: `${date}T09:00:00Z`, to: `${date}T18:00:00Z`, resourceIds: [],
      customer: { id: randomUUID(), name: 'Osei', phone: `+44 7701 ${900_000 + strangers++}` }, ...args,
    },
    { channel, actorId: randomUUID() },
  );
  committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, command));
  return entryId;
}

const all = (count: number, make: () => Promise<string>): Promise<string[]> =>
  Array.from({ length: count }).reduce<Promise<string[]>>(async (made) => [...(await made), await make()], Promise.resolve([]));

/** How many of them have an offer. */
async function offeredOf(entries: readonly string[]): Promise<number> {
  const states = await Promise.all(entries.map((entry) => world.entry(entry)));
  return states.filter(({ status }) => status === 'offered').length;
}

test('whoever joins through the page or an agent is offered no more than a quarter of an open day, all together', async () => {
  const date = freshDay();
  const byPage = await all(8, () => joinBy('web', date));
  const byAgent = await all(12, () => joinBy('phone_ai', date));
  await world.look();
  const entries = [...byPage, ...byAgent];
  // Of 72 openings 58 are left beside 14, and a quarter of those is 14.
  expect(await offeredOf(entries)).toBe(14);
  // The next day is another, and who was put on the list at the counter is no stranger.
  const later = await joinBy('chat_ai', freshDay());
  const known = await world.join(date);
  await world.look();
  expect(await offeredOf([later, known])).toBe(2);
  expect(await offeredOf(entries)).toBe(14);
  // What one of them lets go another may have.
  committed(await world.submit('leave_waitlist', { entryId: byPage[0] ?? '' }));
  await world.look();
  expect(await offeredOf(entries.slice(1))).toBe(14);
});

test('what came free since they joined is offered, however little is left of the day', async () => {
  const date = freshDay();
  const [first = '', second = ''] = await world.fill(date);
  const entries = await all(3, () => joinBy('web', date, { to: `${date}T10:00:00Z` }));
  await world.look();
  expect(await offeredOf(entries)).toBe(0);
  committed(await world.submit('cancel_booking', { bookingId: first }));
  committed(await world.submit('cancel_booking', { bookingId: second }));
  await world.look();
  expect(await offeredOf(entries)).toBe(2);
  const tooLate = await joinBy('web', date, { from: `${date}T16:00:00Z` });
  await world.look();
  // Came free before they joined, and is on sale: of the 16 hours that are left four may be held.
  expect(await offeredOf([tooLate])).toBe(1);
});

test('what a hold let go of came free as well; what an offer let go of did not', async () => {
  const date = freshDay();
  const [first = ''] = await world.fill(date);
  committed(await world.submit('move_booking', { bookingId: first, start: `${date}T10:00:00Z`, end: `${date}T18:00:00Z`, resourceIds: [] }));
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T09:00:00Z`, resourceIds: [], customer: null }));
  const entry = await joinBy('web', date);
  committed(await world.submit('release_hold', { holdId }));
  await world.look();
  expect(await offeredOf([entry])).toBe(1);
  const next = await joinBy('web', date);
  await world.lapse(entry);
  await world.look();
  expect(await offeredOf([next])).toBe(0);
});

test('one customer has one offer at a time, whatever else they wait for', async () => {
  const date = freshDay();
  const customer = { id: randomUUID(), name: 'Osei' };
  const first = await world.join(date, { customer });
  const second = await world.join(date, { customer, serviceId: world.services.buffered });
  await world.look();
  expect((await world.entry(first)).status).toBe('offered');
  expect((await world.entry(second)).status).toBe('waiting');
  const byHand = await world.submit('offer_waitlist', { entryId: second, holdId: randomUUID(), start: `${date}T15:00:00Z`, resourceIds: [] });
  expect(byHand).toMatchObject({ status: 'refused', reason: 'policy_forbids', detail: expect.stringContaining('one at a time') });
  committed(await world.submit('leave_waitlist', { entryId: first }));
  await world.look();
  expect((await world.entry(second)).status).toBe('offered');
});

test('after an offer that ran out the others go first, and an answer takes them back to their place', async () => {
  const date = freshDay();
  const hours = { from: `${date}T09:00:00Z`, to: `${date}T11:00:00Z` };
  const [first = ''] = await world.fill(date);
  const silent = await world.join(date, hours);
  const next = await world.join(date, hours);
  committed(await world.submit('move_booking', { bookingId: first, start: `${date}T10:00:00Z`, end: `${date}T18:00:00Z`, resourceIds: [] }));
  await world.look();
  expect((await world.entry(silent)).status).toBe('offered');
  await world.lapse(silent);
  await world.look();
  expect((await world.entry(next)).start).toBe(`${date}T09:00:00.000Z`);
  committed(await world.submit('decline_offer', { entryId: next }));
  // Another hour comes free: who answered is asked before who did not, though they joined later.
  committed(await world.submit('move_booking', { bookingId: first, start: `${date}T11:00:00Z`, end: `${date}T18:00:00Z`, resourceIds: [] }));
  await world.look();
  expect([(await world.entry(silent)).status, (await world.entry(next)).status]).toEqual(['waiting', 'offered']);
  committed(await world.submit('decline_offer', { entryId: next }));
  const { holdId } = await world.entry(silent);
  committed(await world.submit('decline_offer', { entryId: silent, holdId: holdId ?? '' }));
  await world.look();
  expect(await world.entry(silent)).toMatchObject({ status: 'offered', start: `${date}T10:00:00.000Z` });
});

test('who lets one offer after the other run out is asked no more, until they are heard of', async () => {
  await world.settings({ undoSeconds: 0, waitlistLapses: 2 });
  const entry = await world.join(freshDay());
  for (const lapses of [1, 2]) {
    await world.look();
    expect((await world.entry(entry)).status).toBe('offered');
    await world.lapse(entry);
    expect(await rowOf(entry)).toMatchObject({ status: 'waiting', lapses });
  }
  await world.look();
  expect((await world.entry(entry)).status).toBe('waiting');
  const wrong = await world.submit('decline_offer', { entryId: entry, holdId: randomUUID() });
  expect(wrong).toMatchObject({ status: 'refused', reason: 'illegal_status' });
  const { holdId } = await world.entry(entry);
  committed(await world.submit('decline_offer', { entryId: entry, holdId: holdId ?? '' }));
  expect(await rowOf(entry)).toMatchObject({ status: 'waiting', lapses: 0 });
  await world.look();
  expect((await world.entry(entry)).status).toBe('offered');
  await world.settings({ undoSeconds: 0 });
});

async function rowOf(entryId: string): Promise<object> {
  const { rows } = await world.database.admin.query<{ row: object }>('select gateway.waitlist_entry_row(e) as row from waitlist_entry e where entry_id = $1', [entryId]);
  return rows[0]?.row ?? {};
}
