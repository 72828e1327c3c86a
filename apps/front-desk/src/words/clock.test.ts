import { expect, test } from 'vitest';
import { clockOf, longDay, shortDay, weekdayNames } from './clock.ts';

test('times are those of the location, whatever zone the browser is in', () => {
  const at = Date.parse('2026-11-21T17:05:00Z');
  expect(clockOf('Europe/London').time(at)).toBe('17:05');
  expect(clockOf('America/New_York').range(at, at + 3_600_000)).toBe('12:05–13:05');
});

test('a time that the clock shows twice says which of them it is, and no other does', () => {
  const { time, range, wall } = clockOf('Europe/London');
  const at = Date.parse('2026-10-25T00:30:00Z');
  expect([at, at + 3_600_000].map(time)).toEqual(['01:30 BST', '01:30 GMT']);
  expect(range(at, at + 3_600_000)).toBe('01:30 BST–01:30 GMT');
  expect(range(at - 3_600_000, at + 2 * 3_600_000)).toBe('00:30–02:30');
  expect(wall(at)).toBe('01:30');
});

test('the zone is named only where the wall clocks differ', () => {
  const at = Date.parse('2026-11-21T17:05:00Z');
  const here = Temporal.Now.timeZoneId();
  expect(clockOf(here).foreignZone(at)).toBeNull();
  expect(clockOf('Pacific/Kiritimati').foreignZone(at)).toBe('Kiritimati time');
});

test('days are dates, not instants', () => {
  expect(longDay('2026-11-21')).toBe('Saturday 21 November');
  expect(shortDay('2026-03-29')).toBe('Sun 29 Mar');
  expect(weekdayNames()).toEqual(['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']);
});
