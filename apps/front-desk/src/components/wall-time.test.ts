import { expect, test } from 'vitest';
import { readWallTime, stepWallTime } from './wall-time.ts';

test.each([
  ['9', '09:00'], ['09:30', '09:30'], ['930', '09:30'], ['9.30', '09:30'], ['9h30', '09:30'], ['1045', '10:45'], ['23:59', '23:59'], ['9:30 pm', '21:30'], ['12am', '00:00'], ['12 p.m.', '12:00'], [' 7 ', '07:00'],
])('%s is %s', (typed, time) => expect(readWallTime(typed)).toBe(time));

test.each(['', '24:00', '9:60', '25', 'noon', '13pm', '9:3', '12345'])('“%s” is no time', (typed) => expect(readWallTime(typed)).toBeNull());

test('arrow keys go to the next line of the grid, round midnight', () => {
  expect(stepWallTime('10:45', 15)).toBe('11:00');
  expect(stepWallTime('10:50', 15)).toBe('11:00');
  expect(stepWallTime('10:50', -15)).toBe('10:45');
  expect(stepWallTime('23:45', 15)).toBe('00:00');
  expect(stepWallTime('00:00', -15)).toBe('23:45');
});
