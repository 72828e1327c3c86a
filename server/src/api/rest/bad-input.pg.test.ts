import { randomUUID } from 'node:crypto';
import { connect, type AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buildApp } from '../../app.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { operations } from './operations.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';

let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  agent = await rest.client();
});
afterAll(() => rest.close());

const slot = (more: object = {}) => ({ location: 'riverside', service: 'hour', start: '2026-12-05T10:00:00Z', ...more });
const isPlainProblem = (answer: RestAnswer): void => {
  expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(answer.body).toMatchObject({ type: expect.stringMatching(/^urn:holdfast:problem:/), status: answer.status, code: expect.any(String), title: expect.any(String), detail: expect.any(String) });
  expect(answer.text).not.toMatch(/node_modules|\.ts:|"stack"|\\n\s+at /);
};

test.each<[string, unknown, string]>([
  ['no fields', {}, 'location'],
  ['an unknown field', slot({ ressource: 'room-1' }), 'ressource'],
  ['a local time', slot({ start: '2026-12-05T10:00:00' }), 'start'],
  ['a time as number', slot({ start: 1_796_464_800 }), 'start'],
  ['the 30th of February', slot({ start: '2026-02-30T10:00:00Z' }), 'start'],
  ['nine resources', slot({ resources: Array(9).fill('room-1') }), 'resources'],
  ['a resource that is no text', slot({ resources: [{}] }), 'resources.0'],
  ['an empty name', slot({ customer: { name: ' ' } }), 'customer.name'],
  ['no name', slot({ customer: { phone: '1' } }), 'customer.name'],
  ['NUL in a name', slot({ customer: { name: 'A\u0000' } }), 'customer.name'],
  ['a very long phone number', slot({ customer: { name: 'A', phone: '1'.repeat(41) } }), 'customer.phone'],
  ['a party of none', slot({ partySize: 0 }), 'partySize'],
])('%s is 400 and the field is named', async (_, body, path) => {
  const answer = await agent.post('/holds', body);
  expect([answer.status, answer.body]).toMatchObject([400, { code: 'invalid_input', errors: expect.arrayContaining([{ path, message: expect.any(String) }]) }]);
  isPlainProblem(answer);
});

test('what is wrong with a field is said once, in words that tell what to send', async () => {
  const errorsOf = ({ body }: RestAnswer) => (body as { errors: { path: string; message: string }[] }).errors.map(({ path, message }) => `${path}: ${message}`);
  expect(errorsOf(await agent.post('/holds', { service: 1, start: 'ten', resources: 'room-1', partySize: 0, customer: { id: 'x', name: 'n'.repeat(201), timeZone: null } }))).toEqual([
    'location: It is missing: give it.',
    'service: Use text.',
    'start: Use RFC 3339 with an offset, e.g. 2026-11-21T17:00:00Z.',
    'resources: Use a list.',
    'customer.id: Use an id as answers have it: a UUID.',
    'customer.name: Use at most 200 characters.',
    'customer.timeZone: Use text.',
    'partySize: Use at least 1.',
  ]);
  expect(errorsOf(await agent.post('/holds', slot({ resources: Array(9).fill('room-1'), partySize: 1.5, customer: 'Ada' })))).toEqual(['resources: Give at most 8.', 'customer: Use an object.', 'partySize: Use a whole number.']);
  expect(errorsOf(await agent.post('/holds', '[]'))).toEqual([': Use an object.']);
  const range = 'service=hour&from=2026-12-15T10:00:00Z&to=2026-12-15T13:00:00Z';
  expect(errorsOf(await agent.get(`/availability?location=riverside&location=x&${range}&order=best&limit=many`))).toEqual(['location: Give it once, as text.', 'order: Use one of time, compact.', 'limit: Use a number.']);
  expect(errorsOf(await agent.post('/commands/undo_command', { commandId: true }))).toEqual(['commandId: Use text.']);
});

test('a booking is of a hold or of a time, not of both or neither', async () => {
  const errorsOf = async (body: object) => ((await agent.post('/bookings', body)).body as { errors: { path: string }[] }).errors.map(({ path }) => path);
  expect(await errorsOf({})).toEqual(['location', 'service', 'start']);
  expect(await errorsOf({ location: 'riverside', start: '2026-12-05T10:00:00Z' })).toEqual(['service']);
  for (const more of [{ location: 'riverside' }, { resources: ['room-1'] }, { partySize: 2 }]) expect(await errorsOf({ hold: randomUUID(), ...more })).toEqual(['hold']);
  expect(await errorsOf(slot({ notes: 'n'.repeat(3_990), answers: { Allergies: 'none at all' } }))).toEqual(['answers']);
});

test.each<[string, string, string, number]>([
  ['half an object', '{', 'application/json', 400],
  ['an array', '[]', 'application/json', 400],
  ['null', 'null', 'application/json', 400],
  ['a polluted prototype', '{"__proto__":{"a":1}}', 'application/json', 400],
  ['a form', 'location=riverside', 'application/x-www-form-urlencoded', 415],
  ['text', '{}', 'text/plain', 415],
  ['a type that is none', '{}', 'json', 415],
  ['300 KB', JSON.stringify(slot({ notes: 'n'.repeat(300_000) })), 'application/json', 413],
])('%s is answered in plain words', async (_, payload, type, status) => {
  const answer = await agent.post('/bookings', payload, { headers: { 'content-type': type } });
  expect(answer.status).toBe(status);
  isPlainProblem(answer);
});

test('a name that is not UTF-8 is not kept as something else', async () => {
  const sent = (encoding: 'latin1' | 'utf8') =>
    rest.app.inject({
      method: 'POST', url: '/api/v1/holds', payload: Buffer.from(JSON.stringify(slot({ customer: { name: 'José' } })), encoding),
      headers: { authorization: `Bearer ${agent.key}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() },
    });
  const { statusCode, json } = await sent('latin1');
  expect([statusCode, json()]).toMatchObject([400, { code: 'malformed', detail: 'The request cannot be read: send one JSON object, in UTF-8.' }]);
  expect((await sent('utf8')).statusCode).toBe(201);
});

test.each(['application/json', 'application/x-www-form-urlencoded', 'text/plain'])('nothing is nothing, also as %s', async (type) => {
  expect(await agent.post(`/bookings/${randomUUID()}/cancel`, '', { headers: { 'content-type': type } })).toMatchObject({ status: 404 });
});

test('an id that is none is 400, a call that is none 404, also where the desk is served', async () => {
  for (const id of ['1', "1'--", '%00', 'x'.repeat(400)]) expect(await agent.get(`/bookings/${id}`)).toMatchObject({ status: 400, body: { errors: [{ path: 'id' }] } });
  for (const path of ['/bookings/%zz', '/%']) {
    const answer = await agent.get(path);
    expect(answer).toMatchObject({ status: 400, body: { code: 'malformed' } });
    isPlainProblem(answer);
  }
  const desk = mkdtempSync(join(tmpdir(), 'holdfast-desk-'));
  writeFileSync(join(desk, 'index.html'), '<!doctype html>');
  const served = await buildApp(rest.server, { deskDirectory: desk });
  for (const path of ['', '/', '/nothing', '/bookings/a/b/c', `/bookings/${randomUUID()}/explode`, '/commands/drop_table', '/locations/'])
    for (const app of [rest.app, served])
      for (const accept of ['text/html', 'application/json']) {
        const { statusCode, headers, body } = await app.inject({ url: `/api/v1${path}`, headers: { accept } });
        expect([path, statusCode, headers['content-type'], JSON.parse(body)]).toMatchObject([path, 404, 'application/problem+json; charset=utf-8', { code: 'no_such_call' }]);
      }
  await served.close();
  rmSync(desk, { recursive: true });
});

test('a method that no call has, of HTTP or beyond, is a problem like any other', async () => {
  for (const method of ['PUT', 'PATCH', 'OPTIONS', 'PROPFIND', 'LOCK'])
    for (const [path, allow] of [['/bookings?x=1', 'GET, HEAD, POST'], ['/waitlist', 'POST'], [`/bookings/${randomUUID()}`, 'GET, HEAD'], ['/nothing', undefined]] as const) {
      const { statusCode, headers, json } = await rest.app.inject({ method: method as 'PUT', url: `/api/v1${path}`, headers: { authorization: `Bearer ${agent.key}` } });
      expect([method, statusCode, headers['content-type'], headers['allow'], json()]).toMatchObject([
        method, allow === undefined ? 404 : 405, 'application/problem+json; charset=utf-8', allow, { code: allow === undefined ? 'no_such_call' : 'no_such_method' },
      ]);
    }
});

test.each<[string, string, number, string]>([
  ['headers without end', `GET /api/v1/locations HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`, 431, 'headers_too_large'],
  ['no HTTP at all', 'HELO there\r\n\r\n', 400, 'malformed'],
])('%s is answered in plain words', async (_, sent, status, code) => {
  const app = await buildApp(rest.server, { deskDirectory: null });
  await app.listen({ port: 0, host: '127.0.0.1' });
  const { port } = app.server.address() as AddressInfo;
  // A peer that reads the answer and stays, as one does that means harm or is broken.
  const socket = connect({ port, host: '127.0.0.1', allowHalfOpen: true });
  socket.write(sent);
  const [head = '', body = ''] = (await text(socket)).split('\r\n\r\n');
  expect(head).toMatch(new RegExp(`^HTTP/1.1 ${status} [\\s\\S]*content-type: application/problem\\+json`));
  expect(JSON.parse(body)).toMatchObject({ type: `urn:holdfast:problem:${code}`, status, code, detail: expect.any(String) });
  // Which waits for every connection.
  await app.close();
  socket.destroy();
});

describe('availability', () => {
  const ask = (query: Record<string, string>) =>
    agent.get(`/availability?${new URLSearchParams({ location: 'riverside', service: 'hour', from: '2026-12-15T10:00:00Z', to: '2026-12-15T13:00:00Z', ...query }).toString()}`);
  const starts = async (query: Record<string, string>) => ((await ask(query)).body as { slots: { start: string }[] }).slots.map(({ start }) => start.slice(11, 16));

  test('tells openings on the grid, with what is free then, on the clock of the location', async () => {
    const { status, body } = await ask({ limit: '2' });
    expect([status, body]).toEqual([
      200,
      {
        asOf: '2026-12-01T08:00:00+00:00',
        slots: [
          { start: '2026-12-15T10:00:00+00:00', end: '2026-12-15T11:00:00+00:00', resources: [rest.world.rooms[0]] },
          { start: '2026-12-15T10:15:00+00:00', end: '2026-12-15T11:15:00+00:00', resources: [rest.world.rooms[0]] },
        ],
      },
    ]);
    expect(await starts({})).toHaveLength(9);
  });

  test('at most 31 days, also of a month whose clocks go back', async () => {
    const from = '2027-10-01T00:00:00+01:00';
    expect(await ask({ from, to: '2027-11-01T00:00:00+00:00', limit: '1' })).toMatchObject({ status: 200, body: { slots: [{ start: '2027-09-30T23:00:00+00:00' }] } });
    expect(await ask({ from, to: '2027-11-01T00:01:00+00:00' })).toMatchObject({ status: 400, body: { errors: [{ path: 'to', message: 'Ask for at most 31 days.' }] } });
  });

  test('of one resource, without what is taken; ids serve as well as slugs', async () => {
    const day = { from: '2026-12-16T10:00:00Z', to: '2026-12-16T13:00:00Z' };
    await agent.post('/bookings', slot({ start: '2026-12-16T11:00:00Z', resources: ['room-4'] }));
    expect(await starts({ ...day, resource: 'room-4' })).toEqual(['10:00', '12:00']);
    expect(await starts({ ...day, resource: rest.world.rooms[3] ?? '', location: rest.world.locationId, service: rest.world.services.hour })).toEqual(['10:00', '12:00']);
  });

  test('of a service that needs two: both are named', async () => {
    const { body } = await ask({ service: 'visit', resource: 'room-2', limit: '1' });
    expect(body).toMatchObject({ slots: [{ resources: [rest.world.doctor, rest.world.rooms[1]] }] });
  });

  test('for a party: only where so many places are left', async () => {
    const at = { service: 'class', from: '2026-12-17T10:00:00Z', to: '2026-12-17T11:00:00Z' };
    expect(await starts({ ...at, partySize: '3' })).toEqual(['10:00']);
    await agent.post('/bookings', { location: 'riverside', service: 'class', start: '2026-12-17T10:00:00Z', partySize: 2 });
    expect([await starts({ ...at, partySize: '1' }), await starts({ ...at, partySize: '2' })]).toEqual([['10:00'], []]);
  });

  test('starts now at the earliest, and ends where booking ends', async () => {
    expect((await starts({ from: '2026-11-30T00:00:00Z', to: '2026-12-01T09:30:00Z' })).slice(0, 2)).toEqual(['08:00', '08:15']);
    expect(await starts({ from: '2026-11-01T00:00:00Z', to: '2026-11-02T00:00:00Z' })).toEqual([]);
    expect(await starts({ from: '2030-01-01T00:00:00Z', to: '2030-01-02T00:00:00Z' })).toEqual([]);
  });

  test('a + that a query turned into a space is still an offset', async () => {
    const answer = await agent.get('/availability?location=riverside&service=hour&from=2026-12-15T11:00:00+01:00&to=2026-12-15T12:00:00+01:00');
    expect(answer.body).toMatchObject({ slots: [{ start: '2026-12-15T10:00:00+00:00' }] });
  });

  test.each<[Record<string, string>, string]>([
    [{ to: '2026-12-15T10:00:00Z' }, 'to'],
    [{ to: '2027-01-15T11:00:01Z' }, 'to'],
    [{ from: '2026-12-15' }, 'from'],
    [{ limit: '0' }, 'limit'],
    [{ limit: '501' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ limit: 'many' }, 'limit'],
    [{ resource: 'doctor' }, 'resource'],
    [{ page: '2' }, 'page'],
  ])('%j is 400 and names it', async (query, path) => {
    expect(await ask(query)).toMatchObject({ status: 400, body: { errors: [{ path }] } });
  });
});

const rubbish = fc.oneof(
  fc.anything({ withNullPrototype: false, withBigInt: false, withDate: false, maxDepth: 2 }),
  fc.constantFrom('', 'riverside', 'hour', '2026-12-05T10:00:00Z', '9999-12-31T23:59:59Z', 'a\u0000b', '\ud83d', -1, 1e308, null, [], {}, randomUUID()),
);
const fields = ['location', 'service', 'start', 'end', 'resources', 'resourceIds', 'customer', 'notes', 'answers', 'hold', 'holdId', 'bookingId', 'reason', 'title', 'kind'];

test('whatever is sent to whichever call, the answer is plain and never a 500', async () => {
  const sending = fc.record({
    operation: fc.constantFrom(...operations),
    id: fc.oneof(fc.uuid(), fc.string({ maxLength: 30 })),
    query: fc.dictionary(fc.constantFrom('location', 'service', 'from', 'to', 'limit', 'resource', 'supersedes'), fc.oneof(fc.string(), fc.uuid(), fc.constantFrom('riverside', 'hour', '2026-12-05T10:00:00Z')), { maxKeys: 5 }),
    body: fc.oneof(fc.dictionary(fc.constantFrom(...fields), rubbish, { maxKeys: 8 }), rubbish),
    ifMatch: fc.string({ unit: 'grapheme-ascii', maxLength: 8 }),
  });
  await fc.assert(
    fc.asyncProperty(sending, async ({ operation: { method, path }, id, query, body, ifMatch }) => {
      const response = await rest.app.inject({
        method,
        url: `/api/v1${path.replace('{id}', encodeURIComponent(id.toWellFormed()) || '-')}`,
        query: Object.fromEntries(Object.entries(query).map(([name, value]) => [name, value.toWellFormed()])),
        headers: { authorization: `Bearer ${agent.key}`, 'idempotency-key': randomUUID(), 'if-match': ifMatch, ...(method === 'GET' ? {} : { 'content-type': 'application/json' }) },
        ...(method === 'GET' ? {} : { payload: JSON.stringify(body) ?? '' }),
      });
      expect([200, 201, 400, 404, 409, 412, 422]).toContain(response.statusCode);
      expect(response.body).not.toMatch(/node_modules|\.ts:|"stack"/);
    }),
    { numRuns: 400 },
  );
});
