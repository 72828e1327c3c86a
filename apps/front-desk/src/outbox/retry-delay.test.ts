import { expect, test } from 'vitest';
import { retryDelayMs } from './retry-delay.ts';

test('doubles from a second to thirty, and stays there however long it fails', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 1_000].map((failures) => retryDelayMs(failures, 1))).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000]);
});

test('is spread over half of itself', () => {
  expect([0, 0.5].map((random) => retryDelayMs(3, random))).toEqual([2_000, 3_000]);
});
