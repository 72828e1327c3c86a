import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Committed } from '@holdfast/protocol/outcomes';
import type { Database } from '../db/database.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { isSound, verify } from '../ops/verify.ts';
import { CommitGroups } from './commit-groups.ts';
import { createTestWorld, type TestWorld } from './test-world.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

/** Businesses that share one way to commit, whose calls all wait until `let`: so the rest queues up behind them. */
async function worlds(count: number): Promise<{ worlds: TestWorld[]; groups: CommitGroups; sent: string[]; let: () => void }> {
  let open = (): void => {};
  let gate = Promise.resolve();
  const sent: string[] = [];
  const slow: Database = {
    ...database.db,
    async query(statement, where) {
      sent.push(statement.name ?? '');
      await gate;
      return database.db.query(statement, where);
    },
    async lockLocation(tenantNo, locationId, work) {
      sent.push('lock');
      await gate;
      return database.db.lockLocation(tenantNo, locationId, work);
    },
  };
  const groups = new CommitGroups(slow);
  const opened = await Promise.all(Array.from({ length: count }, () => createTestWorld(database.db, database.admin, { groups })));
  for (const world of opened) {
    world.feedWatch.close();
    // Its settings are read now, so that from here on commands are decided in the order they are handed in.
    await world.book(world.rooms[7] ?? '', at(20));
  }
  sent.length = 0;
  gate = new Promise<void>((resolve) => (open = resolve));
  return { worlds: opened, groups, sent, let: open };
}

const at = (hour: number): string => `2026-12-02T${String(hour).padStart(2, '0')}:00:00Z`;
/** Enough turns of the event loop for every command to be decided and queued. */
async function queuedUp(sent: readonly string[], calls: number): Promise<void> {
  while (sent.length < calls) await new Promise((resolve) => setImmediate(resolve));
  for (let turn = 0; turn < 200; turn++) await new Promise((resolve) => setImmediate(resolve));
}

test('what waits is committed together, each with its own answer, version and event', async () => {
  const side = await worlds(11);
  const outcomes = side.worlds.map((world) => world.book(world.rooms[0] ?? '', at(10)));
  await queuedUp(side.sent, 3);
  side.let();
  for (const outcome of await Promise.all(outcomes)) expect(outcome).toMatchObject({ status: 'committed', version: 2 });
  expect(side.sent).toEqual(['apply_plan', 'apply_plan', 'apply_plan', 'apply_each']);
  expect(side.groups.counts).toEqual({ together: 1, notHad: 0, apart: 0 });
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('what only adds at one location goes in one call, however much of it waits', async () => {
  const side = await worlds(1);
  const [world] = side.worlds;
  if (!world) throw new Error('No world');
  const visits = Array.from({ length: 24 }, (_, number) => world.book(world.rooms[number % 8] ?? '', at(8 + Math.floor(number / 8))));
  await queuedUp(side.sent, 1);
  side.let();
  const outcomes = await Promise.all(visits);
  expect(outcomes.map(({ version }) => version)).toEqual(Array.from({ length: 24 }, (_, number) => number + 2));
  expect(side.sent).toEqual(['apply_plan', 'apply_each']);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('one that cannot be had is answered as if it had come alone, and the others of its group are committed all the same', async () => {
  const side = await worlds(6);
  const [last] = side.worlds.slice(-1);
  if (!last) throw new Error('No world');
  const [room = '', other = ''] = last.rooms;
  const outcomes = [
    ...side.worlds.slice(0, 5).map((world) => world.book(world.rooms[0] ?? '', at(10))),
    last.book(room, at(10)),
    last.book(room, at(10)),
    // Far from what the refused one may be offered instead.
    last.book(other, at(18)),
  ];
  await queuedUp(side.sent, 3);
  side.let();
  const answers = await Promise.all(outcomes);
  expect(answers.map(({ status }) => status)).toEqual([...Array.from({ length: 6 }, () => 'committed'), 'refused', 'committed']);
  expect(answers[6]).toMatchObject({ reason: 'slot_taken' });
  expect(answers[6]?.status === 'refused' && answers[6].alternatives.length).toBe(3);
  // The refusal came alone.
  expect(side.groups.counts).toEqual({ together: 1, notHad: 1, apart: 0 });
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('the same command twice in a group has one effect and one answer', async () => {
  const side = await worlds(4);
  const [last] = side.worlds.slice(-1);
  if (!last) throw new Error('No world');
  const twin = last.command('create_booking', {
    bookingId: randomUUID(),
    serviceId: last.services.hour,
    start: at(12),
    resourceIds: [last.rooms[0] ?? ''],
    customer: { id: randomUUID(), name: 'Zoë' },
  });
  const others = side.worlds.slice(0, 3).map((world) => world.book(world.rooms[0] ?? '', at(10)));
  const twins = [1, 2].map(() => last.gateway.submit(last.submitter, twin));
  await queuedUp(side.sent, 3);
  side.let();
  const [first, second] = (await Promise.all(twins)) as Committed[];
  expect(first?.status).toBe('committed');
  expect(second).toEqual(first);
  await Promise.all(others);
});

test('refusals of one location that wait for each other are recorded together, each with openings of its own', async () => {
  const side = await worlds(1);
  const [world] = side.worlds;
  if (!world) throw new Error('No world');
  const [room = ''] = world.rooms;
  const first = world.book(room, at(10));
  const losers = [1, 2, 3].map(() => world.book(room, at(10)));
  await queuedUp(side.sent, 1);
  side.let();
  expect(await first).toMatchObject({ status: 'committed', version: 2 });
  const refused = await Promise.all(losers);
  expect(refused.map((outcome) => outcome.status === 'refused' && outcome.reason)).toEqual(['slot_taken', 'slot_taken', 'slot_taken']);
  expect(refused.map(({ version }) => version).toSorted((a, b) => a - b)).toEqual([3, 4, 5]);
  const held = refused.flatMap((outcome) => (outcome.status === 'refused' ? outcome.alternatives : []));
  expect(held.every(({ holdId }) => holdId)).toBe(true);
  expect(new Set(held.map(({ start, resourceIds }) => `${start} ${resourceIds.join()}`)).size).toBe(9);
  // Openings were looked for beside each other: nothing of it waited under the lock.
  expect(side.sent).not.toContain('lock');
  expect(side.groups.counts.apart).toBe(0);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('who lets the house choose is given another room than those before them, and decides once', async () => {
  const side = await worlds(1);
  const [world] = side.worlds;
  if (!world) throw new Error('No world');
  const visits = [1, 2, 3].map(() =>
    world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: at(10), resourceIds: [], customer: null }),
  );
  await queuedUp(side.sent, 1);
  side.let();
  for (const outcome of await Promise.all(visits)) expect(outcome.status).toBe('committed');
  // Had they all chosen the first room, two would have decided again under the lock.
  expect(side.sent).not.toContain('lock');
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('who wants the last room while somebody is getting it waits for that, and is then told so', async () => {
  const side = await worlds(1);
  const [world] = side.worlds;
  if (!world) throw new Error('No world');
  const wish = { serviceId: world.services.hour, start: at(20), resourceIds: [], customer: null };
  // The eighth room is taken at that time already.
  const visits = Array.from({ length: 9 }, () => world.submit('create_booking', { bookingId: randomUUID(), ...wish }));
  await queuedUp(side.sent, 1);
  side.let();
  const outcomes = await Promise.all(visits);
  expect(outcomes.map(({ status }) => status).toSorted()).toEqual([...Array.from({ length: 7 }, () => 'committed'), 'refused', 'refused']);
  expect(outcomes.flatMap((outcome) => (outcome.status === 'refused' ? [outcome.reason] : []))).toEqual(['slot_taken', 'slot_taken']);
  expect(side.sent).not.toContain('lock');
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('the same refusal twice at once is recorded once', async () => {
  const side = await worlds(1);
  const [world] = side.worlds;
  if (!world) throw new Error('No world');
  const [room = ''] = world.rooms;
  const first = world.book(room, at(10));
  const late = world.command('create_booking', {
    bookingId: randomUUID(),
    serviceId: world.services.hour,
    start: at(10),
    resourceIds: [room],
    customer: null,
  });
  const twins = [1, 2].map(() => world.gateway.submit(world.submitter, late));
  await queuedUp(side.sent, 1);
  side.let();
  await first;
  const [one, two] = await Promise.all(twins);
  expect(one).toMatchObject({ status: 'refused', reason: 'slot_taken', version: 3 });
  expect(two).toEqual(one);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test('a location that another node holds is passed by: the rest of its group is answered meanwhile, and it in its order after', async () => {
  const side = await worlds(5);
  const [free, held] = side.worlds.slice(-2);
  if (!free || !held) throw new Error('No world');
  const busy = side.worlds.slice(0, 3).map((world) => world.book(world.rooms[0] ?? '', at(10)));
  const [room = ''] = held.rooms;
  const waiting = [held.book(room, at(10)), held.book(room, at(10))];
  const answered = free.book(free.rooms[0] ?? '', at(10));
  const otherNode = await database.admin.connect();
  await otherNode.query('begin');
  await otherNode.query('select from feed_head where location_id = $1 for update', [held.locationId]);
  await queuedUp(side.sent, 3);
  side.let();
  expect(await answered).toMatchObject({ status: 'committed', version: 2 });
  // Its next command as well: nothing of the group is waited for any more.
  expect(await free.book(free.rooms[1] ?? '', at(10))).toMatchObject({ status: 'committed', version: 3 });
  expect(held.transients).toEqual([]);
  expect(side.groups.counts).toEqual({ together: 1, notHad: 0, apart: 0 });
  await otherNode.query('rollback');
  otherNode.release();
  const [first, second] = await Promise.all(waiting);
  expect(first).toMatchObject({ status: 'committed', version: 2 });
  expect(second).toMatchObject({ status: 'refused', reason: 'slot_taken' });
  await Promise.all(busy);
  expect(isSound(await verify(database.admin))).toBe(true);
});

test.each([
  ['left by their group', 3],
  ['having come alone', 0],
])('those that wait for locations of another node, %s, let the others past', async (_, busyCount) => {
  const side = await worlds(4 + busyCount);
  const [free, ...held] = side.worlds.slice(-4);
  if (!free || held.length !== 3) throw new Error('No worlds');
  const otherNode = await database.admin.connect();
  await otherNode.query('begin');
  await otherNode.query('select from feed_head where location_id = any($1) for update', [held.map(({ locationId }) => locationId)]);
  const busy = side.worlds.slice(0, busyCount).map((world) => world.book(world.rooms[0] ?? '', at(10)));
  const waiting = held.map((world) => world.book(world.rooms[0] ?? '', at(10)));
  await queuedUp(side.sent, 3);
  side.let();
  for (const hour of [10, 11, 12, 13]) expect(await free.book(free.rooms[0] ?? '', at(hour))).toMatchObject({ status: 'committed' });
  // Nor have those given up meanwhile.
  expect(held.flatMap(({ transients }) => transients)).toEqual([]);
  await otherNode.query('rollback');
  otherNode.release();
  for (const outcome of await Promise.all(waiting)) expect(outcome).toMatchObject({ status: 'committed', version: 2 });
  await Promise.all(busy);
});
