import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import type { Server } from '../server.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { verify } from '../ops/verify.ts';
import { submitBatch } from './submit-batch.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

/** What a hostile, unlucky or outdated terminal may send to the gateway, and what must stand afterwards. */

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(async () => {
  world.feedWatch.close();
  const found = await verify(database.admin);
  expect(found).toMatchObject({ overlaps: 0, orphans: 0, unclaimed: 0, commands_without_event: 0, feeds_with_gaps: 0 });
});

/** Each test sells its own day, so that none stands in another's way. */
let day = 1;
const freshDay = (): string => `2026-12-${String(++day).padStart(2, '0')}`;

function committed(outcome: unknown): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}
function refused(outcome: unknown, reason: Refused['reason']): Refused {
  expect(outcome).toMatchObject({ status: 'refused', reason });
  return outcome as Refused;
}
const room = (index: number): string => world.rooms[index] ?? '';

test("a block that borrows a booking's id gives back its own time only", async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(
    await world.submit('place_block', { blockId: bookingId, resourceIds: [room(1)], start: `${date}T20:00:00Z`, end: `${date}T21:00:00Z` }),
  );
  committed(await world.submit('remove_block', { blockId: bookingId }));
  refused(await world.book(room(0), `${date}T10:00:00Z`), 'slot_taken');
});

test("a booking that borrows a hold's id leaves that hold its time", async () => {
  const date = freshDay();
  const { bookingId = '' } = committed(await world.book(room(0), `${date}T10:00:00Z`));
  committed(await world.submit('place_hold', { holdId: bookingId, serviceId: world.services.hour, start: `${date}T15:00:00Z`, resourceIds: [room(1)] }));
  committed(await world.submit('cancel_booking', { bookingId }));
  refused(await world.book(room(1), `${date}T15:00:00Z`), 'slot_taken');
});

test('eight who ask for any room at once get the eight rooms there are; the ninth is told no', async () => {
  const date = freshDay();
  const anyRoom = () =>
    world.submit('create_booking', {
      bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [], customer: null,
    });
  const answers = await Promise.all(Array.from({ length: 8 }, anyRoom));
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill('committed'));
  refused(await anyRoom(), 'slot_taken');
});

test.each([
  ['half an emoji in its notes', { notes: 'cut off \ud83d' }, {}],
  ['half an emoji in a name', { customer: { id: randomUUID(), name: '\udc00', phone: '\ud83d' } }, {}],
  ['a tap at an offset PostgreSQL cannot read', {}, { tappedAt: '2026-12-01T08:00:00+23:00' }],
  ['a tap with three hundred digits of a second', {}, { tappedAt: `2026-12-01T08:00:00.${'1'.repeat(300)}Z` }],
])('%s never keeps a command from its answer', async (_, args, envelope) => {
  const date = freshDay();
  const command = world.command('create_booking', {
    bookingId: randomUUID(), serviceId: world.services.hour, start: `${date}T10:00:00Z`, resourceIds: [room(0)], customer: null, ...args,
  });
  const terminal = { ...world.submitter, terminalId: randomUUID(), terminalName: 'Counter', locationId: world.locationId };
  const send = () =>
    submitBatch({ gateway: world.gateway } as Server, terminal, { protocol: 1, outboxId: randomUUID(), commands: [{ ...command, ...envelope }] });
  const { results } = await send();
  committed(results[0]?.outcome);
  expect((await send()).results).toEqual(results);
});
