import { expect, test } from 'vitest';
import { isSqueezeLane, maySqueezeIn, squeezeLanesOf } from './squeeze-in.ts';

test('squeeze-in lanes follow the capacity', () => {
  expect(squeezeLanesOf({ capacity: 1, squeezeLanes: 1 })).toEqual([2]);
  expect(squeezeLanesOf({ capacity: 12, squeezeLanes: 3 })).toEqual([13, 14, 15]);
  expect(squeezeLanesOf({ capacity: 12, squeezeLanes: 0 })).toEqual([]);
  expect(squeezeLanesOf({ capacity: 12 })).toEqual([]);
});

test('every lane beyond the capacity is one, and none within', () => {
  expect(isSqueezeLane({ capacity: 3 }, 3)).toBe(false);
  expect(isSqueezeLane({ capacity: 3 }, 4)).toBe(true);
});

test('so many a day, and none where there is no lane or no number', () => {
  const room = { capacity: 1, squeezeLanes: 1, squeezePerDay: 2 };
  expect([0, 1, 2, 3].map((squeezed) => maySqueezeIn(room, squeezed))).toEqual([true, true, false, false]);
  expect(maySqueezeIn({ capacity: 1, squeezePerDay: 2 }, 0)).toBe(false);
  expect(maySqueezeIn({ capacity: 1, squeezeLanes: 1 }, 0)).toBe(false);
});
