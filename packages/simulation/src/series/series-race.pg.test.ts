import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { overlappingClaims } from '../overlapping-claims.ts';
import { clearCalendar, deadlocks } from '../race-database.ts';

const rounds = inject('thorough') ? 200 : 8;
const dayMs = 86_400_000;

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

/** In both orders of naming: two visits that wait for each other's room would deadlock. */
const visit = (start: string, order: 0 | 1) => ({
  serviceId: world.services.visit,
  start,
  resourceIds: order === 0 ? [world.doctor, world.rooms[0] ?? ''] : [world.rooms[0] ?? '', world.doctor],
  customer: null,
});

test(`series and single bookings want the same weeks at once, ${rounds} times: each hour is sold once, and nobody waits for ever`, async () => {
  const first = Date.parse('2026-12-07T10:00:00Z');
  for (let round = 0; round < rounds; round++) {
    const course = (order: 0 | 1, acceptance: 'all' | 'free') =>
      world.submit('create_series', { seriesId: randomUUID(), ...visit(toWire(first), order), rule: 'FREQ=WEEKLY;COUNT=12', acceptance });
    const single = (week: number) =>
      world.submit('create_booking', { bookingId: randomUUID(), ...visit(toWire(first + week * 7 * dayMs), week % 2 === 0 ? 0 : 1) });
    const [whole, parts, ...singles] = await Promise.all([
      course(0, 'all'), course(1, 'free'), ...Array.from({ length: 12 }, (_, week) => single(week)),
    ]);
    const had = [whole, parts].flatMap((outcome) => (outcome?.status === 'committed' ? (outcome.occurrences ?? []) : []));
    const sold = [...had.filter(({ status }) => status === 'booked'), ...singles.filter(({ status }) => status === 'committed')];
    // All twelve are wanted by somebody who takes what is left, so each is sold, and to one.
    expect(sold).toHaveLength(12);
    if (whole?.status === 'committed') expect(had.filter(({ status }) => status === 'booked').length).toBe(12);
    expect(await overlappingClaims(database.admin)).toEqual([]);
    await clearCalendar(database.admin);
  }
  expect(world.transients).toEqual([]);
});

test('the database itself has counted no deadlock', async () => {
  await database.db.close();
  expect(await deadlocks(database.admin)).toBe(0);
});
