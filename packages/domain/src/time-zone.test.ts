import { expect, test } from 'vitest';
import { fromWire } from './instant.ts';
import { isSameWallClock, timeZoneNamed } from './time-zone.ts';

test.each([
  ['Europe/London', 'Europe/London'],
  ['europe/london', 'Europe/London'],
  ['America/Argentina/Buenos_Aires', 'America/Argentina/Buenos_Aires'],
  ['Etc/GMT+5', 'Etc/GMT+5'],
  ['UTC', 'UTC'],
])('%s is %s', (given, name) => {
  expect(timeZoneNamed(given)).toBe(name);
});

test.each(['', 'London', 'Europe/Nowhere', '+01:00', '01', 'T10Z', 'Z', '2026-11-21T10:00Z[Europe/London]', 'Europe/London ', 'Europe//London', 'local'])(
  '"%s" is no zone', (given) => {
    expect(timeZoneNamed(given)).toBeNull();
  },
);

// London leaves summer time on 25 October, New York on 1 November: for a week they are an hour nearer.
const same = (zone: string, other: string, ...times: string[]) => isSameWallClock(times.map(fromWire), zone, other);

test('zones with one wall clock are the same, under whatever names', () => {
  expect(same('Europe/Berlin', 'Europe/Paris', '2026-07-01T10:00Z', '2026-12-01T10:00Z')).toBe(true);
  expect(same('Europe/London', 'UTC', '2026-12-01T10:00Z')).toBe(true);
});

test('where the clocks show something else they are not, on any of the instants', () => {
  expect(same('Europe/London', 'UTC', '2026-07-01T10:00Z')).toBe(false);
  // A booking over the night in which London goes back: the same before it, not after it.
  expect(same('Europe/Lisbon', 'Africa/Algiers', '2026-10-25T00:30Z', '2026-10-25T01:30Z')).toBe(false);
  expect(same('Europe/Lisbon', 'Africa/Algiers', '2026-10-25T00:30Z')).toBe(true);
});

test('a zone this device does not know shows nothing else', () => {
  expect(same('Europe/London', 'Mars/Olympus_Mons', '2026-07-01T10:00Z')).toBe(true);
});
