import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { HoldView, ListedHoldView } from './schemas.ts';

let database: TestDatabase;
let rest: RestWorld;
let chat: RestClient;
let page: RestClient;
let desk: RestClient;
let manager: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  rest = await createRestWorld(database, { timeZone: 'Europe/Berlin' });
  chat = await rest.client();
  page = await rest.client({ channel: 'web' });
  desk = await rest.client({ channel: 'desk' });
  manager = await rest.client({ channel: 'api', role: 'manager', name: 'Back office' });
});
afterEach(() => rest.close());

let hour = 8;
const place = async (client: RestClient, customer?: object): Promise<HoldView> => {
  hour += 1;
  const answer = await client.post('/holds', { location: 'riverside', service: 'hour', start: `2026-12-05T${String(hour).padStart(2, '0')}:00:00+01:00`, resources: ['room-1'], ...(customer ? { customer } : {}) });
  return (answer.body as unknown as { hold: HoldView }).hold;
};
const listed = (answer: RestAnswer) => answer.body as unknown as { holds: ListedHoldView[]; next: string | null };
const idsOf = async (client: RestClient) => listed(await client.get('/holds?location=riverside')).holds.map(({ id }) => id);

test('what is held: all of it for the desk and for managers, its own for another channel', async () => {
  const byChat = await place(chat, { name: 'Chen', phone: '1' });
  const byPage = await place(page);
  // Three minutes in a chat, five on the page: the first to run out is first.
  for (const client of [desk, manager]) expect(await idsOf(client)).toEqual([byChat.id, byPage.id]);
  expect(listed(await chat.get('/holds?location=riverside'))).toEqual({
    holds: [{ ...byChat, channel: 'chat_ai', purpose: 'asked', partySize: 1, customer: { name: 'Chen' }, title: null }],
    next: null,
  });
  expect(await idsOf(page)).toEqual([byPage.id]);
  await page.delete(`/holds/${byPage.id}`);
  await database.admin.query('update hold set expires_at = clock_timestamp() where hold_id = $1', [byChat.id]);
  expect(await idsOf(manager)).toEqual([]);
});

test('what is held of a refused move says whose booking it was, or how that is called', async () => {
  const book = async (more: object, room: string, time: string): Promise<string> => {
    const bookingId = randomUUID();
    const args = { bookingId, serviceId: rest.world.services.hour, start: `2026-12-08T${time}:00Z`, resourceIds: [room], customer: null, ...more };
    expect((await manager.post('/commands/create_booking', args)).status).toBe(200);
    return bookingId;
  };
  const [one = '', other = ''] = rest.world.rooms;
  const named = await book({ customer: { id: randomUUID(), name: 'Ngozi', phone: '+44 7700 900131' } }, one, '10:00');
  const titled = await book({ title: 'Choir rehearsal' }, one, '11:00');
  await book({}, other, '15:00');
  for (const bookingId of [named, titled])
    expect((await manager.post('/commands/move_booking', { bookingId, start: '2026-12-08T15:00:00Z', resourceIds: [other] })).status).toBe(409);
  const whose = new Set(listed(await manager.get('/holds?location=riverside')).holds.map(({ purpose, customer, title }) => `${purpose}: ${customer?.name ?? title}`));
  expect(whose).toEqual(new Set(['alternative: Ngozi', 'alternative: Choir rehearsal']));
  await database.admin.query('update hold set expires_at = clock_timestamp() where expires_at > clock_timestamp()');
});

test('page by page, and each of them once', async () => {
  const ids: string[] = [];
  for (let held = 0; held < 5; held++) ids.push((await place(chat)).id);
  const seen: string[] = [];
  for (let next: string | null = ''; next !== null; ) {
    const answer = listed(await manager.get(`/holds?location=riverside&limit=2${next === '' ? '' : `&after=${next}`}`));
    expect(answer.holds.length).toBeLessThanOrEqual(2);
    seen.push(...answer.holds.map(({ id }) => id));
    ({ next } = answer);
  }
  expect(seen).toEqual(ids);
  expect((await manager.get('/holds?location=riverside&limit=0')).status).toBe(400);
  expect((await manager.get('/holds')).status).toBe(400);
  expect((await manager.get('/holds?location=elsewhere')).status).toBe(404);
});

test('whose time was taken, by whom and why, can be read by who took it and by who had it', async () => {
  const { id } = await place(page, { name: 'Ngozi', phone: '1' });
  const newHoldId = randomUUID();
  await page.post(`/holds/${id}/extend`);
  expect((await manager.post('/commands/override_hold', { holdId: id, newHoldId, reason: 'Wheelchair user' })).status).toBe(200);
  const historyOf = async (client: RestClient, hold: string) => (await client.get(`/holds/${hold}/history`)).body as unknown as { events: { kind: string }[] };
  const whole = await historyOf(page, id);
  expect(whole.events.map(({ kind }) => kind)).toEqual(['override_hold', 'extend_hold', 'place_hold']);
  expect(whole.events[0]).toEqual({
    at: expect.stringMatching(/\+0[12]:00$/), kind: 'override_hold', by: 'Back office', terminal: null, channel: 'api', reason: 'Wheelchair user', refused: null,
    takenFrom: { name: 'Ngozi', channel: 'web' },
  });
  for (const client of [desk, manager]) {
    expect(await historyOf(client, id)).toEqual(whole);
    expect(await historyOf(client, newHoldId)).toEqual(whole);
  }
  expect(await chat.get(`/holds/${id}/history`)).toMatchObject({ status: 403, body: { code: 'policy_forbids' } });
  expect((await manager.get(`/holds/${randomUUID()}/history`)).status).toBe(404);
});

test.each([
  ['override_hold', { newHoldId: randomUUID(), reason: ' ' }, 'reason'],
  ['create_booking', { squeezeIn: { reason: '' } }, 'squeezeIn.reason'],
  ['confirm_hold', { waive: { rules: ['orphan_gap'], reason: '\n' } }, 'waive.reason'],
])('%s without a reason is 400 and says where', async (kind, more, path) => {
  const [id, start] = [randomUUID(), '2026-12-06T10:00:00Z'];
  const whole = kind === 'create_booking'
    ? { bookingId: id, serviceId: rest.world.services.hour, start, resourceIds: [], customer: null, ...more }
    : { holdId: id, ...(kind === 'confirm_hold' ? { bookingId: id, customer: null } : {}), ...more };
  const answer = await manager.post(`/commands/${kind}`, whole);
  expect([answer.status, answer.body]).toMatchObject([400, { code: 'invalid_input', errors: [{ path, message: expect.stringContaining('Say why') }] }]);
});
