import type { Waived } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { waivedElsewhere, waivedForAnother, waivedTogether } from './waived-rules.ts';

const gap: Waived = { rules: ['orphan_gap'], reason: 'The gap is needed' };
const hours: Waived = { rules: ['hours'], reason: 'The doctor stays' };
const missed: Waived = { rules: ['no_shows'], reason: 'Not their fault' };
const all: Waived = { rules: ['orphan_gap', 'no_shows', 'hours'], reason: 'Regular' };

test('two rules at two times stand together, each with its reason', () => {
  expect(waivedTogether(gap, missed)).toEqual({ rules: ['orphan_gap', 'no_shows'], reason: 'The gap is needed; Not their fault' });
  expect(waivedTogether(gap, { ...gap, rules: ['orphan_gap', 'hours'] })).toEqual({ rules: ['orphan_gap', 'hours'], reason: 'The gap is needed' });
});

test('one of them alone, or none, stands as it is', () => {
  expect([waivedTogether(gap, null), waivedTogether(undefined, gap)]).toEqual([gap, gap]);
  expect([waivedTogether(null, undefined), waivedTogether(undefined, null)]).toEqual([null, null]);
});

test('another time leaves gap and hours behind, not what was agreed about the customer', () => {
  expect([waivedElsewhere(gap, null), waivedElsewhere(hours, undefined), waivedElsewhere(undefined, null)]).toEqual([null, null, null]);
  expect(waivedElsewhere(all, null)).toEqual({ rules: ['no_shows'], reason: 'Regular' });
  expect(waivedElsewhere(missed, hours)).toEqual({ rules: ['no_shows', 'hours'], reason: 'Not their fault; The doctor stays' });
  expect(waivedElsewhere(hours, { ...hours, reason: 'Late train' })).toEqual({ rules: ['hours'], reason: 'Late train' });
});

test('another customer leaves behind what was agreed about the one before', () => {
  expect(waivedForAnother(missed, null)).toBeNull();
  expect(waivedForAnother(all, undefined)).toEqual({ rules: ['orphan_gap', 'hours'], reason: 'Regular' });
  expect(waivedForAnother(missed, { ...missed, reason: 'Paid another way' })).toEqual({ rules: ['no_shows'], reason: 'Paid another way' });
});
