import { expect, test } from 'vitest';
import type { Occurrence } from '@holdfast/protocol/outcomes';
import { chosenDates, firstFixes } from './choose-dates.ts';

const occurrence = (name: string, more: Partial<Occurrence> = {}): Occurrence => ({
  occurrence: name, start: name, end: name, resourceIds: ['room-1'], status: 'free', ...more,
});
const alternative = (start: string) => ({ start, end: start, resourceIds: ['room-2'] });
const asked = [
  occurrence('a'),
  occurrence('b', { status: 'taken', alternatives: [alternative('b1'), alternative('b2')] }),
  occurrence('c', { status: 'taken', alternatives: [] }),
];

test('every date that is taken starts with its first opening, or is left out where there is none', () => {
  expect([...firstFixes(asked)]).toEqual([['b', 0], ['c', 'leave_out']]);
});

test('what is chosen becomes changes, and says how many dates there will be', () => {
  expect(chosenDates(asked, firstFixes(asked))).toEqual({
    changes: [{ occurrence: 'b', start: 'b1', resourceIds: ['room-2'] }, { occurrence: 'c', skip: true }],
    count: 2,
  });
  expect(chosenDates(asked, new Map([['b', 1]])).changes[0]).toMatchObject({ start: 'b2' });
  expect(chosenDates(asked, new Map([['b', 'leave_out'] as const])).count).toBe(1);
});
