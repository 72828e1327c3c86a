import { expect, test } from 'vitest';
import { asLeftByOwn, madeBy } from './own-changes.ts';

const at = (...versions: [string, number][]) => versions.map(([bookingId, version]) => ({ bookingId, version }));

test.each<[string, number, [string, number][], number]>([
  ['one of them changed it', 1, [['a', 2]], 2],
  ['two of them did, one after the other', 1, [['a', 2], ['a', 3]], 3],
  ['they changed another one', 1, [['b', 2]], 1],
  ['somebody else changed it before they did', 1, [['a', 3]], 1],
  ['somebody else changed it between two of theirs', 1, [['a', 2], ['a', 4]], 2],
  ['it was seen after they changed it', 2, [['a', 2]], 2],
  ['it was seen between two of theirs', 2, [['a', 2], ['a', 3]], 3],
  ['none of them did anything', 4, [], 4],
])('a booking counts as it was left when %s', (_, seen, changes, left) => {
  expect(asLeftByOwn(at(['a', seen]), at(...changes))).toEqual(at(['a', left]));
});

test('what was seen of one booking at two moments is followed from each of them', () => {
  expect(asLeftByOwn(at(['a', 1], ['b', 1], ['a', 2]), at(['a', 3], ['b', 2]))).toEqual(at(['a', 1], ['b', 2], ['a', 3]));
});

test('a booking was made by what left its first version', () => {
  expect(madeBy(at(['a', 2], ['b', 1], ['b', 2]))).toEqual(['b']);
});
