import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Channel } from '@holdfast/protocol/values';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createUndoWorld } from './undo-world.ts';

const { world, database, rules, room, freshDay, webBooks } = await createUndoWorld();

async function book(start: string, channel: Channel = 'desk') {
  const bookingId = randomUUID();
  const args = { bookingId, serviceId: world.services.hour, start, resourceIds: [room(0)], customer: { id: randomUUID(), name: 'Wrong tap' } };
  const command = world.command('create_booking', args, { channel });
  committed(await world.gateway.submit({ ...world.submitter, ...(channel === 'api' ? { terminalId: null } : {}) }, command));
  return { bookingId, commandId: command.id };
}
const undo = (commandId: string) => world.submit('undo_command', { commandId });
async function look(bookingId: string) {
  const { rows } = await database.admin.query(
    `select b.status, b.version, (select count(*)::int from claim c where c.owner_id = b.booking_id and c.released_at is null) as claims
       from booking b where b.booking_id = $1`, [bookingId]);
  return rows[0] as unknown;
}

test.each<Channel>(['desk', 'walk_in'])('what was booked by mistake (%s) is cancelled, and its time is for sale at once, to everybody', async (channel) => {
  const start = `${freshDay()}T10:00:00Z`;
  const { bookingId, commandId } = await book(start, channel);
  const outcome = committed(await undo(commandId));
  expect(outcome).toMatchObject({ undoneCommandId: commandId, bookingId, bookingVersion: 2 });
  expect(outcome.undoUntil).toBeUndefined();
  expect(await look(bookingId)).toEqual({ status: 'cancelled', version: 2, claims: 0 });
  committed(await webBooks(room(0), start));
  refused(await undo(commandId), 'cannot_undo');
});

test('a hold that was booked is not held again', async () => {
  const start = `${freshDay()}T10:00:00Z`;
  const [holdId, bookingId] = [randomUUID(), randomUUID()];
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start, resourceIds: [room(0)] }));
  const confirm = world.command('confirm_hold', { holdId, bookingId, customer: null });
  committed(await world.gateway.submit(world.submitter, confirm));
  committed(await undo(confirm.id));
  expect(await look(bookingId)).toMatchObject({ status: 'cancelled', claims: 0 });
  committed(await webBooks(room(0), start));
});

test('it was changed since: somebody relies on it', async () => {
  const { bookingId, commandId } = await book(`${freshDay()}T10:00:00Z`);
  committed(await world.submit('edit_booking', { bookingId, notes: 'Brings the dog' }));
  expect(refused(await undo(commandId), 'stale_version').detail).toMatch(/has changed since/);
  expect(await look(bookingId)).toMatchObject({ status: 'booked', claims: 1 });
});

test('it has begun since: whether anybody came is for the desk to say; a walk-in had begun when it was entered', async () => {
  const start = `${freshDay()}T10:00:00Z`;
  const { commandId } = await book(start);
  const before = world.clock.now;
  world.clock.now = Date.parse(start) + 61 * 60_000;
  expect(refused(await undo(commandId), 'stale_version').detail).toMatch(/has begun since/);
  const walkIn = await book(`${start.slice(0, 11)}11:00:00Z`, 'walk_in');
  world.clock.now += 60_000;
  committed(await undo(walkIn.commandId));
  world.clock.now = before;
});

test('what a program booked is cancelled, not undone', async () => {
  const { bookingId, commandId } = await book(`${freshDay()}T10:00:00Z`, 'api');
  expect(refused(await undo(commandId), 'cannot_undo').detail).toContain('Cancel it instead');
  expect(await look(bookingId)).toMatchObject({ status: 'booked', claims: 1 });
});

test('the day has room for somebody else beyond the capacity again', async () => {
  await rules.resource(room(1), { squeezeLanes: 1, squeezePerDay: 1 });
  const start = `${freshDay()}T10:00:00Z`;
  const squeezed = () => world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room(1)], customer: null, squeezeIn: { reason: 'Pain' } });
  committed(await world.book(room(1), start));
  const [one, other] = [squeezed(), squeezed()];
  committed(await world.gateway.submit(world.submitter, one));
  refused(await world.gateway.submit(world.submitter, squeezed()), 'slot_taken');
  committed(await undo(one.id));
  committed(await world.gateway.submit(world.submitter, other));
});

test('booked of time that a manager took over, it goes back to nobody in particular', async () => {
  const start = `${freshDay()}T10:00:00Z`;
  const [holdId, newHoldId, bookingId] = [randomUUID(), randomUUID(), randomUUID()];
  committed(await world.gateway.submit({ ...world.submitter, terminalId: null }, world.command('place_hold', { holdId, serviceId: world.services.hour, start, resourceIds: [room(0)] }, { channel: 'web', actorId: randomUUID() })));
  committed(await world.submit('override_hold', { holdId, newHoldId, reason: 'Emergency' }));
  const confirm = world.command('confirm_hold', { holdId: newHoldId, bookingId, customer: null });
  committed(await world.gateway.submit(world.submitter, confirm));
  committed(await undo(confirm.id));
  const { rows } = await database.admin.query('select status from hold where hold_id = any($1) order by status', [[holdId, newHoldId]]);
  expect(rows).toEqual([{ status: 'converted' }, { status: 'overridden' }]);
  committed(await webBooks(room(0), start));
});

test('a date that was added to a series by mistake is as if it had never been: the series can be undone as well', async () => {
  const [day, next] = [freshDay(), freshDay()];
  const seriesId = randomUUID();
  const create = world.command('create_series', { seriesId, serviceId: world.services.hour, start: `${day}T10:00:00Z`, rule: 'FREQ=WEEKLY;COUNT=2', resourceIds: [room(0)], customer: null, acceptance: 'all' });
  committed(await world.gateway.submit(world.submitter, create));
  const bookingId = randomUUID();
  const add = world.command('create_booking', { bookingId, serviceId: world.services.hour, start: `${next}T10:00:00Z`, resourceIds: [room(0)], customer: null, seriesId });
  committed(await world.gateway.submit(world.submitter, add));
  refused(await undo(create.id), 'stale_version');
  committed(await undo(add.id));
  committed(await undo(create.id));
  const { rows } = await database.admin.query('select status, version, count(*)::int as n from booking where series_id = $1 group by status, version', [seriesId]);
  expect(rows).toEqual([{ status: 'cancelled', version: 2, n: 3 }]);
});
