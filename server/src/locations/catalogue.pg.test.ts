import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { rulesOf } from '../availability/test-rules.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { CatalogueCache } from './catalogue.ts';

let database: TestDatabase;
let world: TestWorld;
let cache: CatalogueCache;

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  cache = new CatalogueCache(database.db);
});
afterEach(() => world.feedWatch.close());

test('what is known is not loaded again while it is current', async () => {
  const known = await cache.get(world.tenantNo, world.locationId);
  expect(known).not.toBeNull();
  expect(await cache.current(world.tenantNo, world.locationId)).toBe(known);
  expect(await cache.current(world.tenantNo, world.locationId)).toBe(known);
});

test('what was changed since is seen by who shows it, and by the next who asks for what is known', async () => {
  const lasts = (catalogue: Awaited<ReturnType<CatalogueCache['get']>>) => catalogue?.services.get(world.services.hour)?.durationMinutes;
  expect(lasts(await cache.get(world.tenantNo, world.locationId))).toBe(60);
  await rulesOf(world, database.admin).service(world.services.hour, { durationMinutes: 45 });
  expect(lasts(await cache.get(world.tenantNo, world.locationId))).toBe(60);
  expect(lasts(await cache.current(world.tenantNo, world.locationId))).toBe(45);
  expect(lasts(await cache.get(world.tenantNo, world.locationId))).toBe(45);
});

test('there is none of a location that another business has', async () => {
  const stranger = await createTestWorld(database.db, database.admin);
  stranger.feedWatch.close();
  expect(await cache.current(world.tenantNo, stranger.locationId)).toBeNull();
});
