import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { dayOf, dayRange, isOpen, openRanges } from './opening-hours.ts';
import { anyExceptions, anyNight, anyOpeningHours, datedExceptions } from './wall-clock.arbitrary.ts';
import { firstMinuteShowing, minutesAround, nights, openMinutes } from './wall-clock.oracle.ts';

/** Minutes into the six written days; ranges stay a day inside them, because the oracle sees no further. */
const anyWithin = fc
  .tuple(fc.integer({ min: 1440, max: 5 * 1440 - 1 }), fc.integer({ min: 1, max: 3 * 1440 }))
  .map(([start, length]) => ({ start, end: Math.min(start + length, 5 * 1440) }));

test.each(nights)('days of $timeZone around $day are as long as the clock shows them', (night) => {
  const minutes = minutesAround(night);
  const days = [...new Set(minutes.map(({ day }) => day))].slice(1, -2);
  for (const [i, day] of days.entries()) {
    const range = dayRange(day, night.timeZone);
    expect(range.start).toBe(firstMinuteShowing(minutes, day, 0));
    const following = days[i + 1];
    if (following !== undefined) expect(range.end).toBe(firstMinuteShowing(minutes, following, 0));
  }
  for (const { instant, day } of minutes) expect(dayOf(instant, night.timeZone)).toBe(day);
});

test('open ranges are the minutes at which the wall clock lies in the hours', () => {
  fc.assert(
    fc.property(anyNight, anyOpeningHours, anyExceptions, anyWithin, (night, hours, drawn, at) => {
      const minutes = minutesAround(night);
      const exceptions = datedExceptions(night, drawn);
      const open = openMinutes(minutes, hours, exceptions);
      const first = minutes[0]!.instant;
      const within = { start: first + at.start * minuteMs, end: first + at.end * minuteMs };

      const ranges = openRanges(hours, night.timeZone, within, exceptions);

      const covered = ranges.flatMap(({ start, end }) =>
        Array.from({ length: (end - start) / minuteMs }, (_, i) => start + i * minuteMs),
      );
      expect(covered).toEqual(
        minutes.map(({ instant }) => instant).filter((m) => open.has(m) && m >= within.start && m < within.end),
      );
      for (const [i, range] of ranges.entries()) {
        const following = ranges[i + 1];
        if (following !== undefined) expect(following.start).toBeGreaterThan(range.end);
      }
    }),
    { numRuns: 300 },
  );
});

test('a range is open when every minute of it is', () => {
  fc.assert(
    fc.property(
      anyNight,
      anyOpeningHours,
      anyExceptions,
      fc.integer({ min: 1440, max: 4 * 1440 }),
      fc.integer({ min: 1, max: 600 }),
      (night, hours, drawn, from, length) => {
        const minutes = minutesAround(night);
        const exceptions = datedExceptions(night, drawn);
        const open = openMinutes(minutes, hours, exceptions);
        const wanted = minutes.slice(from, from + length).map(({ instant }) => instant);
        const range = { start: wanted[0]!, end: wanted.at(-1)! + minuteMs };
        expect(isOpen(hours, night.timeZone, range, exceptions)).toBe(wanted.every((minute) => open.has(minute)));
      },
    ),
    { numRuns: 300 },
  );
});
