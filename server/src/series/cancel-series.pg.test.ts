import { randomUUID } from 'node:crypto';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Committed, Refused } from '@holdfast/protocol/outcomes';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';
import { snapshot } from '../feed/snapshot.ts';

let database: TestDatabase;
let world: TestWorld;
let seriesId: string;
let ids: string[];
beforeAll(async () => {
  database = await createTestDatabase();
});
/** Four Tuesdays at ten. */
beforeEach(async () => {
  world = await createTestWorld(database.db, database.admin);
  seriesId = randomUUID();
  const outcome = committed(await world.submit('create_series', {
    seriesId, serviceId: world.services.hour, start: '2026-12-08T10:00:00Z', rule: 'FREQ=WEEKLY;COUNT=4', resourceIds: [world.rooms[0] ?? ''],
    customer: null, acceptance: 'all',
  }));
  ids = outcome.occurrences?.flatMap(({ bookingId }) => bookingId ?? []) ?? [];
});
afterEach(() => world.feedWatch.close());

function committed(outcome: unknown): Committed {
  expect(outcome).toMatchObject({ status: 'committed' });
  return outcome as Committed;
}
function refused(outcome: unknown, reason: Refused['reason']): Refused {
  expect(outcome).toMatchObject({ status: 'refused', reason });
  return outcome as Refused;
}
const cancel = (at: number, scope: CommandArgs<'cancel_series'>['scope']) =>
  world.submit('cancel_series', { seriesId, bookingId: ids[at] ?? '', scope, reason: 'Moved away' });

async function statuses(): Promise<{ bookings: string[]; cancelled: boolean; claims: number }> {
  const { rows } = await database.admin.query<{ bookings: string[]; cancelled: boolean; claims: number }>(
    `select cancelled, (select array_agg(status order by array_position($2::uuid[], booking_id)) from booking where series_id = s.series_id) as bookings,
       (select count(*)::int from claim c where c.owner_id = any($2) and released_at is null) as claims
     from series s where series_id = $1`,
    [seriesId, ids],
  );
  if (!rows[0]) throw new Error('no series');
  return rows[0];
}

test('all: the time goes back on sale, and the series is over', async () => {
  expect(committed(await cancel(1, 'all'))).toMatchObject({ seriesId, bookingId: ids[1], bookingVersion: 2 });
  expect(await statuses()).toEqual({ bookings: ['cancelled', 'cancelled', 'cancelled', 'cancelled'], cancelled: true, claims: 0 });
  committed(await world.book(world.rooms[0] ?? '', '2026-12-15T10:00:00Z'));
  refused(await cancel(1, 'all'), 'illegal_status');
});

test('a copy that is taken anew knows that it is over, and nothing of one that goes on or is long past', async () => {
  const told = async (from: string) => {
    const lines = await snapshot(world.db, world.tenantNo, { locationId: world.locationId, from, to: from, now: world.clock.now });
    return lines?.flatMap((line) => (line.type === 'series' ? line.rows.map(({ id, cancelled }) => [id, cancelled]) : []));
  };
  expect(await told('2026-12-08')).toEqual([]);
  committed(await cancel(1, 'all'));
  expect(await told('2026-12-08')).toEqual([[seriesId, true]]);
  // Half a year from its last date on, not from its first.
  expect(await told('2027-06-30')).toEqual([[seriesId, true]]);
  expect(await told('2027-07-01')).toEqual([]);
});

test('this one, or this and the following', async () => {
  committed(await cancel(1, 'this'));
  expect(await statuses()).toEqual({ bookings: ['booked', 'cancelled', 'booked', 'booked'], cancelled: false, claims: 3 });
  committed(await cancel(2, 'following'));
  expect(await statuses()).toEqual({ bookings: ['booked', 'cancelled', 'cancelled', 'cancelled'], cancelled: false, claims: 1 });
  committed(await cancel(0, 'following'));
  expect((await statuses()).cancelled).toBe(true);
});

test('what has begun stays, also when it is the one that is named', async () => {
  world.clock.now = Date.parse('2026-12-15T10:05:00Z');
  committed(await world.submit('arrive_booking', { bookingId: ids[1] ?? '' }));
  committed(await cancel(1, 'all'));
  expect(await statuses()).toEqual({ bookings: ['booked', 'arrived', 'cancelled', 'cancelled'], cancelled: true, claims: 2 });
  refused(await cancel(1, 'this'), 'illegal_status');
});

test('what was moved on its own goes with the rest', async () => {
  committed(await world.submit('move_booking', { bookingId: ids[2] ?? '', start: '2026-12-24T10:00:00Z', resourceIds: [] }));
  committed(await cancel(1, 'following'));
  expect((await statuses()).bookings).toEqual(['booked', 'cancelled', 'cancelled', 'cancelled']);
});

test('the reason stands in the record, and nothing that is not there is cancelled', async () => {
  const { version } = committed(await cancel(0, 'all'));
  const { rows } = await database.admin.query('select kind, reason from event where tenant_no = $1 and version = $2', [world.tenantNo, version]);
  expect(rows).toEqual([{ kind: 'cancel_series', reason: 'Moved away' }]);
  refused(await world.submit('cancel_series', { seriesId: randomUUID(), bookingId: ids[0] ?? '', scope: 'all' }), 'not_found');
  refused(await world.submit('cancel_series', { seriesId, bookingId: randomUUID(), scope: 'all' }), 'not_found');
});

test('undone, all of it comes back, the series too, and other terminals are told', async () => {
  const command = world.command('cancel_series', { seriesId, bookingId: ids[1] ?? '', scope: 'all' });
  committed(await world.gateway.submit(world.submitter, command));
  const outcome = committed(await world.submit('undo_command', { commandId: command.id }));
  expect(outcome.moved?.map(({ bookingId, bookingVersion }) => [bookingId, bookingVersion])).toEqual(ids.map((id) => [id, 3]));
  expect(await statuses()).toEqual({ bookings: ['booked', 'booked', 'booked', 'booked'], cancelled: false, claims: 4 });
  const { rows } = await database.admin.query(`select entity, row->'cancelled' as cancelled from change where tenant_no = $1 and version = $2 order by idx`, [world.tenantNo, outcome.version]);
  // What was kept for it goes, and is told as well.
  const [holds, bookings] = ['hold', 'booking'].map((entity) => ids.map(() => ({ entity, cancelled: null })));
  expect(rows.toSorted((a, b) => b.entity.localeCompare(a.entity))).toEqual([{ entity: 'series', cancelled: false }, ...(holds ?? []), ...(bookings ?? [])]);
  refused(await world.submit('undo_command', { commandId: command.id }), 'cannot_undo');
});

test('one that was cancelled with its series, undone, comes back alone; the rest of a series that goes on is no less so', async () => {
  const command = world.command('cancel_series', { seriesId, bookingId: ids[3] ?? '', scope: 'this' });
  committed(await world.gateway.submit(world.submitter, command));
  expect(committed(await world.submit('undo_command', { commandId: command.id }))).toMatchObject({ bookingId: ids[3], bookingVersion: 3 });
  expect(await statuses()).toEqual({ bookings: ['booked', 'booked', 'booked', 'booked'], cancelled: false, claims: 4 });
});

test('undone after one of its times was taken it is refused whole, and says who is there; free again, it comes back', async () => {
  const command = world.command('cancel_series', { seriesId, bookingId: ids[0] ?? '', scope: 'all' });
  committed(await world.gateway.submit(world.submitter, command));
  const taker = committed(await world.book(world.rooms[0] ?? '', '2026-12-15T10:00:00Z'));
  const no = refused(await world.submit('undo_command', { commandId: command.id }), 'slot_taken');
  expect(no.conflicts).toMatchObject([{ resourceId: world.rooms[0], start: '2026-12-15T10:00:00.000Z' }]);
  expect(await statuses()).toEqual({ bookings: ['cancelled', 'cancelled', 'cancelled', 'cancelled'], cancelled: true, claims: 0 });
  committed(await world.submit('cancel_booking', { bookingId: taker.bookingId ?? '' }));
  committed(await world.submit('undo_command', { commandId: command.id }));
  expect(await statuses()).toMatchObject({ cancelled: false, claims: 4 });
});

test('another undo leaves a cancelled series cancelled', async () => {
  committed(await cancel(0, 'all'));
  const { bookingId = '' } = committed(await world.book(world.rooms[1] ?? '', '2026-12-15T10:00:00Z'));
  const arrival = world.command('cancel_booking', { bookingId });
  committed(await world.gateway.submit(world.submitter, arrival));
  committed(await world.submit('undo_command', { commandId: arrival.id }));
  expect((await statuses()).cancelled).toBe(true);
});
