import { expect, test } from 'vitest';
import { layTogether } from './lay-together.ts';

const wish = (start: number, end: number, lanes = 1, resourceNo = 1) => ({ resourceNo, capacity: 2, lanes, start, end });
const other = (lane: number, start: number, end: number, resourceNo = 1) => ({ resourceNo, lane, start, end });

test('the lowest lanes, as far as they do', () => {
  expect(layTogether([wish(9, 10), wish(10, 11), wish(10, 11)], [])).toEqual([[1], [1], [2]]);
  expect(layTogether([wish(9, 10), wish(9, 10, 1, 2)], [other(1, 8, 10)])).toEqual([[2], [1]]);
});

test('the first leaves a lane to the second where only that one will do', () => {
  expect(layTogether([wish(9, 10), wish(9.5, 10.5)], [other(2, 10, 11)])).toEqual([[2], [1]]);
  expect(layTogether([wish(9.5, 10.5), wish(9, 10)], [other(2, 10, 11)])).toEqual([[1], [2]]);
});

test('a party has all of its lanes, and nobody beside it', () => {
  expect(layTogether([wish(9, 10, 2), wish(10, 11)], [])).toEqual([[1, 2], [1]]);
  expect(layTogether([wish(9, 10, 2), wish(9.5, 10.5)], [])).toBeNull();
});

test('where there is no room there is none, and nobody looks for it for ever', () => {
  expect(layTogether([wish(9, 10)], [other(1, 8, 9.5), other(2, 9.5, 10)])).toBeNull();
  const crowd = Array.from({ length: 40 }, (_, at) => ({ ...wish(at / 100, 10), capacity: 39 }));
  expect(layTogether(crowd, [])).toBeNull();
});
