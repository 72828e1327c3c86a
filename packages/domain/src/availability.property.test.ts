import fc from 'fast-check';
import { expect, test } from 'vitest';
import { freeSets, freeSlots } from './availability.ts';
import { minuteMs } from './instant.ts';
import { anySituation, compareSets, everySet, everySlot } from './slot-search.oracle.ts';
import { minutesAround } from './wall-clock.oracle.ts';

const anyPreferred = fc.constantFrom<readonly string[]>([], ['r1'], ['r2', 'r0'], ['r4', 'ghost']);

test('free slots are exactly those that trying every minute and every set finds', () => {
  let found = 0;
  fc.assert(
    fc.property(
      anySituation,
      anyPreferred,
      fc.integer({ min: 1440, max: 4 * 1440 }),
      fc.integer({ min: 0, max: 1440 }),
      fc.integer({ min: -60, max: 300 }),
      (situation, preferred, from, length, later) => {
        const { search, resources, night } = situation;
        const minutes = minutesAround(night);
        const { durationMs } = search.demand;
        const window = { start: minutes[from]!.instant, end: minutes[from + length]!.instant };
        const earliest = window.start + later * minuteMs + 1;
        const order = compareSets(resources, preferred);

        const possible = everySlot(
          situation,
          durationMs,
          ({ instant, minuteOfDay }) =>
            minuteOfDay % search.calendar.gridMinutes === 0 &&
            instant >= Math.max(window.start, earliest) &&
            instant + durationMs <= window.end,
          everySet(resources, search.demand).sort(order),
        );
        const firstPerStart = possible.filter((slot, i) => slot.start !== possible[i - 1]?.start);

        expect([...freeSlots(search, window, earliest, preferred)]).toEqual(firstPerStart);
        found += firstPerStart.length;
      },
    ),
    { numRuns: 300 },
  );
  expect(found).toBeGreaterThan(300);
}, 60_000);

test('the free sets of one start are all there are, best first, up to the limit', () => {
  fc.assert(
    fc.property(
      anySituation,
      anyPreferred,
      fc.integer({ min: 1440, max: 4 * 1440 }),
      fc.integer({ min: 0, max: 8 }),
      (situation, preferred, minute, limit) => {
        const { resources, night } = situation;
        const minutes = minutesAround(night);
        const search = { ...situation.search, anyHours: true };
        const start = minutes[minute]!.instant;
        const possible = everySlot(
          { ...situation, search },
          search.demand.durationMs,
          ({ instant }) => instant === start,
          everySet(resources, search.demand).sort(compareSets(resources, preferred)),
        );
        expect([...freeSets(search, start, preferred, limit)]).toEqual(
          possible.map(({ resourceIds }) => resourceIds).slice(0, limit),
        );
      },
    ),
    { numRuns: 500 },
  );
}, 60_000);
