import { expect, test } from 'vitest';
import { inTheWay, type Yielding } from './in-the-way.ts';
import { claim } from './test-catalogue.ts';

const claims = [
  claim(1, 8, 9, { ownerId: 'a' }),
  claim(1, 9, 10, { ownerId: 'a', ownerKind: 'block' }),
  claim(1, 10, 11, { ownerId: 'a', ownerKind: 'hold' }),
  claim(1, 11, 12, { ownerId: 'kept', ownerKind: 'hold', yields: true }),
];
const left = (asker: Partial<Yielding>) => inTheWay(claims, { channel: 'web', ...asker }).map(({ ownerId, ownerKind }) => `${ownerKind} ${ownerId}`);

test('all stand in the way of who comes new', () => {
  expect(left({})).toEqual(['booking a', 'block a', 'hold a', 'hold kept']);
});

test('what moves is not in its own way; a block that happens to have its id is', () => {
  expect(left({ movingId: 'a' })).toEqual(['block a', 'hold a', 'hold kept']);
});

test('nor is the hold that is taken over', () => {
  expect(left({ usingHoldIds: ['a'] })).toEqual(['booking a', 'block a', 'hold kept']);
});

test('time kept for an undo yields to the desk', () => {
  expect(left({ channel: 'desk' })).toEqual(['booking a', 'block a', 'hold a']);
});
