import { expect, test } from 'vitest';
import { readWallTime } from './wall-time.ts';

test.each([
  ['2025-02-01T10:30:00', 'Europe/Brussels', '2025-02-01T09:30:00.000Z'],
  ['2025-07-01 10:30', 'Europe/Brussels', '2025-07-01T08:30:00.000Z'],
  ['2025-10-26T02:30:00+02:00', 'Europe/Brussels', '2025-10-26T00:30:00.000Z'],
  ['2025-02-01T10:30:00Z', 'Europe/Brussels', '2025-02-01T10:30:00.000Z'],
  ['2025-02-01T10:30', 'America/New_York', '2025-02-01T15:30:00.000Z'],
])('%s in %s is %s', (text, zone, wire) => {
  expect(readWallTime(text, zone)).toEqual({ kind: 'instant', wire });
});

test('an hour that happens twice is not guessed, and both readings are offered', () => {
  expect(readWallTime('2025-10-26T02:30', 'Europe/Brussels')).toEqual({
    kind: 'ambiguous',
    detail: expect.stringContaining('2025-10-26T02:30:00+02:00 or 2025-10-26T02:30:00+01:00'),
  });
});

test('an hour that is skipped is not moved', () => {
  expect(readWallTime('2025-03-30T02:30', 'Europe/Brussels')).toMatchObject({ kind: 'nonexistent' });
});

test.each([
  ['yesterday', 'Europe/Brussels', 'unreadable'],
  ['', 'Europe/Brussels', 'unreadable'],
  ['2025-02-30T10:00', 'Europe/Brussels', 'unreadable'],
  ['2025-02-01', 'Europe/Brussels', 'unreadable'],
  ['2025-02-01T10:00', 'Mars/Olympus', 'unknown_zone'],
  ['2025-02-01T10:00', '', 'unknown_zone'],
])('%j in %j: %s', (text, zone, kind) => {
  expect(readWallTime(text, zone)).toMatchObject({ kind });
});
