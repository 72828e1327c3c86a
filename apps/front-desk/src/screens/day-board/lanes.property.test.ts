import { overlaps } from '@holdfast/domain/time-range';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { layoutLanes } from './lanes.ts';

const items = fc
  .array(fc.tuple(fc.nat(200), fc.integer({ min: 1, max: 60 })), { maxLength: 40 })
  .map((pairs) => pairs.map(([start, length], index) => ({ key: String(index), start, end: start + length })));

test('whatever overlaps in time never overlaps on screen, and everything stays in its column', () => {
  fc.assert(
    fc.property(items, fc.nat(20), (all, leastMs) => {
      const lanes = layoutLanes(all, leastMs);
      const painted = all.map((item) => ({ ...item, end: Math.max(item.end, item.start + leastMs) }));
      for (const a of painted) {
        const mine = lanes.get(a.key)!;
        expect(mine.lane + mine.span).toBeLessThanOrEqual(mine.lanes);
        for (const b of painted) {
          if (a === b || !overlaps(a, b)) continue;
          const other = lanes.get(b.key)!;
          expect(mine.lanes).toBe(other.lanes);
          expect(mine.lane + mine.span <= other.lane || other.lane + other.span <= mine.lane).toBe(true);
        }
      }
    }),
  );
});
