import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { rulesOf } from '../availability/test-rules.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import { createTestWorld, type TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

let database: TestDatabase;
let world: TestWorld;
beforeAll(async () => {
  database = await createTestDatabase();
  world = await createTestWorld(database.db, database.admin);
  await rulesOf(world, database.admin).resource(world.doctor, { squeezeLanes: 2, squeezePerDay: 2 });
});
afterAll(() => world.feedWatch.close());

const dayMs = 86_400_000;
const reason = 'In pain';
const squeezed = { squeezeIn: { reason } };

/** Ten o'clock on the first of five days that no other test uses. */
let day = Date.parse('2026-12-02T10:00:00Z');
const freshDays = (): string => new Date((day += 5 * dayMs)).toISOString();
const later = (start: string, days: number, hours = 0): string => new Date(Date.parse(start) + days * dayMs + hours * 3_600_000).toISOString();

/** Somebody has an hour of the doctor's then. */
const seen = async (start: string, more: object = {}) =>
  committed(await world.submit('create_booking', { bookingId: randomUUID(), serviceId: null, start, end: later(start, 0, 1), resourceIds: [world.doctor], customer: null, ...more }));
/** An hour with the doctor on three days in a row. */
const repeat = (start: string, change: Partial<CommandArgs<'create_series'>> = {}, envelope = {}) =>
  world.submit('create_series', {
    seriesId: randomUUID(), serviceId: null, start, end: later(start, 0, 1), rule: 'FREQ=DAILY;COUNT=3', resourceIds: [world.doctor], customer: null, acceptance: 'all', ...squeezed, ...change,
  }, envelope);

/** Of each booking of the series: its hour, its lane, and what is said of it. */
async function lie(seriesId = ''): Promise<string[]> {
  const { rows } = await database.admin.query<{ at: Date; lane: number; squeezed_in: boolean; squeeze_reason: string | null }>(
    `select b.starts_at as at, c.lane, b.squeezed_in, b.squeeze_reason from booking b
       join claim c on c.tenant_no = b.tenant_no and c.owner_id = b.booking_id and c.released_at is null
       join resource r on r.tenant_no = c.tenant_no and r.resource_no = c.resource_no and r.resource_id = $2
      where b.series_id = $1 order by b.starts_at, b.booking_id`, [seriesId, world.doctor]);
  return rows.map(({ at, lane, squeezed_in: isSqueezed, squeeze_reason: said }) => {
    // Marked with the reason when it lies beyond the capacity, and only then.
    expect([isSqueezed, said]).toEqual(lane > 1 ? [true, reason] : [false, null]);
    return `${at.toISOString().slice(11, 13)} in ${lane}`;
  });
}

test('dates of a new series that find no regular lane are squeezed in, and each says so that is', async () => {
  const start = freshDays();
  await seen(later(start, 1));
  refused(await repeat(start, { squeezeIn: undefined }), 'series_incomplete');
  const { seriesId, version, occurrences } = committed(await repeat(start));
  expect(occurrences?.map(({ squeezedIn }) => squeezedIn)).toEqual([undefined, true, undefined]);
  expect(await lie(seriesId)).toEqual(['10 in 1', '10 in 2', '10 in 1']);
  const { rows } = await database.admin.query('select reason from event where tenant_no = $1 and version = $2', [world.tenantNo, version]);
  expect(rows).toEqual([{ reason }]);
});

test('who may not squeeze somebody in hears so, whether it would be needed or not', async () => {
  const start = freshDays();
  refused(await repeat(start, {}, { actorId: world.colleagueId }), 'policy_forbids');
  const { seriesId = '', occurrences = [] } = committed(await repeat(start));
  const args = { seriesId, bookingId: occurrences[0]?.bookingId ?? '', scope: 'all' as const, start: later(start, 0, 4), resourceIds: [], acceptance: 'all' as const, ...squeezed };
  refused(await world.submit('move_series', args, { actorId: world.colleagueId }), 'policy_forbids');
  expect(await lie(seriesId)).toEqual(['10 in 1', '10 in 1', '10 in 1']);
});

test('two dates of one day count together, and with those that are there', async () => {
  const start = freshDays();
  for (const hours of [0, 2, 4]) await seen(later(start, 0, hours));
  await seen(start, squeezed);
  const changes = [{ occurrence: start, start: later(start, 0, 2) }, { occurrence: later(start, 1), start: later(start, 0, 4) }];
  const refusal = refused(await repeat(start, { changes }), 'series_incomplete');
  expect(refusal.occurrences?.map(({ status, reason: why }) => [status, why])).toEqual([['free', undefined], ['taken', 'squeeze_limit'], ['free', undefined]]);
  expect(refusal.occurrences?.[1]?.alternatives).toHaveLength(3);
  const { seriesId } = committed(await repeat(start, { changes, acceptance: 'free' }));
  expect(await lie(seriesId)).toEqual(['12 in 2', '10 in 1']);
});

test('nobody named, it goes to who is free first, and else beyond', async () => {
  const start = freshDays();
  await seen(later(start, 2));
  const visits = { serviceId: world.services.visit, end: later(start, 0, 0.5), resourceIds: [] };
  const { seriesId } = committed(await repeat(start, visits));
  expect(await lie(seriesId)).toEqual(['10 in 1', '10 in 1', '10 in 2']);
});

test('a series is moved onto days that are full; what finds room there again is no squeeze-in any more', async () => {
  const start = freshDays();
  for (const days of [0, 2]) await seen(later(start, days, 5));
  const { seriesId = '', occurrences = [] } = committed(await repeat(start));
  const shift = async (hours: number, change: object = {}) => {
    const command = world.command('move_series', {
      seriesId, bookingId: occurrences[0]?.bookingId ?? '', scope: 'all', start: later(start, 0, hours), resourceIds: [], acceptance: 'all', ...change,
    });
    return { ...(await world.gateway.submit(world.submitter, command)), commandId: command.id };
  };
  const refusal = refused(await shift(5), 'series_incomplete');
  expect(refusal.occurrences?.map(({ reason: why }) => why)).toEqual(['slot_taken', undefined, 'slot_taken']);
  const there = await shift(5, squeezed);
  expect(committed(there).moved?.map(({ squeezedIn }) => squeezedIn)).toEqual([true, undefined, true]);
  expect(await lie(seriesId)).toEqual(['15 in 2', '15 in 1', '15 in 2']);
  const away = await shift(6);
  committed(away);
  expect(await lie(seriesId)).toEqual(['16 in 1', '16 in 1', '16 in 1']);
  // Taken back, they are squeezed in where they were.
  committed(await world.submit('undo_command', { commandId: away.commandId }));
  expect(await lie(seriesId)).toEqual(['15 in 2', '15 in 1', '15 in 2']);
});

test('one that would be one too many that day stays; alone it is refused as a move of a booking is', async () => {
  const start = freshDays();
  for (const days of [0, 1, 2]) await seen(later(start, days, 5));
  for (const hours of [5, 5.5]) await seen(later(start, 1, hours), squeezed);
  const { seriesId = '', occurrences = [] } = committed(await repeat(start));
  const [first, second] = occurrences.map(({ bookingId = '' }) => bookingId) as [string, string];
  const shift = (bookingId: string, days: number, change: object) =>
    world.submit('move_series', { seriesId, bookingId, scope: 'all', start: later(start, days, 5), resourceIds: [], acceptance: 'free', ...squeezed, ...change });
  // More lanes beyond than may be taken in a day.
  await rulesOf(world, database.admin).resource(world.doctor, { squeezeLanes: 4 });
  const alone = refused(await shift(second, 1, { scope: 'this' }), 'squeeze_limit');
  expect(alone.alternatives).toHaveLength(3);
  expect(alone.alternatives.every(({ holdId }) => holdId !== undefined)).toBe(true);
  const { unmoved } = committed(await shift(first, 0, {}));
  expect(unmoved).toMatchObject([{ bookingId: second, reason: 'squeeze_limit' }]);
  expect(await lie(seriesId)).toEqual(['15 in 2', '10 in 1', '15 in 2']);
  await rulesOf(world, database.admin).resource(world.doctor, { squeezeLanes: 2 });
});
