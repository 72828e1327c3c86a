import { expect, test } from 'vitest';
import { noShowRule } from './no-show-rule.ts';

test('from the nth no-show on', () => {
  expect([0, 1, 2, 3].map((noShows) => noShowRule({ from: 2, then: 'deposit' }, noShows))).toEqual([null, null, 'deposit', 'deposit']);
  expect(noShowRule({ from: 1, then: 'approval' }, 1)).toBe('approval');
});

test('no policy asks for nothing', () => {
  expect(noShowRule(null, 99)).toBe(null);
  expect(noShowRule(undefined, 99)).toBe(null);
});
