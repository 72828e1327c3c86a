import fc from 'fast-check';
import { expect, test } from 'vitest';
import { bookableRanges, closedBy, indexBookable } from './bookable-hours.ts';
import { minuteMs } from './instant.ts';
import { anyExceptions, anyNight, anyOpeningHours, datedExceptions } from './wall-clock.arbitrary.ts';
import { minutesAround, openMinutes } from './wall-clock.oracle.ts';

test('bookable is every minute in which the location is open and the resource there', () => {
  let bookable = 0;
  fc.assert(
    fc.property(
      anyNight,
      fc.record({ hours: anyOpeningHours, days: anyExceptions }),
      fc.record({ hours: fc.option(anyOpeningHours), days: anyExceptions }),
      fc.record({ from: fc.integer({ min: 1440, max: 4 * 1440 }), length: fc.integer({ min: 1, max: 1440 }) }),
      (night, house, own, at) => {
        const minutes = minutesAround(night);
        const exceptions = datedExceptions(night, house.days);
        const location = { timeZone: night.timeZone, openingHours: house.hours, exceptions };
        const resource = { id: 'ann', hours: own.hours, exceptions: datedExceptions(night, own.days) };
        const within = { start: minutes[at.from]!.instant, end: minutes[at.from]!.instant + at.length * minuteMs };

        const open = openMinutes(minutes, house.hours, exceptions);
        const there =
          own.hours === null
            ? openMinutes(minutes, house.hours, [...exceptions, ...resource.exceptions])
            : openMinutes(minutes, own.hours, resource.exceptions);
        const wanted = minutes.slice(at.from, at.from + at.length).map(({ instant }) => instant);
        const expected = wanted.filter((minute) => open.has(minute) && there.has(minute));

        const ranges = bookableRanges(location, resource, within);
        expect(
          ranges.flatMap(({ start, end }) =>
            Array.from({ length: (end - start) / minuteMs }, (_, i) => start + i * minuteMs),
          ),
        ).toEqual(expected);
        const index = indexBookable(location, [resource], within);
        expect(index.rangesOf('ann')).toEqual(ranges);
        expect(index.isBookable('ann', within)).toBe(expected.length === wanted.length);

        const location0 = wanted.every((minute) => open.has(minute)) ? null : { whose: 'location' };
        const resource0 = wanted.every((minute) => there.has(minute)) ? null : { whose: 'resource', resourceId: 'ann' };
        expect(closedBy(location, [{ id: 'bo' }, resource], within)).toEqual(location0 ?? resource0);
        bookable += expected.length;
      },
    ),
    { numRuns: 300 },
  );
  expect(bookable).toBeGreaterThan(300);
});
