import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import type { Command } from '@holdfast/protocol/commands';
import { openRacedElsewhere, type RacedElsewhere } from '../availability/test-raced-elsewhere.ts';
import { committed, refused } from '../commands/test-outcomes.ts';
import type { TestWorld } from '../commands/test-world.ts';
import { createTestDatabase, type TestDatabase } from '../db/test-database.ts';

/** A date of a series that somebody takes at another location between the look and the commit: it is told which. */

let database: TestDatabase;
let world: TestWorld;
let goesThere: RacedElsewhere['goesThere'];
beforeAll(async () => {
  database = await createTestDatabase();
  ({ world, goesThere } = await openRacedElsewhere(database));
  return () => world.feedWatch.close();
});

const course = (seriesId: string, month: string) =>
  world.command('create_series', {
    seriesId, serviceId: null, start: `2027-${month}-01T10:00:00Z`, end: `2027-${month}-01T11:00:00Z`, resourceIds: [world.doctor], rule: 'FREQ=DAILY;COUNT=3', customer: null, acceptance: 'all',
  });
const submit = (command: Command) => world.gateway.submit(world.submitter, command);

test('a new series', async () => {
  goesThere('2027-03-02T10:15:00Z', '2027-03-02T10:45:00Z');
  const { occurrences } = refused(await submit(course(randomUUID(), '03')), 'series_incomplete');
  expect(occurrences?.map(({ status, reason }) => [status, reason])).toEqual([['free', undefined], ['taken', 'travel_too_short'], ['free', undefined]]);
  expect(occurrences?.[1]?.alternatives).toHaveLength(3);
});

test('a series that is moved', async () => {
  const seriesId = randomUUID();
  committed(await submit(course(seriesId, '04')));
  const { rows } = await database.admin.query<{ id: string }>('select booking_id as id from booking where series_id = $1 order by starts_at', [seriesId]);
  goesThere('2027-04-02T15:15:00Z', '2027-04-02T15:45:00Z');
  const { occurrences } = refused(
    await world.submit('move_series', { seriesId, bookingId: rows[0]?.id ?? '', scope: 'all', start: '2027-04-01T15:00:00Z', resourceIds: [], acceptance: 'all' }),
    'series_incomplete',
  );
  expect(occurrences?.map(({ status, reason }) => [status, reason])).toEqual([['free', undefined], ['taken', 'travel_too_short'], ['free', undefined]]);
  expect(occurrences?.[1]?.alternatives).toHaveLength(3);
});
