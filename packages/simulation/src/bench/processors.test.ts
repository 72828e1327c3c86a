import { expect, test } from 'vitest';
import { sharesBetween, watchProcessors } from './processors.ts';

const stat = (fields: string): string => `cpu  ${fields}\ncpu0 1 1 1 1 1 1 1 1 0 0\nintr 5\n`;

test('what nobody wanted and what the host gave to others, as shares of all of it', () => {
  const before = stat('100 0 50 800 10 0 5 35 7 0');
  const after = stat('150 0 60 820 15 0 10 45 90 0');
  expect(sharesBetween(before, after)).toEqual({ idle: 25 / 100, stolen: 10 / 100 });
});

test('nothing is said of no time at all, or where nobody can be asked', async () => {
  const one = stat('1 0 1 1 0 0 0 0 0 0');
  expect(sharesBetween(one, one)).toBeNull();
  expect(sharesBetween('', '')).toBeNull();
  const end = await watchProcessors(() => Promise.resolve(null));
  expect(await end()).toBeNull();
});

test('it counts from when it began', async () => {
  const readings = [stat('10 0 0 90 0 0 0 0 0 0'), stat('20 0 0 110 0 0 0 10 0 0')];
  const end = await watchProcessors(() => Promise.resolve(readings.shift() ?? null));
  expect(await end()).toEqual({ idle: 0.5, stolen: 0.25 });
});
