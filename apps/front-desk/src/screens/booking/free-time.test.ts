import { expect, test } from 'vitest';
import { fits, freeRanges, peak, withoutOwn } from './free-time.ts';

const span = (start: number, end: number) => ({ start, end });

test('occupants that only touch do not add up', () => {
  expect(peak([span(0, 5), span(5, 10), span(2, 4)], span(0, 10))).toBe(2);
  expect(fits([span(0, 5), span(5, 10)], 2, span(0, 10))).toBe(true);
  expect(fits([span(0, 5), span(5, 10)], 1, span(4, 6))).toBe(false);
  expect(fits([span(0, 5)], 1, span(5, 8))).toBe(true);
});

test('free is where fewer are there than fit', () => {
  expect(freeRanges([span(2, 4), span(6, 8)], 1, span(0, 10))).toEqual([span(0, 2), span(4, 6), span(8, 10)]);
  expect(freeRanges([span(2, 6), span(4, 8)], 2, span(0, 10))).toEqual([span(0, 4), span(6, 10)]);
  expect(freeRanges([], 1, span(0, 10))).toEqual([span(0, 10)]);
});

test('a booking does not stand in its own way, though an equal one beside it does', () => {
  expect(withoutOwn([span(0, 5), span(0, 5), span(6, 7)], span(0, 5))).toEqual([span(0, 5), span(6, 7)]);
  expect(withoutOwn([span(0, 5)], span(1, 5))).toEqual([span(0, 5)]);
});
