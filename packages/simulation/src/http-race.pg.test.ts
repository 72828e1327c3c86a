import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { isDatabaseAway } from '@holdfast/server/db/database-away';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { openHttpHouse, type HttpHouse } from './http-house.ts';
import { overlappingClaims } from './overlapping-claims.ts';
import { race } from './race.ts';
import { clearCalendar, deadlocks } from './race-database.ts';
import { raceResult } from './race-result.ts';

const racers = 50;
const counters = 5;
const rounds = inject('thorough') ? 1_000 : 40;
const hour = 60 * minuteMs;

let database: TestDatabase;
let house: HttpHouse;
beforeAll(async () => {
  database = await createTestDatabase();
  house = await openHttpHouse(database, counters);
});
afterAll(() => house.close());

test(`${racers} clients of ${counters} terminals race for one slot over HTTP, ${rounds} times`, async () => {
  const { world, terminals } = house;
  const [room = ''] = world.rooms;
  const tally = await race({
    rounds,
    racers,
    attempt: async (round, racer) => {
      const start = toWire(fromWire('2026-12-02T10:00:00Z') + (round % 300) * 24 * hour);
      const command = world.command('create_booking', {
        bookingId: randomUUID(),
        serviceId: world.services.hour,
        start,
        resourceIds: [room],
        customer: null,
      });
      const answer = await terminals[racer % counters]?.submitUntilSaved([command]);
      const outcome = answer?.results[0]?.outcome;
      if (!outcome || outcome.status === 'unreadable') throw new Error(`Answered ${JSON.stringify(answer)}`);
      return raceResult(outcome, start);
    },
    afterRound: async () => {
      expect(await overlappingClaims(database.admin)).toEqual([]);
      await clearCalendar(database.admin);
    },
  });
  expect(tally).toMatchObject({
    attempts: rounds * racers,
    winners: rounds,
    roundsSoldTwice: 0,
    roundsUnsold: 0,
    losersWithoutAlternatives: 0,
    faults: [],
  });
  // Where the machine stands still for longer than a lock may take, a terminal sends again; of anything else it never hears.
  expect(house.faults.filter((fault) => !isDatabaseAway(fault))).toEqual([]);
});

test('the database itself has counted no deadlock', async () => {
  await house.close();
  expect(await deadlocks(database.admin)).toBe(0);
});
