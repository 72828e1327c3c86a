import { expect, test } from 'vitest';
import { blankReason } from './blank-reason.ts';

test.each([
  ['a squeeze-in', 'create_booking', { squeezeIn: { reason: ' \t' } }, 'squeezeIn.reason'],
  ['a waived rule', 'create_booking', { waive: { reason: '' } }, 'waive.reason'],
  ['the squeeze-in first, of both', 'create_booking', { squeezeIn: { reason: '' }, waive: { reason: '' } }, 'squeezeIn.reason'],
  ['a rule that was waived beside a squeeze-in that says why', 'create_booking', { squeezeIn: { reason: 'Regular' }, waive: { reason: '' } }, 'waive.reason'],
  ['an overridden hold', 'override_hold', { reason: '\n' }, 'reason'],
  ['an overridden hold that says nothing', 'override_hold', {}, 'reason'],
] as const)('nothing explains %s', (_, kind, args, path) => {
  expect(blankReason(kind, args)).toBe(path);
});

test.each([
  ['both exceptions say why', 'create_booking', { squeezeIn: { reason: 'Regular' }, waive: { reason: ' Regular ' } }],
  ['there is no exception', 'create_booking', {}],
  ['an overridden hold says why', 'override_hold', { reason: 'A fire' }],
  ['a cancellation needs no reason', 'cancel_booking', { reason: '' }],
] as const)('nothing is missing where %s', (_, kind, args) => {
  expect(blankReason(kind, args)).toBeNull();
});
