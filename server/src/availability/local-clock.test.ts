import { expect, test } from 'vitest';
import { localClock } from './local-clock.ts';
import { at } from './test-catalogue.ts';

test('the wall’s time, with the date only where it is another day there', () => {
  const clock = localClock('Asia/Tokyo', at(10));
  expect([clock(at(10)), clock(at(14.75)), clock(at(15)), clock(at(-14))]).toEqual(['19:00', '23:45', '2026-12-03 00:00', '2026-12-01 19:00']);
});

test('of a time that the clock shows twice that night, which of the two', () => {
  const [midnight, firstOne, secondOne, two] = [23, 24, 25, 26].map((hour) => Date.UTC(2026, 9, 24, hour));
  const clock = localClock('Europe/London', midnight ?? 0);
  expect([midnight, firstOne, secondOne, two].map((instant) => clock(instant ?? 0))).toEqual(['00:00', '01:00 BST', '01:00 GMT', '02:00']);
  expect(localClock('Europe/London', 0)(secondOne ?? 0)).toBe('2026-10-25 01:00 GMT');
});
