import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexBusy, type BusySpan } from './busy-index.ts';
import { overlaps } from './time-range.ts';

const anyRange = fc
  .tuple(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 12 }))
  .map(([start, length]) => ({ start, end: start + length }));

test('room for a party is what counting the free lanes says', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.record({ lane: fc.integer({ min: 1, max: 6 }), during: anyRange, whole: fc.nat({ max: 9 }) }), { maxLength: 14 }),
      anyRange,
      fc.integer({ min: 1, max: 6 }),
      (capacity, drawn, range, partySize) => {
        const spans = drawn.map(
          ({ lane, during, whole }): BusySpan => ({ resourceId: 'r', lane: whole === 0 ? 'all' : lane, ...during }),
        );
        const free = Array.from({ length: capacity }, (_, i) =>
          spans.every((span) => (span.lane !== 'all' && span.lane !== i + 1) || !overlaps(span, range)),
        ).filter(Boolean).length;

        const busy = indexBusy([{ id: 'r', capacity }], spans);
        expect(busy.isFree('r', range)).toBe(free >= 1);
        expect(busy.isFree('r', range, partySize)).toBe(free >= (capacity === 1 ? 1 : partySize));
        expect(busy.isEmpty('r', range)).toBe(free === capacity);
      },
    ),
    { numRuns: 1_000 },
  );
});
