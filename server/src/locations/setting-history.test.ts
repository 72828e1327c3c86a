import { expect, test } from 'vitest';
import { changedValues } from './setting-history.ts';

test('only what changed is named, nested values by their path', () => {
  const before = { holdSeconds: { web: 300, desk: 600 }, squeezeRole: 'staff', undoSeconds: 20 };
  const after = { holdSeconds: { web: 240, desk: 600 }, undoSeconds: 20, waitlist: 'all' };
  expect(changedValues({ before, after })).toEqual([
    { name: 'holdSeconds.web', from: 300, to: 240 },
    { name: 'squeezeRole', from: 'staff', to: null },
    { name: 'waitlist', from: null, to: 'all' },
  ]);
});

test('lists are compared whole, and what is new was nothing before', () => {
  expect(changedValues({ before: { openingHours: { 1: [['09:00', '17:00']] } }, after: { openingHours: { 1: [['09:00', '18:00']] } } })).toEqual([
    { name: 'openingHours.1', from: [['09:00', '17:00']], to: [['09:00', '18:00']] },
  ]);
  expect(changedValues({ before: null, after: { capacity: 2, hours: null } })).toEqual([{ name: 'capacity', from: null, to: 2 }]);
});
