import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { addBranch, rulesOf, type TestRules } from '../availability/test-rules.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createWaitlistWorld, type WaitlistWorld } from './waitlist-world.ts';

/** What frees time and is neither a cancellation nor a hold that ends: settings, and what a block leaves of a hold. */

const day = '2026-12-02';
const at = (wall: string): string => `${day}T${wall}:00Z`;
let world: WaitlistWorld;
let rules: TestRules;
beforeEach(async () => {
  world = await createWaitlistWorld();
  rules = rulesOf(world, world.database.admin);
  return () => world.feedWatch.close();
});

const statusOf = async (entryId: string) => (await world.entry(entryId)).status;
/** One waits for it, and a look finds nothing. */
async function waitsInVain(args: Parameters<WaitlistWorld['join']>[1]): Promise<string> {
  const entryId = await world.join(day, args);
  await world.look();
  expect(await statusOf(entryId)).toBe('waiting');
  return entryId;
}

/** Each closes what `opens` opens again; the room is the only one anybody waits for. */
const rulesThatFree: [string, (room: string) => Promise<void>, (room: string) => Promise<void>][] = [
  ['longer hours', () => rules.location({ openingHours: { '3': [['12:00', '20:00']] } }), () => rules.location({ openingHours: { '3': [['08:00', '20:00']] } })],
  ['a closure that is off', () => rules.location({ exceptions: [{ date: day, hours: [] }] }), () => rules.location({ exceptions: [] })],
  ['another shift', (room) => rules.resource(room, { hours: { '3': [['12:00', '20:00']] } }), (room) => rules.resource(room, { hours: { '3': [['08:00', '20:00']] } })],
  ['a room that is back', (room) => rules.resource(room, { archived: true }), (room) => rules.resource(room, { archived: false })],
  ['a shorter service', () => rules.service(world.services.hour, { durationMinutes: 90 }), () => rules.service(world.services.hour, { durationMinutes: 45 })],
];

test.each(rulesThatFree)('%s is offered', async (_, closes, opens) => {
  const [room = ''] = world.rooms;
  const entryId = await world.join(day, { resourceIds: [room], from: at('09:00'), to: at('10:00') });
  await closes(room);
  await world.look();
  expect(await statusOf(entryId)).toBe('waiting');
  await opens(room);
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: `${day}T09:00:00.000Z` });
});

test('offers to all: what is offered to one is offered to the others', async () => {
  const [taken] = await world.fill(day);
  const [first, second] = [await world.join(day, { to: at('10:00') }), await world.join(day, { to: at('10:00') })];
  committed(await world.submit('move_booking', { bookingId: taken ?? '', start: at('10:00'), end: at('18:00'), resourceIds: [] }));
  await world.look();
  expect([await statusOf(first), await statusOf(second)]).toEqual(['offered', 'waiting']);
  await world.settings({ waitlist: 'all' });
  await world.look();
  expect((await world.entry(second)).holdId).toBe((await world.entry(first)).holdId);
});

/** A doctor who works at a branch as well, and has somebody there until 09:30, an hour away. */
async function doctorAtTwoPlaces(): Promise<{ branch: Awaited<ReturnType<typeof addBranch>>; waiting: string }> {
  const personId = randomUUID();
  await rules.resource(world.doctor, { personId });
  const branch = await addBranch(world, world.database.admin, { personId, travelMinutes: 60 });
  const there = { locationId: branch.locationId };
  committed(await world.gateway.submit({ ...world.submitter, ...there }, world.command('create_booking', {
    bookingId: randomUUID(), serviceId: null, start: at('09:00'), end: at('09:30'), resourceIds: [branch.doctor], customer: null,
  }, there)));
  return { branch, waiting: await waitsInVain({ serviceId: world.services.visit, from: at('10:00'), to: at('10:30') }) };
}

test('a shorter way between two locations is offered', async () => {
  const { branch, waiting } = await doctorAtTwoPlaces();
  await world.database.admin.query('select gateway.put_travel_time($1, $2, $3, 30)', [world.tenantNo, world.locationId, branch.locationId]);
  await world.look();
  expect(await world.entry(waiting)).toMatchObject({ status: 'offered', start: `${day}T10:00:00.000Z` });
});

test('whoever no longer works elsewhere as well is offered', async () => {
  const { branch, waiting } = await doctorAtTwoPlaces();
  await world.database.admin.query(
    `select gateway.put_resource($1, $2, gateway.resource_row(r) || '{"personId": null}') from resource r where r.resource_id = $3`,
    [world.tenantNo, branch.locationId, branch.doctor],
  );
  await world.look();
  expect(await statusOf(waiting)).toBe('offered');
});

test('what a block leaves of the hold that it takes over is offered', async () => {
  const [taken] = await world.fill(day);
  const [room = ''] = world.rooms;
  committed(await world.submit('move_booking', { bookingId: taken ?? '', start: at('10:00'), end: at('18:00'), resourceIds: [room] }));
  const holdId = randomUUID();
  committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: at('09:00'), resourceIds: [room] }));
  const entryId = await waitsInVain({ serviceId: world.services.visit, from: at('09:30'), to: at('10:00') });
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [room], start: at('09:00'), end: at('09:30'), usingHoldId: holdId }));
  await world.look();
  expect(await world.entry(entryId)).toMatchObject({ status: 'offered', start: `${day}T09:30:00.000Z` });
});

/** How many lists are due to be looked through. */
const due = async () => (await world.database.admin.query('select * from gateway.next_waitlist(to_timestamp($1::float8 / 1000), 0)', [world.clock.now])).rowCount;

test('many settings cause one look, and what takes time none', async () => {
  await world.fill(day);
  await waitsInVain({ to: at('10:00') });
  expect(await due()).toBe(0);
  for (const seconds of [10, 20, 30]) await world.settings({ undoSeconds: seconds });
  await world.look();
  expect(await due()).toBe(0);
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: world.rooms, start: at('20:00'), end: at('21:00') }));
  expect(await due()).toBe(0);
});
