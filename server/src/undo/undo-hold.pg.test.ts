import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createUndoWorld } from './undo-world.ts';

const { database, world, rules, freshDay, room, web, asWeb, webBooks } = await createUndoWorld();
const keptFor = async (commandId: string): Promise<string[]> => {
  const { rows } = await database.admin.query<{ span: string }>(
    `select concat_ws(' ', r.name, c.lane, to_char(c.starts_at at time zone 'UTC', 'HH24:MI'), to_char(c.ends_at at time zone 'UTC', 'HH24:MI')) as span
      from claim c join resource r using (resource_no) where c.owner_id = $1 and c.yields and c.released_at is null order by 1`,
    [commandId],
  );
  return rows.map(({ span }) => span);
};

test('the time of a cancelled booking is kept from the web for half a minute, and from nobody at the desk', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  const cancel = world.command('cancel_booking', { bookingId });
  const before = Date.now();
  const outcome = committed(await world.gateway.submit(world.submitter, cancel));
  const until = Date.parse(outcome.undoUntil ?? '');
  expect(until).toBeGreaterThanOrEqual(before + 29_000);
  expect(until).toBeLessThanOrEqual(Date.now() + 31_000);
  expect(await keptFor(cancel.id)).toEqual(['Room 1 1 10:00 11:00']);
  const { conflicts } = refused(await webBooks(room(0), `${date}T10:30:00Z`), 'slot_taken');
  expect(conflicts).toEqual([{ start: `${date}T10:00:00.000Z`, end: `${date}T11:00:00.000Z`, resourceId: room(0), kind: 'hold' }]);
  committed(await world.book(room(0), `${date}T10:30:00Z`));
  expect(await keptFor(cancel.id)).toEqual([]);
});

test('a move keeps what it leaves, and not what it still covers', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  const move = async (args: Omit<CommandArgs<'move_booking'>, 'bookingId'>) => {
    const command = world.command('move_booking', { bookingId, ...args });
    const { undoUntil } = committed(await world.gateway.submit(world.submitter, command));
    return { kept: await keptFor(command.id), undoUntil };
  };
  expect((await move({ start: `${date}T10:20:00Z`, resourceIds: [] })).kept).toEqual(['Room 1 1 10:00 10:20']);
  expect((await move({ start: `${date}T10:30:00Z`, end: `${date}T11:00:00Z`, resourceIds: [] })).kept).toEqual(['Room 1 1 10:20 10:30', 'Room 1 1 11:00 11:20']);
  // Longer where it is: nothing is given up, and nothing is said of it.
  expect(await move({ start: `${date}T10:30:00Z`, end: `${date}T12:00:00Z`, resourceIds: [] })).toEqual({ kept: [], undoUntil: undefined });
  expect((await move({ start: `${date}T10:30:00Z`, end: `${date}T12:00:00Z`, resourceIds: [room(1)] })).kept).toEqual(['Room 1 1 10:30 12:00']);
});

test('one of several resources that stays is not kept, nor is a class a place short', async () => {
  const date = freshDay();
  const bookingId = randomUUID();
  committed(await world.submit('create_booking', { bookingId, serviceId: world.services.visit, start: `${date}T10:00:00Z`, resourceIds: [world.doctor, room(2)], customer: null }));
  const toOtherRoom = world.command('move_booking', { bookingId, start: `${date}T10:00:00Z`, resourceIds: [world.doctor, room(3)] });
  committed(await world.gateway.submit(world.submitter, toOtherRoom));
  expect(await keptFor(toOtherRoom.id)).toEqual(['Room 3 1 10:00 10:30']);

  const join = async () => {
    const id = randomUUID();
    committed(await world.submit('create_booking', { bookingId: id, serviceId: world.services.class, start: `${date}T10:00:00Z`, resourceIds: [world.classRoom], customer: null, partySize: 1 }));
    return id;
  };
  await join();
  const leaving = await join();
  const cancel = world.command('cancel_booking', { bookingId: leaving });
  committed(await world.gateway.submit(world.submitter, cancel));
  expect(await keptFor(cancel.id)).toEqual(['Class 2 10:00 11:00']);
  const webJoins = () =>
    world.gateway.submit(asWeb(), world.command('create_booking', { bookingId: randomUUID(), serviceId: world.services.class, start: `${date}T10:00:00Z`, resourceIds: [world.classRoom], customer: null }, web));
  committed(await webJoins());
  refused(await webJoins(), 'capacity_full');
});

test('a missed booking\'s time is kept too', async () => {
  const { bookingId = '' } = committed(await world.book(room(5), '2026-12-01T07:00:00Z'));
  const missed = world.command('no_show_booking', { bookingId });
  committed(await world.gateway.submit(world.submitter, missed));
  expect(await keptFor(missed.id)).toEqual(['Room 6 1 07:00 08:00']);
});

test('what ran out is free for the web, whether or not anybody swept', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  const cancel = world.command('cancel_booking', { bookingId });
  committed(await world.gateway.submit(world.submitter, cancel));
  await database.admin.query(`update claim set expires_at = now() where owner_id = $1`, [cancel.id]);
  committed(await webBooks(room(0), `${date}T10:00:00Z`));
});

test('an import keeps nothing, and neither does a business that wants none kept', async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  const imported = world.command('move_booking', { bookingId, start: `${date}T12:00:00Z`, resourceIds: [] }, { channel: 'import' });
  const moved = committed(await world.gateway.submit(asWeb(), imported));
  expect([moved.undoUntil, await keptFor(imported.id)]).toEqual([undefined, []]);
  await rules.settings({ undoSeconds: 0 });
  const cancel = world.command('cancel_booking', { bookingId });
  expect(committed(await world.gateway.submit(world.submitter, cancel)).undoUntil).toBeUndefined();
  await rules.settings({ undoSeconds: 30 });
});

test('the kept time of a squeeze-in counts on no limit at the desk', async () => {
  const date = freshDay();
  await rules.resource(world.doctor, { squeezeLanes: 1, squeezePerDay: 1 });
  const visit = (wall: string, roomIndex: number) =>
    world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.visit, start: `${date}T${wall}:00Z`, resourceIds: [world.doctor, room(roomIndex)], customer: null, squeezeIn: { reason: 'In pain' },
    });
  for (const wall of ['10:00', '14:00']) committed(await visit(wall, 0));
  const squeezed = committed(await visit('10:00', 1));
  refused(await visit('14:00', 1), 'squeeze_limit');
  committed(await world.submit('cancel_booking', { bookingId: squeezed.bookingId ?? '' }));
  committed(await visit('14:00', 1));
});

test('a booking on a lane that is no longer for sale is cancelled all the same', async () => {
  const date = freshDay();
  const join = () =>
    world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.class, start: `${date}T10:00:00Z`, resourceIds: [world.classRoom], customer: null });
  committed(await join());
  const last = committed(await join());
  await rules.resource(world.classRoom, { capacity: 1 });
  const cancel = world.command('cancel_booking', { bookingId: last.bookingId ?? '' });
  committed(await world.gateway.submit(world.submitter, cancel));
  expect(await keptFor(cancel.id)).toEqual(['Class 2 10:00 11:00']);
  await rules.resource(world.classRoom, { capacity: 3 });
});
