import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { addBranch, rulesOf } from '../../availability/test-rules.ts';
import { committed } from '../../commands/test-outcomes.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { openTestTerminal } from '../../terminals/test-terminal.ts';
import { createRestWorld, type RestWorld } from './rest-world.ts';

let database: TestDatabase;
let rest: RestWorld;
let branchId: string;
const at = (wall: string): string => `2093-12-01T${wall}:00.000Z`;
const late = { start: at('11:30'), end: at('12:00'), earliest: at('12:00') };
/** The doctor is here until eleven, and at half past eleven half an hour away. */
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database, { now: Date.parse(at('09:50')) });
  const { world } = rest;
  const personId = randomUUID();
  await rulesOf(world, database.admin).resource(world.doctor, { personId });
  const branch = await addBranch(world, database.admin, { personId, travelMinutes: 30 });
  branchId = branch.locationId;
  const book = (start: string, end: string, resourceId: string, locationId: string) =>
    world.gateway.submit({ ...world.submitter, locationId: null }, world.command('create_booking', { bookingId: randomUUID(), serviceId: null, start: at(start), end: at(end), resourceIds: [resourceId], customer: null }, { locationId }));
  committed(await book('10:00', '11:00', world.doctor, world.locationId));
  committed(await book('11:30', '12:00', branch.doctor, branchId));
});
afterAll(() => rest.close());

test('a terminal asks beforehand what whoever is late comes too late for elsewhere, and nothing is kept of it', async () => {
  const { world, app } = rest;
  const cookie = await openTestTerminal(database.db, world, [world.staffId]);
  const ask = (payload: object, headers: Record<string, string> = { cookie }) =>
    app.inject({ method: 'POST', url: '/trpc/late.elsewhere', headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(payload) });
  const told = async (payload: object) => (await ask(payload)).json<{ result: { data: unknown } }>().result.data;
  const heads = async () => (await database.admin.query('select (select count(*) from command) as commands, (select sum(head) from feed_head) as heads')).rows;
  const before = await heads();
  expect(await told({ resourceId: world.doctor, minutes: 30, from: at('09:50') })).toEqual([{ locationId: branchId, locationName: 'Branch', timeZone: 'UTC', ...late }]);
  expect(await told({ resourceId: world.doctor, minutes: 30, from: at('12:30') })).toEqual([]);
  expect(await told({ resourceId: world.rooms[0], minutes: 30, from: at('09:50') })).toEqual([]);
  expect(await told({ resourceId: randomUUID(), minutes: 30 })).toEqual([]);
  expect((await ask({ resourceId: world.doctor, minutes: 0 })).statusCode).toBe(400);
  expect((await ask({ resourceId: world.doctor, minutes: 30 }, {})).statusCode).toBe(401);
  expect(await heads()).toEqual(before);
});

test('a key hears of places that it serves; of others, only of the time', async () => {
  const { world } = rest;
  const [here, both] = [await rest.client({ channel: 'api' }), await rest.client({ channel: 'api', locationIds: [world.locationId, branchId] })];
  // The way keeps the booking here where it is, so both are told the same.
  const runLate = async (client: typeof here, key: string) => (await client.post(`/commands/run_late?location=${world.locationId}`, { resourceId: world.doctor, minutes: 30, from: at('09:50') }, { key })).body as { outcome: { elsewhere: unknown } };
  const [secret, known] = [await runLate(here, 'one'), await runLate(both, 'two')];
  expect(secret.outcome.elsewhere).toEqual([late]);
  expect(known.outcome.elsewhere).toEqual([{ locationId: branchId, locationName: 'Branch', timeZone: 'UTC', ...late }]);
  // A repeat is answered word for word.
  expect(await runLate(here, 'one')).toEqual(secret);
});

test('a terminal at the other location has it to tell, with what can be had instead; one here has not', async () => {
  const { world, app } = rest;
  committed(await world.submit('run_late', { resourceId: world.doctor, minutes: 30, from: at('09:50') }));
  const listed = async (locationId: string, input: object | null = { showsLateElsewhere: true }) => {
    const cookie = await openTestTerminal(database.db, { tenantNo: world.tenantNo, locationId }, [world.staffId]);
    const query = input === null ? '' : `?input=${encodeURIComponent(JSON.stringify(input))}`;
    return (await app.inject({ method: 'GET', url: `/trpc/messages.list${query}`, headers: { cookie } })).json<{ result: { data: { messages: unknown[] } } }>().result.data.messages;
  };
  expect(await listed(branchId)).toMatchObject([
    {
      kind: 'running_late', toName: null, status: 'queued',
      body: { before: at('11:30'), start: at('12:00'), lateAt: { locationId: world.locationId }, alternatives: [{ start: at('12:00') }, { start: at('12:30') }, { start: at('13:00') }] },
    },
  ]);
  expect(await listed(world.locationId)).toEqual([]);
  // A desk that has no words for it would tell them that they were moved.
  expect([await listed(branchId, null), await listed(branchId, {})]).toEqual([[], []]);
});
