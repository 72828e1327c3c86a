import { expect, test } from 'vitest';
import { placeOf } from '../../words/clock.ts';
import { readZone } from './typed-zone.ts';

test.each([
  ['America/New_York', 'America/New_York'],
  ['america/new york', 'America/New_York'],
  [' New  York ', 'America/New_York'],
  ['tokyo', 'Asia/Tokyo'],
  ['los angeles', 'America/Los_Angeles'],
  ['UTC', 'UTC'],
])('"%s" is %s', (typed, zone) => {
  expect(readZone(typed)).toBe(zone);
});

test.each(['', 'New', 'Springfield', '+01:00'])('"%s" is no zone', (typed) => {
  expect(readZone(typed)).toBeNull();
});

test('a zone is called by its place', () => {
  expect(['Europe/London', 'America/Argentina/Buenos_Aires', 'UTC'].map(placeOf)).toEqual(['London', 'Buenos Aires', 'UTC']);
});
