import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed, Outcome } from '@holdfast/protocol/outcomes';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

/** Two counters change one series: what each of them saw decides whether it still may. */

const rounds = 6;

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
});
afterEach(() => world.feedWatch.close());

interface Course {
  seriesId: string;
  ids: string[];
}

function committed(outcome: Outcome): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}

/** Four Tuesdays at ten. */
async function course(): Promise<Course> {
  world = await createTestWorld(database.db, database.admin);
  const seriesId = randomUUID();
  const outcome = committed(await world.submit('create_series', {
    seriesId, serviceId: world.services.hour, start: '2026-12-08T10:00:00Z', rule: 'FREQ=WEEKLY;COUNT=4', resourceIds: [world.rooms[0] ?? ''],
    customer: null, acceptance: 'all',
  }));
  return { seriesId, ids: outcome.occurrences?.flatMap(({ bookingId }) => bookingId ?? []) ?? [] };
}

type Move = Pick<CommandArgs<'move_series'>, 'scope' | 'start'> & Partial<CommandArgs<'move_series'>>;
const move = ({ seriesId, ids }: Course, at: number, args: Move) =>
  world.submit('move_series', { seriesId, bookingId: ids[at] ?? '', resourceIds: [], acceptance: 'free', ...args });
const seen = ({ ids }: Course, version = 1) => ids.map((bookingId) => ({ bookingId, version }));

/** When each begins, by day and hour, with its version. */
async function lie({ ids }: Course): Promise<string[]> {
  const { rows } = await database.admin.query<{ id: string; said: string }>(
    `select booking_id as id, to_char(starts_at at time zone 'UTC', 'DD"T"HH24') || ' ' || version as said from booking where booking_id = any($1)`,
    [ids],
  );
  return ids.map((id) => rows.find((row) => row.id === id)?.said ?? '');
}

/** What one of both was answered, and that the other was told that things have changed. */
function winnerOf(outcomes: readonly Outcome[]): number {
  expect(outcomes.map((outcome) => (outcome.status === 'committed' ? 'committed' : outcome.reason)).toSorted()).toEqual(['committed', 'stale_version']);
  return outcomes.findIndex(({ status }) => status === 'committed');
}

test(`two counters move a series at once, ${rounds} times: one of them does, the other hears that it has changed`, async () => {
  for (let round = 0; round < rounds; round++) {
    const lessons = await course();
    // From two of its dates, so that neither names what the other named; the second leaves the first date where it is.
    const both = await Promise.all([
      move(lessons, 0, { scope: 'all', start: '2026-12-09T10:00:00Z', expectedVersions: seen(lessons) }),
      move(lessons, 1, { scope: 'following', start: '2026-12-17T12:00:00Z', expectedVersions: seen(lessons) }),
    ]);
    expect(await lie(lessons)).toEqual(
      winnerOf(both) === 0 ? ['09T10 2', '16T10 2', '23T10 2', '30T10 2'] : ['08T10 1', '17T12 2', '24T12 2', '31T12 2'],
    );
    world.feedWatch.close();
  }
});

test(`a move beside a cancellation or an edit at once, ${rounds} times, of which each knows the named booking alone`, async () => {
  for (let round = 0; round < rounds; round++) {
    const lessons = await course();
    const asked = { seriesId: lessons.seriesId, bookingId: lessons.ids[1] ?? '', scope: 'all' as const, expectedVersion: 1 };
    const other = round % 2 === 0 ? world.submit('cancel_series', asked) : world.submit('edit_series', { ...asked, notes: 'Socks' });
    const both = await Promise.all([move(lessons, 1, { ...asked, start: '2026-12-16T10:00:00Z' }), other]);
    expect(await lie(lessons)).toEqual(winnerOf(both) === 0 ? ['09T10 2', '16T10 2', '23T10 2', '30T10 2'] : ['08T10 2', '15T10 2', '22T10 2', '29T10 2']);
    world.feedWatch.close();
  }
});

test('who says nothing of what they saw moves what is there, as ever', async () => {
  const lessons = await course();
  const both = await Promise.all([
    move(lessons, 0, { scope: 'all', start: '2026-12-09T10:00:00Z' }),
    move(lessons, 0, { scope: 'all', start: '2026-12-09T10:00:00Z' }),
  ]);
  both.forEach(committed);
  expect(await lie(lessons)).toEqual(['09T10 3', '16T10 3', '23T10 3', '30T10 3']);
});

test('a single date that was changed since refuses the whole, also one that would have stayed', async () => {
  const lessons = await course();
  committed(await world.submit('move_booking', { bookingId: lessons.ids[3] ?? '', start: '2026-12-30T10:00:00Z', resourceIds: [] }));
  const again = (version: number) => move(lessons, 0, {
    scope: 'all', start: '2026-12-09T10:00:00Z', expectedVersions: lessons.ids.map((bookingId, index) => ({ bookingId, version: index === 3 ? version : 1 })),
  });
  expect(await again(1)).toMatchObject({ status: 'refused', reason: 'stale_version' });
  expect(await lie(lessons)).toEqual(['08T10 1', '15T10 1', '22T10 1', '30T10 2']);
  committed(await again(2));
  expect(await lie(lessons)).toEqual(['09T10 2', '16T10 2', '23T10 2', '30T10 2']);
});

test('a date that joined since was not seen; what was moved on its own need not have been, because it stays', async () => {
  const lessons = await course();
  const alone = lessons.ids[3] ?? '';
  committed(await world.submit('move_booking', { bookingId: alone, start: '2026-12-30T10:00:00Z', resourceIds: [] }));
  const others = seen(lessons).filter(({ bookingId }) => bookingId !== alone);
  const joined = randomUUID();
  committed(await world.submit('create_booking', {
    bookingId: joined, serviceId: world.services.hour, start: '2026-12-20T10:00:00Z', resourceIds: [world.rooms[0] ?? ''], customer: null, seriesId: lessons.seriesId,
  }));
  const start = '2026-12-09T10:00:00Z';
  expect(await move(lessons, 0, { scope: 'all', start, expectedVersions: others })).toMatchObject({ status: 'refused', reason: 'stale_version' });
  const outcome = committed(await move(lessons, 0, { scope: 'all', start, expectedVersions: [...others, { bookingId: joined, version: 1 }] }));
  expect(outcome.moved).toHaveLength(4);
});

test('what cannot move says at which version it stays, so that the next who looks can say what they saw', async () => {
  const lessons = await course();
  committed(await world.submit('edit_booking', { bookingId: lessons.ids[1] ?? '', notes: 'Cake' }));
  committed(await world.book(world.rooms[0] ?? '', '2026-12-16T10:00:00Z'));
  const { unmoved } = committed(await move(lessons, 0, { scope: 'all', start: '2026-12-09T10:00:00Z' }));
  expect(unmoved).toMatchObject([{ bookingId: lessons.ids[1], bookingVersion: 2, start: '2026-12-15T10:00:00.000Z' }]);
});
