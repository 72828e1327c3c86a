import { expect, test } from 'vitest';
import { noShowPolicies, noShowPolicy, noShowRule } from './no-show-rule.ts';

test('from the nth no-show on', () => {
  expect([0, 1, 2, 3].map((noShows) => noShowRule(noShowPolicy(2, 'deposit'), noShows))).toEqual([null, null, 'deposit', 'deposit']);
  expect(noShowRule(noShowPolicy(1, 'approval'), 1)).toBe('approval');
});

test('no policy asks for nothing', () => {
  expect(noShowRule(null, 99)).toBe(null);
  expect(noShowRule(undefined, 99)).toBe(null);
});

const sold = (id: string, policy: ReturnType<typeof noShowPolicy> | null, archived = false) => ({ id, name: id, archived, noShowPolicy: policy });
const services = [
  sold('late-deposit', noShowPolicy(3, 'deposit')), sold('deposit', noShowPolicy(1, 'deposit')), sold('approval', noShowPolicy(2, 'approval')),
  sold('nothing', null), sold('gone', noShowPolicy(1, 'approval'), true),
];

test('a service says what it asks itself, also when it is no longer offered', () => {
  expect(noShowPolicies(services, 'deposit')).toEqual([{ service: 'deposit', policy: noShowPolicy(1, 'deposit') }]);
  expect(noShowPolicies(services, 'gone').map(({ service }) => service)).toEqual(['gone']);
  expect([noShowPolicies(services, 'nothing'), noShowPolicies(services, 'unknown')]).toEqual([[], []]);
});

test('without a service all that are offered ask, the strictest first', () => {
  for (const listed of [services, services.toReversed()])
    expect(noShowPolicies(listed, null).map(({ service }) => service)).toEqual(['approval', 'deposit', 'late-deposit']);
});
