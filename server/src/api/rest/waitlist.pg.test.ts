import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import { rulesOf } from '../../availability/test-rules.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { EntryView, HoldView } from './schemas.ts';

let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  rest = await createRestWorld(database, { timeZone: 'Europe/Berlin' });
  agent = await rest.client();
});
afterEach(() => rest.close());

const wanted = (more: object = {}) => ({
  location: 'riverside',
  service: 'hour',
  from: '2026-12-05T09:00:00+01:00',
  to: '2026-12-05T12:00:00+01:00',
  customer: { name: 'Chen', phone: '1' },
  ...more,
});
const entryOf = ({ body }: RestAnswer) => (body as { entry: EntryView }).entry;

test('somebody waits once, however often it is sent, and is found again', async () => {
  const key = randomUUID();
  const send = () => agent.post('/waitlist', wanted({ resources: ['room-2'], notes: 'Ring twice' }), { key });
  const [first, again] = [await send(), await send()];
  expect([first.status, first.headers['idempotency-replayed'], again.headers['idempotency-replayed']]).toEqual([201, undefined, 'true']);
  expect(again.text).toBe(first.text);
  expect(entryOf(first)).toEqual({
    id: expect.any(String),
    status: 'waiting',
    location: rest.world.locationId,
    service: rest.world.services.hour,
    from: '2026-12-05T09:00:00+01:00',
    to: '2026-12-05T12:00:00+01:00',
    resources: [rest.world.rooms[1]],
    partySize: 1,
    customer: { id: expect.any(String), name: 'Chen' },
    paused: false,
    requires: null,
    offer: null,
    booking: null,
    joinedAt: expect.stringMatching(/\+0[12]:00$/),
  });
  expect(first.headers['location']).toBe(`/api/v1/waitlist/${entryOf(first).id}`);
  expect((await agent.get(`/waitlist/${entryOf(first).id}`)).body).toEqual(first.body);
  const { rows } = await database.admin.query('select count(*)::int as count from waitlist_entry where tenant_no = $1', [rest.world.tenantNo]);
  expect(rows).toEqual([{ count: 1 }]);
});

test('an offer is seen with its deadline, and taken', async () => {
  const { id } = entryOf(await agent.post('/waitlist', wanted()));
  await rest.world.submit('offer_waitlist', { entryId: id, holdId: randomUUID(), start: '2026-12-05T09:00:00Z', resourceIds: [] });
  expect(entryOf(await agent.get(`/waitlist/${id}`))).toMatchObject({ status: 'offered', offer: { hold: expect.any(String), start: '2026-12-05T10:00:00+01:00', end: '2026-12-05T11:00:00+01:00', resources: [expect.any(String)], heldUntil: expect.stringMatching(/\+0[12]:00$/) } });
  const bookingId = randomUUID();
  expect((await agent.post('/commands/accept_offer', { entryId: id, bookingId })).status).toBe(200);
  expect(entryOf(await agent.get(`/waitlist/${id}`))).toMatchObject({ status: 'booked', offer: null, booking: bookingId });
});

test('whoever waits is told what taking an offer will ask of them', async () => {
  const { id, customer } = entryOf(await agent.post('/waitlist', wanted({ customer: { name: 'Often Away', phone: '+44 7700 900777' } })));
  await rulesOf(rest.world, database.admin).service(rest.world.services.hour, { noShowPolicy: noShowPolicy(2, 'deposit') });
  expect(entryOf(await agent.get(`/waitlist/${id}`)).requires).toBeNull();
  await database.admin.query('update customer set no_shows = 2 where customer_id = $1', [customer.id]);
  expect(entryOf(await agent.get(`/waitlist/${id}`)).requires).toBe('deposit');
  await rulesOf(rest.world, database.admin).service(rest.world.services.hour, { noShowPolicy: null });
});

test('what cannot be waited for is refused; what is not there, or not the key’s, is 404', async () => {
  expect(await agent.post('/waitlist', wanted({ to: '2026-12-05T09:30:00+01:00' }))).toMatchObject({ status: 422, body: { code: 'invalid_times' } });
  expect(await agent.post('/waitlist', wanted({ customer: undefined }))).toMatchObject({ status: 400, body: { errors: [{ path: 'customer' }] } });
  expect(await agent.post('/waitlist', wanted({ service: 'none' }))).toMatchObject({ status: 404 });
  const other = await createRestWorld(database);
  const theirs = entryOf(await (await other.client()).post('/waitlist', wanted()));
  for (const id of [theirs.id, randomUUID()]) expect(await agent.get(`/waitlist/${id}`)).toMatchObject({ status: 404, body: { code: 'not_found' } });
  await other.close();
});

test('a hold is extended, the same answer again, and not for ever', async () => {
  const { hold } = (await agent.post('/holds', wanted({ from: undefined, to: undefined, start: '2026-12-06T09:00:00Z' }))).body as { hold: HoldView };
  const key = randomUUID();
  const extend = (each?: string) => agent.post(`/holds/${hold.id}/extend`, undefined, each === undefined ? {} : { key: each });
  const first = await extend(key);
  expect(first.status).toBe(200);
  const until = ({ body }: RestAnswer) => Date.parse((body as { hold: HoldView }).hold.expiresAt);
  expect(until(first)).toBeGreaterThanOrEqual(Date.parse(hold.expiresAt));
  await extend();
  expect((await extend(key)).text).toBe(first.text);
  expect(await extend()).toMatchObject({ status: 403, body: { code: 'policy_forbids' } });
});
