import { expect, test } from 'vitest';
import { localClock } from './local-clock.ts';
import { at } from './test-catalogue.ts';

test('the wall’s time, with the date only where it is another day there', () => {
  const clock = localClock('Asia/Tokyo', at(10));
  expect([clock(at(10)), clock(at(14.75)), clock(at(15)), clock(at(-14))]).toEqual(['19:00', '23:45', '2026-12-03 00:00', '2026-12-01 19:00']);
});
