import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

/** A counter asks for one thing after another without waiting for answers, and somebody else is at the same course. */

let database: TestDatabase;
let world: TestWorld;
/** Three days at ten, from tomorrow on. */
let course: { seriesId: string; ids: string[]; commandId: string };

beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  const seriesId = randomUUID();
  const commandId = randomUUID();
  const outcome = await world.submit('create_series', {
    seriesId, serviceId: world.services.hour, start: day(1, 10), rule: 'FREQ=DAILY;COUNT=3', resourceIds: [room()], customer: null, acceptance: 'all',
  }, { id: commandId });
  course = { seriesId, commandId, ids: outcome.status === 'committed' ? (outcome.occurrences ?? []).flatMap(({ bookingId }) => bookingId ?? []) : [] };
});
afterEach(() => world.feedWatch.close());

const room = () => world.rooms[0] ?? '';
const day = (number: number, hour: number) => `2026-12-0${number}T${hour}:00:00Z`;
const named = (index: number, scope: 'this' | 'following' | 'all' = 'all') => ({ seriesId: course.seriesId, bookingId: course.ids[index] ?? '', scope });
const listed = (version = 1) => course.ids.map((bookingId) => ({ bookingId, version }));
const note = (index: number, notes: string) => world.submit('edit_booking', { bookingId: course.ids[index] ?? '', notes });
const said = (outcome: Outcome) => (outcome.status === 'committed' ? 'committed' : outcome.reason);

/** The dates that the course began with, as they are now. */
async function versions() {
  const { rows } = await database.admin.query<{ bookingId: string; version: number }>('select booking_id as "bookingId", version from booking where booking_id = any($1)', [course.ids]);
  return rows;
}

/** What the counter asks for first, each about the second date among others; answers the ids. */
const firsts: Record<string, () => Promise<string[]>> = {
  'an edit of all': async () => own('edit_series', { ...named(0), notes: 'Socks' }),
  'a move of all': async () => own('move_series', { ...named(0), start: day(1, 12), resourceIds: [], acceptance: 'all' }),
  'a move of those after the first': async () => own('move_series', { ...named(1, 'following'), start: day(2, 12), resourceIds: [], acceptance: 'all' }),
  'a cancellation of those after the first': async () => own('cancel_series', named(1, 'following')),
  'an edit of one': async () => own('edit_booking', { bookingId: course.ids[1] ?? '', notes: 'Socks' }),
  'a move of one that is taken back': async () => {
    const moved = await own('move_booking', { bookingId: course.ids[1] ?? '', start: day(2, 14), resourceIds: [] });
    return [...moved, ...(await own('undo_command', { commandId: moved[0] ?? '' }))];
  },
  'an edit of all that is taken back': async () => {
    const edited = await own('edit_series', { ...named(0), notes: 'Socks' });
    return [...edited, ...(await own('undo_command', { commandId: edited[0] ?? '' }))];
  },
};

async function own(...[kind, args]: Parameters<TestWorld['submit']>): Promise<string[]> {
  const id = randomUUID();
  expect(await world.submit(kind, args, { id })).toMatchObject({ status: 'committed' });
  return [id];
}

const next = (commandIds: readonly string[], more: object = { expectedVersions: listed() }) =>
  world.submit('edit_series', { ...named(0), title: 'Choir', behindOwn: { commandIds: [...commandIds], ...more } });

test.each(Object.entries(firsts))('behind %s what it left is what was seen', async (_, first) => {
  expect(said(await next(await first()))).toBe('committed');
});

test.each(Object.entries(firsts))('behind %s what somebody else changed before it is news', async (_, first) => {
  await note(1, 'Piano');
  expect(said(await next(await first()))).toBe('stale_version');
});

test.each(Object.entries(firsts))('behind %s what somebody else changed after it is news', async (_, first) => {
  const commandIds = await first();
  await note(1, 'Piano');
  expect(said(await next(commandIds))).toBe('stale_version');
});

test('one that was refused, and one that never came, changed nothing', async () => {
  const refused = randomUUID();
  expect(said(await world.submit('edit_series', { ...named(0), notes: 'Socks', expectedVersion: 7 }, { id: refused }))).toBe('stale_version');
  expect(said(await next([refused, randomUUID()]))).toBe('committed');
  expect(said(await next([refused, randomUUID()]))).toBe('stale_version');
});

test('a date that was made meanwhile was seen by who made it, and by nobody else', async () => {
  const join = (hour: number) => ({
    bookingId: randomUUID(), serviceId: world.services.hour, start: day(5, hour), resourceIds: [room()], customer: null, seriesId: course.seriesId,
  });
  const made = await own('create_booking', join(10));
  expect(said(await next([randomUUID()]))).toBe('stale_version');
  expect(said(await next(made))).toBe('committed');
  const others = await own('create_booking', join(12));
  const seen = { expectedVersions: await versions() };
  expect(said(await next(made, seen))).toBe('stale_version');
  expect(said(await next([...made, ...others], seen))).toBe('committed');
});

test('the named one is asked about alone where only that was seen', async () => {
  const commandIds = await own('edit_series', { ...named(0), notes: 'Socks' });
  await note(1, 'Piano');
  expect(said(await next(commandIds, { expectedVersion: 1 }))).toBe('committed');
  expect(said(await next(commandIds, { expectedVersion: 1 }))).toBe('stale_version');
});

test('a single booking is had as one’s own commands left it', async () => {
  const commandIds = await own('edit_series', { ...named(0), notes: 'Socks' });
  const arrive = (index: number, args: object = {}) => world.submit('arrive_booking', { bookingId: course.ids[index] ?? '', behindOwn: { commandIds, expectedVersion: 1 }, ...args });
  await note(2, 'Piano');
  expect(said(await arrive(0))).toBe('committed');
  expect(said(await arrive(1, { expectedVersion: 1 }))).toBe('stale_version');
  expect(await arrive(2)).toMatchObject({ reason: 'stale_version', detail: expect.stringContaining('at version 3, not 2') });
});
