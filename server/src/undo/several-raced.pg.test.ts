import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { openRacedElsewhere, type RacedElsewhere } from '../availability/test-raced-elsewhere.ts';
import { rulesOf } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import type { TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

/** Several bookings that the decision finds free and the database does not: who undoes them is told as much, and offered as much. */

let database: TestDatabase;
let world: TestWorld;
let goesThere: RacedElsewhere['goesThere'];
beforeAll(async () => {
  database = await createTestDatabase();
  ({ world, goesThere } = await openRacedElsewhere(database));
  return () => world.feedWatch.close();
});

async function sent<K extends CommandKind>(kind: K, args: CommandArgs<K>): Promise<string> {
  const command = world.command(kind, args);
  committed(await world.gateway.submit(world.submitter, command as Command));
  return command.id;
}

async function book(resourceId: string, start: string, hours = 1): Promise<string> {
  const bookingId = randomUUID();
  const end = new Date(Date.parse(start) + hours * 3_600_000).toISOString();
  await sent('create_booking', { bookingId, serviceId: null, start, end, resourceIds: [resourceId], customer: null });
  return bookingId;
}

const undo = (commandId: string, showsWhose?: true) => world.submit('undo_command', { commandId, ...(showsWhose ? { showsWhose } : {}) });

async function lateFor(day: string): Promise<{ bookings: string[]; commandId: string }> {
  const bookings = [await book(world.doctor, `${day}T10:00:00Z`), await book(world.doctor, `${day}T11:00:00Z`)];
  return { bookings, commandId: await sent('run_late', { resourceId: world.doctor, minutes: 120, from: `${day}T09:00:00Z` }) };
}

test('who was booked at another place in between: it says whose time that was, with others that are held', async () => {
  const { bookings, commandId } = await lateFor('2027-03-01');
  goesThere('2027-03-01T09:00:00Z', '2027-03-01T10:15:00Z');
  const refusal = refused(await undo(commandId, true), 'travel_too_short');
  expect(refusal.occurrences?.map(({ bookingId, status }) => [bookingId, status])).toEqual([[bookings[0], 'taken'], [bookings[1], 'free']]);
  expect(refusal.conflicts).toMatchObject([{ start: '2027-03-01T09:00:00.000Z', end: '2027-03-01T10:15:00.000Z' }]);
  expect(refusal.alternatives.map(({ holdId }) => typeof holdId)).toEqual(['string', 'string', 'string']);
});

test('a terminal that would take them for the booking it was tapped on is offered none then, either', async () => {
  const { commandId } = await lateFor('2027-03-02');
  goesThere('2027-03-02T09:00:00Z', '2027-03-02T10:15:00Z');
  const refusal = refused(await undo(commandId), 'travel_too_short');
  expect([refusal.alternatives, refusal.occurrences?.map(({ status }) => status)]).toEqual([[], ['taken', 'free']]);
});

test('where one place is left for two of them, the second is told so, and offered as much', async () => {
  const day = '2027-03-03';
  const bookings = [await book(world.classRoom, `${day}T10:00:00Z`), await book(world.classRoom, `${day}T10:30:00Z`)];
  const commandId = await sent('run_late', { resourceId: world.classRoom, minutes: 120, from: `${day}T09:00:00Z` });
  await book(world.classRoom, `${day}T10:00:00Z`, 2);
  await book(world.classRoom, `${day}T10:30:00Z`);
  const refusal = refused(await undo(commandId, true), 'capacity_full');
  expect(refusal.occurrences?.map(({ bookingId, status }) => [bookingId, status])).toEqual([[bookings[0], 'free'], [bookings[1], 'taken']]);
  expect(refusal.conflicts).toHaveLength(2);
  expect(refusal.alternatives.map(({ holdId }) => typeof holdId)).toEqual(['string', 'string', 'string']);
});

test.each([
  { why: 'that place', squeezeLanes: 1, squeezePerDay: 2, reason: 'slot_taken' },
  { why: 'the last that the day allows', squeezeLanes: 2, squeezePerDay: 1, reason: 'squeeze_limit' },
] as const)('who was squeezed in, and somebody else has $why now, is told so, and offered as much', async ({ squeezeLanes, squeezePerDay, reason }) => {
  const day = `2027-03-0${squeezeLanes + 4}`;
  const room = world.rooms[squeezeLanes] ?? '';
  await rulesOf(world, database.admin).resource(room, { squeezeLanes, squeezePerDay: 2 });
  const squeezeIn = async (): Promise<string> => {
    const bookingId = randomUUID();
    await sent('create_booking', {
      bookingId, serviceId: world.services.hour, start: `${day}T10:00:00Z`, resourceIds: [room], customer: null, squeezeIn: { reason: 'Pain' },
    });
    return bookingId;
  };
  const [regular, squeezed] = [await book(room, `${day}T10:00:00Z`), await squeezeIn()];
  const commandId = await sent('run_late', { resourceId: room, minutes: 120, from: `${day}T09:00:00Z` });
  const beside = await book(room, `${day}T10:00:00Z`);
  await squeezeIn();
  await sent('cancel_booking', { bookingId: beside });
  await rulesOf(world, database.admin).resource(room, { squeezePerDay });
  const refusal = refused(await undo(commandId, true), reason);
  expect(new Map(refusal.occurrences?.map(({ bookingId, status }) => [bookingId, status]))).toEqual(new Map([[regular, 'free'], [squeezed, 'taken']]));
  expect(refusal.alternatives.map(({ holdId }) => typeof holdId)).toEqual(['string', 'string', 'string']);
});
