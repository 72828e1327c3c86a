import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createRestWorld, type RestClient, type RestWorld } from './rest-world.ts';

let database: TestDatabase;
let rest: RestWorld;
let manager: RestClient;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  manager = await rest.client({ channel: 'api', role: 'manager', name: 'Calendar' });
  agent = await rest.client();
});
afterAll(() => rest.close());

interface Hours {
  hours: Record<string, [string, string][]> | null;
  exceptions: { date: string; hours: [string, string][]; reason?: string }[];
  version: string;
}
const read = async (path: string): Promise<Hours> => (await manager.get(path)).body;
const christmas = { date: '2026-12-25', hours: [], reason: 'Christmas Day' };

test('a closed day: what is booked on it is listed with its people, and set when that was seen', async () => {
  const path = '/locations/riverside/hours';
  const slot = { location: 'riverside', service: 'hour', start: '2026-12-25T10:00:00Z', resources: ['room-1'] };
  const { booking } = (await agent.post('/bookings', { ...slot, customer: { name: 'Priya Nair' } })).body as { booking: { id: string; reference: string } };
  const { version, ...before } = await read(path);
  const wanted = { ...before, exceptions: [christmas], expected: version };
  const refused = await manager.put(path, wanted);
  expect([refused.status, refused.body]).toMatchObject([409, {
    code: 'leaves_outside', touchedCount: 1, keep: expect.any(String),
    touched: [{ kind: 'booking', id: booking.id, reference: booking.reference, who: 'Priya Nair', start: '2026-12-25T10:00:00+00:00', end: '2026-12-25T11:00:00+00:00', resources: [rest.world.rooms[0]] }],
  }]);
  expect((await read(path)).version).toBe(version);
  const { keep } = refused.body as { keep: string };
  const set = await manager.put(path, { ...wanted, keep });
  expect([set.status, set.body]).toEqual([200, await read(path)]);
  expect((await read(path)).exceptions).toEqual([christmas]);
  // The same again is no harm; another change from what was read before is.
  expect((await manager.put(path, wanted)).status).toBe(200);
  expect(await manager.put(path, { ...before, expected: version })).toMatchObject({ status: 412, body: { code: 'stale_version' } });
  expect(await agent.post('/bookings', { ...slot, resources: ['room-2'] })).toMatchObject({ status: 409, body: { code: 'outside_hours' } });
  expect((await agent.get(`/bookings/${booking.id}`)).body).toMatchObject({ booking: { status: 'confirmed' } });
});

test('what hours would leave outside is foreseen as the desk foresees it, and nothing changes; set with that list they hold at once', async () => {
  for (const [path, room] of [['/locations/riverside/hours', 'room-3'], ['/resources/room-4/hours', 'room-4']] as const) {
    const slot = { location: 'riverside', service: 'hour', start: '2026-12-24T10:00:00Z', resources: [room] };
    const { booking } = (await agent.post('/bookings', { ...slot, customer: { name: 'Priya Nair' } })).body as { booking: { id: string } };
    const { version, ...before } = await read(path);
    const wanted = { ...before, exceptions: [...before.exceptions, { date: '2026-12-24', hours: [] }] };
    const foreseen = await manager.post(`${path}/preview`, wanted);
    expect([foreseen.status, foreseen.body]).toEqual([200, {
      touchedCount: 1, keep: expect.any(String),
      touched: [expect.objectContaining({ kind: 'booking', id: booking.id, who: 'Priya Nair', start: '2026-12-24T10:00:00+00:00' })],
    }]);
    expect((await read(path)).version).toBe(version);
    const { code, touched, touchedCount, keep } = (await manager.put(path, { ...wanted, expected: version })).body as Record<string, unknown>;
    expect([code, { touched, touchedCount, keep }]).toEqual(['leaves_outside', foreseen.body]);
    expect((await manager.put(path, { ...wanted, expected: version, keep })).status).toBe(200);
    // It lies outside already: no doing of these.
    expect((await manager.post(`${path}/preview`, wanted)).body).toEqual({ touched: [], touchedCount: 0, keep: null });
    expect((await manager.put(path, { ...before, expected: (await read(path)).version })).status).toBe(200);
    expect((await agent.post(`/bookings/${booking.id}/cancel`)).status).toBe(200);
    expect(await manager.post(`${path}/preview`, { hours: { 1: [['09:00', '09:00']] }, exceptions: [] })).toMatchObject({ status: 400 });
    expect(await agent.post(`${path}/preview`, wanted)).toMatchObject({ status: 403, body: { code: 'policy_forbids' } });
  }
});

test('a shift of a resource, by slug or id, and back to the hours of the house', async () => {
  for (const id of ['doctor', rest.world.doctor]) {
    const path = `/resources/${id}/hours`;
    const { version, hours } = await read(path);
    expect(hours).toBeNull();
    const shift = { hours: { 1: [['09:00', '12:00'], ['13:00', '17:00']] }, exceptions: [] };
    const set = await manager.put(path, { ...shift, expected: version });
    expect([set.status, set.body]).toMatchObject([200, shift]);
    expect((await manager.put(path, { hours: null, exceptions: [], expected: (await read(path)).version })).status).toBe(200);
  }
});

test('what is wrong with the times is said', async () => {
  const path = '/locations/riverside/hours';
  const { version } = await read(path);
  const put = (body: object) => manager.put(path, { exceptions: [], expected: version, ...body });
  expect(await put({ hours: { 1: [['09:00', '13:00'], ['12:00', '17:00']] } })).toMatchObject({ status: 400, body: { errors: [{ message: 'Monday 09:00–13:00 overlaps Monday 12:00–17:00.' }] } });
  expect(await put({ hours: null })).toMatchObject({ status: 400, body: { errors: [{ message: 'A location has hours of its own: name its weekdays.' }] } });
  expect(await put({})).toMatchObject({ status: 400, body: { errors: [{ path: 'hours' }] } });
  expect(await put({ hours: {}, expected: undefined })).toMatchObject({ status: 400, body: { errors: [{ path: 'expected' }] } });
});

test('hours are for managers, and others are not told what there is', async () => {
  for (const path of ['/locations/riverside/hours', '/resources/room-1/hours']) {
    expect(await agent.get(path)).toMatchObject({ status: 403, body: { code: 'policy_forbids' } });
    expect(await agent.put(path, { hours: {}, exceptions: [], expected: 'x' })).toMatchObject({ status: 403 });
  }
  for (const path of ['/locations/nowhere/hours', '/resources/nobody/hours', '/resources/room-1/hours?location=nowhere'])
    for (const key of [agent, manager]) expect(await key.get(path)).toMatchObject({ status: 404 });
});

test('a name that two locations have wants to know which', async () => {
  const id = crypto.randomUUID();
  const day = { 1: [['00:00', '24:00']] };
  await database.admin.query('select gateway.put_location($1, $2)', [rest.world.tenantNo, { id, slug: 'harbour', name: 'Harbour', timeZone: 'UTC', openingHours: day, gridMinutes: 15 }]);
  await database.admin.query('select gateway.put_resource($1, $2, $3)', [rest.world.tenantNo, id, { id: crypto.randomUUID(), slug: 'room-1', name: 'Room 1', kind: 'room', hours: day }]);
  const both = await rest.client({ role: 'manager', locationIds: [rest.world.locationId, id] });
  expect(await both.get('/resources/room-1/hours')).toMatchObject({ status: 400, body: { errors: [{ path: 'location' }] } });
  expect((await both.get('/resources/room-1/hours?location=harbour')).body).toMatchObject({ hours: day });
  expect((await manager.get('/resources/room-1/hours')).body).toMatchObject({ hours: null });
});
