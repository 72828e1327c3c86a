import { expect, test } from 'vitest';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { LaneBook } from './lane-book.ts';

const claim = (lane: number, start: number, end: number, ownerId = 'somebody'): LiveClaim => ({
  resourceNo: 1, lane, start, end, ownerKind: 'booking', ownerId, yields: false,
});
const wanted = (start: number, end: number, lanes = 1, resourceNo = 1) => ({ resourceNo, lanes, start, end, ownerId: 'me' });
const two = () => 2;

test('a claim takes the lowest lanes that are free for all of it', () => {
  const book = new LaneBook();
  book.lay(claim(1, 10, 12));
  expect(book.take([wanted(11, 13)], two)).toBe(true);
  expect(book.within([1], { start: 12, end: 13 })).toEqual([expect.objectContaining({ lane: 2, ownerId: 'me' })]);
  expect(book.take([wanted(11, 12)], two)).toBe(false);
  expect(book.take([wanted(12, 13)], two)).toBe(true);
});

test('what only touches is not in the way', () => {
  const book = new LaneBook();
  book.lay(claim(1, 10, 12));
  book.lay(claim(1, 14, 16));
  expect(book.take([wanted(12, 14)], () => 1)).toBe(true);
  expect(book.within([1], { start: 12, end: 14 })).toHaveLength(1);
});

test('all claims or none: the first one is lifted when the second cannot be had', () => {
  const book = new LaneBook();
  book.lay({ ...claim(1, 10, 12), resourceNo: 2 });
  expect(book.take([wanted(10, 12, 2), wanted(11, 12, 1, 2)], (resourceNo) => (resourceNo === 1 ? 2 : 1))).toBe(false);
  expect(book.within([1], { start: 0, end: 100 })).toEqual([]);
});

test('lanes beyond the capacity stand in nobody\'s way, and are seen', () => {
  const book = new LaneBook();
  book.lay(claim(3, 10, 12));
  expect(book.take([wanted(10, 12, 2)], two)).toBe(true);
  expect(book.within([1], { start: 11, end: 12 }).map(({ lane }) => lane)).toEqual([1, 2, 3]);
});

test('nothing is laid on time that is taken', () => {
  const book = new LaneBook();
  expect(book.lay(claim(1, 10, 12))).toBe(true);
  expect(book.lay(claim(1, 11, 13))).toBe(false);
  expect(book.lay(claim(1, 8, 11))).toBe(false);
  expect(book.lay(claim(1, 8, 10))).toBe(true);
});

test('as many lanes as are wanted and no more, each in the name of who takes them', () => {
  const book = new LaneBook();
  expect(book.take([wanted(10, 12, 2)], () => 3)).toBe(true);
  const mine = { resourceNo: 1, start: 10, end: 12, ownerKind: 'booking', ownerId: 'me', yields: false };
  expect(book.within([1], { start: 10, end: 12 })).toEqual([{ ...mine, lane: 1 }, { ...mine, lane: 2 }]);
});

test('a resource that nothing lies on is free', () => {
  expect(new LaneBook().within([7], { start: 0, end: 100 })).toEqual([]);
});
