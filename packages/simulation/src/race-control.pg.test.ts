import pg from 'pg';
import { beforeAll, expect, onTestFinished, test } from 'vitest';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { createTestWorld } from '@holdfast/server/commands/test-world';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { CheckThenInsert } from './check-then-insert.ts';
import { overlappingClaims } from './overlapping-claims.ts';
import { race } from './race.ts';
import { raceResult } from './race-result.ts';

// A race that cannot see a double booking proves nothing. Here it is shown two systems that double-book.

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

const firstDay = fromWire('2026-12-02T10:00:00Z');
const hour = 60 * minuteMs;
const startOf = (round: number): number => firstDay + round * 24 * hour;

test('the race sees the double bookings of check-then-insert, and so does the overlap check', async () => {
  const pool = new pg.Pool({ connectionString: database.url, max: 8 });
  onTestFinished(() => pool.end());
  const control = new CheckThenInsert(pool);
  await control.createTable();
  const tally = await race({
    rounds: 50,
    racers: 50,
    attempt: async (round) => {
      const span = { start: startOf(round), end: startOf(round) + hour };
      const sold = await control.book(1, toWire(span.start), toWire(span.end));
      return sold ? { kind: 'won', span } : { kind: 'lost', alternatives: 0, held: 0 };
    },
  });
  expect(tally.faults).toEqual([]);
  expect(tally.roundsSoldTwice).toBeGreaterThan(0);
  expect(tally.winners).toBeGreaterThan(tally.rounds);
  expect(tally.losersWithoutAlternatives).toBe(tally.attempts - tally.winners);
  expect((await overlappingClaims(pool, control.table)).length).toBeGreaterThan(0);
});

test('the race sees the double bookings of the gateway itself once the constraint is taken away', async () => {
  const world = await createTestWorld(database.db, database.admin);
  onTestFinished(() => world.feedWatch.close());
  await database.admin.query('alter table claim drop constraint claim_no_overlap');
  const [room = ''] = world.rooms;
  const tally = await race({
    rounds: 3,
    racers: 10,
    attempt: async (round) => raceResult(await world.book(room, toWire(startOf(round))), toWire(startOf(round))),
  });
  expect(tally.faults).toEqual([]);
  expect(tally.roundsSoldTwice).toBe(3);
  expect((await overlappingClaims(database.admin)).length).toBeGreaterThan(0);
});
