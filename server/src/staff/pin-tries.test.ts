import { expect, test } from 'vitest';
import { PinTries } from './pin-tries.ts';

test('five wrong ones are free, then the wait doubles up to a quarter of an hour', () => {
  let now = 1_000_000;
  const tries = new PinTries(() => now);
  for (let round = 0; round < 5; round++) expect(tries.begin(['staff', 'terminal'])).toBe(0);
  expect(tries.begin(['staff', 'terminal'])).toBe(30);
  const waits: number[] = [];
  for (let round = 0; round < 7; round++) {
    const wait = tries.begin(['staff']);
    waits.push(wait);
    now += wait * 1_000;
    expect(tries.begin(['staff'])).toBe(0);
  }
  expect(waits).toEqual([30, 60, 120, 240, 480, 900, 900]);
});

test('many tries at once are counted before they are checked', () => {
  const tries = new PinTries(() => 1);
  const allowed = Array.from({ length: 100 }, () => tries.begin(['terminal'])).filter((wait) => wait === 0);
  expect(allowed).toHaveLength(5);
});

test('the right PIN clears the count; another person at another terminal never waits', () => {
  const tries = new PinTries(() => 1);
  for (let round = 0; round < 5; round++) tries.begin(['ana', 'counter 1']);
  expect(tries.begin(['ben', 'counter 1'])).toBeGreaterThan(0);
  expect(tries.begin(['ben', 'counter 2'])).toBe(0);
  tries.succeeded(['ana', 'counter 1']);
  expect(tries.begin(['ana', 'counter 1'])).toBe(0);
});

test('an hour of quiet forgives', () => {
  let now = 1;
  const tries = new PinTries(() => now);
  for (let round = 0; round < 5; round++) tries.begin(['ana']);
  now += 61 * 60_000;
  for (let round = 0; round < 5; round++) expect(tries.begin(['ana'])).toBe(0);
});
