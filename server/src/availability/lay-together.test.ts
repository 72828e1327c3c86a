import { expect, test } from 'vitest';
import { layTogether, mostAtOnce, newPatience, type LaneWish } from './lay-together.ts';

const lay = (wishes: readonly LaneWish[], others: Parameters<typeof layTogether>[1] = []) => layTogether(wishes, others, newPatience());
const wish = (start: number, end: number, lanes = 1, resourceNo = 1) => ({ resourceNo, capacity: 2, lanes, start, end });
const other = (lane: number, start: number, end: number, resourceNo = 1) => ({ resourceNo, lane, start, end });

test('the lowest lanes, as far as they do', () => {
  expect(lay([wish(9, 10), wish(10, 11), wish(10, 11)])).toEqual([[1], [1], [2]]);
  expect(lay([wish(9, 10), wish(9, 10, 1, 2)], [other(1, 8, 10)])).toEqual([[2], [1]]);
});

test('the first leaves a lane to the second where only that one will do', () => {
  expect(lay([wish(9, 10), wish(9.5, 10.5)], [other(2, 10, 11)])).toEqual([[2], [1]]);
  expect(lay([wish(9.5, 10.5), wish(9, 10)], [other(2, 10, 11)])).toEqual([[1], [2]]);
});

test('a party has all of its lanes, and nobody beside it', () => {
  expect(lay([wish(9, 10, 2), wish(10, 11)])).toEqual([[1, 2], [1]]);
  expect(lay([wish(9, 10, 2), wish(9.5, 10.5)])).toBeNull();
});

/** How much is looked at until it is clear that there is no arrangement. */
function lookedAtInVain(wishes: readonly LaneWish[], others: Parameters<typeof layTogether>[1] = []): number {
  const patience = newPatience();
  expect(layTogether(wishes, others, patience)).toBeNull();
  return newPatience().steps - patience.steps;
}

test('where there is no room there is none, and more than there are lanes are not looked at any further', () => {
  expect(lookedAtInVain([wish(9, 10)], [other(1, 8, 9.5), other(2, 9.5, 10)])).toBe(1 + 2);
  const crowd = Array.from({ length: 40 }, (_, at) => ({ ...wish(at / 100, 10), capacity: 39 }));
  expect(lookedAtInVain(crowd)).toBe(40);
});

test('lanes that are free for just as long are one choice', () => {
  const class20 = [...Array.from({ length: 10 }, () => wish(0, 10)), wish(9, 12)].map((each) => ({ ...each, capacity: 20 }));
  const later = Array.from({ length: 20 }, (_, at) => (at < 10 ? other(at + 1, 10, 11) : other(at + 1, 11, 12)));
  // As many on the ones as on the others, or one less, and so on.
  expect(lookedAtInVain(class20, later)).toBeLessThan(150 * (20 + 20));
});

test('a long chain on few lanes is tried through once, not once for each way to begin it', () => {
  // Each lies across the next one, so a third lane is always a choice; on each of them somebody is in the last one’s way.
  const chain = Array.from({ length: 100 }, (_, at) => ({ ...wish(at * 2, at * 2 + 3), capacity: 3 }));
  expect(lookedAtInVain(chain, [other(1, 198, 198.5), other(2, 199.5, 200), other(3, 200.5, 201)])).toBeLessThan(1_000 * (3 + 3));
});

test('what the searches of one decision may look at they use up together', () => {
  const patience = { steps: 7 };
  expect(layTogether([wish(9, 10), wish(9, 10)], [], patience)).toEqual([[1], [2]]);
  expect(layTogether([wish(9, 10), wish(9, 10)], [], patience)).toBeNull();
  expect(layTogether([wish(9, 10)], [], patience)).toBeNull();
});

test('a search that would begin with more than may be looked at does not begin', () => {
  const patience = { steps: 2_000 };
  const party = [wish(0, 10, 800), ...Array.from({ length: 5 }, (_, at) => wish(at, 10, 300))].map((each) => ({ ...each, capacity: 10_000 }));
  expect(layTogether(party, [], patience)).toBeNull();
  expect(patience).toEqual({ steps: 2_000 });
});

test('at one time lie those that have begun and not ended', () => {
  expect(mostAtOnce([])).toBe(0);
  expect(mostAtOnce([{ start: 9, end: 10 }, { start: 10, end: 11 }])).toBe(1);
  expect(mostAtOnce([{ start: 9, end: 12 }, { start: 11, end: 13 }, { start: 10, end: 11 }, { start: 9, end: 10 }, { start: 11.5, end: 12 }])).toBe(3);
});
