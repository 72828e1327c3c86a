import { expect, test } from 'vitest';
import { localTime } from './local-time.ts';

test.each([
  ['2026-11-21T17:00:00.000Z', 'Europe/London', '2026-11-21T17:00:00+00:00'],
  ['2026-07-21T16:00:00.000Z', 'Europe/London', '2026-07-21T17:00:00+01:00'],
  ['2026-10-25T00:30:00.000Z', 'Europe/Berlin', '2026-10-25T02:30:00+02:00'],
  ['2026-10-25T01:30:00.000Z', 'Europe/Berlin', '2026-10-25T02:30:00+01:00'],
  ['2026-11-21T17:00:00.123Z', 'America/New_York', '2026-11-21T12:00:00.123-05:00'],
])('%s in %s is %s', (wire, zone, expected) => {
  expect(localTime(wire, zone)).toBe(expected);
  expect(Date.parse(expected)).toBe(Date.parse(wire));
});
