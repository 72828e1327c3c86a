import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ceilToGrid, floorToGrid, gridLines, gridLinesBackwards, roundToGrid } from './grid.ts';
import { minuteMs } from './instant.ts';
import { anyGrid, anyNight } from './wall-clock.arbitrary.ts';
import { minutesAround } from './wall-clock.oracle.ts';

test('instants snap to the minutes at which the clock shows a multiple of the grid', () => {
  fc.assert(
    fc.property(
      anyNight,
      anyGrid,
      fc.integer({ min: 2 * 1440, max: 5 * 1440 }),
      fc.integer({ min: 0, max: minuteMs - 1 }),
      (night, grid, minute, ms) => {
        const minutes = minutesAround(night);
        const instant = minutes[minute]!.instant + ms;
        const lines = minutes.filter(({ minuteOfDay }) => minuteOfDay % grid === 0).map((line) => line.instant);
        const before = lines.findLast((line) => line <= instant)!;
        const after = lines.find((line) => line >= instant)!;

        expect(floorToGrid(instant, grid, night.timeZone)).toBe(before);
        expect(ceilToGrid(instant, grid, night.timeZone)).toBe(after);
        expect(roundToGrid(instant, grid, night.timeZone)).toBe(instant - before < after - instant ? before : after);
      },
    ),
    { numRuns: 2_000 },
  );
});

test('the lines of a range are those minutes, in either direction', () => {
  fc.assert(
    fc.property(
      anyNight,
      anyGrid,
      fc.integer({ min: 1440, max: 4 * 1440 }),
      fc.integer({ min: 0, max: 1440 }),
      fc.integer({ min: -1, max: 1 }),
      (night, grid, from, length, nudge) => {
        const minutes = minutesAround(night);
        const within = { start: minutes[from]!.instant + nudge, end: minutes[from + length]!.instant - nudge };
        const expected = minutes
          .filter(({ instant, minuteOfDay }) => minuteOfDay % grid === 0 && within.start <= instant && instant < within.end)
          .map(({ instant }) => instant);

        expect([...gridLines(within, grid, night.timeZone)]).toEqual(expected);
        expect([...gridLinesBackwards(within, grid, night.timeZone)]).toEqual(expected.toReversed());
      },
    ),
    { numRuns: 500 },
  );
});
