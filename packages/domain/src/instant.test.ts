import { expect, test } from 'vitest';
import { fromWire, toWire } from './instant.ts';

test('the wire has instants in UTC with milliseconds, and takes any offset', () => {
  expect(toWire(fromWire('2026-11-21T18:00:00+01:00'))).toBe('2026-11-21T17:00:00.000Z');
  expect(fromWire('2026-11-21T17:00:00.001Z') - fromWire('2026-11-21T17:00:00Z')).toBe(1);
});

test('what is no time is refused by its name', () => {
  expect(() => fromWire('tomorrow')).toThrow(new RangeError('Not an RFC 3339 time: tomorrow'));
});
