import { expect, test } from 'vitest';
import { monthGrid, shiftMonth } from './month-grid.ts';

test('six weeks from the Monday on or before the first', () => {
  const november = monthGrid('2026-11-21');
  expect(november).toHaveLength(42);
  expect(november[0]).toBe('2026-10-26');
  expect(monthGrid('2026-06-15')[0]).toBe('2026-06-01');
});

test('the 31st becomes the last day of a shorter month', () => {
  expect(shiftMonth('2026-01-31', 1)).toBe('2026-02-28');
});
