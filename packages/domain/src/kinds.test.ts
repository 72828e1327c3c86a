import { expect, test } from 'vitest';
import { ofKind } from './kinds.ts';

test('a kind has what was said of it, and nothing every object has', () => {
  expect(ofKind({ room: 5 }, 'room')).toBe(5);
  expect(ofKind({ room: 5 }, 'person')).toBe(undefined);
  expect(ofKind<number>({ room: 5 }, 'constructor')).toBe(undefined);
  expect(ofKind({ toString: 7 }, 'toString')).toBe(7);
});
