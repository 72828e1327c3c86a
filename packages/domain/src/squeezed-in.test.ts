import { expect, test } from 'vitest';
import { lanesBeyond, peopleSqueezedIn, placesBeyond } from './squeezed-in.ts';

const sofa = { id: 'sofa', capacity: 2 };
const host = { id: 'host', capacity: 1 };
const party = (partySize: number, ...lanes: number[]) => ({ partySize, squeezedIn: true, lanesByResource: [{ resourceId: 'sofa', lanes }] });
const unanswered = (partySize: number) => ({ partySize, squeezedIn: true });

test('beyond the capacity is what lies in a lane beyond it, as it is now', () => {
  expect(lanesBeyond(party(3, 2, 3, 4), sofa)).toBe(2);
  expect(lanesBeyond(party(3, 2, 3, 4), { ...sofa, capacity: 4 })).toBe(0);
  expect(lanesBeyond(party(3, 2, 3, 4), host)).toBe(0);
  expect(lanesBeyond({ partySize: 3, squeezedIn: false }, sofa)).toBe(0);
  expect(lanesBeyond(unanswered(3), sofa)).toBe(null);
  expect(lanesBeyond({ ...unanswered(3), lanesByResource: null }, sofa)).toBe(null);
});

test('of a party those are squeezed in who sit beyond the capacity; where nobody sits one a head, all of them', () => {
  expect(peopleSqueezedIn(party(3, 2, 3, 4), [sofa, host])).toBe(2);
  expect(peopleSqueezedIn(unanswered(3), [sofa])).toBe(3);
  expect(peopleSqueezedIn({ partySize: 3, squeezedIn: true, lanesByResource: [{ resourceId: 'host', lanes: [2] }] }, [sofa, host])).toBe(3);
  expect(peopleSqueezedIn({ partySize: 3, squeezedIn: false }, [sofa])).toBe(0);
});

test('of several the places count, and of those who wait for an answer what is certain', () => {
  expect(placesBeyond([{ partySize: 1 }, party(3, 2, 3, 4)], sofa)).toBe(2);
  // One who had a regular place gave it up: the three keep theirs.
  expect(placesBeyond([{ partySize: 1 }, party(3, 3, 4, 5)], sofa)).toBe(3);
  expect(placesBeyond([{ partySize: 2 }, unanswered(3)], sofa)).toBe(3);
  expect(placesBeyond([{ partySize: 1 }, unanswered(3)], sofa)).toBe(2);
  expect(placesBeyond([unanswered(1)], sofa)).toBe(1);
  expect(placesBeyond([party(2, 2, 3), unanswered(2)], sofa)).toBe(2);
  expect(placesBeyond([], sofa)).toBe(0);
});
