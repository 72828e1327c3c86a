import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createUndoWorld } from './undo-world.ts';

const { world, database, room, webBooks } = await createUndoWorld();

/** Three days in a row that no other test uses. */
let day = Date.parse('2026-12-02T10:00:00Z');
async function series(count = 3) {
  day += 4 * 86_400_000;
  const seriesId = randomUUID();
  const starts = Array.from({ length: count }, (_, at) => new Date(day + at * 86_400_000).toISOString());
  const command = world.command('create_series', {
    seriesId, serviceId: world.services.hour, start: starts[0] ?? '', rule: `FREQ=DAILY;COUNT=${count}`, resourceIds: [room(0)], customer: null, acceptance: 'all',
  });
  const { occurrences = [] } = committed(await world.gateway.submit(world.submitter, command));
  return { seriesId, starts, commandId: command.id, ids: occurrences.map(({ bookingId = '' }) => bookingId) };
}
async function look(seriesId: string) {
  const { rows } = await database.admin.query(
    `select s.cancelled, (select array_agg(b.status order by b.starts_at) from booking b where b.series_id = s.series_id) as bookings,
      (select count(*)::int from claim c join booking b on b.booking_id = c.owner_id where b.series_id = s.series_id and c.released_at is null) as claims
     from series s where s.series_id = $1`, [seriesId]);
  return rows[0] as unknown;
}

test.each([1, 3])('undone, a series of %d is cancelled as one, and its time is for sale at once, to everybody', async (count) => {
  const { seriesId, starts, commandId, ids } = await series(count);
  const outcome = committed(await world.submit('undo_command', { commandId }));
  expect(outcome).toMatchObject({ undoneCommandId: commandId, seriesId });
  expect(outcome.undoUntil).toBeUndefined();
  expect(await look(seriesId)).toEqual({ cancelled: true, bookings: ids.map(() => 'cancelled'), claims: 0 });
  for (const start of starts) committed(await webBooks(room(0), start));
  refused(await world.submit('undo_command', { commandId }), 'cannot_undo');
  const { rows } = await database.admin.query('select undoes from event where tenant_no = $1 and version = $2', [world.tenantNo, outcome.version]);
  expect(rows).toEqual([{ undoes: commandId }]);
});

test('one of its bookings was changed since: nothing is taken back', async () => {
  const { seriesId, commandId, ids } = await series();
  committed(await world.submit('arrive_booking', { bookingId: ids[1] ?? '' }));
  expect(refused(await world.submit('undo_command', { commandId }), 'stale_version').detail).toMatch(/has changed since/);
  expect(await look(seriesId)).toEqual({ cancelled: false, bookings: ['booked', 'arrived', 'booked'], claims: 3 });
});

test('a date was added since: nothing is taken back', async () => {
  const { seriesId, commandId, starts } = await series();
  committed(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: world.services.hour, start: starts[0] ?? '', resourceIds: [room(1)], customer: null, seriesId }));
  expect(refused(await world.submit('undo_command', { commandId }), 'stale_version').detail).toMatch(/was added/);
  expect(await look(seriesId)).toMatchObject({ cancelled: false, claims: 4 });
});

test('one of its dates has begun since: somebody came to it, and nothing is taken back', async () => {
  const { seriesId, commandId, starts } = await series();
  const before = world.clock.now;
  world.clock.now = Date.parse(starts[0] ?? '');
  expect(refused(await world.submit('undo_command', { commandId }), 'stale_version').detail).toMatch(/has begun since/);
  expect(await look(seriesId)).toEqual({ cancelled: false, bookings: ['booked', 'booked', 'booked'], claims: 3 });
  world.clock.now = before;
});

test('a series that was entered when its first date had begun is still taken back', async () => {
  const before = world.clock.now;
  world.clock.now = day + 4 * 86_400_000 + 5 * 60_000;
  const { seriesId, commandId } = await series();
  committed(await world.submit('undo_command', { commandId }));
  expect(await look(seriesId)).toMatchObject({ cancelled: true, claims: 0 });
  world.clock.now = before;
});
