import { expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { occupied } from './occupancy.ts';

test('preparation comes before, cleanup after', () => {
  const range = { start: 60 * minuteMs, end: 90 * minuteMs };
  expect(occupied(range, { preparationMinutes: 5, cleanupMinutes: 10 })).toEqual({ start: 55 * minuteMs, end: 100 * minuteMs });
  expect(occupied(range, { preparationMinutes: 0, cleanupMinutes: 0 })).toEqual(range);
});
