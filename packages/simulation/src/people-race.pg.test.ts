import { randomUUID } from 'node:crypto';
import type pg from 'pg';
import { afterAll, beforeAll, expect, inject, onTestFinished, test } from 'vitest';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { addBranch, rulesOf } from '@holdfast/server/availability/test-rules';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import { createTestWorld, type TestWorld } from '@holdfast/server/commands/test-world';
import { connect, type Database } from '@holdfast/server/db/database';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { inTwoPlacesQuery } from '@holdfast/server/ops/in-two-places';
import { clearCalendar, deadlocks } from './race-database.ts';
import { pickOne, seeded, shuffled } from './seeded.ts';

// Two locations commit side by side: their locks do not order them, the lock on the person does.

const racers = 40;
const rounds = inject('thorough') ? 200 : 12;
const travelMinutes = 30;

let database: TestDatabase;
let db: Database;
beforeAll(async () => {
  database = await createTestDatabase();
  db = connect(database.url, 16);
});
afterAll(() => db.close());

async function inTwoPlaces(admin: pg.Pool): Promise<number> {
  const { rows } = await admin.query<{ pairs: string }>(`select ${inTwoPlacesQuery} as pairs`, [new Date(0)]);
  return Number(rows[0]?.pairs);
}

/** Three people, each at both places, numbered the other way round at the second one. */
async function twoPlaces(world: TestWorld): Promise<{ locationId: string; people: string[] }[]> {
  const rules = rulesOf(world, database.admin);
  const people = world.rooms.slice(0, 3);
  const persons = people.map(() => randomUUID());
  for (const [index, room] of people.entries()) await rules.resource(room, { personId: persons[index] ?? null });
  const branch = await addBranch(world, database.admin, { personId: persons[2] ?? '', travelMinutes });
  const others = [branch.doctor];
  for (const index of [1, 0]) {
    const row = { id: randomUUID(), slug: `person-${index}`, name: `Person ${index}`, kind: 'person', personId: persons[index] };
    await database.admin.query('select gateway.put_resource($1, $2, $3)', [world.tenantNo, branch.locationId, row]);
    others.push(row.id);
  }
  return [{ locationId: world.locationId, people }, { locationId: branch.locationId, people: others }];
}

test.each([
  ['committed together where they wait anyway', (on: Database) => new CommitGroups(on)],
  ['each committed by itself', (on: Database) => CommitGroups.single(on)],
])(`${racers} clients at two places want the same three people, %s: nobody is in two places, nobody waits in a circle`, async (_, groups) => {
  const world = await createTestWorld(db, database.admin, { groups: groups(db) });
  onTestFinished(() => world.feedWatch.close());
  const places = await twoPlaces(world);
  const random = seeded(7);
  const submitter = { ...world.submitter, locationId: null };
  for (let round = 0; round < rounds; round++) {
    const day = fromWire('2026-12-02T00:00:00Z') + round * 24 * 60 * minuteMs;
    const outcomes = await Promise.all(
      Array.from({ length: racers }, () => {
        const place = pickOne(random, places);
        const start = day + (6 * 60 + Math.floor(random() * 64) * 15) * minuteMs;
        return world.gateway.submit(submitter, world.command('create_booking', {
          bookingId: randomUUID(), serviceId: null, start: toWire(start), end: toWire(start + 60 * minuteMs),
          resourceIds: shuffled(random, place.people).slice(0, 1 + Math.floor(random() * 3)), customer: { id: randomUUID(), name: 'Zoë' },
        }, { locationId: place.locationId }));
      }),
    );
    const reasons = new Set(outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [outcome.reason] : [])));
    expect([...reasons].filter((reason) => reason !== 'slot_taken' && reason !== 'travel_too_short')).toEqual([]);
    expect(outcomes.filter(({ status }) => status === 'committed').length).toBeGreaterThanOrEqual(1);
    expect(await inTwoPlaces(database.admin)).toBe(0);
    await clearCalendar(database.admin);
  }
  expect(world.transients).toEqual([]);
});

test('the database itself has counted no deadlock', async () => {
  // Its sessions report what they counted when they leave.
  await db.close();
  db = connect(database.url);
  expect(await deadlocks(database.admin)).toBe(0);
});
