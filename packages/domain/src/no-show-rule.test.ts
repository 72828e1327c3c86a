import { expect, test } from 'vitest';
import { noShowPolicy, noShowRule } from './no-show-rule.ts';

test('from the nth no-show on', () => {
  expect([0, 1, 2, 3].map((noShows) => noShowRule(noShowPolicy(2, 'deposit'), noShows))).toEqual([null, null, 'deposit', 'deposit']);
  expect(noShowRule(noShowPolicy(1, 'approval'), 1)).toBe('approval');
});

test('no policy asks for nothing', () => {
  expect(noShowRule(null, 99)).toBe(null);
  expect(noShowRule(undefined, 99)).toBe(null);
});
