import { expect, test } from 'vitest';
import { onAnotherDay, startInView } from './move-target.ts';

const hour = 3_600_000;
const range = { start: 8 * hour, end: 24 * hour };

test('only the start has to be in view: what ends after midnight keeps its time', () => {
  expect(startInView(23 * hour, range, 15, 23 * hour)).toBe(23 * hour);
  expect(startInView(25 * hour, range, 15, 23 * hour)).toBe(23.75 * hour);
  expect(startInView(25 * hour, range, 15)).toBe(23.75 * hour);
  expect(startInView(7 * hour, range, 15)).toBe(8 * hour);
  expect(startInView(7 * hour, range, 15, 23 * hour)).toBe(8 * hour);
});

test('what began before the hours in view may stay where it began', () => {
  expect(startInView(-1 * hour, { start: 0, end: 24 * hour }, 15, -1 * hour)).toBe(-1 * hour);
  expect(startInView(-2 * hour, { start: 0, end: 24 * hour }, 15, -1 * hour)).toBe(-1 * hour);
});

const target = (start: string, hours = 1) => ({ column: 2, start: Date.parse(start), end: Date.parse(start) + hours * hour });
const moved = (start: string, from: string, to: string) => onAnotherDay(target(start), from, to, 'Europe/London');

test('on another day it is at the same time by the clock, as long and in the same column', () => {
  expect(moved('2026-10-23T14:00:00Z', '2026-10-23', '2026-10-26')).toEqual(target('2026-10-26T15:00:00Z'));
  expect(moved('2026-11-24T14:00:00Z', '2026-11-24', '2026-11-23')).toEqual(target('2026-11-23T14:00:00Z'));
});

test('what lies after midnight on the board of the evening before stays after midnight', () => {
  expect(moved('2026-11-25T01:00:00Z', '2026-11-24', '2026-11-27')).toEqual(target('2026-11-28T01:00:00Z'));
});

test('a time that the clock skips that day becomes the one after it', () => {
  expect(moved('2026-03-28T01:30:00Z', '2026-03-28', '2026-03-29')).toEqual(target('2026-03-29T01:30:00Z'));
});
