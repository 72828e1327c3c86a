import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { isSound, verify } from '../ops/verify.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** What a person may do with the list, and every way in which the answer is no. */

let world: WaitlistWorld;
beforeAll(async () => {
  world = await createWaitlistWorld();
});
afterAll(() => world.feedWatch.close());

let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const room = (index: number): string => world.rooms[index] ?? '';

const join = (date: string, args: Partial<CommandArgs<'join_waitlist'>>) =>
  world.submit('join_waitlist', {
    entryId: randomUUID(), serviceId: world.services.hour, from: `${date}T09:00:00Z`, to: `${date}T18:00:00Z`, resourceIds: [],
    customer: { id: randomUUID(), name: 'Chen' }, ...args,
  });
const offer = (entryId: string, start: string, args: Partial<CommandArgs<'offer_waitlist'>> = {}) =>
  world.submit('offer_waitlist', { entryId, holdId: randomUUID(), start, resourceIds: [], ...args });

test.each([
  ['for a service that is not there', { serviceId: randomUUID() }, 'not_found'],
  ['for a room that is not there', { resourceIds: [randomUUID()] }, 'not_found'],
  ['for a window that is over', { from: '2026-11-30T09:00:00Z', to: '2026-11-30T18:00:00Z' }, 'past'],
  ['for a window too short for the service', { from: '2026-12-02T09:00:00Z', to: '2026-12-02T09:30:00Z' }, 'invalid_times'],
  ['for a window that ends before it begins', { from: '2026-12-02T12:00:00Z', to: '2026-12-02T09:30:00Z' }, 'invalid_times'],
  ['for a window of half a year', { from: '2026-12-02T09:00:00Z', to: '2027-06-02T09:30:00Z' }, 'invalid_times'],
  ['for a window three years ahead', { from: '2029-12-02T09:00:00Z', to: '2029-12-02T12:00:00Z' }, 'invalid_times'],
])('nobody joins %s', async (_, args, reason) => {
  expect(await join(freshDay(), args)).toMatchObject({ status: 'refused', reason });
});

test('nobody joins for a doctor when the service needs a room, nor twice under one id', async () => {
  const date = freshDay();
  expect(await join(date, { resourceIds: [world.doctor] })).toMatchObject({ status: 'refused', reason: 'unsuitable_resource' });
  const entryId = randomUUID();
  committed(await join(date, { entryId }));
  expect(await join(date, { entryId })).toMatchObject({ status: 'refused', reason: 'already_exists' });
});

test('who joins gives back what a refusal holds for them', async () => {
  const date = freshDay();
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const wanted = world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null });
  const refusal = await world.gateway.submit(world.submitter, wanted);
  expect(refusal).toMatchObject({ status: 'refused' });
  committed(
    await world.submit(
      'join_waitlist',
      { entryId: randomUUID(), serviceId: world.services.hour, from: `${date}T10:00:00Z`, to: `${date}T12:00:00Z`, resourceIds: [room(0)], customer: { id: randomUUID(), name: 'Chen' } },
      { supersedes: wanted.id },
    ),
  );
  const { rows } = await world.database.admin.query(`select status from hold where refused_command_id = $1 and status = 'active'`, [wanted.id]);
  expect(rows).toEqual([]);
});

test('a time beside the grid is offered on what is free at that time, and refused for what is wrong with it', async () => {
  const date = freshDay();
  // Free again on the next line of the grid, when the other room was all along.
  committed(await world.submit('create_booking', {
    bookingId: randomUUID(), serviceId: null, start: `${date}T10:00:00Z`, end: `${date}T11:15:00Z`, resourceIds: [room(0)], customer: null,
  }));
  const entryId = await world.join(date, { resourceIds: [room(0), room(1)] });
  refused(await offer(entryId, `${date}T17:05:00Z`), 'invalid_times');
  committed(await offer(entryId, `${date}T11:05:00Z`));
  expect(await world.entry(entryId)).toMatchObject({ start: `${date}T11:05:00.000Z`, resourceIds: [room(1)] });
});

test('staff offer a time by hand, on any resource that suits, and take it back', async () => {
  const date = freshDay();
  const entryId = await world.join(date, { resourceIds: [room(3), room(4)] });
  committed(await offer(entryId, `${date}T11:00:00Z`));
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: `${date}T11:00:00.000Z`, resourceIds: [room(3)] });
  const { holdId } = await world.entry(entryId);
  // An offer is no hold to confirm, to use or to extend: who waits accepts it.
  const confirm = { holdId: holdId ?? '', bookingId: randomUUID(), customer: null };
  expect(await world.submit('confirm_hold', confirm)).toMatchObject({ status: 'refused', reason: 'policy_forbids' });
  expect(await world.submit('extend_hold', { holdId: holdId ?? '' })).toMatchObject({ status: 'refused', reason: 'policy_forbids' });
  committed(await world.submit('release_hold', { holdId: holdId ?? '' }));
  expect(await world.entry(entryId)).toMatchObject({ status: 'waiting', declined: [`${date}T11:00:00.000Z`] });
});

test('a manager overrides an offer: who had it waits on and is told', async () => {
  const date = freshDay();
  const entryId = await world.join(date);
  committed(await offer(entryId, `${date}T11:00:00Z`, { resourceIds: [room(2)] }));
  const { holdId } = await world.entry(entryId);
  committed(await world.submit('override_hold', { holdId: holdId ?? '', newHoldId: randomUUID(), reason: 'Emergency' }));
  expect(await world.entry(entryId)).toMatchObject({ status: 'waiting' });
  expect(await world.submit('accept_offer', { entryId, bookingId: randomUUID() })).toMatchObject({ status: 'refused', reason: 'hold_not_active' });
  const { rows } = await world.database.admin.query('select kind, status, to_name from message where subject_id = any($1) order by kind', [[entryId, holdId]]);
  expect(rows).toEqual([
    { kind: 'hold_overridden', status: 'queued', to_name: 'Chen' },
    { kind: 'waitlist_offer', status: 'stopped', to_name: 'Chen' },
  ]);
});

test('what a person may not offer', async () => {
  const date = freshDay();
  const entryId = await world.join(date, { from: `${date}T10:00:00Z`, to: `${date}T12:00:00Z`, resourceIds: [room(0)] });
  const no = async (reason: string, start: string, args = {}) =>
    expect(await offer(entryId, `${date}T${start}:00Z`, args)).toMatchObject({ status: 'refused', reason });
  await no('invalid_times', '09:30');
  await no('invalid_times', '11:30', { resourceIds: [room(0)] });
  await no('unsuitable_resource', '10:00', { resourceIds: [room(1)] });
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  await no('slot_taken', '10:00');
  await no('slot_taken', '10:30', { resourceIds: [room(0)] });
  expect(await offer(randomUUID(), `${date}T11:00:00Z`)).toMatchObject({ status: 'refused', reason: 'not_found' });
  const byAgent = world.command('offer_waitlist', { entryId, holdId: randomUUID(), start: `${date}T11:00:00Z`, resourceIds: [] }, { channel: 'chat_ai' });
  expect(await world.gateway.submit({ ...world.submitter, terminalId: null }, byAgent)).toMatchObject({ status: 'refused', reason: 'policy_forbids' });

  committed(await offer(entryId, `${date}T11:00:00Z`));
  await no('illegal_status', '11:00');
  committed(await world.submit('decline_offer', { entryId }));
  // Nobody the same start twice, also not by hand.
  await no('policy_forbids', '11:00');
});

test('a hold id that is in use for something else is no offer to join', async () => {
  const date = freshDay();
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)] }));
  const entryId = await world.join(date);
  expect(await offer(entryId, `${date}T10:00:00Z`, { holdId })).toMatchObject({ status: 'refused', reason: 'already_exists' });
});

test('a refused offer by hand comes with other times, held', async () => {
  const date = freshDay();
  const entryId = await world.join(date);
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const answer = await offer(entryId, `${date}T10:00:00Z`, { resourceIds: [room(0)] });
  expect(answer).toMatchObject({ status: 'refused', reason: 'slot_taken' });
  expect(answer).toHaveProperty('alternatives.length', 3);
});

test('one of those other times is offered instead, though it is held: what was held makes way', async () => {
  const date = freshDay();
  const entryId = await world.join(date);
  committed(await world.book(room(0), `${date}T10:00:00Z`));
  const wanted = world.command('offer_waitlist', { entryId, holdId: randomUUID(), start: `${date}T10:00:00Z`, resourceIds: [room(0)] });
  const refusal = refused(await world.gateway.submit(world.submitter, wanted), 'slot_taken');
  const [alternative] = refusal.alternatives;
  const args = { entryId, holdId: randomUUID(), start: alternative?.start ?? '', resourceIds: alternative?.resourceIds ?? [] };
  committed(await world.submit('offer_waitlist', args, { supersedes: wanted.id }));
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: alternative?.start, holdId: args.holdId });
});

test('nothing is accepted that was not offered', async () => {
  const entryId = await world.join(freshDay());
  expect(await world.submit('accept_offer', { entryId, bookingId: randomUUID() })).toMatchObject({ status: 'refused', reason: 'illegal_status' });
  expect(await world.submit('accept_offer', { entryId: randomUUID(), bookingId: randomUUID() })).toMatchObject({ status: 'refused', reason: 'not_found' });
});

test("an offer's time is not taken over by a move that names its hold", async () => {
  const date = freshDay();
  const entryId = await world.join(date);
  committed(await offer(entryId, `${date}T10:00:00Z`, { resourceIds: [room(0)] }));
  const { holdId } = await world.entry(entryId);
  const { bookingId = '' } = committed(await world.book(room(1), `${date}T10:00:00Z`));
  const answer = await world.submit('move_booking', { bookingId, start: `${date}T10:00:00Z`, resourceIds: [room(0)], usingHoldId: holdId ?? '' });
  expect(answer).toMatchObject({ status: 'refused', reason: 'slot_taken' });
});

test('after all of the above the record is sound', async () => {
  expect(await verify(world.database.admin)).toSatisfy(isSound);
});
