import { expect, test } from 'vitest';
import { newestOf, withNewer } from './with-newer.ts';

const change = (version: number) => ({ version });

test('what is newer comes first, each once, and the list is as long as the server would make it', () => {
  const known = [change(5), change(3)];
  expect(withNewer(known, [change(9), change(7)], 200)).toEqual([change(9), change(7), change(5), change(3)]);
  // Asked twice at once, or of a server that tells all every time.
  expect(withNewer(known, [change(7), change(5), change(3)], 200)).toEqual([change(7), change(5), change(3)]);
  expect(withNewer(known, [change(7)], 2)).toEqual([change(7), change(5)]);
});

test('nothing newer leaves the list as it is', () => {
  const known = [change(5)];
  expect(withNewer(known, [], 200)).toBe(known);
  expect(withNewer(known, [change(5)], 200)).toBe(known);
});

test('seen is up to the newest version, wherever the clock put it', () => {
  expect(newestOf([])).toBeUndefined();
  expect(newestOf([change(3), change(5)])).toBe(5);
});
