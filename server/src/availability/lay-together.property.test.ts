import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isRoomForAll, meets, type Lying } from './lay-together.oracle.ts';
import { layTogether, newPatience, type LaneWish } from './lay-together.ts';

const span = { resourceNo: fc.constantFrom(1, 1, 1, 1, 2), start: fc.nat(7) };
const anyScene = fc.noBias(fc.record({
  capacity: fc.constantFrom(1, 2, 3, 3),
  wishes: fc.array(fc.record({ ...span, hours: fc.integer({ min: 1, max: 4 }), lanes: fc.constantFrom(1, 1, 1, 2) }), { minLength: 2, maxLength: 6, size: 'max' }),
  others: fc.array(fc.record({ ...span, hours: fc.integer({ min: 1, max: 2 }), lane: fc.integer({ min: 1, max: 4 }) }), { maxLength: 6, size: 'max' }),
}));

test('an arrangement is found wherever there is one, and each has its own lanes in it', () => {
  const seen = { found: 0, none: 0, notInOrder: 0 };
  fc.assert(
    fc.property(anyScene, ({ capacity, wishes: drawn, others: around }) => {
      const others: Lying[] = [];
      for (const { hours, ...other } of around) {
        const claim = { ...other, end: other.start + hours };
        if (!others.some((one) => meets(one, claim))) others.push(claim);
      }
      const wishes = drawn.map(({ hours, ...wish }) => ({ ...wish, end: wish.start + hours, capacity }));
      const lanes = layTogether(wishes, others, newPatience());
      expect(lanes !== null).toBe(isRoomForAll(wishes, others));
      if (lanes === null) {
        seen.none += 1;
        return;
      }
      seen.found += 1;
      const claims = wishes.flatMap(({ resourceNo, start, end }, at) => (lanes[at] ?? []).map((lane) => ({ resourceNo, lane, start, end })));
      expect(lanes.map((each) => each.length)).toEqual(wishes.map((wish) => wish.lanes));
      for (const [at, claim] of claims.entries()) {
        expect(claim.lane).toBeLessThanOrEqual(capacity);
        expect([...others, ...claims.slice(0, at)].filter((other) => meets(claim, other))).toEqual([]);
      }
      if (!oneByOne(wishes, others)) seen.notInOrder += 1;
    }),
    { numRuns: 3_000 },
  );
  expect(seen.found).toBeGreaterThan(300);
  expect(seen.none).toBeGreaterThan(300);
  // Where the lowest free lane for one after the other will do, nothing is searched for.
  expect(seen.notInOrder).toBeGreaterThan(5);
});

function oneByOne(wishes: readonly LaneWish[], others: readonly Lying[]): boolean {
  const laid = [...others];
  for (const { resourceNo, capacity, lanes, start, end } of wishes.toSorted((a, b) => a.start - b.start))
    for (let count = 0; count < lanes; count++) {
      const free = Array.from({ length: capacity }, (_, at) => ({ resourceNo, lane: at + 1, start, end })).find((claim) => !laid.some((other) => meets(claim, other)));
      if (!free) return false;
      laid.push(free);
    }
  return true;
}
