import { expect, test } from 'vitest';
import { lookedAt } from './looked-at.ts';

const day = 24 * 3_600_000;
const hour = 3_600_000;
const midnight = 10_000 * day;
const now = midnight + 8 * hour;
const look = { now, horizonMs: 6 * hour, timeZone: 'UTC' };
const visit = (start: number) => ({ start, end: start + hour });

test('what is wanted soon is looked at together with the whole days around it', () => {
  const wanted = visit(midnight + 10 * hour);
  expect(lookedAt(wanted, wanted, look)).toEqual([{ start: midnight, end: midnight + day }]);
  expect(lookedAt(wanted, wanted, { ...look, horizonMs: day })).toEqual([{ start: midnight, end: midnight + 2 * day }]);
  const next = visit(midnight + day + hour);
  expect(lookedAt(next, next, look)).toEqual([{ start: midnight, end: midnight + 2 * day }]);
});

test('what an opening at the edge would occupy belongs to it', () => {
  const wanted = visit(midnight + 17 * hour);
  expect(lookedAt(wanted, wanted, look)).toEqual([{ start: midnight, end: midnight + 2 * day }]);
  const earlier = visit(midnight + 16.5 * hour);
  expect(lookedAt(earlier, earlier, look)).toEqual([{ start: midnight, end: midnight + day }]);
  expect(lookedAt(earlier, { ...earlier, end: earlier.end + hour }, look)).toEqual([{ start: midnight, end: midnight + 2 * day }]);
  const tomorrow = visit(midnight + day + 7 * hour);
  expect(lookedAt(tomorrow, tomorrow, look)).toEqual([{ start: midnight + day, end: midnight + 2 * day }]);
  expect(lookedAt(tomorrow, { ...tomorrow, start: tomorrow.start - 2 * hour }, look)).toEqual([{ start: midnight, end: midnight + 2 * day }]);
});

test('a day is the day of the location', () => {
  const wanted = visit(midnight + 10 * hour);
  expect(lookedAt(wanted, wanted, { ...look, timeZone: 'Asia/Tokyo' })).toEqual([{ start: midnight - 9 * hour, end: midnight + 39 * hour }]);
});

test('what was wanted yesterday is looked at together with today, and years ago without the years between', () => {
  const yesterday = visit(midnight - hour / 2);
  expect(lookedAt(yesterday, yesterday, look)).toEqual([{ start: yesterday.start, end: midnight + day }]);
  const long = visit(now - 900 * day);
  expect(lookedAt(long, long, look)).toEqual([long, { start: midnight, end: midnight + day }]);
});
