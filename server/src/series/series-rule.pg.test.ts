import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed } from '@holdfast/protocol/outcomes';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

const chen = { id: randomUUID(), name: 'Chen' };
const room = (index: number): string => world.rooms[index] ?? '';

/** Two Mondays of the test's own at 10:00 in the first room, the second of which somebody else has. */
let week = Date.parse('2027-01-04T10:00:00Z');
async function halfASeries(customer: CommandArgs<'create_series'>['customer'] = chen) {
  const [first, second] = [new Date(week).toISOString(), new Date(week + 7 * 86_400_000).toISOString()];
  week += 14 * 86_400_000;
  await world.book(room(0), second);
  const seriesId = randomUUID();
  const args = { seriesId, serviceId: world.services.hour, start: first, rule: 'FREQ=WEEKLY;COUNT=2', resourceIds: [room(0)], customer, acceptance: 'free' as const };
  const outcome = (await world.submit('create_series', args)) as Committed;
  expect(outcome.occurrences?.map(({ status }) => status)).toEqual(['booked', 'taken']);
  return { seriesId, bookingId: outcome.occurrences?.[0]?.bookingId ?? '', second };
}

const dateOf = (seriesId: string, start: string, more: Partial<CommandArgs<'create_booking'>> = {}): CommandArgs<'create_booking'> => ({
  bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [room(1)], customer: chen, seriesId, ...more,
});

test('a date that is booked later is one of the series: it is moved, and cancelled, with it', async () => {
  const { seriesId, bookingId, second } = await halfASeries();
  const added = dateOf(seriesId, second);
  expect(await world.submit('create_booking', added)).toMatchObject({ status: 'committed' });
  const hourLater = { start: new Date(Date.parse(second) - 7 * 86_400_000 + 3_600_000).toISOString(), resourceIds: [], acceptance: 'all' as const };
  const moved = (await world.submit('move_series', { seriesId, bookingId, scope: 'all', ...hourLater })) as Committed;
  expect(moved.moved?.map((each) => each.bookingId)).toEqual([bookingId, added.bookingId]);
  expect(await world.submit('cancel_series', { seriesId, bookingId: added.bookingId, scope: 'all' })).toMatchObject({ status: 'committed' });
  const { rows } = await database.admin.query('select booking_id, status from booking where series_id = $1 order by starts_at', [seriesId]);
  expect(rows).toEqual([{ booking_id: bookingId, status: 'cancelled' }, { booking_id: added.bookingId, status: 'cancelled' }]);
});

test('so is one whose hold is confirmed, live or run out', async () => {
  const { seriesId, second } = await halfASeries();
  for (const index of [1, 2]) {
    const holdId = randomUUID();
    await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: second, resourceIds: [room(index)] });
    if (index === 2) await database.admin.query(`update claim set expires_at = now() - interval '1 second' where owner_id = $1`, [holdId]);
    const bookingId = randomUUID();
    expect(await world.submit('confirm_hold', { holdId, bookingId, customer: chen, seriesId })).toMatchObject({ status: 'committed' });
    const { rows } = await database.admin.query('select series_id from booking where booking_id = $1', [bookingId]);
    expect(rows).toEqual([{ series_id: seriesId }]);
  }
});

test('a series that is not there, or is another business’s, is not found', async () => {
  const { second } = await halfASeries();
  expect(await world.submit('create_booking', dateOf(randomUUID(), second))).toMatchObject({ status: 'refused', reason: 'not_found' });
  const other = await createTestWorld(database.db, database.admin);
  const seriesId = randomUUID();
  await other.submit('create_series', { seriesId, serviceId: other.services.hour, start: second, rule: 'FREQ=DAILY;COUNT=1', resourceIds: [], customer: chen, acceptance: 'all' });
  expect(await world.submit('create_booking', dateOf(seriesId, second))).toMatchObject({ status: 'refused', reason: 'not_found' });
  other.feedWatch.close();
});

test('another service or another customer is not of the series', async () => {
  const { seriesId, second } = await halfASeries();
  const wrong: [Partial<CommandArgs<'create_booking'>>, RegExp][] = [
    [{ serviceId: world.services.buffered }, /another service/],
    [{ customer: { id: randomUUID(), name: 'Ana' } }, /another customer/],
    [{ customer: null }, /another customer/],
  ];
  for (const [more, detail] of wrong)
    expect(await world.submit('create_booking', dateOf(seriesId, second, more))).toMatchObject({ status: 'refused', reason: 'policy_forbids', detail: expect.stringMatching(detail) });
  const holdId = randomUUID();
  await world.submit('place_hold', { holdId, serviceId: world.services.buffered, start: second, resourceIds: [room(3)] });
  expect(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: chen, seriesId })).toMatchObject({ status: 'refused', reason: 'policy_forbids' });
});

test('a series for nobody in particular takes dates for nobody in particular', async () => {
  const { seriesId, second } = await halfASeries(null);
  expect(await world.submit('create_booking', dateOf(seriesId, second, { customer: null }))).toMatchObject({ status: 'committed' });
});

test('a series that was cancelled takes no more dates', async () => {
  const { seriesId, bookingId, second } = await halfASeries();
  await world.submit('cancel_series', { seriesId, bookingId, scope: 'all' });
  expect(await world.submit('create_booking', dateOf(seriesId, second))).toMatchObject({ status: 'refused', reason: 'policy_forbids', detail: expect.stringMatching(/was cancelled/) });
});
