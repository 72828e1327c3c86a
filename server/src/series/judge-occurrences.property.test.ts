import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRoomForAll, meets } from '../availability/lay-together.oracle.ts';
import { at, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import { judgeOccurrences } from './judge-occurrences.ts';
import { allDay, decidingOn } from './test-series.ts';

/** In half hours from some midnight. */
const time = { from: fc.nat(7), halves: fc.integer({ min: 1, max: 4 }) };
const anyCourse = fc.noBias(
  fc.record({
    capacity: fc.integer({ min: 2, max: 3 }),
    partySize: fc.constantFrom(1, 1, 2),
    dates: fc.array(fc.record(time), { minLength: 2, maxLength: 6, size: 'max' }),
    others: fc.array(fc.record({ ...time, halves: fc.integer({ min: 1, max: 2 }), lane: fc.integer({ min: 1, max: 3 }) }), { maxLength: 5, size: 'max' }),
    isNamed: fc.boolean(),
  }),
);

test('a date can be had where it finds lanes in any arrangement with the ones before it that can, named or picked', async () => {
  const seen = { taken: 0, arranged: 0 };
  await fc.assert(
    fc.asyncProperty(anyCourse, async ({ capacity, partySize, dates, others: around, isNamed }) => {
      const others: ReturnType<typeof claim>[] = [];
      for (const { from, halves, lane } of around) {
        const other = claim(1, 10 + from / 2, 10 + (from + halves) / 2, { lane });
        if (lane <= capacity && !others.some((one) => meets(one, other))) others.push(other);
      }
      const wanted = dates
        .map(({ from, halves }, index) => ({
          occurrence: at(index * 24), start: at(10 + from / 2), end: at(10 + (from + halves) / 2), resourceIds: isNamed ? ['r1'] : [], skip: false,
        }))
        .toSorted((a, b) => a.start - b.start);
      const catalogue = catalogueOf([resource(1, { capacity })], { location: { openingHours: allDay } });
      const judged = await judgeOccurrences(decidingOn({ catalogue, taken: others }), 'desk', { seriesId: 's', serviceId: 'hour', partySize, occurrences: wanted });
      if ('kind' in judged) throw new Error(judged.reason);
      const had: { resourceNo: number; capacity: number; lanes: number; start: number; end: number }[] = [];
      const lies: { resourceNo: number; lane: number; start: number; end: number }[] = [...others];
      for (const [index, { start, end }] of wanted.entries()) {
        const wish = { resourceNo: 1, capacity, lanes: partySize, start, end };
        const slot = judged[index]?.slot;
        expect(slot !== undefined).toBe(isRoomForAll([...had, wish], others));
        if (slot) had.push(wish);
        else seen.taken += 1;
        const lanes = slot?.spans[0]?.on ?? [];
        if (slot) expect(lanes).toHaveLength(partySize);
        const isFree = (lane: number): boolean => !lies.some((one) => meets(one, { resourceNo: 1, lane, start, end }));
        if (lanes.some((lane) => Array.from({ length: lane - 1 }, (_, below) => below + 1).some((below) => !lanes.includes(below) && isFree(below)))) seen.arranged += 1;
        for (const lane of lanes) {
          expect(lies.filter((one) => meets(one, { resourceNo: 1, lane, start, end }))).toEqual([]);
          lies.push({ resourceNo: 1, lane, start, end });
        }
      }
    }),
    { numRuns: 1_000 },
  );
  expect(seen.taken).toBeGreaterThan(50);
  // Not each on the lowest lane that is free.
  expect(seen.arranged).toBeGreaterThan(5);
});
