import { dayRange } from '@holdfast/domain/opening-hours';
import { describe, expect, test } from 'vitest';
import { boardRange, boardScale, closedRanges, hourMarks, instantAt, isUnderNow, snap, topOf } from './board-scale.ts';

const hour = 3_600_000;
const hours = (from: number, to: number) => ({ start: from * hour, end: to * hour });

describe('which hours are in view', () => {
  const day = hours(0, 24);
  test('opening hours with an hour on each side', () => {
    expect(boardRange(day, [hours(9, 12), hours(13, 18)], [])).toEqual(hours(8, 19));
  });
  test('wider where something lies outside, in whole hours', () => {
    expect(boardRange(day, [hours(9, 18)], [hours(6.5, 7), hours(20, 20.25)])).toEqual(hours(6, 21));
  });
  test('never beyond the day, unless the opening hours run past midnight', () => {
    expect(boardRange(day, [hours(0, 24)], [hours(-2, 1)])).toEqual(hours(0, 24));
    expect(boardRange(day, [hours(22, 26)], [])).toEqual(hours(21, 26));
  });
  test('office hours when it is closed all day', () => {
    expect(boardRange(day, [], [])).toEqual(hours(7, 19));
  });
});

test('a place on the board and the instant drawn there are one and the same', () => {
  const scale = boardScale(hours(8, 19), 64);
  expect(scale.height).toBe(11 * 64);
  expect(topOf(scale, 9 * hour)).toBe(64);
  expect(instantAt(scale, topOf(scale, 13.25 * hour))).toBe(13.25 * hour);
});

test.each([
  ['2026-03-29', 23],
  ['2026-10-25', 25],
  ['2026-11-21', 24],
])('on %s London has %i hours, each as tall as the others', (day, count) => {
  expect(hourMarks(dayRange(day, 'Europe/London'))).toHaveLength(count + 1);
});

test('the label of an hour gives way to that of now, where they would overlap', () => {
  const scale = boardScale(hours(8, 19), 64);
  expect([11.8, 11.9, 12, 12.1, 12.2].map((now) => isUnderNow(scale, 12 * hour, now * hour))).toEqual([true, true, true, true, true]);
  expect([11.75, 12.25].map((now) => isUnderNow(scale, 12 * hour, now * hour))).toEqual([false, false]);
  // Now is not on this day: its label is not there either.
  expect(isUnderNow(scale, 8 * hour, 7.95 * hour)).toBe(false);
});

test('closed is what lies outside the opening hours', () => {
  expect(closedRanges(hours(8, 20), [hours(9, 12), hours(13, 18)])).toEqual([hours(8, 9), hours(12, 13), hours(18, 20)]);
  expect(closedRanges(hours(8, 20), [])).toEqual([hours(8, 20)]);
  expect(closedRanges(hours(8, 20), [hours(0, 24)])).toEqual([]);
});

test('a drag snaps to the nearest step', () => {
  expect(snap(10 * hour + 7 * 60_000, 15, 0)).toBe(10 * hour);
  expect(snap(10 * hour + 8 * 60_000, 15, 0)).toBe(10.25 * hour);
  expect(snap(10 * hour + 8 * 60_000, 5, 0)).toBe(10 * hour + 10 * 60_000);
});
