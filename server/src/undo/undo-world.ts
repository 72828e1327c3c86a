import { randomUUID } from 'node:crypto';
import { afterAll } from 'vitest';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { rulesOf, type TestRules } from '../availability/test-rules.ts';
import type { Submitter } from '../commands/gateway.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

/** A test world in which the web wants what the desk gave up. */
export interface UndoWorld {
  database: TestDatabase;
  world: TestWorld;
  rules: TestRules;
  /** Each test sells its own day, so that none stands in another's way. */
  freshDay(): string;
  room(index: number): string;
  /** Of a command that comes from the web. */
  web: { channel: 'web'; actorId: string };
  asWeb(): Submitter;
  /** An hour in a room, from the web. */
  webBooks(resourceId: string, start: string): Promise<Outcome>;
}

/** Call at the top of a test file. */
export async function createUndoWorld(): Promise<UndoWorld> {
  const database = await createTestDatabase();
  const world = await createTestWorld(database.db, database.admin);
  afterAll(() => world.feedWatch.close());
  let day = 1;
  const web = { channel: 'web', actorId: randomUUID() } as const;
  const asWeb = (): Submitter => ({ ...world.submitter, terminalId: null });
  return {
    database,
    world,
    rules: rulesOf(world, database.admin),
    freshDay: () => `2026-12-${String(++day).padStart(2, '0')}`,
    room: (index) => world.rooms[index] ?? '',
    web,
    asWeb,
    webBooks: (resourceId, start) => {
      const args = { bookingId: randomUUID(), serviceId: world.services.hour, start, resourceIds: [resourceId], customer: null };
      return world.gateway.submit(asWeb(), world.command('create_booking', args, web));
    },
  };
}
