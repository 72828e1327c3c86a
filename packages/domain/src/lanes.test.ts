import { expect, test } from 'vitest';
import { lanesFor } from './lanes.ts';

test('a party takes a lane a head of what has several, and one of what is sold whole', () => {
  expect(lanesFor({ capacity: 12 }, 1)).toBe(1);
  expect(lanesFor({ capacity: 12 }, 4)).toBe(4);
  expect(lanesFor({ capacity: 2 }, 4)).toBe(4);
  expect(lanesFor({ capacity: 1 }, 4)).toBe(1);
});
