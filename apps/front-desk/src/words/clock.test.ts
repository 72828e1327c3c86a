import { expect, test } from 'vitest';
import { clockOf, longDay, shortDay, weekdayNames } from './clock.ts';

test('times are those of the location, whatever zone the browser is in', () => {
  const at = Date.parse('2026-11-21T17:05:00Z');
  expect(clockOf('Europe/London').time(at)).toBe('17:05');
  expect(clockOf('America/New_York').range(at, at + 3_600_000)).toBe('12:05–13:05');
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
