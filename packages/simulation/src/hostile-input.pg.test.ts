import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { commandKinds } from '@holdfast/protocol/commands';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { isSound, verify } from '@holdfast/server/ops/verify';
import { hostileCommand } from './hostile-command.ts';
import { openHttpHouse, type HttpHouse } from './http-house.ts';
import type { HttpAnswer } from './http-terminal.ts';

const batches = inject('thorough') ? 10_000 : 800;

let database: TestDatabase;
let house: HttpHouse;
beforeAll(async () => {
  database = await createTestDatabase();
  house = await openHttpHouse(database, 1);
});
afterAll(() => house.close());

const ids = Array.from({ length: 5 }, () => randomUUID());

/** Each result is one of three things, and says enough. */
function expectPlain(answer: HttpAnswer): SubmitAnswer['results'] {
  expect(JSON.stringify(answer.body)).not.toMatch(/node_modules|\.ts:\d+|\\n {4}at /);
  if (answer.status !== 200) {
    expect([400, 413]).toContain(answer.status);
    const { error } = answer.body as { error: { message: string } };
    expect(error.message.length).toBeGreaterThan(5);
    return [];
  }
  const { results } = (answer.body as { result: { data: SubmitAnswer } }).result.data;
  for (const { outcome } of results) {
    if (outcome.status === 'unreadable') expect(outcome.errors.every(({ message }) => message.length > 3)).toBe(true);
    if (outcome.status === 'refused') expect(outcome.detail.length).toBeGreaterThan(5);
  }
  return results;
}

test(`${batches} batches of commands that somebody has tampered with: a plain answer each, the same again, and a sound record`, async () => {
  const { world, terminals } = house;
  const [terminal] = terminals;
  if (!terminal) throw new Error('No terminal');
  const heard = { committed: 0, refused: 0, unreadable: 0 };
  await fc.assert(
    fc.asyncProperty(fc.array(hostileCommand(world, commandKinds, ids), { minLength: 1, maxLength: 4 }), async (commands) => {
      const input = { protocol: 1, outboxId: terminal.outboxId, commands };
      const results = expectPlain(await terminal.submitRaw(input));
      for (const { outcome } of results) heard[outcome.status]++;
      // Also of what was half understood there is one answer.
      expect(expectPlain(await terminal.submitRaw(input))).toEqual(results);
    }),
    { numRuns: batches, seed: 5 },
  );
  expect(Math.min(heard.committed, heard.refused, heard.unreadable)).toBeGreaterThan(20);
  expect(isSound(await verify(database.admin))).toBe(true);
  const { rows } = await database.admin.query(
    `select (select count(*)::int from command where version > 0) as commands, (select count(*)::int from event) as events`,
  );
  expect(rows[0].events).toBe(rows[0].commands);
});
