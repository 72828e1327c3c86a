import fc from 'fast-check';
import { beforeAll, expect, inject, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { nights } from '@holdfast/domain/wall-clock.oracle';
import { rulesOf } from '@holdfast/server/availability/test-rules';
import { createTestWorld } from '@holdfast/server/commands/test-world';
import { createTestDatabase, type TestDatabase } from '@holdfast/server/db/test-database';
import { isSound, verify } from '@holdfast/server/ops/verify';
import { overlappingClaims } from '../overlapping-claims.ts';
import { seriesHistory, type SeriesStep } from './series-steps.ts';
import { SeriesTwin } from './series-twin.ts';
import type { MinutesOfDay } from './wall-table.ts';

const histories = inject('thorough') ? 2_000 : 200;

/** A house that closes says nothing about remainders: next to closed time there would be others. */
const house = fc.constantFrom<{ shortestMinutes: number; closed: MinutesOfDay | null }>(
  { shortestMinutes: 60, closed: null },
  { shortestMinutes: 60, closed: null },
  { shortestMinutes: 60, closed: null },
  // More than one of them takes: what one would leave beside another that is only offered is too short.
  { shortestMinutes: 120, closed: null },
  { shortestMinutes: 0, closed: null },
  // At an hour that no clock skips or shows twice.
  { shortestMinutes: 0, closed: { from: 240, to: 330 } },
  { shortestMinutes: 0, closed: { from: 660, to: 720 } },
);

/** Room 0 at midnight and, with what is around each, right behind it twice more: the third has nothing between it and the second. */
const inARow = [0, 90, 180].map((minute): SeriesStep => ({ do: 'book', room: 0, day: 0, minute }));

let database: TestDatabase;
beforeAll(async () => {
  database = await createTestDatabase();
});

test(`over ${histories} random histories around nights on which clocks change, series and a plain list of bookings agree`, async () => {
  const reached = new Map<string, number>();
  await fc.assert(
    fc.asyncProperty(fc.constantFrom(...nights), house, seriesHistory, async (night, { shortestMinutes, closed }, steps) => {
      const now = Date.parse(`${night.day}T00:00:00Z`) - 60 * 3_600_000;
      const world = await createTestWorld(database.db, database.admin, { timeZone: night.timeZone, now, ...(closed ? { openingHours: hoursBut(closed) } : {}) });
      // Two rooms, so that there are not always others.
      await database.admin.query(`update resource set squeeze_lanes = 2, squeeze_per_day = 1 where tenant_no = $1 and kind = 'room'`, [world.tenantNo]);
      await database.admin.query(`update resource set archived = true where tenant_no = $1 and kind = 'room' and position > 2`, [world.tenantNo]);
      if (shortestMinutes > 0) await rulesOf(world, database.admin).location({ kinds: { room: { shortestSellableMinutes: shortestMinutes } } });
      try {
        const twin = new SeriesTwin(world, database.admin, night, { shortestMinutes, closed, reached });
        for (const step of steps) await twin.step(step);
        const { rows } = await database.admin.query<{ id: string; start: Date; end: Date; beyond: boolean; squeezed: boolean; reason: string | null; waived: string[] }>(
          `select owner_id as id, c.starts_at as start, c.ends_at as end, lane > 1 as beyond, squeezed_in as squeezed, squeeze_reason as reason, coalesce(waived->'rules', '[]') as waived
             from claim c join booking b on b.tenant_no = c.tenant_no and b.booking_id = c.owner_id
             where c.tenant_no = $1 and owner_kind = 'booking' and released_at is null order by 1`,
          [world.tenantNo],
        );
        const stands = twin.model.standing().toSorted((a, b) => (a.id < b.id ? -1 : 1));
        expect(rows.map(({ start, end, ...row }) => ({ ...row, start: start.toISOString(), end: end.toISOString() }))).toEqual(
          stands.map((booking) => {
            const { start, end } = twin.model.claimOf(booking);
            const { id, beyond, waived } = booking;
            return { id, start: toWire(start), end: toWire(end), beyond, squeezed: beyond, reason: beyond ? 'Pain' : null, waived };
          }),
        );
      } finally {
        world.feedWatch.close();
      }
    }),
    { numRuns: histories, seed: 3_010, examples: [[{ timeZone: 'Europe/Berlin', day: '2026-03-29' }, { shortestMinutes: 120, closed: null }, inARow]] },
  );
  expect(await overlappingClaims(database.admin)).toEqual([]);
  expect(isSound(await verify(database.admin))).toBe(true);
  // Histories that never meet anything would agree about nothing.
  const wanted = [
    'cancel committed', 'create committed all', 'create committed free', 'create refused all', 'create refused free', 'move committed all several',
    'offered beside another', 'create_booking offered others', 'move_booking offered others', 'move_series offered others', 'create outside_hours', 'create when nobody is there', 'move when nobody is there', 'stays outside_hours',
    'create squeezed in', 'create squeeze_limit', 'create gap_too_short', 'create waived what it had to', 'move squeezed in', 'stays squeeze_limit',
    'stays gap_too_short', 'stays slot_taken', 'move waived what it had to', 'move committed free several', 'move in part', 'move refused all several', 'move refused free several',
  ];
  expect(wanted.filter((each) => (reached.get(each) ?? 0) < 3)).toEqual([]);
});

/** Every day but then. */
function hoursBut({ from, to }: MinutesOfDay): Record<string, [string, string][]> {
  const wall = (minute: number): string => `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
  return Object.fromEntries(Array.from({ length: 7 }, (_, at) => [String(at + 1), [['00:00', wall(from)], [wall(to), '24:00']]]));
}
