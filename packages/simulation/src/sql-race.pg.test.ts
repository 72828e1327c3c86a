import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, inject, onTestFinished, test } from 'vitest';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { rulesOf } from '@holdfast/server/availability/test-rules';
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
  const world = await createTestWorld(db, database.admin, { groups: grouped ? new CommitGroups(db) : CommitGroups.single(db) });
  onTestFinished(() => world.feedWatch.close());
  return world;
}

const hour = 60 * minuteMs;
const dayOfRound = (round: number): number => fromWire('2026-12-02T00:00:00Z') + (round % 300) * 24 * hour;

/** Nothing but commits and refusals happened, and the record has each of them once, changes of the rules among them. */
async function expectNoHarm(world: TestWorld): Promise<void> {
  expect(world.transients).toEqual([]);
  const { rows } = await database.admin.query(
    `select (select count(*)::int from command where tenant_no = $1 and status = 'committed' and not starts_with(kind, 'change_')) as committed,
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

  test('several resources named in any order, occupied for different spans, and parties: no deadlock, all or nothing', async () => {
    const world = await freshWorld(grouped);
    const rules = rulesOf(world, database.admin);
    await rules.location({ kinds: { room: { minimumGapMinutes: 5 } } });
    await rules.service(world.services.visit, { kindBuffers: { room: { preparationMinutes: 5, cleanupMinutes: 10 } } });
    const random = seeded(2);
    for (let round = 0; round < crowdRounds; round++) {
      const attempts = Array.from({ length: racers }, () => {
        const at = dayOfRound(round) + 10 * hour + Math.floor(random() * 4) * 15 * minuteMs;
        const [start, end] = [toWire(at), toWire(at + hour)];
        const resourceIds = shuffled(random, world.rooms).slice(0, 2);
        const wanted = {
          none: { serviceId: null, start, end, resourceIds },
          visit: { serviceId: world.services.visit, start, resourceIds: shuffled(random, [world.doctor, resourceIds[0] ?? '']) },
          class: { serviceId: world.services.class, start, resourceIds: [world.classRoom], partySize: 1 + Math.floor(random() * 2) },
        };
        const args = wanted[pickOne(random, ['none', 'visit', 'visit', 'class'] as const)];
        return () => world.submit('create_booking', { bookingId: randomUUID(), customer: null, ...args });
      });
      const { won, reasons } = await crowd(attempts);
      expect(reasons.filter((reason) => reason !== 'slot_taken' && reason !== 'capacity_full')).toEqual([]);
      expect(won).toBeGreaterThanOrEqual(1);
      // Every booking has a lane a head in the class, and of two resources both, for what their kinds take.
      const { rows } = await database.admin.query(
        `select b.booking_id from booking b
           join claim c on c.tenant_no = b.tenant_no and c.owner_id = b.booking_id and c.released_at is null
           join resource r on r.resource_no = c.resource_no
          where b.tenant_no = $1 group by b.tenant_no, b.booking_id
         having count(*) <> case when bool_or(r.kind = 'class') then b.party_size else 2 end
           or bool_or(c.starts_at <> b.starts_at - case when r.kind = 'room' and b.service_id = $2 then interval '5 minutes' else interval '0' end)
           or bool_or(c.ends_at <> b.ends_at + case when r.kind <> 'room' then interval '0'
             when b.service_id = $2 then interval '15 minutes' else interval '5 minutes' end)`,
        [world.tenantNo, world.services.visit],
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
