import { describe, expect, test } from 'vitest';
import { byBoardOrder, combinations, keepingTheRest, leavesNeeds, meetsNeeds, neededBy, type NeededResource } from './needs.ts';

const resource = (id: string, kind: string, position = 0, more: { locationId?: string; archived?: boolean } = {}) => ({
  id,
  kind,
  position,
  locationId: 'here',
  archived: false,
  ...more,
});
const room1 = resource('room1', 'room', 1);
const room2 = resource('room2', 'room', 2);
const room3 = resource('room3', 'room', 3);
const ann = resource('ann', 'person', 4);
const bo = resource('bo', 'person', 5);
const ids = (sets: Iterable<{ id: string }[]>) => [...sets].map((set) => set.map(({ id }) => id).join('+'));

describe('needs are met', () => {
  test('by one resource of each kind, in any order', () => {
    expect(meetsNeeds(['room', 'person'], [ann, room1])).toBe(true);
    expect(meetsNeeds(['room', 'person'], [room1, ann])).toBe(true);
    expect(meetsNeeds(['person', 'room'], [room1, ann])).toBe(true);
    expect(meetsNeeds(['room', 'room'], [room2, room1])).toBe(true);
    expect(meetsNeeds([], [])).toBe(true);
  });
  test('not by fewer, more or others', () => {
    expect(meetsNeeds(['room', 'person'], [room1])).toBe(false);
    expect(meetsNeeds(['room'], [room1, ann])).toBe(false);
    expect(meetsNeeds(['person'], [ann, room1])).toBe(false);
    expect(meetsNeeds(['room', 'person'], [room1, room2])).toBe(false);
    expect(meetsNeeds(['room', 'room', 'person'], [room1, ann, bo])).toBe(false);
  });
  test('not by one resource named twice', () => {
    expect(meetsNeeds(['room', 'room'], [room1, room1])).toBe(false);
  });
  test('not by an archived one, nor across locations', () => {
    expect(meetsNeeds(['room'], [resource('old', 'room', 0, { archived: true })])).toBe(false);
    expect(meetsNeeds(['room', 'person'], [room1, resource('far', 'person', 0, { locationId: 'there' })])).toBe(false);
  });
});

describe('needs are left open', () => {
  test('by some of what is needed, by nobody too', () => {
    expect(leavesNeeds(['room', 'person'], [room1])).toBe(true);
    expect(leavesNeeds(['room', 'room', 'person'], [room2, bo])).toBe(true);
    expect(leavesNeeds(['room'], [])).toBe(true);
  });
  test('not by all, by one too many of a kind, by others, or by one out of use', () => {
    expect(leavesNeeds(['room', 'person'], [ann, room1])).toBe(false);
    expect(leavesNeeds(['room', 'person'], [room1, room2])).toBe(false);
    expect(leavesNeeds(['room', 'room'], [ann])).toBe(false);
    expect(leavesNeeds(['room', 'person'], [resource('old', 'room', 0, { archived: true })])).toBe(false);
  });
});

test('who is named replaces those of the same kind, the others stay', () => {
  expect(ids([keepingTheRest(['person', 'room'], [bo], [ann, room1])])).toEqual(['bo+room1']);
  expect(ids([keepingTheRest(['room', 'room'], [room3], [room1, room2])])).toEqual(['room3+room1']);
  expect(ids([keepingTheRest(['person', 'room'], [bo, room2], [ann, room1])])).toEqual(['bo+room2']);
  expect(ids([keepingTheRest(['person', 'room'], [room1], [ann, room1])])).toEqual(['room1+ann']);
  expect(ids([keepingTheRest([], [bo], [ann])])).toEqual(['bo']);
});

describe('combinations', () => {
  const all = [bo, room3, room1, ann, room2];
  test('come in board order, kinds as the service lists them', () => {
    expect(ids(combinations(['room', 'person'], all, [], 100))).toEqual([
      'room1+ann', 'room1+bo', 'room2+ann', 'room2+bo', 'room3+ann', 'room3+bo',
    ]);
  });
  test('with what was asked for first', () => {
    expect(ids(combinations(['room', 'person'], all, ['room2', 'bo'], 100))).toEqual([
      'room2+bo', 'room1+bo', 'room2+ann', 'room3+bo', 'room1+ann', 'room3+ann',
    ]);
  });
  test('of a kind needed twice name each pair once', () => {
    expect(ids(combinations(['room', 'room'], all, [], 100))).toEqual(['room1+room2', 'room1+room3', 'room2+room3']);
  });
  test('are bounded and lazy', () => {
    const crowd = Array.from({ length: 200 }, (_, i) => resource(`p${i}`, 'person', i));
    const five = ['person', 'person', 'person', 'person', 'person'];
    expect(ids(combinations(five, crowd, ['p150'], 2))).toEqual(['p0+p1+p2+p3+p150', 'p0+p1+p2+p4+p150']);
    const lastFive = ['p195', 'p196', 'p197', 'p198', 'p199'];
    expect(ids(combinations(five, crowd, lastFive, 1))).toEqual(['p195+p196+p197+p198+p199']);
  });
  test('there are none without enough, archived ones not counted', () => {
    expect(ids(combinations(['room', 'device'], all, [], 9))).toEqual([]);
    expect(ids(combinations(['device'], [resource('old', 'device', 0, { archived: true })], [], 9))).toEqual([]);
    expect(ids(combinations(['room'], all, [], 0))).toEqual([]);
  });
  test('of nothing is the empty one', () => {
    expect(ids(combinations([], all, [], 9))).toEqual(['']);
  });
});

describe('what was sold', () => {
  const sold = ['room', 'person'];
  test.each<[string, readonly string[], NeededResource[], readonly string[]]>([
    ['keeps its kinds where all of them are named', ['room'], [room1, ann], sold],
    ['keeps its kinds where some of them are named', ['room'], [room1], sold],
    ['is what is needed today where only that fits', ['room', 'room'], [room1, room2], ['room', 'room']],
    ['is what is needed today where nothing fits', ['room'], [ann, bo], ['room']],
  ])('%s', (_, needs, named, expected) => {
    expect(neededBy(needs, sold, named)).toEqual(expected);
  });
});

test('equal positions stand in the order of their ids', () => {
  const [a, b] = [resource('a', 'room', 1), resource('b', 'room', 1)];
  expect([b, a].toSorted(byBoardOrder)).toEqual([a, b]);
  expect([a, b].toSorted(byBoardOrder)).toEqual([a, b]);
  expect(byBoardOrder(a, a)).toBe(0);
  expect([resource('a', 'room', 2), b].toSorted(byBoardOrder)[0]).toBe(b);
});
