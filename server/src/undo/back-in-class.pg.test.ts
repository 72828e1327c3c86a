import { randomUUID } from 'node:crypto';
import { beforeAll, beforeEach, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createUndoWorld, type UndoWorld } from './undo-world.ts';

let undo: UndoWorld;
/** Three places each, in the studio and with the teacher. */
let pair: [studio: string, teacher: string];
let yoga: string;
let day: string;

beforeAll(async () => {
  undo = await createUndoWorld();
  const { world, rules } = undo;
  yoga = world.services.class;
  pair = [world.classRoom, world.doctor];
  await rules.resource(pair[0], { oneClassAtATime: true });
  await rules.resource(pair[1], { capacity: 3, oneClassAtATime: true });
  await rules.settings({ undoSeconds: 0 });
});
beforeEach(async () => {
  await undo.rules.service(yoga, { needs: ['class', 'person'], isClass: true });
  day = undo.freshDay();
});

async function book(clock = '10:00'): Promise<string> {
  const bookingId = randomUUID();
  committed(await undo.world.submit('create_booking', { bookingId, serviceId: yoga, start: `${day}T${clock}:00Z`, resourceIds: [], customer: { id: randomUUID(), name: `Guest ${bookingId}` } }));
  return bookingId;
}

/** Answers the command, to be taken back. */
async function cancel(bookingId: string, expectedVersion = 1): Promise<string> {
  const command = undo.world.command('cancel_booking', { bookingId, expectedVersion });
  committed(await undo.world.gateway.submit(undo.world.submitter, command));
  return command.id;
}

const takeBack = (commandId: string) => undo.world.submit('undo_command', { commandId });

async function booked(bookingIds: readonly string[]): Promise<number> {
  const { rows } = await undo.database.admin.query<{ clear: number }>(
    `select count(distinct b.booking_id)::int as clear from booking b join claim c on c.owner_id = b.booking_id and c.released_at is null
      where b.booking_id = any($1) and b.status = 'booked'`, [bookingIds]);
  return rows[0]?.clear ?? 0;
}

test('guests of a class that is none any more all come back, one by one, though nothing was kept and nobody was left in it', async () => {
  const guests = [await book(), await book(), await book()];
  await undo.rules.service(yoga, { isClass: false });
  const cancelled: string[] = [];
  for (const guest of guests) cancelled.push(await cancel(guest));
  for (const commandId of cancelled) committed(await takeBack(commandId));
  expect(await booked(guests)).toBe(3);
});

test('who moved away from it comes back to it too', async () => {
  const guests = [await book(), await book()];
  await undo.rules.service(yoga, { isClass: false });
  const moved: string[] = [];
  for (const [index, bookingId] of guests.entries()) {
    const command = undo.world.command('move_booking', { bookingId, expectedVersion: 1, start: `${day}T1${index + 2}:00:00Z`, resourceIds: [] });
    committed(await undo.world.gateway.submit(undo.world.submitter, command));
    moved.push(command.id);
  }
  for (const commandId of moved) committed(await takeBack(commandId));
  expect(await booked(guests)).toBe(2);
});

test('who was there alone is so again, and lets nobody else in', async () => {
  await undo.rules.service(yoga, { isClass: false });
  const [anna, ben] = [await book(), await book('12:00')];
  const [annas, bens] = [await cancel(anna), await cancel(ben)];
  committed(await takeBack(annas));
  committed(await undo.world.submit('create_booking', { bookingId: randomUUID(), serviceId: yoga, start: `${day}T12:00:00Z`, resourceIds: pair, customer: null }));
  refused(await takeBack(bens), 'slot_taken');
});

test('what it was last is what counts: who moved out of a class and into its time again was alone when they cancelled', async () => {
  const [anna, ben] = [await book(), await book()];
  await undo.rules.service(yoga, { isClass: false });
  const bens = await cancel(ben);
  const move = async (clock: string, expectedVersion: number) => committed(await undo.world.submit('move_booking', { bookingId: anna, expectedVersion, start: `${day}T${clock}:00Z`, resourceIds: [] }));
  await move('14:00', 1);
  await move('10:00', 2);
  const annas = await cancel(anna, 3);
  committed(await takeBack(annas));
  refused(await takeBack(bens), 'slot_taken');
});
