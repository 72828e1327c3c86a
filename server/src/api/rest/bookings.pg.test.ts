import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readHistory } from '../../bookings/history-sql.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { BookingView, HoldView } from './schemas.ts';

let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database, { timeZone: 'Europe/Berlin' });
  agent = await rest.client();
});
afterAll(() => rest.close());

/** Each test sells its own day, so that none stands in another's way. */
let day = 1;
const freshDay = (): string => new Date(Date.UTC(2026, 11, ++day)).toISOString().slice(0, 10);
const slot = (date: string, more: object = {}) => ({ location: 'riverside', service: 'hour', start: `${date}T10:00:00+01:00`, resources: ['room-1'], ...more });
const bookingOf = ({ body }: RestAnswer) => (body as { booking: BookingView }).booking;
const holdOf = ({ body }: RestAnswer) => (body as { hold: HoldView }).hold;
const ordinary = { partySize: 1, squeezedIn: false, squeezedInCount: 0, squeezeReason: null, waived: null };
const priya = { name: 'Priya Nair', phone: '+44 7700 900123' };

test('a time is held, confirmed, moved, checked in and completed', async () => {
  const date = freshDay();
  const held = await agent.post('/holds', slot(date));
  expect(held.status).toBe(201);
  const hold = holdOf(held);
  expect(hold).toEqual({
    id: expect.any(String),
    status: 'active',
    location: rest.world.locationId,
    service: rest.world.services.hour,
    start: `${date}T10:00:00+01:00`,
    end: `${date}T11:00:00+01:00`,
    resources: [rest.world.rooms[0]],
    ...ordinary,
    expiresAt: expect.stringMatching(/\+0[12]:00$/),
  });
  expect(held.headers['location']).toBe(`/api/v1/holds/${hold.id}`);

  const booked = await agent.post('/bookings', { hold: hold.id, customer: priya, notes: 'Window', answers: { Allergies: 'none' } });
  expect([booked.status, booked.headers['etag']]).toEqual([201, '"1"']);
  const booking = bookingOf(booked);
  expect(booking).toEqual({
    id: expect.any(String),
    reference: expect.stringMatching(/^HF-/),
    status: 'confirmed',
    version: 1,
    location: rest.world.locationId,
    service: rest.world.services.hour,
    start: `${date}T10:00:00+01:00`,
    end: `${date}T11:00:00+01:00`,
    resources: [rest.world.rooms[0]],
    ...ordinary,
    customer: { id: expect.any(String), name: 'Priya Nair' },
    createdAt: expect.stringMatching(/\+01:00$/),
  });
  const { rows } = await database.admin.query('select notes from booking where booking_id = $1', [booking.id]);
  expect(rows).toEqual([{ notes: 'Window\nAllergies: none' }]);
  expect(holdOf(await agent.get(`/holds/${hold.id}`)).status).toBe('converted');

  const path = `/bookings/${booking.id}`;
  const moved = await agent.post(`${path}/reschedule`, { start: `${date}T12:00:00+01:00`, resources: ['room-2'] }, { headers: { 'if-match': '"1"' } });
  expect([moved.status, moved.headers['etag']]).toEqual([200, '"2"']);
  expect(bookingOf(moved)).toMatchObject({ id: booking.id, version: 2, start: `${date}T12:00:00+01:00`, end: `${date}T13:00:00+01:00`, resources: [rest.world.rooms[1]] });
  expect(bookingOf(await agent.post(`${path}/check-in`, {})).status).toBe('checked_in');
  expect(bookingOf(await agent.post(`${path}/complete`, { reason: 'All done' })).status).toBe('completed');
  const seen = await agent.get(path);
  expect([bookingOf(seen).status, seen.headers['etag']]).toEqual(['completed', '"4"']);
});

test('who names a booking by its reference, however they say it, is understood', async () => {
  const booked = bookingOf(await agent.post('/bookings', slot(freshDay(), { customer: priya })));
  const find = (said: string, by = agent) => by.get(`/bookings?reference=${encodeURIComponent(said)}`);
  const aloud = booked.reference.replace('HF-', 'hf ').toLowerCase();
  for (const said of [booked.reference, aloud, ` ${aloud.slice(3, 6)} ${aloud.slice(6)}`]) {
    const found = await find(said);
    expect([found.status, found.headers['etag'], bookingOf(found)]).toEqual([200, '"1"', booked]);
  }
  expect((await find('HF-0000000')).body).toMatchObject({ status: 404, detail: expect.stringContaining('no booking with this reference') });
  expect((await agent.get('/bookings')).body).toMatchObject({ status: 400, errors: [{ path: 'reference' }] });

  // What a business brought along has any form; a minted one that looks like it comes second.
  await database.admin.query('update booking set reference = $2 where booking_id = $1', [booked.id, 'ab 12-34/x']);
  expect(bookingOf(await find('ab 12-34/x')).id).toBe(booked.id);
  const minted = bookingOf(await agent.post('/bookings', slot(freshDay())));
  await database.admin.query('update booking set reference = $2 where booking_id = $1', [booked.id, minted.reference.slice(3)]);
  expect(bookingOf(await find(minted.reference.slice(3))).id).toBe(booked.id);
  expect(bookingOf(await find(minted.reference)).id).toBe(minted.id);
});

test('what an agent cancels is for sale at once; what the desk cancels it may take back first', async () => {
  const date = freshDay();
  const { id } = bookingOf(await agent.post('/bookings', slot(date)));
  const taken = await agent.post('/bookings', slot(date));
  expect([taken.status, taken.body]).toMatchObject([409, { code: 'slot_taken' }]);
  expect(bookingOf(await agent.post(`/bookings/${id}/cancel`)).status).toBe('cancelled');
  const again = bookingOf(await agent.post('/bookings', slot(date)));
  const till = await rest.client({ channel: 'desk' });
  await till.post(`/bookings/${again.id}/cancel`);
  expect(await agent.post('/bookings', slot(date))).toMatchObject({ status: 409, body: { conflicts: [{ kind: 'hold' }] } });
  expect((await till.post('/bookings', slot(date))).status).toBe(201);
  expect(await agent.post(`/bookings/${id}/cancel`, '', { key: null })).toMatchObject({ status: 409, body: { code: 'illegal_status' } });
});

test('a booking, and a hold that is confirmed, can be one more date of a series', async () => {
  const date = '2027-01-11';
  const seriesId = randomUUID();
  const args = { seriesId, serviceId: rest.world.services.hour, start: `${date}T20:00:00+01:00`, rule: 'FREQ=DAILY;COUNT=1', resourceIds: [], customer: null, acceptance: 'all' };
  expect((await agent.post('/commands/create_series', args)).status).toBe(200);
  const hold = holdOf(await agent.post('/holds', slot(date)));
  const dates = [await agent.post('/bookings', { hold: hold.id, series: seriesId }), await agent.post('/bookings', slot(date, { resources: ['room-2'], series: seriesId }))];
  const { rows } = await database.admin.query('select booking_id from booking where series_id = $1 and booking_id = any($2)', [seriesId, dates.map((each) => bookingOf(each).id)]);
  expect(rows).toHaveLength(2);
  expect(await agent.post('/bookings', slot(date, { resources: ['room-3'], series: seriesId, customer: priya }))).toMatchObject({ status: 409, body: { code: 'policy_forbids' } });
});

test('nobody came: after ten minutes, not before', async () => {
  const date = freshDay();
  const { id } = bookingOf(await agent.post('/bookings', slot(date)));
  expect(await agent.post(`/bookings/${id}/no-show`)).toMatchObject({ status: 409, body: { code: 'too_early' } });
  rest.world.clock.now = Date.parse(`${date}T10:10:00+01:00`);
  expect(bookingOf(await agent.post(`/bookings/${id}/no-show`)).status).toBe('no_show');
  rest.world.clock.now = Date.parse('2026-12-01T08:00:00Z');
});

test('a hold is given back, once', async () => {
  const { id } = holdOf(await agent.post('/holds', slot(freshDay())));
  expect(holdOf(await agent.delete(`/holds/${id}`)).status).toBe('released');
  expect(holdOf(await agent.get(`/holds/${id}`)).status).toBe('released');
  expect(await agent.delete(`/holds/${id}`)).toMatchObject({ status: 409, body: { code: 'hold_not_active' } });
});

test("a hold lives as long as the key's channel may, and past its expiry it is expired whoever looks first", async () => {
  const seconds: Record<string, number> = { chat_ai: 180, phone_ai: 180, web: 300, desk: 600, walk_in: 600 };
  for (const channel of ['chat_ai', 'phone_ai', 'web', 'desk', 'walk_in'] as const) {
    const { expiresAt, id } = holdOf(await (await rest.client({ channel })).post('/holds', slot(freshDay())));
    const { rows } = await database.admin.query<{ age: number }>(
      `select extract(epoch from $1::timestamptz - (select e.at from event e where e.subject_id = $2))::float8 as age`,
      [expiresAt, id],
    );
    expect([channel, Math.round(rows[0]?.age ?? 0)]).toEqual([channel, seconds[channel]]);
    await database.admin.query(`update hold set expires_at = now() where hold_id = $1`, [id]);
    expect(holdOf(await agent.get(`/holds/${id}`)).status).toBe('expired');
  }
});

test('a refusal says which need nobody is free for, named or not, and what has them', async () => {
  const date = '2027-01-18';
  const visit = (room: number | null) => slot(date, { service: 'visit', resources: room === null ? [] : [`room-${room}`], customer: priya });
  const seen = bookingOf(await agent.post('/bookings', visit(1)));
  const conflicts = [{ start: seen.start, end: seen.end, resource: rest.world.doctor, kind: 'booking' }];
  for (const room of [2, null]) {
    const { status, body } = await agent.post('/bookings', visit(room));
    expect([status, body]).toEqual([409, expect.objectContaining({ code: 'slot_taken', detail: 'No person is free from 10:00 to 10:30.', conflicts })]);
  }
  expect((await agent.post('/holds', visit(null))).body).toMatchObject({ detail: 'No person is free from 10:00 to 10:30.', conflicts });
  const { detail } = (await agent.post('/holds', visit(1))).body as { detail: string };
  expect(detail.match(/[^.]+\./g)?.map((sentence) => sentence.trim()).toSorted()).toEqual(['No person is free from 10:00 to 10:30.', 'Room 1 is not free from 10:00 to 10:30.']);
});

test('who or what was asked for by name, and is not free, is named', async () => {
  const date = freshDay();
  await agent.post('/bookings', slot(date));
  expect((await agent.post('/bookings', slot(date))).body).toMatchObject({ code: 'slot_taken', detail: 'Room 1 is not free from 10:00 to 11:00.' });
  const { id } = bookingOf(await agent.post('/bookings', slot(date, { resources: ['room-8'] })));
  expect((await agent.post(`/bookings/${id}/reschedule`, { start: `${date}T10:30:00+01:00`, resources: ['room-1'] })).body).toMatchObject({ detail: 'Room 1 is not free from 10:30 to 11:30.' });
});

test('ids are found in capitals too, and told as they are', async () => {
  const date = freshDay();
  const [bookingId, customerId] = [randomUUID(), randomUUID()];
  const asked = (id: (lower: string) => string) => ({
    bookingId: id(bookingId), serviceId: id(rest.world.services.hour), start: `${date}T10:00:00+01:00`, resourceIds: [id(rest.world.rooms[0] ?? '')], customer: { id: id(customerId), ...priya },
  });
  const key = randomUUID();
  const made = await agent.post('/commands/create_booking', asked((id) => id.toUpperCase()), { key });
  expect([made.status, made.body]).toMatchObject([200, { outcome: { bookingId } }]);
  expect(await agent.post('/commands/create_booking', asked((id) => id), { key })).toMatchObject({ status: 200, text: made.text });
  expect(bookingOf(await agent.get(`/bookings/${bookingId.toUpperCase()}`)).id).toBe(bookingId);
  const moved = await agent.post('/commands/move_booking', { bookingId: bookingId.toUpperCase(), start: `${date}T12:00:00+01:00`, resourceIds: [rest.world.rooms[1]?.toUpperCase()] });
  expect([moved.status, moved.body]).toMatchObject([200, { outcome: { bookingId, bookingVersion: 2 } }]);
});

test('a refusal says what stands there without saying whose it is, and offers what it holds', async () => {
  const date = freshDay();
  const first = bookingOf(await agent.post('/bookings', slot(date, { customer: priya })));
  const refused = await agent.post('/bookings', slot(date));
  expect(refused.headers['content-type']).toMatch(/^application\/problem\+json/);
  expect(refused.body).toEqual({
    type: 'urn:holdfast:problem:slot_taken',
    title: 'The time is taken',
    status: 409,
    code: 'slot_taken',
    detail: expect.any(String),
    commandId: expect.any(String),
    conflicts: [{ start: first.start, end: first.end, resource: first.resources[0], kind: 'booking' }],
    alternatives: [
      { start: `${date}T10:00:00+01:00`, end: `${date}T11:00:00+01:00`, resources: [rest.world.rooms[1]], hold: expect.any(String), heldUntil: expect.stringMatching(/\+0[12]:00$/) },
      expect.objectContaining({ hold: expect.any(String) }),
      { start: expect.any(String), end: expect.any(String), resources: [expect.any(String)] },
    ],
  });
  expect(refused.text).not.toContain('Priya');
  const [offer] = (refused.body as { alternatives: { hold: string }[] }).alternatives;
  expect(bookingOf(await agent.post('/bookings', { hold: offer?.hold }))).toMatchObject({ resources: [rest.world.rooms[1]] });
});

test('whoever asks again for the same customer holds the newest alternatives only', async () => {
  const date = freshDay();
  for (const start of [10, 14]) await agent.post('/bookings', slot(date, { start: `${date}T${start}:00:00+01:00` }));
  const held = async (start: number, customer: object): Promise<string[]> => {
    const { body } = await agent.post('/bookings', slot(date, { start: `${date}T${start}:00:00+01:00`, customer }));
    return (body as { alternatives: { hold?: string }[] }).alternatives.flatMap(({ hold }) => hold ?? []);
  };
  const statusOf = async (hold: string) => holdOf(await agent.get(`/holds/${hold}`)).status;
  const first = await held(10, priya);
  const others = await held(10, { name: 'Ben', phone: '2' });
  const newest = await held(14, priya);
  expect([first.length, others.length, newest.length]).toEqual([2, 2, 2]);
  expect(await Promise.all(first.map(statusOf))).toEqual(['released', 'released']);
  expect(await Promise.all([...others, ...newest].map(statusOf))).toEqual(Array(4).fill('active'));
});

describe('If-Match', () => {
  test.each(['"7"', 'W/"7"', '7', '"abc"', '"2", "7"', ''])('%j on a booking at version 1 is 412', async (etag) => {
    const { id } = bookingOf(await agent.post('/bookings', slot(freshDay())));
    const stale = await agent.post(`/bookings/${id}/cancel`, {}, { headers: { 'if-match': etag } });
    expect([stale.status, stale.body]).toMatchObject([412, { code: 'stale_version' }]);
    expect(bookingOf(await agent.get(`/bookings/${id}`)).status).toBe('confirmed');
  });

  test.each(['"1"', 'W/"1"', '1', '*', '"7", "1"', '"abc",W/"1"', '"7", *'])('%j matches it', async (etag) => {
    const { id } = bookingOf(await agent.post('/bookings', slot(freshDay())));
    expect((await agent.post(`/bookings/${id}/cancel`, {}, { headers: { 'if-match': etag } })).status).toBe(200);
  });

  test('one version a hundred times is one, and more versions than anybody knows are none', async () => {
    const { id } = bookingOf(await agent.post('/bookings', slot(freshDay())));
    const cancel = (versions: number[]) => agent.post(`/bookings/${id}/cancel`, {}, { headers: { 'if-match': versions.map((version) => `"${version}"`).join() } });
    const nine = await cancel([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(nine).toMatchObject({ status: 400, body: { code: 'invalid_input', errors: [{ path: 'If-Match', message: 'Name at most 8 versions, or *.' }] } });
    expect((await cancel(Array.from({ length: 100 }, () => 1))).status).toBe(200);
  });
});

test('a repeat with several versions gets its answer, though the booking has another of them by then', async () => {
  const { id } = bookingOf(await agent.post('/bookings', slot(freshDay())));
  const again = { key: randomUUID(), headers: { 'if-match': '"1", "2"' } };
  const first = await agent.post(`/bookings/${id}/check-in`, {}, again);
  expect([first.status, bookingOf(first).version]).toEqual([200, 2]);
  const repeated = await agent.post(`/bookings/${id}/check-in`, {}, again);
  expect([repeated.status, repeated.headers['idempotency-replayed'], repeated.text]).toEqual([200, 'true', first.text]);
  expect(await agent.post(`/bookings/${id}/check-in`, { reason: 'Other' }, again)).toMatchObject({ status: 422, body: { code: 'command_id_reused' } });
});

test('what is made anew, and a hold, has no ETag to match: nothing is done, and without the header the same key does it', async () => {
  const date = freshDay();
  const [room, key] = [slot(date), randomUUID()];
  for (const path of ['/bookings', '/holds'])
    for (const etag of ['"1"', '*'])
      expect(await agent.post(path, room, { key, headers: { 'if-match': etag } })).toMatchObject({
        status: 400, body: { errors: [{ path: 'If-Match', message: 'This is about nothing that has an ETag: leave it out.' }] },
      });
  const held = await agent.post('/holds', room, { key });
  expect(held.status).toBe(201);
  const { id } = holdOf(held);
  expect(await agent.post(`/holds/${id}/extend`, undefined, { headers: { 'if-match': '"1"' } })).toMatchObject({ status: 400 });
  expect((await agent.get(`/holds/${id}`, { 'if-match': '"1"' })).status).toBe(200);
});

test("a command takes If-Match as its expectedVersion, and says so where it has none", async () => {
  const { id } = bookingOf(await agent.post('/bookings', slot(freshDay())));
  const arrive = (etag: string, more: object = {}) => agent.post('/commands/arrive_booking', { bookingId: id, ...more }, { headers: { 'if-match': etag } });
  expect(await arrive('"7"')).toMatchObject({ status: 412, body: { code: 'stale_version' } });
  for (const mistaken of [arrive('"1", "2"'), arrive('"1"', { expectedVersion: 2 })])
    expect(await mistaken).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } });
  expect((await arrive('"1"', { expectedVersion: 1 })).status).toBe(200);
  const release = await agent.post('/commands/release_hold', { holdId: randomUUID() }, { headers: { 'if-match': '"1"' } });
  expect(release).toMatchObject({ status: 400, body: { errors: [{ path: 'If-Match' }] } });
});

test('of a series If-Match is about the booking that is named', async () => {
  const { world } = rest;
  const seriesId = randomUUID();
  const made = await world.submit('create_series', {
    seriesId, serviceId: world.services.hour, start: `${freshDay()}T19:00:00Z`, rule: 'FREQ=YEARLY;COUNT=2', resourceIds: [world.rooms[3] ?? ''], customer: null, acceptance: 'all',
  });
  const bookingId = made.status === 'committed' ? (made.occurrences?.[0]?.bookingId ?? '') : '';
  const edit = (etag: string) => agent.post('/commands/edit_series', { seriesId, bookingId, scope: 'all', notes: 'Window' }, { headers: { 'if-match': etag } });
  expect(await edit('"2"')).toMatchObject({ status: 412, body: { code: 'stale_version' } });
  expect(await edit('"1"')).toMatchObject({ status: 200, body: { outcome: { edited: [{ bookingVersion: 2 }, { bookingVersion: 2 }] } } });
});

test('the record shows the program as the actor', async () => {
  const { id } = bookingOf(await agent.post('/bookings', slot(freshDay())));
  const { rows } = await database.admin.query('select actor_id, channel, terminal_id from event where subject_id = $1', [id]);
  expect(rows).toEqual([{ actor_id: agent.keyId, channel: 'chat_ai', terminal_id: null }]);
  const { tenantNo, locationId } = rest.world;
  expect(await readHistory(database.db, tenantNo, locationId, id)).toMatchObject([{ actorName: 'Test', channel: 'chat_ai' }]);
});

test('a desk key is its own actor at the counter', async () => {
  const till = await rest.client({ channel: 'desk', role: 'manager' });
  expect((await till.post('/bookings', slot(freshDay(), { customer: { name: randomUUID() } }))).status).toBe(201);
});

test('what happened to a booking can be read by whoever minds the counter, what was refused and undone too', async () => {
  const date = freshDay();
  const [desk, manager] = [await rest.client({ channel: 'desk', name: 'Till' }), await rest.client({ channel: 'api', role: 'manager' })];
  const booking = bookingOf(await desk.post('/bookings', slot(date, { customer: priya })));
  const move = (await desk.post('/commands/move_booking?location=riverside', { bookingId: booking.id, start: `${date}T11:00:00Z`, resourceIds: [rest.world.rooms[1]] })).body as unknown as { commandId: string };
  expect((await desk.post(`/bookings/${booking.id}/complete`)).status).toBe(409);
  expect((await desk.post('/commands/undo_command?location=riverside', { commandId: move.commandId })).status).toBe(200);
  const path = `/bookings/${booking.id}/history`;
  const whole = (await desk.get(path)).body as unknown as { events: object[] };
  const at = (time: string) => `${date}T${time}:00+01:00`;
  const [first, second] = rest.world.rooms;
  const before = { status: 'confirmed', version: 1, start: at('10:00'), end: at('11:00'), resources: [first] };
  const after = { status: 'confirmed', version: 2, start: at('12:00'), end: at('13:00'), resources: [second] };
  const ofTill = { at: expect.stringMatching(/\+0[12]:00$/), by: 'Till', terminal: null, channel: 'desk', reason: null, refused: null, takenFrom: null, undoes: null, undone: false };
  expect(whole.events).toEqual([
    { ...ofTill, kind: 'undo_command', undoes: 'move_booking', before: after, after: { ...before, version: 3 } },
    { ...ofTill, kind: 'complete_booking', refused: 'illegal_status', before: null, after: null },
    { ...ofTill, kind: 'move_booking', undone: true, before, after },
    { ...ofTill, kind: 'create_booking', before: null, after: before },
  ]);
  expect((await manager.get(path)).body).toEqual(whole);
  expect(await agent.get(path)).toMatchObject({ status: 403, body: { code: 'policy_forbids' } });
  expect((await manager.get(`/bookings/${randomUUID()}/history`)).status).toBe(404);
});
