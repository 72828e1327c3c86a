import { afterAll, beforeAll, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { createRestWorld, type RestAnswer, type RestClient, type RestWorld } from './rest-world.ts';
import type { BookingView, EntryView, HoldView } from './schemas.ts';

let database: TestDatabase;
let rest: RestWorld;
let agent: RestClient;
beforeAll(async () => {
  database = await createTestDatabase();
  rest = await createRestWorld(database, { timeZone: 'Europe/London' });
  agent = await rest.client();
});
afterAll(() => rest.close());

/** Each test sells its own day, so that none stands in another's way. */
let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;
const slot = (date: string, more: object = {}) => ({ location: 'riverside', service: 'hour', start: `${date}T15:00:00Z`, ...more });
const bookingOf = ({ body }: RestAnswer) => (body as { booking: BookingView }).booking;
const holdOf = ({ body }: RestAnswer) => (body as { hold: HoldView }).hold;
const entryOf = ({ body }: RestAnswer) => (body as { entry: EntryView }).entry;
const amy = { name: 'Amy Ortiz', email: 'amy@example.test', timeZone: 'America/New_York' };

const clocksAt = (date: string) => ({
  utc: { start: `${date}T15:00:00.000Z`, end: `${date}T16:00:00.000Z` },
  location: { timeZone: 'Europe/London', start: `${date}T15:00:00+00:00`, end: `${date}T16:00:00+00:00`, text: expect.stringMatching(/ Dec 2026, 15:00–16:00$/) },
  customer: { timeZone: 'America/New_York', start: `${date}T10:00:00-05:00`, end: `${date}T11:00:00-05:00`, text: expect.stringMatching(/ Dec 2026, 10:00–11:00$/) },
});

test("a hold and a booking say the time on both clocks, the location's times stay where they were", async () => {
  const date = freshDay();
  const held = await agent.post('/holds', slot(date, { customer: amy }));
  const hold = holdOf(held);
  expect(hold).toMatchObject({ start: `${date}T15:00:00+00:00`, clocks: clocksAt(date) });
  expect(holdOf(await agent.get(`/holds/${hold.id}`)).clocks).toEqual(hold.clocks);

  const booked = await agent.post('/bookings', { hold: hold.id, customer: amy }, { key: 'confirm-amy-01' });
  const booking = bookingOf(booked);
  expect(booking).toMatchObject({ start: `${date}T15:00:00+00:00`, customer: { name: 'Amy Ortiz' }, clocks: clocksAt(date) });
  expect(bookingOf(await agent.get(`/bookings/${booking.id}`)).clocks).toEqual(booking.clocks);
  expect(bookingOf(await agent.post(`/bookings/${booking.id}/reschedule`, { start: `${date}T17:00:00Z` })).clocks?.customer.start).toBe(`${date}T12:00:00-05:00`);
  // What was answered once is answered again, whatever the booking has become since.
  expect((await agent.post('/bookings', { hold: hold.id, customer: amy }, { key: 'confirm-amy-01' })).text).toBe(booked.text);
});

test('one clock is enough where both show the same, and where nobody knows the other', async () => {
  for (const customer of [{ name: 'Priya Nair' }, { name: 'Inês', timeZone: 'Europe/Lisbon' }, { name: 'Tom', timeZone: 'europe/london' }])
    expect(bookingOf(await agent.post('/bookings', slot(freshDay(), { customer })))).not.toHaveProperty('clocks');
});

test('somebody who waits sees their window, and the offer in it, on both clocks', async () => {
  const date = freshDay();
  const joined = await agent.post('/waitlist', {
    location: 'riverside', service: 'hour', from: `${date}T15:00:00Z`, to: `${date}T16:00:00Z`, customer: amy,
  });
  expect(entryOf(joined)).toMatchObject({ status: 'waiting', offer: null, clocks: clocksAt(date) });
  const manager = await rest.client({ channel: 'desk', role: 'manager' });
  const offer = { entryId: entryOf(joined).id, holdId: crypto.randomUUID(), start: `${date}T15:00:00Z`, resourceIds: [] };
  expect((await manager.post('/commands/offer_waitlist', offer)).status).toBe(200);
  const { offer: made } = entryOf(await agent.get(`/waitlist/${offer.entryId}`));
  expect(made).toMatchObject({ hold: offer.holdId, clocks: clocksAt(date) });
  const { rows } = await database.admin.query('select body from message where subject_id = $1', [offer.entryId]);
  expect(rows).toMatchObject([{ body: { timeZone: 'Europe/London', customerTimeZone: 'America/New_York', clocks: clocksAt(date) } }]);
});

test('the holder of a hold that is taken away is told on both clocks, other times included', async () => {
  const date = freshDay();
  const { id } = holdOf(await agent.post('/holds', slot(date, { customer: amy })));
  const manager = await rest.client({ channel: 'desk', role: 'manager' });
  expect((await manager.post('/commands/override_hold', { holdId: id, newHoldId: crypto.randomUUID(), reason: 'Emergency' })).status).toBe(200);
  const { rows } = await database.admin.query<{ body: { alternatives: object[] } }>('select body from message where subject_id = $1', [id]);
  expect(rows).toMatchObject([{ body: { timeZone: 'Europe/London', customerTimeZone: 'America/New_York', clocks: clocksAt(date) } }]);
  for (const other of rows[0]?.body.alternatives ?? []) expect(other).toMatchObject({ clocks: { customer: { timeZone: 'America/New_York' } } });
});

test.each(['America/Nowhere', '+05:00', ''])('"%s" is no time zone: the field is named, and what it wants', async (timeZone) => {
  const answer = await agent.post('/bookings', slot(freshDay(), { customer: { ...amy, timeZone } }));
  expect([answer.status, answer.body]).toMatchObject([
    400, { errors: [{ path: 'customer.timeZone', message: 'Use the IANA name of a time zone, e.g. America/New_York.' }] },
  ]);
});
