import { expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { ofKind, shortestSellable } from './kinds.ts';

test('a kind has what was said of it, and nothing every object has', () => {
  expect(ofKind({ room: 5 }, 'room')).toBe(5);
  expect(ofKind({ room: 5 }, 'person')).toBe(undefined);
  expect(ofKind<number>({ room: 5 }, 'constructor')).toBe(undefined);
  expect(ofKind({ toString: 7 }, 'toString')).toBe(7);
});

test('the orphan-gap policy is there for the kinds that have one', () => {
  const kinds = { room: { shortestSellableMinutes: 30, minimumGapMinutes: 5 }, person: { minimumGapMinutes: 5 }, chair: { shortestSellableMinutes: 0 } };
  expect(shortestSellable(kinds)).toEqual({ room: 30 * minuteMs });
  expect(shortestSellable(null)).toEqual({});
  expect(shortestSellable()).toEqual({});
});
