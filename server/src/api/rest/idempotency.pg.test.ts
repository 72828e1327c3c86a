import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { BookingView, HoldView } from './schemas.ts';

let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database);
  agent = await rest.client();
});
afterAll(() => rest.close());

/** Each test sells its own day, so that none stands in another's way. */
let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const slot = (date: string, more: object = {}) => ({ location: 'riverside', service: 'hour', start: `${date}T10:00:00Z`, resources: ['room-1'], ...more });
const idOf = ({ body }: RestAnswer): string => {
  const { booking, hold } = body as { booking?: BookingView; hold?: HoldView };
  return booking?.id ?? hold?.id ?? '';
};
const replayed = ({ headers }: RestAnswer) => headers['idempotency-replayed'];
/** What a caller goes by: all of it must be the same again. */
const said = ({ status, text, headers }: RestAnswer) => ({ status, text, etag: headers['etag'], location: headers['location'], type: headers['content-type'] });
const counted = async (table: 'booking' | 'hold' | 'event'): Promise<number> =>
  Number((await database.admin.query<{ count: number }>(`select count(*) from ${table}`)).rows[0]?.count);

describe('a repeat gets the same answer, and nothing happens twice:', () => {
  const booking = async (date: string): Promise<string> => idOf(await agent.post('/bookings', slot(date)));
  const hold = async (date: string): Promise<string> => idOf(await agent.post('/holds', slot(date)));
  test.each<[string, number, (date: string) => Promise<(key: string) => Promise<RestAnswer>>]>([
    ['a hold', 201, async (date) => (key) => agent.post('/holds', slot(date), { key })],
    ['a booking', 201, async (date) => (key) => agent.post('/bookings', slot(date, { resources: [] }), { key })],
    [
      'a confirmed hold',
      201,
      async (date) => {
        const id = await hold(date);
        return (key) => agent.post('/bookings', { hold: id, customer: { name: 'Ana' } }, { key });
      },
    ],
    [
      'a hold given back',
      200,
      async (date) => {
        const id = await hold(date);
        return (key) => agent.delete(`/holds/${id}`, { key });
      },
    ],
    [
      'a move with If-Match',
      200,
      async (date) => {
        const id = await booking(date);
        return (key) => agent.post(`/bookings/${id}/reschedule`, { start: `${date}T15:00:00Z` }, { key, headers: { 'if-match': '"1"' } });
      },
    ],
    ...['cancel', 'check-in'].map((step): [string, number, (date: string) => Promise<(key: string) => Promise<RestAnswer>>] => [
      step,
      200,
      async (date) => {
        const id = await booking(date);
        return (key) => agent.post(`/bookings/${id}/${step}`, { reason: 'Because' }, { key });
      },
    ]),
    [
      "the desk's own command",
      200,
      async (date) => {
        const args = { blockId: randomUUID(), resourceIds: [rest.world.rooms[0]], start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z` };
        const program = await rest.client({ channel: 'api' });
        return (key) => program.post('/commands/place_block', args, { key });
      },
    ],
    [
      'a refusal, with the alternatives it held',
      409,
      async (date) => {
        await booking(date);
        return (key) => agent.post('/bookings', slot(date), { key });
      },
    ],
    [
      'a stale version',
      412,
      async (date) => {
        const id = await booking(date);
        return (key) => agent.post(`/bookings/${id}/cancel`, {}, { key, headers: { 'if-match': '"4"' } });
      },
    ],
  ])('%s', async (_, status, arrange) => {
    const send = await arrange(freshDay());
    const key = randomUUID();
    const first = await send(key);
    expect([first.status, replayed(first)]).toEqual([status, undefined]);
    const before = [await counted('booking'), await counted('hold'), await counted('event')];
    for (const again of [await send(key), ...(await Promise.all([send(key), send(key)]))]) {
      expect(said(again)).toEqual(said(first));
      expect(replayed(again)).toBe('true');
    }
    expect([await counted('booking'), await counted('hold'), await counted('event')]).toEqual(before);
  });
});

test('eight at once get one answer, and one of them is the first', async () => {
  for (const taken of [false, true]) {
    const date = freshDay();
    if (taken) await agent.post('/bookings', slot(date));
    const key = randomUUID();
    const answers = await Promise.all(Array.from({ length: 8 }, () => agent.post('/bookings', slot(date), { key })));
    expect(new Set(answers.map((answer) => JSON.stringify(said(answer)))).size).toBe(1);
    expect(answers[0]?.status).toBe(taken ? 409 : 201);
    expect(answers.filter((answer) => replayed(answer) === undefined)).toHaveLength(1);
  }
});

test('what happened since changes nothing of an old answer', async () => {
  const date = freshDay();
  const held = { key: randomUUID(), body: slot(date) };
  const hold = await agent.post('/holds', held.body, held);
  const booked = { key: randomUUID(), body: { hold: idOf(hold), customer: { name: 'Ana', phone: '1' } } };
  const booking = await agent.post('/bookings', booked.body, booked);
  const refused = { key: randomUUID(), body: slot(date) };
  const refusal = await agent.post('/bookings', refused.body, refused);

  await agent.post(`/bookings/${idOf(booking)}/reschedule`, { start: `${date}T15:00:00Z`, resources: ['room-3'] });
  await agent.post(`/bookings/${idOf(booking)}/cancel`);
  await database.admin.query(`update customer set name = 'Ana Corrected'`);
  await database.admin.query(`update hold set status = 'expired', expires_at = now() where status = 'active'`);
  await database.admin.query('delete from change');
  rest.world.clock.now += 40 * 86_400_000;

  for (const [path, sent, first] of [['/holds', held, hold], ['/bookings', booked, booking], ['/bookings', refused, refusal]] as const) {
    const again = await agent.post(path, sent.body, sent);
    expect(said(again)).toEqual(said(first));
    expect(replayed(again)).toBe('true');
  }
  rest.world.clock.now -= 40 * 86_400_000;
});

test('another body, or another call, with the same key is 422 and not executed', async () => {
  const date = freshDay();
  const key = randomUUID();
  const first = await agent.post('/bookings', slot(date), { key });
  const before = await counted('event');
  for (const other of [
    await agent.post('/bookings', slot(date, { resources: ['room-2'] }), { key }),
    await agent.post('/bookings', slot(date, { notes: 'one more thing' }), { key }),
    await agent.post('/holds', slot(date), { key }),
    await agent.post(`/bookings/${idOf(first)}/cancel`, {}, { key }),
  ]) {
    expect([other.status, other.body]).toMatchObject([422, { code: 'command_id_reused' }]);
    expect(replayed(other)).toBeUndefined();
  }
  expect(await counted('event')).toBe(before);
});

test("two programs' keys do not meet", async () => {
  const date = freshDay();
  const other = await rest.client();
  const key = 'order-17';
  const [mine, theirs] = [await agent.post('/bookings', slot(date), { key }), await other.post('/bookings', slot(date, { resources: ['room-2'] }), { key })];
  expect([mine.status, theirs.status]).toEqual([201, 201]);
  expect(idOf(mine)).not.toBe(idOf(theirs));
});

test('it is required where something comes into being, and a key that cannot be one is told so', async () => {
  for (const path of ['/holds', '/bookings'])
    expect(await agent.post(path, slot(freshDay()), { key: null })).toMatchObject({ status: 400, body: { code: 'idempotency_key_required', errors: [{ path: 'Idempotency-Key' }] } });
  for (const key of ['', 'two words', 'x'.repeat(256), 'ключ'.normalize()])
    expect(await agent.post('/holds', slot(freshDay()), { key })).toMatchObject({ status: 400, body: { errors: [{ path: 'Idempotency-Key' }] } });
  expect(await agent.post('/holds', slot(freshDay()), { key: 'x'.repeat(255) })).toMatchObject({ status: 201 });
});
