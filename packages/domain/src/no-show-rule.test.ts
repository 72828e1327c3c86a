import { expect, test } from 'vitest';
import { noShowRule, type NoShowPolicy } from './no-show-rule.ts';

/** As it comes over the wire. */
const policy = (from: number, then: NoShowPolicy['then']) => JSON.parse(`{"from":${from},"then":"${then}"}`) as NoShowPolicy;

test('from the nth no-show on', () => {
  expect([0, 1, 2, 3].map((noShows) => noShowRule(policy(2, 'deposit'), noShows))).toEqual([null, null, 'deposit', 'deposit']);
  expect(noShowRule(policy(1, 'approval'), 1)).toBe('approval');
});

test('no policy asks for nothing', () => {
  expect(noShowRule(null, 99)).toBe(null);
  expect(noShowRule(undefined, 99)).toBe(null);
});
