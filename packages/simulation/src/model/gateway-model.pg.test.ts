import fc from 'fast-check';
import { beforeAll, expect, inject, test } from 'vitest';
import { commandKinds } from '@holdfast/protocol/commands';
import { channels } from '@holdfast/protocol/values';
import { CommitGroups } from '@holdfast/server/commands/commit-groups';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { isSound, verify } from '@holdfast/server/ops/verify';
import { BreakableDatabase } from './breakable-database.ts';
import { histories as sideBySide, history, type History } from './gateway-history.ts';
import { GatewayTwin } from './gateway-twin.ts';
import { lateBesideKept, lateLessons } from './late-histories.ts';

const histories = inject('thorough') ? 2_000 : 120;

let database: TestDatabase;
let breakable: BreakableDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
  breakable = new BreakableDatabase(database.db, database.admin);
});

const together = 6;

test(`over ${histories} random histories, broken connections and all, the gateway and a plain list of claims agree on every answer and every claim`, async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(history, (one) => live([one], reached, null)),
    { numRuns: histories, seed: 2_026, endOnFailure: true, examples: [lateLessons, lateBesideKept].map((steps) => [{ house: { teaches: false, counts: false, travels: false, keepsGaps: false }, steps }]) },
  );
  await expectMuchReached(reached);
  expect(Math.min(...Object.values(breakable.counts))).toBeGreaterThan(10);
});

test(`so they do when ${together} businesses live theirs at once and their commands are committed together`, async () => {
  const reached = new Set<string>();
  // One call at a time: whatever the machine does meanwhile, the other businesses' commands queue up behind it.
  const groups = new CommitGroups(breakable, { callsMax: 1 });
  await fc.assert(
    fc.asyncProperty(sideBySide(together), (side) =>
      // A sweep meets every business of the database: it would tell the others what their models do not expect.
      live(side.map(({ house, steps }) => ({ house, steps: steps.filter((step) => step.do !== 'sweep') })), reached, groups),
    ),
    { numRuns: Math.ceil(histories / together), seed: 2_027, endOnFailure: true },
  );
  await expectMuchReached(reached);
  // These must have happened often, and a group have failed, or this test says nothing about them.
  expect(Math.min(groups.counts.together, groups.counts.notHad)).toBeGreaterThan(10);
  expect(groups.counts.apart).toBeGreaterThan(0);
});

/** Each history in a business of its own, side by side. */
async function live(histories: readonly History[], reached: Set<string>, groups: CommitGroups | null): Promise<void> {
  await Promise.all(
    histories.map(async ({ house, steps }) => {
      const twin = await GatewayTwin.open({ db: breakable, admin: database.admin, reached, groups, house });
      try {
        for (const step of steps) await twin.step(step);
      } finally {
        await twin.close();
      }
    }),
  );
}

async function expectMuchReached(reached: ReadonlySet<string>): Promise<void> {
  expect(isSound(await verify(database.admin))).toBe(true);
  // Histories that only ever hear "not found" would agree about nothing.
  const wanted = [
    ...commandKinds.map((kind) => `${kind} committed`),
    'create_booking slot_taken', 'create_booking capacity_full', 'create_booking resource_blocked', 'move_booking slot_taken', 'place_hold slot_taken', 'place_hold resource_blocked',
    'place_block slot_taken', 'undo_command slot_taken', 'offer_waitlist slot_taken', 'create_series series_incomplete', 'run_late unmoved slot_taken',
    'an undo behind a refusal committed', 'a booking that changed behind their own committed', 'a booking that changed behind their own stale_version',
    'a course that changed behind their own committed', 'a course that changed behind their own stale_version',
    ...['create_booking', 'confirm_hold', 'edit_booking', 'accept_offer', 'create_series'].map((kind) => `${kind} deposit_required`), 'create_booking approval_required',
    ...['create_booking', 'move_booking', 'place_hold', 'undo_command', 'run_late unmoved'].map((kind) => `${kind} travel_too_short`), 'run_late too late elsewhere',
    'confirm_hold committed late', 'confirm_hold hold_expired late', 'accept_offer committed late', 'look offered', 'look offered to several', 'override_hold told several', 'look met its quota',
    ...['move_booking', 'move_series'].map((kind) => `${kind} committed of what was sold otherwise`), 'another person changed', 'another person refused',
  ];
  for (const channel of channels) wanted.push(`${channel} committed`, `${channel} refused`);
  expect(wanted.filter((each) => !reached.has(each))).toEqual([]);
}
