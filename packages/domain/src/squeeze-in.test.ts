import { expect, test } from 'vitest';
import { isSqueezeLane, maySqueezeIn, squeezeDay, squeezeLanesOf } from './squeeze-in.ts';

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

test('it counts for the local day on which it begins to occupy the resource', () => {
  const day = (start: string) => Object.values(squeezeDay(Date.parse(start), 'America/New_York')).map((instant) => new Date(instant).toISOString());
  expect(day('2026-12-02T04:30:00Z')).toEqual(['2026-12-01T05:00:00.000Z', '2026-12-02T05:00:00.000Z']);
  expect(day('2026-12-02T05:00:00Z')).toEqual(['2026-12-02T05:00:00.000Z', '2026-12-03T05:00:00.000Z']);
});

test('so many a day, and none where there is no lane or no number', () => {
  const room = { capacity: 1, squeezeLanes: 1, squeezePerDay: 2 };
  expect([0, 1, 2, 3].map((squeezed) => maySqueezeIn(room, squeezed))).toEqual([true, true, false, false]);
  expect(maySqueezeIn({ capacity: 1, squeezePerDay: 2 }, 0)).toBe(false);
  expect(maySqueezeIn({ capacity: 1, squeezeLanes: 1 }, 0)).toBe(false);
});
