import { expect, test } from 'vitest';
import type { SqueezeRules } from '@holdfast/domain/squeeze-in';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { newPatience } from '../availability/lay-together.ts';
import { LaneBook } from './lane-book.ts';

const claim = (lane: number, start: number, end: number, ownerId = 'somebody'): LiveClaim => ({
  resourceNo: 1, lane, start, end, ownerKind: 'booking', ownerId, yields: false, classKey: null,
});
const wanted = (start: number, end: number, lanes = 1, resourceNo = 1) => ({ resourceNo, lanes, start, end, ownerId: 'me', classKey: null });
const of = (capacity: number, more: Partial<SqueezeRules> = {}) => (): SqueezeRules => ({ capacity, ...more });
const two = of(2);

test('a claim takes the lowest lanes that are free for all of it', () => {
  const book = new LaneBook(newPatience());
  book.lay(claim(1, 10, 12));
  expect(book.take([wanted(11, 13)], two)).toEqual([[2]]);
  expect(book.within([1], { start: 12, end: 13 })).toEqual([expect.objectContaining({ lane: 2, ownerId: 'me' })]);
  expect(book.take([wanted(11, 12)], two)).toBe('taken');
  expect(book.take([wanted(12, 13)], two)).toEqual([[1]]);
});

test('what only touches is not in the way', () => {
  const book = new LaneBook(newPatience());
  book.lay(claim(1, 10, 12));
  book.lay(claim(1, 14, 16));
  expect(book.take([wanted(12, 14)], of(1))).toEqual([[1]]);
  expect(book.within([1], { start: 12, end: 14 })).toHaveLength(1);
});

test('all claims or none: the first one is lifted when the second cannot be had', () => {
  const book = new LaneBook(newPatience());
  book.lay({ ...claim(1, 10, 12), resourceNo: 2 });
  expect(book.take([wanted(10, 12, 2), wanted(11, 12, 1, 2)], (resourceNo) => ({ capacity: resourceNo === 1 ? 2 : 1 }))).toBe('taken');
  expect(book.within([1], { start: 0, end: 100 })).toEqual([]);
});

test('lanes beyond the capacity stand in nobody\'s way, and are seen', () => {
  const book = new LaneBook(newPatience());
  book.lay(claim(3, 10, 12));
  expect(book.take([wanted(10, 12, 2)], two)).toEqual([[1, 2]]);
  expect(book.within([1], { start: 11, end: 12 }).map(({ lane }) => lane)).toEqual([1, 2, 3]);
});

test('nothing is laid on time that is taken', () => {
  const book = new LaneBook(newPatience());
  expect(book.lay(claim(1, 10, 12))).toBe(true);
  expect(book.lay(claim(1, 11, 13))).toBe(false);
  expect(book.lay(claim(1, 8, 11))).toBe(false);
  expect(book.lay(claim(1, 8, 10))).toBe(true);
});

test('as many lanes as are wanted and no more, each in the name of who takes them', () => {
  const book = new LaneBook(newPatience());
  expect(book.take([wanted(10, 12, 2)], of(3))).toEqual([[1, 2]]);
  const mine = { resourceNo: 1, start: 10, end: 12, ownerKind: 'booking', ownerId: 'me', yields: false, classKey: null };
  expect(book.within([1], { start: 10, end: 12 })).toEqual([{ ...mine, lane: 1 }, { ...mine, lane: 2 }]);
});

test('a resource that nothing lies on is free', () => {
  expect(new LaneBook(newPatience()).within([7], { start: 0, end: 100 })).toEqual([]);
});

const squeezing = (start: number, end: number, lanes = 1) => ({ ...wanted(start, end, lanes), squeezeDay: { start: 0, end: 24 } });
const doctor = of(1, { squeezeLanes: 2, squeezePerDay: 2 });

test('beyond the capacity only where the regular lanes do not suffice, and only who may', () => {
  const book = new LaneBook(newPatience());
  expect(book.take([squeezing(10, 12)], doctor)).toEqual([[1]]);
  expect(book.take([wanted(11, 12)], doctor)).toBe('taken');
  expect(book.take([squeezing(11, 12)], doctor)).toEqual([[2]]);
  expect(book.take([squeezing(11, 12)], of(1))).toBe('taken');
  const seats = new LaneBook(newPatience());
  seats.lay(claim(1, 10, 12));
  expect(seats.take([squeezing(11, 12, 3)], of(2, { squeezeLanes: 2, squeezePerDay: 1 }))).toEqual([[2, 3, 4]]);
});

test('as many a day as begin on it, each owner once, and the next day again', () => {
  const book = new LaneBook(newPatience());
  for (const hour of [10, 12, 14, 24]) book.lay(claim(1, hour, hour + 1));
  book.lay(claim(2, -1, 1, 'the evening before'));
  book.lay(claim(2, 10, 11, 'a pair'));
  book.lay(claim(3, 10, 11, 'a pair'));
  expect(book.take([squeezing(12, 13)], doctor)).toEqual([[2]]);
  expect(book.take([squeezing(14, 15)], doctor)).toBe('squeeze_limit');
  expect(book.within([1], { start: 14, end: 15 }).map(({ lane }) => lane)).toEqual([1]);
  expect(book.take([squeezing(16, 17)], doctor)).toEqual([[1]]);
  expect(book.take([{ ...squeezing(24, 25), squeezeDay: { start: 24, end: 48 } }], doctor)).toEqual([[2]]);
});

test('nobody is squeezed in under a block', () => {
  const book = new LaneBook(newPatience());
  book.lay({ ...claim(1, 10, 12), ownerKind: 'block' });
  expect(book.take([squeezing(11, 13)], doctor)).toBe('taken');
  expect(book.take([squeezing(12, 13)], doctor)).toEqual([[1]]);
});

test('what a booking took on a resource is lifted, and nothing else', () => {
  const book = new LaneBook(newPatience());
  book.take([squeezing(10, 12), { ...squeezing(10, 12), ownerId: 'other' }, wanted(10, 12, 1, 2), wanted(13, 14)], doctor);
  book.lay({ ...claim(3, 10, 12, 'me'), ownerKind: 'block' });
  book.liftOwned('me', 1, { start: 10, end: 12 });
  expect(book.within([1, 2], { start: 0, end: 24 }).map(({ resourceNo, lane, start, ownerId }) => [resourceNo, lane, start, ownerId])).toEqual([
    [1, 1, 13, 'me'], [1, 2, 10, 'other'], [1, 3, 10, 'me'], [2, 1, 10, 'me'],
  ]);
});

/** On the first lane, of which the next one is in need: on the second one is somebody from noon on. */
function bookWithFirst() {
  const book = new LaneBook(newPatience());
  book.lay(claim(2, 12, 13));
  const first = { ...wanted(10, 12), ownerId: 'first' };
  expect(book.take([first], two)).toEqual([[1]]);
  return { book, laneOfFirst: () => book.lanesOf('first', 1, first)[0] };
}

test('what was taken goes to another lane where that leaves the next one its own', () => {
  const { book, laneOfFirst } = bookWithFirst();
  expect(book.take([wanted(11, 13)], two)).toEqual([[1]]);
  expect(laneOfFirst()).toBe(2);
  expect(book.take([wanted(11.5, 12)], two)).toBe('taken');
});

test('it goes back when another claim of the same slot finds none', () => {
  const { book, laneOfFirst } = bookWithFirst();
  book.lay({ ...claim(1, 12, 13), resourceNo: 2 });
  expect(book.take([wanted(11, 13), wanted(11, 13, 2, 2)], two)).toBe('taken');
  expect(laneOfFirst()).toBe(1);
  expect(book.within([1, 2], { start: 0, end: 24 })).toHaveLength(3);
});

test('whoever was there before leaves for nobody, nor does who was squeezed in', () => {
  const book = new LaneBook(newPatience());
  book.lay(claim(1, 10, 12));
  book.lay(claim(2, 12, 13));
  expect(book.take([wanted(11, 13)], two)).toBe('taken');
  const doctors = of(2, { squeezeLanes: 2, squeezePerDay: 3 });
  expect(book.take([squeezing(11, 13)], doctors)).toEqual([[3]]);
  expect(book.take([{ ...squeezing(10, 11), ownerId: 'early' }], doctors)).toEqual([[2]]);
  expect(book.lanesOf('me', 1, squeezing(11, 13))).toEqual([3]);
});

test('a party of which not all find a regular lane takes as many as an arrangement leaves', () => {
  const { book, laneOfFirst } = bookWithFirst();
  expect(book.take([squeezing(11, 13, 2)], of(2, { squeezeLanes: 1, squeezePerDay: 1 }))).toEqual([[1, 3]]);
  expect(laneOfFirst()).toBe(2);
});

test('before what yields is taken away others go to other lanes, and only when that does not help onto its own', () => {
  const book = new LaneBook(newPatience());
  book.layYielding(claim(2, 12, 13));
  book.take([{ ...wanted(10, 12), ownerId: 'first' }], two);
  expect(book.take([wanted(11, 13)], two)).toEqual([[1]]);
  const { book: other, laneOfFirst } = bookWithFirst();
  other.layYielding(claim(2, 9, 10.5));
  expect(other.take([wanted(11, 13)], two)).toEqual([[1]]);
  expect(laneOfFirst()).toBe(2);
});

test('what yields is taken away only where no other lane is free, and stays when that does not help either', () => {
  const book = new LaneBook(newPatience());
  book.layYielding(claim(1, 10, 12));
  expect(book.take([wanted(11, 13)], two)).toEqual([[2]]);
  book.lay(claim(2, 20, 22));
  book.layYielding(claim(1, 20, 21));
  // Neither lane does for both of them: the first one's way there is given back.
  expect(book.take([wanted(20, 21), wanted(20, 21)], two)).toBe('taken');
  book.lay(claim(2, 30, 32));
  book.layYielding(claim(1, 30, 31));
  expect(book.take([wanted(30, 31)], two)).toEqual([[1]]);
  // It is gone for whoever comes next.
  expect(book.take([wanted(31, 32)], two)).toEqual([[1]]);
  expect(book.take([wanted(20, 21, 2)], of(3))).toEqual([[1, 3]]);
});
