import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { rulesOf } from '../availability/test-rules.ts';
import { committed } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  await rulesOf(world, database.admin).resource(world.classRoom, { capacity: 2 });
});
afterAll(() => world.feedWatch.close());

const at = (day: string, clock: string) => `2026-12-${day}T${clock}:00Z`;

/** One after the other, so the second one is beside the first. */
async function othersAt(day: string, ...times: [from: string, to: string][]): Promise<void> {
  for (const [from, to] of times)
    committed(await world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: null, start: at(day, from), end: at(day, to), resourceIds: [world.classRoom], customer: null,
    }));
}

/** Of each booking of the series, by start: when, and on which lane. */
async function lie(seriesId: string): Promise<string[]> {
  const { rows } = await database.admin.query<{ at: Date; lane: number }>(
    `select b.starts_at as at, c.lane from booking b join claim c on c.tenant_no = b.tenant_no and c.owner_id = b.booking_id and c.released_at is null
      where b.series_id = $1 order by b.starts_at`, [seriesId]);
  return rows.map(({ at: start, lane }) => `${start.toISOString().slice(8, 13)} in ${lane}`);
}

test('dates that lie across each other get lanes beside those of others where any arrangement leaves them, when they are made and when they move', async () => {
  const seriesId = randomUUID();
  // On the second lane from half past twelve: the second date needs the first lane, which is the lowest for the first one.
  await othersAt('08', ['13:00', '14:00'], ['12:30', '14:00']);
  const made = await world.submit('create_series', {
    seriesId, serviceId: null, start: at('08', '10:00'), end: at('08', '12:00'), rule: 'FREQ=DAILY;COUNT=2', resourceIds: [world.classRoom],
    customer: null, acceptance: 'all', changes: [{ occurrence: at('09', '10:00'), start: at('08', '11:00') }],
  });
  const [bookingId = ''] = committed(made).occurrences?.map((each) => each.bookingId ?? '') ?? [];
  expect(await lie(seriesId)).toEqual(['08T10 in 2', '08T11 in 1']);
  // Later the one that ends last is asked first: now it is in the way of the other one, which somebody is beside until half past ten.
  await othersAt('10', ['09:00', '10:00'], ['09:30', '10:30']);
  committed(await world.submit('move_series', { seriesId, bookingId, scope: 'all', start: at('10', '10:00'), resourceIds: [], acceptance: 'all' }));
  expect(await lie(seriesId)).toEqual(['10T10 in 1', '10T11 in 2']);
});
