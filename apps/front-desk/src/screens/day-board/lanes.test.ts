import { expect, test } from 'vitest';
import { layoutLanes } from './lanes.ts';

const lay = (items: [string, number, number][], leastMs = 0) => Object.fromEntries(layoutLanes(items.map(([key, start, end]) => ({ key, start, end })), leastMs));

test('items that follow each other each have the whole column', () => {
  expect(lay([['a', 0, 10], ['b', 10, 20]])).toEqual({ a: { lane: 0, lanes: 1, span: 1 }, b: { lane: 0, lanes: 1, span: 1 } });
});

test('items that overlap share the column, and only those', () => {
  expect(lay([['a', 0, 10], ['b', 5, 15], ['c', 20, 30]])).toEqual({
    a: { lane: 0, lanes: 2, span: 1 },
    b: { lane: 1, lanes: 2, span: 1 },
    c: { lane: 0, lanes: 1, span: 1 },
  });
});

test('a lane that is free again is used again, and an item fills the lanes beside it that stay empty', () => {
  expect(lay([['a', 0, 30], ['b', 0, 10], ['c', 0, 10], ['d', 10, 30]])).toEqual({
    a: { lane: 0, lanes: 3, span: 1 },
    b: { lane: 1, lanes: 3, span: 1 },
    c: { lane: 2, lanes: 3, span: 1 },
    d: { lane: 1, lanes: 3, span: 2 },
  });
});

test('an item shorter than a line of text is laid out as tall as it is painted', () => {
  expect(lay([['a', 0, 5], ['b', 5, 30]], 10)['b']).toEqual({ lane: 1, lanes: 2, span: 1 });
  expect(lay([['a', 0, 5], ['b', 5, 30]], 5)['b']).toEqual({ lane: 0, lanes: 1, span: 1 });
});

test('the order in which items come changes nothing', () => {
  const items: [string, number, number][] = [['a', 0, 10], ['b', 5, 15], ['c', 12, 20], ['d', 0, 3]];
  expect(lay(items.toReversed())).toEqual(lay(items));
});
