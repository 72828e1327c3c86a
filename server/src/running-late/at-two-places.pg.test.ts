import { randomUUID } from 'node:crypto';
import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { beforeEach, expect, test } from 'vitest';
import { addBranch, rulesOf } from '../availability/test-rules.ts';
import { InBetween } from '../commands/test-in-between.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase } from '../db/test-database.ts';
import { markTold, readMessages } from '../messages/message-sql.ts';

/** A doctor of three houses is late at two of them: what those say in one instant, the third has to tell as if one came after the other. */

type Branch = Awaited<ReturnType<typeof addBranch>>;

const database = await createTestDatabase();
let world: TestWorld;
let groups: InBetween;
let second: Branch;
let third: Branch;
beforeEach(async () => {
  groups = new InBetween(database.db);
  world = await createTestWorld(database.db, database.admin, { now: Date.parse('2093-12-01T09:50:00Z'), groups });
  const personId = randomUUID();
  await rulesOf(world, database.admin).resource(world.doctor, { personId });
  second = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  third = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  await booked(world.doctor, '13:00', '13:30', world.locationId);
  await booked(second.doctor, '14:30', '15:00', second.locationId);
  await booked(third.doctor, '16:00', '17:00', third.locationId);
  return () => world.feedWatch.close();
});

const at = (wall: string): string => `2093-12-01T${wall}:00.000Z`;

async function send<K extends CommandKind>(kind: K, args: CommandArgs<K>, locationId: string): Promise<string> {
  const command = world.command(kind, args, { locationId });
  committed(await world.gateway.submit({ ...world.submitter, locationId: null }, command as Command));
  return command.id;
}
const booked = (resourceId: string, start: string, end: string, locationId: string) =>
  send('create_booking', { bookingId: randomUUID(), serviceId: null, start: at(start), end: at(end), resourceIds: [resourceId], customer: { id: randomUUID(), name: 'Zoe', phone: '+1 212 555 0111' } }, locationId);
const lateHere = (minutes = 120) => send('run_late', { resourceId: world.doctor, minutes }, world.locationId);
const lateThere = (minutes = 120) => send('run_late', { resourceId: second.doctor, minutes }, second.locationId);

/** The other is asked for when the one is decided and not applied yet: it waits until that is, or would not know of it. */
async function inOneInstant(one: () => Promise<unknown>, other: () => Promise<unknown>): Promise<void> {
  let isDone = false;
  let decided: Promise<unknown> = Promise.resolve();
  groups.next = async () => {
    decided = other().finally(() => (isDone = true));
    const waiting = `select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'`;
    while (!isDone && (await database.admin.query(waiting)).rowCount === 0);
    expect(isDone).toBe(false);
  };
  await one();
  await decided;
}

const toTell = async () => (await readMessages(database.db, world.tenantNo, third.locationId))
  .filter(({ status }) => status === 'queued')
  .map(({ body }) => `${body.before?.slice(11, 16)}→${body.start?.slice(11, 16)}`);

async function tellThem(): Promise<void> {
  const messages = await readMessages(database.db, world.tenantNo, third.locationId);
  for (const { id, status } of messages) if (status === 'queued') expect(await markTold(database.db, world.tenantNo, { locationId: third.locationId, messageId: id, staffId: world.staffId })).toBe('told');
}

test('late at both: the later start is what they hear', async () => {
  await inOneInstant(() => lateThere(), () => lateHere());
  expect(await toTell()).toEqual(['16:00→17:00']);
});

test('late at both, the other way about', async () => {
  await inOneInstant(() => lateHere(), () => lateThere());
  expect(await toTell()).toEqual(['16:00→17:00']);
});

test('taken back at both: neither leaves the other’s delay to be told', async () => {
  const [here, there] = [await lateHere(), await lateThere()];
  expect(await toTell()).toEqual(['16:00→17:00']);
  const undo = (commandId: string, locationId: string) => () => send('undo_command', { commandId }, locationId);
  await inOneInstant(undo(here, world.locationId), undo(there, second.locationId));
  expect(await toTell()).toEqual([]);
});

test.each([true, false])('the later of two delays taken back leaves the other to be told, whichever came first (told before: %s)', async (isTold) => {
  for (const [first, then] of [[lateThere, lateHere], [lateHere, lateThere]] as const) {
    const runs = new Map([[first, await first()], [then, await then()]]);
    expect(await toTell()).toEqual(['16:00→17:00']);
    if (isTold) await tellThem();
    await send('undo_command', { commandId: runs.get(lateThere) ?? '' }, second.locationId);
    expect(await toTell()).toEqual(['16:00→16:30']);
    await send('undo_command', { commandId: runs.get(lateHere) ?? '' }, world.locationId);
    expect(await toTell()).toEqual(isTold ? ['16:30→16:00'] : []);
    if (isTold) await tellThem();
  }
});

test('less late at one place, they are still as late as the other makes them', async () => {
  await lateThere();
  await lateHere(180);
  expect(await toTell()).toEqual(['16:00→17:30']);
  await lateHere();
  expect(await toTell()).toEqual(['16:00→17:00']);
});

test('less late after all is told to whom the more was told, also where another delay was said and taken back in between', async () => {
  await lateThere(100);
  const here = await lateHere();
  await tellThem();
  await send('undo_command', { commandId: here }, world.locationId);
  // Of two that are said to be equally new its id would make it the newer one.
  await database.admin.query(`update message set message_id = 'ffffffff-ffff-4fff-bfff-ffffffffffff' where tenant_no = $1 and status = 'sent'`, [world.tenantNo]);
  await lateThere();
  expect(await toTell()).toEqual(['16:00→17:00']);
  await tellThem();
  await lateThere(100);
  expect(await toTell()).toEqual(['16:00→16:40']);
});

test.each([true, false])('of delays that were taken back nothing counts again, also where others were said on top of them (told before: %s)', async (isTold) => {
  const first = await lateThere(105);
  await lateHere(125);
  expect(await toTell()).toEqual(['16:00→16:45']);
  const last = await lateThere(85);
  // Less late there: what is left is the delay here.
  expect(await toTell()).toEqual(['16:00→16:35']);
  if (isTold) await tellThem();
  await send('undo_command', { commandId: first }, second.locationId);
  await send('undo_command', { commandId: last }, second.locationId);
  expect(await toTell()).toEqual(isTold ? [] : ['16:00→16:35']);
});

test('who was told, and is in time by what is left, hears so from when they were told', async () => {
  const [there, here] = [await lateThere(105), await lateHere(125)];
  await send('undo_command', { commandId: there }, second.locationId);
  await tellThem();
  const inTime = await lateHere(61);
  expect(await toTell()).toEqual(['16:35→16:00']);
  await send('undo_command', { commandId: here }, world.locationId);
  await send('undo_command', { commandId: inTime }, world.locationId);
  expect(await toTell()).toEqual(['16:35→16:00']);
});
