import { expect, test } from 'vitest';
import { everySecond } from './progress.ts';

test('one line a second, and none in the first', () => {
  let now = 5_000;
  const told: string[] = [];
  const tell = everySecond((line) => told.push(line), () => now);
  for (const [at, line] of [[5_999, 'too early'], [6_000, 'first'], [6_999, 'too soon'], [9_500, 'second']] as const) {
    now = at;
    tell(line);
  }
  expect(told).toEqual(['first', 'second']);
});
