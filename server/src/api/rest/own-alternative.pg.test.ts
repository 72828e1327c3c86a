import { randomUUID } from 'node:crypto';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { rulesOf } from '../../availability/test-rules.ts';
import { refused } from '../../commands/test-outcomes.ts';
import type { TestWorld } from '../../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../../db/test-database.ts';
import { isSound, verify } from '../../ops/verify.ts';
import { createRestWorld, type RestAnswer, type RestClient } from './rest-world.ts';
import type { BookingView, HoldView, ProblemBody } from './schemas.ts';

/** Who is refused and then asks by its time for what is held for them has it. */

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

interface Asked {
  page: RestClient;
  /** Of a refusal: the first that is held for the customer. */
  held(answer: RestAnswer): { start: string; resources: string[]; hold: string };
  doctor: string;
  house: TestWorld;
}

async function world(): Promise<Asked> {
  const rest = await createRestWorld(database, { timeZone: 'Europe/Berlin' });
  onTestFinished(() => rest.close());
  return {
    page: await rest.client({ channel: 'chat_ai' }),
    doctor: rest.world.doctor,
    house: rest.world,
    held: ({ status, body }) => {
      expect(status).toBe(409);
      const [first] = (body as ProblemBody).alternatives ?? [];
      return { start: first?.start ?? '', resources: first?.resources ?? [], hold: first?.hold ?? '' };
    },
  };
}

const ada = { name: 'Ada Quist', phone: '+44 7700 900801' };
const wish = (customer: object, more: object = {}) => ({ location: 'riverside', service: 'hour', start: '2026-12-07T10:00:00+01:00', resources: ['room-1'], customer, ...more });
const statusOf = async (client: RestClient, hold: string) => ((await client.get(`/holds/${hold}`)).body as { hold: HoldView }).hold.status;

test.each(['/bookings', '/holds'] as const)('by its time and place, over %s, and the other alternatives go back on sale', async (path) => {
  const { page, held } = await world();
  await page.post('/bookings', wish({ name: 'Bo Lund', phone: '+44 7700 900802' }));
  const refused = await page.post('/bookings', wish(ada));
  const { start, resources, hold } = held(refused);
  const others = ((refused.body as ProblemBody).alternatives ?? []).flatMap((each) => (each.hold === undefined || each.hold === hold ? [] : [each.hold]));
  expect(others).not.toEqual([]);
  const taken = await page.post(path, wish({ ...ada, name: ' ada  quist' }, { start, resources }), { key: 'once' });
  expect([taken.status, taken.text]).toEqual([201, expect.stringContaining(start)]);
  for (const each of [hold, ...others]) expect(await statusOf(page, each)).toBe('released');
  const again = await page.post(path, wish({ ...ada, name: ' ada  quist' }, { start, resources }), { key: 'once' });
  expect([again.status, again.text]).toEqual([201, taken.text]);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test.each([false, true])('by its time alone, where the house chooses and nothing else is free (decided under the lock: %s)', async (isLocked) => {
  const { page, held, doctor, house } = await world();
  // Who must leave no remainder is decided there.
  if (isLocked) await rulesOf(house, database.admin).location({ kinds: { person: { shortestSellableMinutes: 15 } } });
  const visit = (customer: object, start = '2026-12-07T10:00:00+01:00') => wish(customer, { service: 'visit', resources: [], start });
  await page.post('/bookings', visit({ name: 'Bo Lund', phone: '+44 7700 900802' }));
  const { start } = held(await page.post('/bookings', visit(ada)));
  const taken = await page.post('/bookings', visit(ada, start));
  expect(taken.status).toBe(201);
  expect((taken.body as { booking: BookingView }).booking).toMatchObject({ start, resources: expect.arrayContaining([doctor]) });
});

test('a booking is moved by its time and place alone, too, and the other alternatives go back on sale', async () => {
  const { page, held } = await world();
  await page.post('/bookings', wish({ name: 'Bo Lund', phone: '+44 7700 900802' }));
  const { body } = await page.post('/bookings', wish(ada, { start: '2026-12-08T10:00:00+01:00' }));
  const { id } = (body as { booking: BookingView }).booking;
  const refused = await page.post(`/bookings/${id}/reschedule`, { start: '2026-12-07T10:00:00+01:00', resources: ['room-1'] });
  const { start, resources } = held(refused);
  const moved = await page.post(`/bookings/${id}/reschedule`, { start, resources });
  expect([moved.status, moved.text]).toEqual([200, expect.stringContaining(start)]);
  for (const { hold = '' } of (refused.body as ProblemBody).alternatives?.filter((each) => each.hold !== undefined) ?? []) expect(await statusOf(page, hold)).toBe('released');
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('nobody else has it by asking for it, and it stays held', async () => {
  const { page, held } = await world();
  await page.post('/bookings', wish({ name: 'Bo Lund', phone: '+44 7700 900802' }));
  const { start, resources, hold } = held(await page.post('/bookings', wish(ada)));
  for (const customer of [{ name: 'Cy Moss', phone: '+44 7700 900803' }, { name: 'Ada Quist' }])
    expect(await page.post('/bookings', wish(customer, { start, resources }))).toMatchObject({ status: 409, body: { conflicts: [{ kind: 'hold' }] } });
  expect(await statusOf(page, hold)).toBe('active');
});

test('at the desk what is held instead is taken by its hold: asked for by its time it stays held', async () => {
  const { house } = await world();
  const [room = ''] = house.rooms;
  await house.book(room, '2026-12-09T10:00:00Z');
  const ask = (start: string, resourceIds: string[]) =>
    house.submit('create_booking', { bookingId, serviceId: house.services.hour, start, resourceIds, customer: { id: customerId, name: 'Ada Quist' } });
  const [bookingId, customerId] = [randomUUID(), randomUUID()];
  const [offer] = refused(await ask('2026-12-09T10:00:00Z', [room]), 'slot_taken').alternatives;
  expect(offer?.holdId).toBeTruthy();
  const again = refused(await ask(offer?.start ?? '', offer?.resourceIds ?? []), 'slot_taken');
  expect(again.conflicts).toMatchObject([{ kind: 'hold' }]);
});
