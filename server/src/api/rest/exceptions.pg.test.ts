import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rulesOf } from '../../availability/test-rules.ts';
import { readHistory } from '../../bookings/history-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createRestWorld, type RestClient, type RestWorld } from './rest-world.ts';

/** What somebody with the right to it did beyond the rules is told to whoever looks at the booking or hold. */
let database: TestDatabase;
let rest: RestWorld;
let manager: RestClient;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  manager = await rest.client({ channel: 'desk', role: 'manager' });
  agent = await rest.client();
  await rulesOf(rest.world, database.admin).resource(rest.world.doctor, { squeezeLanes: 1, squeezePerDay: 5 });
});
afterAll(() => rest.close());

const waive = { rules: ['orphan_gap'], reason: 'Knows the place' };
const squeezeIn = { reason: 'In pain since the morning' };
const wanted = (start: string, more: object = {}) => ({ serviceId: null, start, end: start.replace('00:00Z', '30:00Z'), resourceIds: [rest.world.doctor], customer: null, ...more });

test('a booking squeezed in with a rule set aside says so, here and in its history', async () => {
  const first = await manager.post('/commands/create_booking', wanted('2026-12-05T10:00:00Z', { bookingId: randomUUID() }));
  expect(first.status).toBe(200);
  const bookingId = randomUUID();
  expect((await manager.post('/commands/create_booking', wanted('2026-12-05T10:00:00Z', { bookingId, squeezeIn, waive: { ...waive, rules: [...waive.rules, ...waive.rules] } }))).status).toBe(200);
  const said = { partySize: 1, squeezedIn: true, squeezedInCount: 1, squeezeReason: squeezeIn.reason, waived: waive };
  expect((await agent.get(`/bookings/${bookingId}`)).body).toMatchObject({ booking: said });
  expect((await manager.post(`/bookings/${bookingId}/check-in`)).body).toMatchObject({ booking: said });
  const history = await readHistory(database.db, rest.world.tenantNo, rest.world.locationId, bookingId);
  expect(history.map(({ kind, after }) => [kind, after?.squeezedIn, after?.waived])).toEqual([
    ['arrive_booking', true, waive],
    ['create_booking', true, waive],
  ]);
});

test('so does a hold', async () => {
  const [first, second] = [randomUUID(), randomUUID()];
  const hold = (holdId: string, more: object = {}) => manager.post('/commands/place_hold', { ...wanted('2026-12-06T10:00:00Z', more), holdId });
  expect((await hold(first)).status).toBe(200);
  expect((await hold(second, { squeezeIn, waive })).status).toBe(200);
  expect((await agent.get(`/holds/${second}`)).body).toMatchObject({ hold: { partySize: 1, squeezedIn: true, squeezedInCount: 1, squeezeReason: squeezeIn.reason, waived: waive } });
});

test('a party is as many as come', async () => {
  const slot = { location: 'riverside', service: 'class', start: '2026-12-07T10:00:00Z', partySize: 2 };
  const held = await agent.post('/holds', slot);
  expect(held.body).toMatchObject({ hold: { partySize: 2, squeezedIn: false, squeezedInCount: 0, squeezeReason: null, waived: null } });
  const { hold } = held.body as { hold: { id: string } };
  expect((await agent.post('/bookings', { hold: hold.id })).body).toMatchObject({ booking: { partySize: 2 } });
});

test('of a party some of whom have a regular place it says how many have none', async () => {
  const { world } = rest;
  await rulesOf(world, database.admin).resource(world.classRoom, { squeezeLanes: 2, squeezePerDay: 5 });
  const classAt = (id: object, more: object) => ({ ...id, serviceId: world.services.class, start: '2026-12-08T10:00:00Z', resourceIds: [world.classRoom], customer: null, ...more });
  const [bookingId, holdId] = [randomUUID(), randomUUID()];
  expect((await manager.post('/commands/create_booking', classAt({ bookingId: randomUUID() }, { partySize: 2 }))).status).toBe(200);
  expect((await manager.post('/commands/place_hold', classAt({ holdId }, { partySize: 3, squeezeIn }))).status).toBe(200);
  expect((await agent.get(`/holds/${holdId}`)).body).toMatchObject({ hold: { partySize: 3, squeezedIn: true, squeezedInCount: 2 } });
  expect((await manager.get('/holds?location=riverside')).body).toMatchObject({ holds: expect.arrayContaining([expect.objectContaining({ id: holdId, squeezedInCount: 2 })]) });
  const booked = await manager.post('/commands/confirm_hold', { holdId, bookingId, customer: null });
  expect(booked.status).toBe(200);
  const seen = async () => ((await agent.get(`/bookings/${bookingId}`)).body as { booking: object }).booking;
  expect(await seen()).toMatchObject({ partySize: 3, squeezedIn: true, squeezedInCount: 2 });
  // By the capacity as it is: a chair more, and one of them has it.
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 4 });
  expect(await seen()).toMatchObject({ squeezedIn: true, squeezedInCount: 1 });
});
