import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { EditableField, Outcome } from '@holdfast/protocol/outcomes';
import { buildApp } from '../app.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { createServer } from '../server.ts';
import { openTestTerminal } from '../terminals/test-terminal.ts';
import { seriesDates, type SeriesDate } from './series-dates.ts';

/** What a person is shown before a series is edited or cancelled: the same dates that the command then changes. */

let database: TestDatabase;
let world: TestWorld;
let seriesId: string;
let ids: string[];
beforeAll(async () => {
  database = await createTestDatabase();
});
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  seriesId = randomUUID();
  const outcome = committed(await world.submit('create_series', {
    seriesId, serviceId: world.services.hour, start: '2026-12-08T10:00:00Z', rule: 'FREQ=WEEKLY;COUNT=5', resourceIds: [world.rooms[0] ?? ''], customer: null, acceptance: 'all',
  }));
  ids = outcome.occurrences?.flatMap(({ bookingId }) => bookingId ?? []) ?? [];
});
afterEach(() => world.feedWatch.close());

function committed(outcome: Outcome) {
  if (outcome.status !== 'committed') throw new Error(`${outcome.reason}: ${outcome.detail}`);
  return outcome;
}

const id = (at: number): string => ids[at] ?? '';
const edit = async (at: number, notes: string) => committed(await world.submit('edit_booking', { bookingId: id(at), notes }));

function look(at: number, scope: 'following' | 'all', fields: EditableField[] = []): Promise<SeriesDate[] | null> {
  const { tenantNo, locationId } = world;
  return seriesDates(
    { tenantNo, catalogue: { location: { id: locationId } }, read: (work) => database.db.readOnce(tenantNo, work) },
    { seriesId, bookingId: id(at), scope, fields },
    world.clock.now,
  );
}

const seen = (dates: SeriesDate[] | null) =>
  (dates ?? []).map(({ booking, isToCome, keeps }) => [booking.start.slice(8, 10), booking.version, isToCome ? 'to come' : booking.status, ...keeps].join(' '));

test('by start, each at its version; what was cancelled or has begun is left alone', async () => {
  committed(await world.submit('cancel_booking', { bookingId: id(1) }));
  committed(await world.submit('move_booking', { bookingId: id(3), start: '2026-12-24T10:00:00Z', resourceIds: [] }));
  expect(seen(await look(0, 'all'))).toEqual(['08 1 to come', '15 2 cancelled', '22 1 to come', '24 2 to come', '05 1 to come']);
  // By when it takes place now: the one that was moved ahead of the named one does not follow it.
  committed(await world.submit('move_booking', { bookingId: id(3), start: '2026-12-17T10:00:00Z', resourceIds: [] }));
  expect(seen(await look(2, 'following'))).toEqual(['22 1 to come', '05 1 to come']);
  world.clock.now = Date.parse('2026-12-08T10:00:00Z');
  expect(seen(await look(0, 'all'))[0]).toBe('08 1 booked');
});

test('what a date was given on its own it keeps, as far as it is edited and unlike the named one', async () => {
  await edit(1, 'Cake');
  await edit(2, 'Piano');
  await edit(0, 'Piano');
  expect(seen(await look(0, 'all', ['notes']))).toEqual(['08 2 to come', '15 2 to come notes', '22 2 to come', '29 1 to come', '05 1 to come']);
  expect(seen(await look(0, 'all', ['customer']))).toEqual(['08 2 to come', '15 2 to come', '22 2 to come', '29 1 to come', '05 1 to come']);
  // It is the one that is named which is to change.
  expect(seen(await look(1, 'following', ['notes']))).toEqual(['15 2 to come', '22 2 to come notes', '29 1 to come', '05 1 to come']);
});

test.each(['edit_series', 'cancel_series'] as const)('who says what was listed is obeyed by %s, and is told when it is so no more', async (kind) => {
  await edit(1, 'Cake');
  const dates = (await look(0, 'following', kind === 'edit_series' ? ['notes'] : [])) ?? [];
  const args = {
    seriesId, bookingId: id(0), scope: 'following' as const, expectedVersions: dates.map(({ booking }) => ({ bookingId: booking.id, version: booking.version })),
    ...(kind === 'edit_series' ? { notes: 'Side door' } : {}),
  };
  await edit(3, 'Guest conductor');
  expect(await world.submit(kind, args)).toMatchObject({ status: 'refused', reason: 'stale_version' });
  expect(seen(await look(0, 'following', ['notes']))).toEqual(['08 1 to come', '15 2 to come notes', '22 1 to come', '29 2 to come notes', '05 1 to come']);
  committed(await world.submit(kind, { ...args, expectedVersions: args.expectedVersions.map((each) => (each.bookingId === id(3) ? { ...each, version: 2 } : each)) }));
});

test('a terminal asks over HTTP; of a series that is not there it hears of no dates', async () => {
  const server = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl: 'http://127.0.0.1:4280', now: () => world.clock.now });
  const app = await buildApp(server, { deskDirectory: null });
  const cookie = await openTestTerminal(database.db, world, [world.staffId]);
  const ask = (input: object, headers: Record<string, string> = { cookie }) =>
    app.inject({ method: 'POST', url: '/trpc/series.dates', headers: { 'content-type': 'application/json', ...headers }, payload: JSON.stringify(input) });
  const asked = { seriesId, bookingId: id(3), scope: 'following', fields: ['notes'] };
  const answered = (await ask(asked)).json<{ result: { data: { dates: SeriesDate[] } } }>();
  expect(seen(answered.result.data.dates)).toEqual(['29 1 to come', '05 1 to come']);
  expect((await ask({ ...asked, seriesId: randomUUID() })).json()).toMatchObject({ result: { data: { dates: [] } } });
  expect((await ask({ ...asked, bookingId: randomUUID() })).json()).toMatchObject({ result: { data: { dates: [] } } });
  expect((await ask({ ...asked, fields: ['price'] })).statusCode).toBe(400);
  expect((await ask(asked, {})).statusCode).toBe(401);
  await app.close();
  server.feedWatch.close();
});
