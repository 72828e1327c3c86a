import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { CommitGroups } from './commit-groups.ts';
import { committed } from './test-outcomes.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

interface Told {
  before: Record<string, unknown> | null;
  after: Record<string, unknown> | null;
}

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

// The record must not say something else where commands are written together.
describe.each(['one by one', 'together'])('written %s', (how) => {
  let world: TestWorld;
  let day = 1;
  beforeAll(async () => {
    const groups = how === 'together' ? new CommitGroups(database.db, { callsMax: 1 }) : CommitGroups.single(database.db);
    world = await createTestWorld(database.db, database.admin, { groups });
  });
  afterAll(() => world.feedWatch.close());

  /** Beside four of its like, so that all are written together where that is done. */
  async function done<K extends CommandKind>(kind: K, argsOf: () => Promise<CommandArgs<K>>): Promise<Told> {
    const all = [];
    for (let one = 0; one < 5; one += 1) all.push(world.command(kind, await argsOf()));
    for (const outcome of await Promise.all(all.map((command) => world.gateway.submit(world.submitter, command as never)))) committed(outcome);
    const { rows } = await database.admin.query<Told>('select before, after from event where command_id = $1', [all.at(-1)?.id]);
    const [told] = rows;
    if (!told) throw new Error(`${kind} stands nowhere in the record`);
    return told;
  }

  async function hold(): Promise<string> {
    const holdId = randomUUID();
    committed(await world.submit('place_hold', { holdId, serviceId: world.services.hour, start: `2026-12-${String(1 + (day += 1) % 28).padStart(2, '0')}T${String(8 + day % 14).padStart(2, '0')}:00:00Z`, resourceIds: [world.rooms[day % 8] ?? ''] }));
    return holdId;
  }

  async function block(): Promise<string> {
    const blockId = randomUUID();
    committed(await world.submit('place_block', { blockId, resourceIds: [world.rooms[0] ?? ''], start: `2027-01-${String(1 + (day += 1) % 28).padStart(2, '0')}T08:00:00Z`, end: `2027-01-${String(1 + day % 28).padStart(2, '0')}T08:30:00Z`, reason: 'Painting' }));
    return blockId;
  }

  test('a hold that is let go was active, and is released', async () => {
    const { before, after } = await done('release_hold', async () => ({ holdId: await hold() }));
    expect([before, after]).toMatchObject([{ status: 'active', serviceId: world.services.hour }, { id: before?.['id'], status: 'released' }]);
  });

  test('a hold that is extended ended sooner', async () => {
    const { before, after } = await done('extend_hold', async () => ({ holdId: await hold() }));
    expect(after).toMatchObject({ id: before?.['id'], status: 'active' });
    expect(String(before?.['expiresAt']) < String(after?.['expiresAt'])).toBe(true);
  });

  test('a hold that is taken over was somebody else’s', async () => {
    const { before, after } = await done('override_hold', async () => ({ holdId: await hold(), newHoldId: randomUUID(), reason: 'An emergency' }));
    expect([before, after]).toMatchObject([{ status: 'active', purpose: 'asked' }, { status: 'active', purpose: 'override' }]);
    expect(after?.['id']).not.toBe(before?.['id']);
  });

  test('a hold that an undo takes back was active', async () => {
    const { before, after } = await done('undo_command', async () => {
      const placed = world.command('place_hold', { holdId: randomUUID(), serviceId: world.services.hour, start: `2027-02-${String(1 + (day += 1) % 28).padStart(2, '0')}T08:00:00Z`, resourceIds: [] });
      committed(await world.gateway.submit(world.submitter, placed));
      return { commandId: placed.id };
    });
    expect([before, after]).toMatchObject([{ status: 'active' }, { id: before?.['id'], status: 'released' }]);
  });

  test('a block that is removed was there', async () => {
    const { before, after } = await done('remove_block', async () => ({ blockId: await block() }));
    expect([before, after]).toMatchObject([{ reason: 'Painting', removed: false }, { id: before?.['id'], removed: true }]);
  });

  test('who leaves the waitlist was waiting', async () => {
    const { before, after } = await done('leave_waitlist', async () => {
      const entryId = randomUUID();
      committed(await world.submit('join_waitlist', { entryId, serviceId: world.services.hour, from: '2027-03-01T08:00:00Z', to: '2027-03-01T12:00:00Z', resourceIds: [], customer: { id: randomUUID(), name: `Waits ${entryId}` } }));
      return { entryId };
    });
    expect([before, after]).toMatchObject([{ status: 'waiting' }, { id: before?.['id'], status: 'left' }]);
  });

  test('of what is new nothing stood before', async () => {
    expect((await done('place_hold', async () => ({ holdId: randomUUID(), serviceId: world.services.hour, start: `2027-04-${String(1 + (day += 1) % 28).padStart(2, '0')}T08:00:00Z`, resourceIds: [] }))).before).toBeNull();
    expect(isSound(await verify(database.admin))).toBe(true);
  });
});
