import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rankedAlternatives } from './alternatives.ts';
import { withHours, type Slot } from './availability.ts';
import { fragmentation } from './compact-order.ts';
import { minuteMs } from './instant.ts';
import { anySituation, compareSets, everySet, everySlot } from './slot-search.oracle.ts';
import { minutesAround } from './wall-clock.oracle.ts';

test('alternatives are the nearest of everything that trying every minute and every set finds', () => {
  let found = 0;
  fc.assert(
    fc.property(
      anySituation,
      fc.record({
        minute: fc.integer({ min: 2 * 1440, max: 4 * 1440 }),
        durationMs: fc.integer({ min: 1, max: 30 }).map((fives) => fives * 5 * minuteMs),
        resourceIds: fc.constantFrom<readonly string[]>([], ['r0'], ['r1', 'r0'], ['r3', 'ghost']),
      }),
      fc.record({
        limit: fc.integer({ min: 0, max: 12 }),
        horizonMinutes: fc.constantFrom(30, 360, 1440, 1800),
        earliestIn: fc.constantFrom(-1440, -1440, -90, 0, 17, 300),
      }),
      (situation, asked, { limit, horizonMinutes, earliestIn }) => {
        const { search, resources, night } = situation;
        const minutes = minutesAround(night);
        const wanted = {
          start: minutes[asked.minute]!.instant,
          end: minutes[asked.minute]!.instant + asked.durationMs,
          resourceIds: 'resourceIds' in search.demand ? search.demand.resourceIds : asked.resourceIds,
        };
        const earliest = wanted.start + earliestIn * minuteMs;
        const horizonMs = horizonMinutes * minuteMs;

        const named = 'resourceIds' in search.demand ? search.demand.resourceIds : null;
        const only = named?.length === 1 ? resources.find(({ id }) => id === named[0]) : undefined;
        const sets = everySet(resources, only === undefined ? search.demand : { needs: [only.kind] });
        const order = compareSets(resources, wanted.resourceIds);
        const asAsked = { ...search, demand: { ...search.demand, durationMs: asked.durationMs } };
        const brokenUp = (slot: Slot): number => {
          const { smallRemainders, openSides } = fragmentation(withHours(asAsked, slot), slot);
          return 100 * smallRemainders + openSides;
        };
        const expected = everySlot(
          situation,
          asked.durationMs,
          ({ instant, minuteOfDay }) =>
            (instant === wanted.start || minuteOfDay % search.calendar.gridMinutes === 0) &&
            instant >= Math.max(earliest, wanted.start - horizonMs) &&
            instant <= Math.max(earliest, wanted.start) + horizonMs,
          sets,
        ).sort(
          (a, b) =>
            Math.abs(a.start - wanted.start) - Math.abs(b.start - wanted.start) ||
            order(a.resourceIds, b.resourceIds) ||
            brokenUp(a) - brokenUp(b) ||
            a.start - b.start,
        );

        expect(rankedAlternatives(search, wanted, { earliest, limit, horizonMs })).toEqual(expected.slice(0, limit));
        found += Math.min(limit, expected.length);
      },
    ),
    { numRuns: 400 },
  );
  expect(found).toBeGreaterThan(400);
}, 60_000);
