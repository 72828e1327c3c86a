import { expect, test } from 'vitest';
import { countdown, heldState } from './countdown.ts';

test('minutes and seconds, never below zero', () => {
  expect(countdown(108_000, 0)).toBe('1:48');
  expect(countdown(9_001, 0)).toBe('0:10');
  expect(countdown(0, 5_000)).toBe('0:00');
});

test('held until the instant, then ran out; what was never held says so', () => {
  expect(heldState('1970-01-01T00:01:00Z', 59_000)).toEqual({ held: true, left: '0:01' });
  expect(heldState('1970-01-01T00:01:00Z', 60_000)).toEqual({ held: false, ranOut: true });
  expect(heldState(undefined, 0)).toEqual({ held: false, ranOut: false });
});
