import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createUndoWorld } from './undo-world.ts';

/** What a block, or several bookings at once, give up is kept for the undo as well: from guests and programs, not from the desk. */

const { database, world, freshDay, room, webBooks, rules, web, asWeb } = await createUndoWorld();

async function sent<K extends CommandKind>(kind: K, args: CommandArgs<K>): Promise<string> {
  const command = world.command(kind, args);
  committed(await world.gateway.submit(world.submitter, command as Command));
  return command.id;
}

const undo = (commandId: string) => world.submit('undo_command', { commandId });
const holdsOf = async () =>
  (await database.admin.query<{ start: string; claims: number }>(
    `select gateway.wire_time(h.starts_at) as start, count(c.*)::int as claims from hold h
       left join claim c on c.owner_id = h.hold_id and c.released_at is null
       where h.purpose = 'undo' and h.status = 'active' group by h.hold_id, h.starts_at order by 1`,
  )).rows;

/** Three days in a row from ten to eleven, in one room. */
async function course(resourceIds: string[], start: string): Promise<{ seriesId: string; bookingId: string }> {
  const seriesId = randomUUID();
  await sent('create_series', {
    seriesId, serviceId: world.services.hour, start, resourceIds, rule: 'FREQ=DAILY;COUNT=3', customer: null, acceptance: 'all',
  });
  const { rows } = await database.admin.query<{ id: string }>('select booking_id as id from booking where series_id = $1 order by starts_at', [seriesId]);
  return { seriesId, bookingId: rows[0]?.id ?? '' };
}

test('a removed block keeps its time for the undo, on every room it lay on', async () => {
  const day = freshDay();
  const blockId = randomUUID();
  await sent('place_block', { blockId, start: `${day}T10:00:00Z`, end: `${day}T14:00:00Z`, resourceIds: [room(0), room(1)] });
  const removal = await sent('remove_block', { blockId });
  for (const index of [0, 1]) refused(await webBooks(room(index), `${day}T11:00:00Z`), 'slot_taken');
  expect(await holdsOf()).toEqual([{ start: `${day}T10:00:00.000Z`, claims: 2 }]);
  committed(await undo(removal));
  expect(await holdsOf()).toEqual([]);
  refused(await webBooks(room(0), `${day}T11:00:00Z`), 'resource_blocked');
});

test('the desk may have the time all the same, and then the block stays removed', async () => {
  const day = freshDay();
  const blockId = randomUUID();
  await sent('place_block', { blockId, start: `${day}T10:00:00Z`, end: `${day}T14:00:00Z`, resourceIds: [room(0)] });
  const removal = await sent('remove_block', { blockId });
  committed(await world.book(room(0), `${day}T11:00:00Z`));
  refused(await undo(removal), 'slot_taken');
});

test.each([false, true])('once the way is free it goes back where it was, and other times that were held instead go on sale (asked of the refusal: %s)', async (isOfRefusal) => {
  const day = freshDay();
  const blockId = randomUUID();
  await sent('place_block', { blockId, start: `${day}T10:00:00Z`, end: `${day}T14:00:00Z`, resourceIds: [world.doctor] });
  const removal = await sent('remove_block', { blockId });
  const bookingId = randomUUID();
  await sent('create_booking', { bookingId, serviceId: null, start: `${day}T10:00:00Z`, end: `${day}T11:00:00Z`, resourceIds: [world.doctor], customer: null });
  const asked = world.command('undo_command', { commandId: removal });
  const { alternatives } = refused(await world.gateway.submit(world.submitter, asked), 'slot_taken');
  expect(alternatives[0]).toMatchObject({ start: `${day}T11:00:00.000Z`, resourceIds: [world.doctor], holdId: expect.any(String) });
  await sent('cancel_booking', { bookingId });
  committed(await world.submit('undo_command', { commandId: removal }, isOfRefusal ? { supersedes: asked.id } : {}));
  const { rows } = await database.admin.query('select distinct status from hold where hold_id = any($1)', [alternatives.map(({ holdId }) => holdId)]);
  expect(rows).toEqual([{ status: 'released' }]);
});

test('a program that removes a block means it, and where nothing is kept nothing is', async () => {
  const day = freshDay();
  const blockId = randomUUID();
  await sent('place_block', { blockId, start: `${day}T10:00:00Z`, end: `${day}T14:00:00Z`, resourceIds: [room(2)] });
  committed(await world.gateway.submit({ ...asWeb(), keyRole: 'manager' }, world.command('remove_block', { blockId }, { channel: 'api', actorId: web.actorId })));
  committed(await webBooks(room(2), `${day}T10:00:00Z`));
  await rules.settings({ undoSeconds: 0 });
  const other = randomUUID();
  await sent('place_block', { blockId: other, start: `${day}T16:00:00Z`, end: `${day}T18:00:00Z`, resourceIds: [room(2)] });
  await sent('remove_block', { blockId: other });
  committed(await webBooks(room(2), `${day}T16:00:00Z`));
  await rules.settings({ undoSeconds: 30 });
});

test('a cancelled series keeps every date, each by a hold of its own, and comes back as one', async () => {
  const { seriesId, bookingId } = await course([room(3)], '2027-02-01T10:00:00Z');
  const cancelled = await sent('cancel_series', { seriesId, bookingId, scope: 'all' });
  for (const day of ['01', '02', '03']) refused(await webBooks(room(3), `2027-02-${day}T10:00:00Z`), 'slot_taken');
  expect(await holdsOf()).toEqual(['01', '02', '03'].map((day) => ({ start: `2027-02-${day}T10:00:00.000Z`, claims: 1 })));
  committed(await undo(cancelled));
  expect(await holdsOf()).toEqual([]);
  const { rows } = await database.admin.query(`select status, count(*)::int as n from booking where series_id = $1 group by 1`, [seriesId]);
  expect(rows).toEqual([{ status: 'booked', n: 3 }]);
});

test('a moved series keeps what it left, as far as it did not take it again', async () => {
  const { seriesId, bookingId } = await course([room(4)], '2027-03-01T10:00:00Z');
  // A day on: what was the second and third day's is the first and second's now.
  const moved = await sent('move_series', { seriesId, bookingId, scope: 'all', start: '2027-03-02T10:00:00Z', resourceIds: [], acceptance: 'all' });
  refused(await webBooks(room(4), '2027-03-01T10:00:00Z'), 'slot_taken');
  const kept = await holdsOf();
  expect(kept.filter(({ claims }) => claims > 0)).toEqual([{ start: '2027-03-01T10:00:00.000Z', claims: 1 }]);
  committed(await undo(moved));
  expect(await holdsOf()).toEqual([]);
  refused(await webBooks(room(4), '2027-03-03T10:00:00Z'), 'slot_taken');
  committed(await webBooks(room(4), '2027-03-04T10:00:00Z'));
});

test('an undone series leaves its time for sale at once', async () => {
  const seriesId = randomUUID();
  const made = await sent('create_series', {
    seriesId, serviceId: world.services.hour, start: '2027-04-01T10:00:00Z', resourceIds: [room(5)], rule: 'FREQ=DAILY;COUNT=2', customer: null, acceptance: 'all',
  });
  committed(await undo(made));
  expect(await holdsOf()).toEqual([]);
  committed(await webBooks(room(5), '2027-04-01T10:00:00Z'));
});
