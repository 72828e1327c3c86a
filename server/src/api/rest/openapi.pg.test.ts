import { randomUUID } from 'node:crypto';
import { Validator } from '@seriousme/openapi-schema-validator';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { OpenAPIClientAxios, type Document, type OpenAPIClient } from 'openapi-client-axios';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { commandKinds } from '@holdfast/protocol/commands';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { operations } from './operations.ts';
import { parityCases, situationOf, type ParityCase } from './parity-cases.ts';
import { createRestWorld, type RestWorld } from './rest-world.ts';
import type { BookingView, EntryView, HoldView } from './schemas.ts';

/** A stranger's client, made from nothing but the document that the server tells of itself. */
let database: TestDatabase;
let rest: RestWorld;
let document: Document;
let client: OpenAPIClient;
const called = new Set<string>();
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  const address = await rest.app.listen({ port: 0, host: '127.0.0.1' });
  const { key } = await rest.client({ channel: 'desk', role: 'manager' });
  document = (await (await fetch(`${address}/api/v1/openapi.json`)).json()) as Document;
  const api = new OpenAPIClientAxios({
    definition: document,
    withServer: { url: `${address}/api/v1` },
    axiosConfigDefaults: { headers: { authorization: `Bearer ${key}` }, validateStatus: () => true },
  });
  client = await api.init();
});
afterAll(() => rest.close());

/** Calls an operation and holds its answer against what the document says of it. */
async function call(id: string, parameters: object | null, body?: unknown, status = 200): Promise<never> {
  const invoke = client[id];
  if (!invoke) throw new Error(`The document has no operation ${id}`);
  const answer = await invoke(parameters as never, body, { headers: { 'Idempotency-Key': randomUUID() } });
  expect([id, answer.status, answer.data]).toEqual([id, status, expect.anything()]);
  expect(violations(id, status, answer.headers['content-type'] as string, answer.data)).toEqual([]);
  called.add(id);
  return answer.data as never;
}

function violations(id: string, status: number, type: string, data: unknown): unknown[] {
  const [path, method] = Object.entries(document.paths ?? {}).flatMap(([name, item]) =>
    Object.entries(item ?? {}).flatMap(([verb, described]) => ((described as { operationId?: string }).operationId === id ? [[name, verb]] : [])),
  )[0] ?? ['', ''];
  const pointer = (part: string): string => part.replaceAll('~', '~0').replaceAll('/', '~1');
  const response = `#/paths/${pointer(path ?? '')}/${method}/responses/${status}`;
  const shared = `#/components/responses/Problem${status}`;
  const ajv = new Ajv2020({ strict: false, allErrors: true });
  formats.default(ajv);
  ajv.addSchema({ ...document, $id: 'api' });
  const media = pointer(type.split(';')[0] ?? '');
  const validate = ajv.getSchema(`api${status < 400 ? response : shared}/content/${media}/schema`);
  if (!validate) return [`The document has no ${status} ${type} for ${id}`];
  return validate(data) === true ? [] : (validate.errors ?? []);
}

test('the document is valid OpenAPI 3.1', async () => {
  const validator = new Validator();
  const result = await validator.validate({ ...structuredClone(document) });
  expect([result.valid, result.errors]).toEqual([true, undefined]);
  expect(validator.version).toBe('3.1');
});

test('what some keys may not do says so', () => {
  const paths = document.paths as Record<string, Record<string, { responses: object }>>;
  for (const path of ['/holds/{id}/history', '/bookings/{id}/history', '/locations/{id}/hours']) expect(Object.keys(paths[path]?.['get']?.responses ?? {})).toContain('403');
});

test('a booking is of a hold or of a time, and the document says so', () => {
  const ajv = new Ajv2020({ strict: false });
  formats.default(ajv);
  ajv.addSchema({ ...document, $id: 'api' });
  const body = ajv.getSchema('api#/paths/~1bookings/post/requestBody/content/application~1json/schema');
  const slot = { location: 'riverside', service: 'hour', start: '2026-12-05T10:00:00Z' };
  const hold = randomUUID();
  const each = [slot, { hold }, { ...slot, partySize: 2 }, {}, { location: 'riverside' }, { ...slot, hold }, { hold, location: 'riverside' }, { hold, resources: [] }];
  expect(each.map((wanted) => body?.(wanted))).toEqual([true, true, true, false, false, false, false, false]);
});

test('a visit from looking to leaving', async () => {
  const { locations } = await call('listLocations', null) as { locations: { slug: string }[] };
  const location = locations[0]?.slug;
  const { services } = await call('listServices', { location }) as { services: { slug: string; id: string }[] };
  const service = services.find(({ slug }) => slug === 'hour')?.slug;
  await call('listResources', { location });
  const { slots } = await call('findAvailability', { location, service, from: '2026-12-05T09:00:00+01:00', to: '2026-12-06T09:00:00+01:00', limit: 8 }) as { slots: { start: string; resources: string[] }[] };
  expect(slots).toHaveLength(8);

  const wanted = { location, service, start: slots[0]?.start, resources: slots[0]?.resources };
  const { hold } = await call('placeHold', null, { ...wanted, customer: { name: 'Ana' } }, 201) as { hold: HoldView };
  await call('getHold', { id: hold.id });
  await call('extendHold', { id: hold.id });
  await call('listHolds', { location });
  await call('holdHistory', { id: hold.id });
  const refused = await call('placeHold', null, wanted, 409) as { alternatives: { hold: string }[] };
  await call('releaseHold', { id: refused.alternatives[0]?.hold });
  const { booking } = await call('createBooking', null, { hold: hold.id, customer: { name: 'Ana', phone: '+44 7700 900123' }, answers: { Shoes: '42' } }, 201) as { booking: BookingView };
  await call('rescheduleBooking', { id: booking.id, 'If-Match': '"1"' }, { start: slots[6]?.start });
  await call('rescheduleBooking', { id: booking.id, 'If-Match': '"1"' }, { start: slots[6]?.start }, 412);
  for (const step of ['checkInBooking', 'startBooking', 'completeBooking']) await call(step, { id: booking.id }, { reason: 'Here' });
  expect(await call('getBooking', { id: booking.id })).toMatchObject({ booking: { status: 'completed', version: 5 } });

  await call('bookingHistory', { id: booking.id });
  expect(await call('findBooking', { reference: booking.reference.slice(3) })).toMatchObject({ booking: { id: booking.id } });

  const { booking: second } = await call('createBooking', null, { ...wanted, notes: 'Window' }, 201) as { booking: BookingView };
  await call('noShowBooking', { id: second.id }, {}, 409);
  await call('cancelBooking', { id: second.id }, {});
  const { booking: missed } = await call('createBooking', null, wanted, 201) as { booking: BookingView };
  rest.world.clock.now = Date.parse(missed.start) + 600_000;
  await call('noShowBooking', { id: missed.id }, {});
  rest.world.clock.now = Date.parse('2026-12-01T08:00:00Z');
});

test('somebody waits', async () => {
  const wanted = { location: 'riverside', service: 'hour', from: '2026-12-12T09:00:00Z', to: '2026-12-12T12:00:00Z', customer: { name: 'Chen' } };
  const { entry } = await call('joinWaitlist', null, wanted, 201) as { entry: EntryView };
  await call('getWaitlistEntry', { id: entry.id });
});

test('hours are read and set, of a location and of a resource', async () => {
  const { booking } = await call('createBooking', null, { location: 'riverside', service: 'hour', start: '2027-12-25T10:00:00Z', resources: ['room-1'] }, 201) as { booking: BookingView };
  for (const [read, set, foresee, at] of [
    ['getLocationHours', 'setLocationHours', 'previewLocationHours', { id: 'riverside' }],
    ['getResourceHours', 'setResourceHours', 'previewResourceHours', { id: 'room-1', location: 'riverside' }],
  ] as const) {
    const { version, ...before } = await call(read, at) as { version: string; hours: object | null; exceptions: object[] };
    const wanted = { ...before, exceptions: [{ date: '2027-12-25', hours: [] }], expected: version };
    await call(foresee, at, { ...before, exceptions: wanted.exceptions });
    await call(foresee, at, { ...before, exceptions: 'none' }, 400);
    await call(set, at, { ...wanted, exceptions: [{ date: '2027-12-25', hours: [['09:00', '09:00']] }] }, 400);
    const { keep } = await call(set, at, wanted, 409) as { keep: string };
    const now = await call(set, at, { ...wanted, keep }) as { version: string };
    await call(set, at, { ...before, expected: 'another' }, 412);
    await call(set, at, { ...before, expected: now.version });
  }
  await call('cancelBooking', { id: booking.id }, {});
});

test('a conversation is handed to a person', async () => {
  await call('escalate', null, { reason: 'Chest pain', transcript: 'Caller: …', customer: { name: 'Ana', phone: '1' } }, 201);
});

test('what goes wrong is documented, too', async () => {
  await call('getBooking', { id: randomUUID() }, undefined, 404);
  await call('getBooking', { id: 'x' }, undefined, 400);
  await call('findBooking', { reference: 'HF-0000000' }, undefined, 404);
  await call('createBooking', null, {}, 400);
  await call('cancelBookingCommand', null, {}, 400);
});

test.each(commandKinds)('the command %s', async (kind) => {
  const [{ ask }] = parityCases[kind] as readonly [ParityCase<typeof kind>, ...unknown[]];
  const date = new Date(Date.parse('2027-02-01') + commandKinds.indexOf(kind) * 86_400_000).toISOString().slice(0, 10);
  const situation = situationOf(rest.world, date, async (statement, values) => void (await database.admin.query(statement, values)));
  const operation = operations.find(({ path }) => path === `/commands/${kind}`);
  await call(operation?.id ?? '', null, await ask(situation));
});

// Not a test among the others: it rests on them, in whatever order they ran.
afterAll(() => {
  const forgotten = operations.map(({ id }) => id).filter((id) => !called.has(id));
  if (forgotten.length > 0) throw new Error(`Never called: ${forgotten.join(', ')}`);
});

test('no two operations have one name', () => {
  expect(new Set(operations.map(({ id }) => id)).size).toBe(operations.length);
});
