import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { connect, type Database } from '@holdfast/server/db/database';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { overlappingClaims } from './overlapping-claims.ts';
import { race } from './race.ts';
import { clearCalendar, deadlocks } from './race-database.ts';
import { raceResult } from './race-result.ts';
import { pickOne, seeded, shuffled } from './seeded.ts';

const racers = 50;
const rounds = inject('thorough') ? 1_000 : 40;
const crowdRounds = inject('thorough') ? 100 : 8;

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url);
});
afterAll(() => db.close());

/** A business of its own for each test. */
async function freshWorld(grouped: boolean): Promise<TestWorld> {
  const world = await createTestWorld(db, database.admin, { groups: grouped ? new CommitGroups(db) : null });
  onTestFinished(() => world.feedWatch.close());
  return world;
}

const hour = 60 * minuteMs;
const dayOfRound = (round: number): number => fromWire('2026-12-02T00:00:00Z') + (round % 300) * 24 * hour;

/** Nothing but commits and refusals happened, and the record has each of them once. */
async function expectNoHarm(world: TestWorld): Promise<void> {
  expect(world.transients).toEqual([]);
  const { rows } = await database.admin.query(
    `select (select count(*)::int from command where tenant_no = $1 and status = 'committed') as committed,
       (select count(*)::int from booking where tenant_no = $1) as bookings,
       (select count(*)::int from command where tenant_no = $1) as commands,
       (select count(*)::int from event where tenant_no = $1) as events,
       (select head::int from feed_head where tenant_no = $1) as head`,
    [world.tenantNo],
  );
  const [{ committed, bookings, commands, events, head }] = rows;
  expect(bookings).toBe(committed);
  expect([events, head]).toEqual([commands, commands]);
}

/** Everybody at once; what each got. A rejection fails the test. */
async function crowd(attempts: readonly (() => Promise<Outcome>)[]): Promise<{ won: number; reasons: string[]; inTheWay: number[] }> {
  const outcomes = await Promise.all(attempts.map((attempt) => attempt()));
  return {
    won: outcomes.filter(({ status }) => status === 'committed').length,
    reasons: [...new Set(outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [outcome.reason] : [])))],
    inTheWay: outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [outcome.conflicts.length] : [])),
  };
}

describe.each([
  { grouped: true, how: 'committed together where they wait anyway' },
  { grouped: false, how: 'each committed by itself' },
])('$how', ({ grouped }) => {
  test(`${racers} clients race for one slot, ${rounds} times: one wins, the others are offered something else`, async () => {
    const world = await freshWorld(grouped);
    const [room = ''] = world.rooms;
    const tally = await race({
      rounds,
      racers,
      attempt: async (round) => {
        const start = toWire(dayOfRound(round) + 10 * hour);
        return raceResult(await world.book(room, start), start);
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
    expect(tally.losersWithHeldAlternative).toBeGreaterThanOrEqual(rounds);
    await expectNoHarm(world);
  });

  test('50 clients for 20 slots, wanted at full, quarter and half hours: what is sold never overlaps', async () => {
    const world = await freshWorld(grouped);
    const random = seeded(20);
    for (let round = 0; round < crowdRounds; round++) {
      const day = dayOfRound(round);
      const attempts = Array.from({ length: racers }, () => {
        const at = day + (9 + Math.floor(random() * 4)) * hour + Math.floor(random() * 4) * 15 * minuteMs;
        const wanted = pickOne(random, world.rooms.slice(0, 5));
        return () => world.book(wanted, toWire(at));
      });
      const { won, reasons, inTheWay } = await crowd(attempts);
      expect(reasons).toEqual(['slot_taken']);
      // Nobody is refused an empty room: a booking stands there, or what a faster loser was promised instead.
      expect(Math.min(...inTheWay)).toBeGreaterThan(0);
      // Five rooms, four hours and a bit: at most five starts a room. The first to come always gets theirs; how
      // many more do depends on which times are meanwhile held for losers.
      expect(won).toBeGreaterThanOrEqual(1);
      expect(won).toBeLessThanOrEqual(25);
      expect(await overlappingClaims(database.admin)).toEqual([]);
      await clearCalendar(database.admin);
    }
    await expectNoHarm(world);
  });

  test('bookings of two rooms named in any order never deadlock, and take both or none', async () => {
    const world = await freshWorld(grouped);
    const random = seeded(2);
    for (let round = 0; round < crowdRounds; round++) {
      const start = toWire(dayOfRound(round) + 10 * hour);
      const end = toWire(dayOfRound(round) + 11 * hour);
      const attempts = Array.from({ length: racers }, () => {
        const resourceIds = shuffled(random, world.rooms).slice(0, 2);
        const service = pickOne(random, ['none', 'visit'] as const);
        const args =
          service === 'none'
            ? { serviceId: null, start, end, resourceIds }
            : { serviceId: world.services.visit, start, resourceIds: shuffled(random, [world.doctor, resourceIds[0] ?? '']) };
        return () => world.submit('create_booking', { bookingId: randomUUID(), customer: null, ...args });
      });
      const { won, reasons } = await crowd(attempts);
      expect(reasons).toEqual(['slot_taken']);
      expect(won).toBeGreaterThanOrEqual(1);
      const { rows } = await database.admin.query(
        `select b.booking_id from booking b where b.tenant_no = $1 and b.starts_at = $2 and (select count(*)
           from claim c where c.tenant_no = $1 and c.owner_id = b.booking_id and c.released_at is null) <> 2`,
        [world.tenantNo, start],
      );
      expect(rows).toEqual([]);
      expect(await overlappingClaims(database.admin)).toEqual([]);
      await clearCalendar(database.admin);
    }
    await expectNoHarm(world);
  });
});

test('the database itself has counted no deadlock', async () => {
  // Its sessions report what they counted when they leave.
  await db.close();
  db = connect(database.url);
  expect(await deadlocks(database.admin)).toBe(0);
});
