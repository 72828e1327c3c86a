import fc from 'fast-check';
import { expect, test } from 'vitest';
import { clip, contains, durationMs, intersect, merge, overlaps, subtract, type TimeRange } from './time-range.ts';

const ticks = Array.from({ length: 60 }, (_, i) => i);
/** Empty and inside-out ones too: they hold no tick. */
const anyRange = fc.record({ start: fc.integer({ min: 0, max: 60 }), end: fc.integer({ min: 0, max: 60 }) });
const anyRanges = fc.array(anyRange, { maxLength: 12 });
const anyRealRange = fc
  .tuple(fc.integer({ min: 0, max: 58 }), fc.integer({ min: 1, max: 30 }))
  .map(([start, length]) => ({ start, end: Math.min(60, start + length) }));

const holds = (ranges: readonly TimeRange[], tick: number) => ranges.some((range) => range.start <= tick && tick < range.end);
const held = (ranges: readonly TimeRange[]) => ticks.filter((tick) => holds(ranges, tick));
function expectTidy(ranges: readonly TimeRange[]): void {
  for (const [i, range] of ranges.entries()) {
    expect(range.start).toBeLessThan(range.end);
    if (i > 0) expect(ranges[i - 1]!.end).toBeLessThan(range.start);
  }
}

test('merging keeps every tick in the fewest ranges', () => {
  fc.assert(
    fc.property(anyRanges, (ranges) => {
      const before = ranges.map((range) => ({ ...range }));
      const merged = merge(ranges);
      expect(held(merged)).toEqual(held(ranges));
      expectTidy(merged);
      expect(ranges).toEqual(before);
    }),
  );
});

test('subtracting leaves the ticks that are open and not busy', () => {
  fc.assert(
    fc.property(anyRanges, anyRanges, (open, busy) => {
      const left = subtract(open, busy);
      expect(held(left)).toEqual(ticks.filter((tick) => holds(open, tick) && !holds(busy, tick)));
      expectTidy(left);
      expect(left.reduce((sum, range) => sum + durationMs(range), 0)).toBe(held(left).length);
    }),
    { numRuns: 1_000 },
  );
});

test('intersecting leaves the ticks that are in both', () => {
  fc.assert(
    fc.property(anyRanges, anyRanges, (a, b) => {
      const common = intersect(a, b);
      expect(held(common)).toEqual(ticks.filter((tick) => holds(a, tick) && holds(b, tick)));
      expectTidy(common);
    }),
    { numRuns: 1_000 },
  );
});

test('overlap, containment and clipping agree with the ticks', () => {
  fc.assert(
    fc.property(anyRealRange, anyRealRange, (a, b) => {
      const common = held([a]).filter((tick) => holds([b], tick));
      expect(overlaps(a, b)).toBe(common.length > 0);
      expect(contains(a, b)).toBe(held([b]).every((tick) => holds([a], tick)));
      const clipped = clip(a, b);
      expect(clipped === null ? [] : held([clipped])).toEqual(common);
    }),
  );
});
