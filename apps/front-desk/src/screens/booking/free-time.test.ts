import { expect, test } from 'vitest';
import type { Occupation } from '../../occupation.ts';
import { freeRanges } from './free-time.ts';

const span = (start: number, end: number) => ({ start, end });
const taken = (start: number, end: number, lanes: Occupation['lanes'] = 1, beyond = 0): Occupation => ({ start, end, lanes, beyond, resourceId: 'r', itemId: `${start}`, kind: 'booking', classKey: null });

test('free is where fewer are there than fit', () => {
  expect(freeRanges([taken(2, 4), taken(6, 8)], { capacity: 1, lanes: 1 }, span(0, 10))).toEqual([span(0, 2), span(4, 6), span(8, 10)]);
  expect(freeRanges([taken(2, 6), taken(4, 8)], { capacity: 2, lanes: 1 }, span(0, 10))).toEqual([span(0, 4), span(6, 10)]);
  expect(freeRanges([], { capacity: 1, lanes: 1 }, span(0, 10))).toEqual([span(0, 10)]);
});

test('a party needs its places together, and takes them all', () => {
  expect(freeRanges([taken(2, 6, 9)], { capacity: 12, lanes: 3 }, span(0, 10))).toEqual([span(0, 10)]);
  expect(freeRanges([taken(2, 6, 9)], { capacity: 12, lanes: 4 }, span(0, 10))).toEqual([span(0, 2), span(6, 10)]);
});

test('a block takes every lane, a squeeze-in none that is for sale', () => {
  expect(freeRanges([taken(2, 4, 'all')], { capacity: 12, lanes: 1 }, span(0, 10))).toEqual([span(0, 2), span(4, 10)]);
  expect(freeRanges([taken(2, 4, 1, 1)], { capacity: 1, lanes: 1 }, span(0, 10))).toEqual([span(0, 10)]);
});
