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
      fc.nat({ max: 3 }),
      fc.array(fc.record({ lane: fc.integer({ min: 1, max: 8 }), during: anyRange, whole: fc.nat({ max: 9 }) }), { maxLength: 14 }),
      anyRange,
      fc.integer({ min: 1, max: 6 }),
      (capacity, squeezeLanes, drawn, range, partySize) => {
        const spans = drawn.map(
          ({ lane, during, whole }): BusySpan => ({ resourceId: 'r', lane: whole === 0 ? 'all' : lane, ...during }),
        );
        const freeOf = (lanes: number) =>
          Array.from({ length: lanes }, (_, i) =>
            spans.every((span) => (span.lane !== 'all' && span.lane !== i + 1) || !overlaps(span, range)),
          ).filter(Boolean).length;
        const free = freeOf(capacity);
        const needed = capacity === 1 ? 1 : partySize;

        const busy = indexBusy([{ id: 'r', capacity, squeezeLanes }], spans);
        expect(busy.isFree('r', range)).toBe(free >= 1);
        expect(busy.isFree('r', range, partySize)).toBe(free >= needed);
        expect(busy.isFreeForSqueezeIn('r', range, partySize)).toBe(freeOf(capacity + squeezeLanes) >= needed);
        expect(busy.isEmpty('r', range)).toBe(free === capacity);

        const around = busy.freeAround('r', range);
        if (capacity > 1 || free === 0) expect(around).toBe(null);
        else {
          const own = spans.filter(({ lane }) => lane === 1 || lane === 'all');
          expect(around).toEqual({
            start: Math.max(-Infinity, ...own.filter(({ end }) => end <= range.start).map(({ end }) => end)),
            end: Math.min(Infinity, ...own.filter(({ start }) => start >= range.end).map(({ start }) => start)),
          });
        }
      },
    ),
    { numRuns: 1_000 },
  );
});
