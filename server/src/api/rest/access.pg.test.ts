import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { mintApiKey } from '../../access/api-key.ts';
import { revokeApiKey } from '../../access/api-key-sql.ts';
import { buildApp } from '../../app.ts';
import { connect } from '../../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createServer } from '../../server.ts';
import { operations } from './operations.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';

let database: TestDatabase;
let rest: RestWorld;
let other: RestWorld;
/** Of the first business: of its house, and of a second house of it. */
let agent: RestClient;
let elsewhere: RestClient;
/** Of the other business. */
let stranger: RestClient;
let harbourId: string;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  other = await createRestWorld(database);
  harbourId = randomUUID();
  const openingHours = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]]));
  const harbour = { id: harbourId, slug: 'harbour', name: 'Harbour', timeZone: 'UTC', openingHours, gridMinutes: 15 };
  await database.admin.query('select gateway.put_location($1, $2)', [rest.world.tenantNo, harbour]);
  agent = await rest.client();
  elsewhere = await rest.client({ channel: 'api', locationIds: [harbourId] });
  stranger = await other.client({ channel: 'api' });
});
afterAll(async () => {
  await rest.close();
  await other.close();
});

const slot = (more: object = {}) => ({ location: 'riverside', service: 'hour', start: '2026-12-05T10:00:00Z', ...more });
const idOf = ({ body }: RestAnswer): string => Object.values<{ id: string }>(body)[0]?.id ?? '';

test('every call wants a key that is in use, and says so without a hint why not', async () => {
  const { key: revoked, keyId } = await rest.client();
  await revokeApiKey(database.db, rest.world.tenantNo, keyId);
  const tried = [undefined, `Bearer ${mintApiKey()}`, `Bearer ${revoked}`, `Basic ${agent.key}`, 'Bearer', `Bearer ${'x'.repeat(5_000)}`];
  const answers = new Set<string>();
  for (const [index, { method, path }] of operations.entries()) {
    const authorization = tried[index % tried.length];
    const response = await rest.app.inject({
      method,
      url: `/api/v1${path.replace('{id}', randomUUID())}`,
      headers: { 'idempotency-key': 'k', ...(authorization === undefined ? {} : { authorization }) },
    });
    expect([path, response.statusCode, response.headers['www-authenticate']]).toEqual([path, 401, 'Bearer realm="holdfast"']);
    answers.add(response.body);
  }
  expect(answers.size).toBe(1);
});

test("another business's, and another house's, bookings and holds do not exist for a key", async () => {
  const booking = `/bookings/${idOf(await agent.post('/bookings', slot({ customer: { name: 'Priya Nair' } })))}`;
  const hold = `/holds/${idOf(await agent.post('/holds', slot({ start: '2026-12-05T12:00:00Z' })))}`;
  for (const outsider of [elsewhere, stranger]) {
    const answers = [
      await outsider.get(booking),
      await outsider.get(hold),
      await outsider.delete(hold),
      await outsider.post('/bookings', { hold: hold.slice('/holds/'.length) }),
      await outsider.post(`${booking}/reschedule`, { start: '2026-12-05T15:00:00Z' }),
      ...(await Promise.all(['cancel', 'check-in', 'start', 'complete', 'no-show'].map((step) => outsider.post(`${booking}/${step}`)))),
      await outsider.post('/commands/cancel_booking', { bookingId: booking.slice('/bookings/'.length) }),
      await outsider.post('/commands/release_hold', { holdId: hold.slice('/holds/'.length) }),
      await outsider.post('/commands/place_block', { blockId: randomUUID(), resourceIds: [rest.world.rooms[0]], start: '2026-12-07T10:00:00Z', end: '2026-12-07T11:00:00Z' }),
    ];
    for (const answer of answers) {
      expect([answer.status, answer.body]).toMatchObject([404, { code: 'not_found' }]);
      expect(answer.text).not.toContain('Priya');
    }
  }
  // Not even that they are somebody's: the answer is the one to an id that nothing has.
  for (const path of [booking, hold]) expect((await elsewhere.get(path)).text).toBe((await elsewhere.get(`${path.slice(0, -36)}${randomUUID()}`)).text);
  expect((await agent.get(hold)).body).toMatchObject({ hold: { status: 'active' } });
  expect((await agent.get(booking)).body).toMatchObject({ booking: { status: 'confirmed', version: 1 } });
});

test('a key sees its locations, and names of others are unknown to it', async () => {
  expect((await agent.get('/locations')).body).toEqual({ locations: [{ id: rest.world.locationId, slug: 'riverside', name: 'Riverside', timeZone: 'UTC' }] });
  const both = await rest.client({ locationIds: [harbourId, rest.world.locationId] });
  expect((await both.get('/locations')).body).toMatchObject({ locations: [{ slug: 'harbour' }, { slug: 'riverside' }] });
  for (const location of ['harbour', harbourId, other.world.locationId, 'nowhere']) {
    const range = 'from=2026-12-05T00:00:00Z&to=2026-12-06T00:00:00Z';
    for (const path of [`/services?location=${location}`, `/resources?location=${location}`, `/availability?location=${location}&service=hour&${range}`])
      expect(await agent.get(path)).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await agent.post('/holds', slot({ location }))).toMatchObject({ status: 404 });
    expect(await agent.post(`/commands/release_hold?location=${location}`, { holdId: randomUUID() })).toMatchObject({ status: 404 });
  }
  for (const more of [{ service: other.world.services.hour }, { service: 'no-such' }, { resources: [other.world.rooms[0]] }, { resources: ['room-99'] }])
    expect(await agent.post('/holds', slot(more))).toMatchObject({ status: 404, body: { code: 'not_found' } });
});

test('a key of several locations has to say which', async () => {
  const both = await rest.client({ channel: 'api', locationIds: [harbourId, rest.world.locationId] });
  const args = { blockId: randomUUID(), resourceIds: [rest.world.rooms[0]], start: '2026-12-08T10:00:00Z', end: '2026-12-08T11:00:00Z' };
  expect(await both.post('/commands/place_block', args)).toMatchObject({ status: 400, body: { errors: [{ path: 'location' }] } });
  expect(await both.post('/commands/place_block?location=riverside', args)).toMatchObject({ status: 200 });
});

test('a key revoked between two requests is out at the second', async () => {
  const program = await rest.client();
  expect((await program.get('/locations')).status).toBe(200);
  await revokeApiKey(database.db, rest.world.tenantNo, program.keyId);
  expect((await program.get('/locations')).status).toBe(401);
});

test('a loop gone wrong is slowed down with its key; another key is not', async () => {
  const app = await buildApp(rest.server, { deskDirectory: null });
  const get = (key: string) => app.inject({ url: '/api/v1/locations', headers: { authorization: `Bearer ${key}` } });
  const eager = await rest.client();
  let limited = await get(eager.key);
  for (let sent = 1; sent <= 1_200 && limited.statusCode === 200; sent++) limited = await get(eager.key);
  expect([limited.statusCode, limited.json()]).toMatchObject([429, { code: 'rate_limited', status: 429 }]);
  expect(Number(limited.headers['retry-after'])).toBeGreaterThan(0);
  expect(limited.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect((await get(agent.key)).statusCode).toBe(200);
  await app.close();
});

test('trying keys is slowed down, by the address that tries', async () => {
  const app = await buildApp(rest.server, { deskDirectory: null });
  const get = (key: string) => app.inject({ url: '/api/v1/locations', headers: { authorization: `Bearer ${key}` } });
  const statuses = [];
  for (let tried = 0; tried < 62; tried++) statuses.push((await get(mintApiKey())).statusCode);
  expect(statuses.filter((status) => status === 401)).toHaveLength(60);
  expect(statuses.slice(60)).toEqual([429, 429]);
  expect((await get(agent.key)).statusCode).toBe(200);
  await app.close();
});

test('while the database is away the answer is to try again', async () => {
  const away = connect('postgresql://nobody@127.0.0.1:1/none', 1);
  const server = createServer(away, { log: rest.server.log, publicUrl: 'http://desk.test' });
  const app = await buildApp(server, { deskDirectory: null });
  const response = await app.inject({ url: '/api/v1/locations', headers: { authorization: `Bearer ${agent.key}` } });
  expect([response.statusCode, response.json(), response.headers['retry-after']]).toMatchObject([503, { code: 'unavailable' }, '1']);
  await app.close();
  server.feedWatch.close();
  await away.close();
});

test('an outcome that is not known is no refusal: the same key gets the answer later', async () => {
  let broken = true;
  const { server } = rest;
  const app = await buildApp(
    {
      ...server,
      gateway: {
        ...server.gateway,
        submit: async (submitter, command) => {
          const outcome = await server.gateway.submit(submitter, command);
          if (broken) throw new Error('the line went down after the commit');
          return outcome;
        },
      },
    },
    { deskDirectory: null },
  );
  const key = randomUUID();
  const post = () =>
    app.inject({ method: 'POST', url: '/api/v1/bookings', headers: { authorization: `Bearer ${agent.key}`, 'idempotency-key': key }, payload: slot({ start: '2026-12-09T10:00:00Z' }) });
  const unkeyed = await app.inject({ method: 'POST', url: '/api/v1/waitlist', headers: { authorization: `Bearer ${agent.key}` }, payload: { location: 'riverside', service: 'hour', from: '2026-12-09T10:00:00Z', to: '2026-12-09T12:00:00Z', customer: { name: 'Chen' } } });
  expect([unkeyed.statusCode, unkeyed.json()]).toMatchObject([503, { code: 'outcome_unknown', detail: expect.stringContaining('Look before you send it again') }]);
  const lost = await post();
  expect([lost.statusCode, lost.json(), lost.headers['retry-after']]).toMatchObject([503, { code: 'outcome_unknown' }, '1']);
  expect(lost.body).not.toContain('line went down');
  broken = false;
  const found = await post();
  expect([found.statusCode, found.headers['idempotency-replayed']]).toEqual([201, 'true']);
  await app.close();
});

test('a page of another origin may ask, for a key is nothing a browser sends by itself', async () => {
  const response = await rest.app.inject({
    method: 'POST',
    url: '/api/v1/holds',
    headers: { authorization: `Bearer ${agent.key}`, 'idempotency-key': randomUUID(), origin: 'https://shop.example' },
    payload: slot({ start: '2026-12-10T10:00:00Z' }),
  });
  expect(response.statusCode).toBe(201);
  expect(response.headers['cache-control']).toBe('no-store');
  expect(response.headers['access-control-allow-origin']).toBeUndefined();
});
