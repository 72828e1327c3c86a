import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';

/** What is held instead of a block is held on every lane; a booking of it takes a lane a head all the same. */
let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
});
afterAll(() => world.feedWatch.close());

const wanted = (start: string) => ({ serviceId: world.services.class, start, resourceIds: [world.classRoom], customer: null });

async function heldInsteadOfABlock(date: string): Promise<{ holdId: string; start: string; end: string }> {
  committed(await world.submit('create_booking', { bookingId: randomUUID(), ...wanted(`${date}T10:00:00Z`) }));
  const block = { blockId: randomUUID(), resourceIds: [world.classRoom], start: `${date}T10:00:00Z`, end: `${date}T11:00:00Z` };
  const [{ holdId = '', start, end } = { start: '', end: '' }] = refused(await world.submit('place_block', block), 'capacity_full').alternatives;
  return { holdId, start, end };
}

test('booked, it takes a lane a head, and the others are free again', async () => {
  const { holdId, start } = await heldInsteadOfABlock('2026-12-02');
  refused(await world.submit('create_booking', { bookingId: randomUUID(), ...wanted(start) }), 'capacity_full');
  committed(await world.submit('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }));
  committed(await world.submit('create_booking', { bookingId: randomUUID(), ...wanted(start), partySize: 2 }));
  refused(await world.submit('create_booking', { bookingId: randomUUID(), ...wanted(start) }), 'capacity_full');
  expect(await verify(database.admin)).toSatisfy(isSound);
});

test('taken over by a manager it is held whole, and booked it is not', async () => {
  const { holdId, start } = await heldInsteadOfABlock('2026-12-03');
  const newHoldId = randomUUID();
  committed(await world.submit('override_hold', { holdId, newHoldId, reason: 'A group' }));
  refused(await world.submit('create_booking', { bookingId: randomUUID(), ...wanted(start) }), 'capacity_full');
  committed(await world.submit('confirm_hold', { holdId: newHoldId, bookingId: randomUUID(), customer: null }));
  committed(await world.submit('create_booking', { bookingId: randomUUID(), ...wanted(start), partySize: 2 }));
  expect(await verify(database.admin)).toSatisfy(isSound);
});

test('blocked, it is taken whole', async () => {
  const { holdId, start, end } = await heldInsteadOfABlock('2026-12-04');
  committed(await world.submit('place_block', { blockId: randomUUID(), resourceIds: [world.classRoom], start, end, usingHoldId: holdId }));
  refused(await world.submit('create_booking', { bookingId: randomUUID(), ...wanted(start) }), 'resource_blocked');
  expect(await verify(database.admin)).toSatisfy(isSound);
});
