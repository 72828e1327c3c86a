import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
});
afterEach(() => world.feedWatch.close());

const room = (index: number): string => world.rooms[index] ?? '';
const place = (args: Partial<CommandArgs<'place_block'>>, envelope: Parameters<TestWorld['submit']>[2] = {}) =>
  world.submit('place_block', { blockId: randomUUID(), start: '2026-12-02T10:00:00Z', end: '2026-12-02T12:00:00Z', resourceIds: [room(0)], ...args }, envelope);
const rowOf = async (blockId: string) =>
  (await database.admin.query('select gateway.block_row(b) as row from block b where block_id = $1', [blockId])).rows[0]?.row;

test('a block is told with its time, its resources and its reason, and is in the way until it is removed', async () => {
  const blockId = randomUUID();
  expect(committed(await place({ blockId, resourceIds: [room(0), room(1), room(0)], reason: 'New floor' })).blockId).toBe(blockId);
  expect(await rowOf(blockId)).toMatchObject({
    start: '2026-12-02T10:00:00.000Z', end: '2026-12-02T12:00:00.000Z', resourceIds: [room(0), room(1)], reason: 'New floor', removed: false,
  });
  for (const index of [0, 1]) refused(await world.book(room(index), '2026-12-02T11:00:00Z'), 'resource_blocked');
  committed(await world.book(room(0), '2026-12-02T12:00:00Z'));

  expect(committed(await world.submit('remove_block', { blockId })).blockId).toBe(blockId);
  expect(await rowOf(blockId)).toMatchObject({ removed: true });
  for (const index of [0, 1]) committed(await world.book(room(index), '2026-12-02T11:00:00Z'));
  expect(refused(await world.submit('remove_block', { blockId }), 'illegal_status').detail).toBe('This block was already removed.');
});

test('without a reason it has none', async () => {
  const blockId = randomUUID();
  committed(await place({ blockId, start: '2026-12-05T10:00:00Z', end: '2026-12-05T12:00:00Z' }));
  expect(await rowOf(blockId)).toMatchObject({ reason: '' });
});

test('what is not there is not blocked, and not removed', async () => {
  expect(refused(await place({ resourceIds: [room(3), randomUUID()] }), 'not_found').detail).toBe('There is no such resource at this location.');
  expect(refused(await world.submit('remove_block', { blockId: randomUUID() }), 'not_found').detail).toBe('There is no such block at this location.');
});

test('nor is time that has passed, or that ends before it begins', async () => {
  expect(refused(await place({ start: '2026-11-01T10:00:00Z', end: '2026-11-01T12:00:00Z' }), 'past').detail).toBe('That time has passed.');
  refused(await place({ start: '2026-12-03T12:00:00Z', end: '2026-12-03T10:00:00Z' }), 'invalid_times');
});

test('an alternative that was held for a block becomes it, and the other offers go back on sale', async () => {
  committed(await place({ start: '2026-12-20T10:00:00Z', end: '2026-12-20T12:00:00Z' }));
  const asked = world.command('place_block', { blockId: randomUUID(), start: '2026-12-20T11:00:00Z', end: '2026-12-20T12:00:00Z', resourceIds: [room(0)], reason: 'New floor' });
  const { alternatives } = refused(await world.gateway.submit(world.submitter, asked), 'resource_blocked');
  const held = await database.admin.query('select distinct title from hold where refused_command_id = $1', [asked.id]);
  expect(held.rows).toEqual([{ title: 'New floor' }]);
  const [taken] = alternatives.filter(({ holdId }) => holdId !== undefined);
  if (!taken?.holdId) throw new Error('Nothing was held');
  const { start, end, resourceIds, holdId } = taken;
  committed(await place({ start, end, resourceIds, usingHoldId: holdId }, { supersedes: asked.id }));
  const { rows } = await database.admin.query('select status, hold_id = $2 as taken from hold where refused_command_id = $1 order by 1', [asked.id, holdId]);
  expect(rows.filter(({ status }) => status === 'active')).toEqual([]);
  expect(rows).toContainEqual({ status: 'converted', taken: true });
});

test('a room may be blocked while the house is closed', async () => {
  await database.admin.query(`update location set opening_hours = '{}' where location_id = $1`, [world.locationId]);
  await database.admin.query('select gateway.catalogue_moves($1, $2)', [world.tenantNo, world.locationId]);
  committed(await place({ start: '2026-12-10T00:00:00Z', end: '2026-12-12T00:00:00Z' }));
});
