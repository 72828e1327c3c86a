import fc from 'fast-check';
import { expect, test } from 'vitest';
import { ceilToGrid, floorToGrid, gridLines, gridLinesBackwards, roundToGrid } from './grid.ts';
import { minuteMs } from './instant.ts';
import { anyGrid, anyNight } from './wall-clock.arbitrary.ts';
import { minutesAround, nights } from './wall-clock.oracle.ts';

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

// Chance rarely meets the one hour a year in which a grid wider than the clock change matters.
const widestGrids = nights.flatMap((night) => [20, 60].map((grid) => ({ ...night, grid })));
test.each(widestGrids)('every minute around $day in $timeZone snaps to $grid minutes', ({ grid, ...night }) => {
  const minutes = minutesAround(night);
  const isLine = ({ minuteOfDay }: { minuteOfDay: number }) => minuteOfDay % grid === 0;
  for (let i = 2 * 1440; i < 4.5 * 1440; i += 1) {
    let before = i;
    while (!isLine(minutes[before]!)) before -= 1;
    let after = i;
    while (!isLine(minutes[after]!)) after += 1;
    const { instant } = minutes[i]!;
    if (floorToGrid(instant, grid, night.timeZone) !== minutes[before]!.instant) expect.fail(`floor of ${new Date(instant).toISOString()}`);
    if (ceilToGrid(instant, grid, night.timeZone) !== minutes[after]!.instant) expect.fail(`ceil of ${new Date(instant).toISOString()}`);
  }
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
