import fc from 'fast-check';
import { beforeAll, expect, inject, test } from 'vitest';
import { commandKinds } from '@holdfast/protocol/commands';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { isSound, verify } from '@holdfast/server/ops/verify';
import { history } from './gateway-history.ts';
import { GatewayTwin } from './gateway-twin.ts';

const histories = inject('thorough') ? 2_000 : 100;

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

test(`over ${histories} random histories the gateway and a plain list of claims agree on every answer and every claim`, async () => {
  const reached = new Set<string>();
  await fc.assert(
    fc.asyncProperty(history, async (steps) => {
      const twin = await GatewayTwin.open(database.db, database.admin, reached);
      try {
        for (const step of steps) await twin.step(step);
      } finally {
        twin.close();
      }
    }),
    { numRuns: histories, seed: 2_026 },
  );
  expect(isSound(await verify(database.admin))).toBe(true);

  // Histories that only ever hear "not found" would agree about nothing.
  const wanting = ['create_booking', 'move_booking', 'place_hold', 'confirm_hold', 'place_block'];
  const wanted = [...commandKinds.map((kind) => `${kind} committed`), ...wanting.map((kind) => `${kind} taken`)];
  expect(wanted.filter((each) => !reached.has(each))).toEqual([]);
});
