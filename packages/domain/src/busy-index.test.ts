import { describe, expect, test } from 'vitest';
import { indexBusy } from './busy-index.ts';

const room = { id: 'room', capacity: 1 };
const sauna = { id: 'sauna', capacity: 2 };

test('free up to the next span and from the end of the last', () => {
  const busy = indexBusy([room], [{ resourceId: 'room', start: 10, end: 20 }]);
  expect(busy.isFree('room', { start: 0, end: 10 })).toBe(true);
  expect(busy.isFree('room', { start: 20, end: 30 })).toBe(true);
  expect(busy.isFree('room', { start: 0, end: 11 })).toBe(false);
  expect(busy.isFree('room', { start: 19, end: 30 })).toBe(false);
  expect(busy.isFree('room', { start: 12, end: 13 })).toBe(false);
});

test('one lane must be free for the whole time: nobody changes lanes half way', () => {
  const busy = indexBusy(
    [sauna],
    [
      { resourceId: 'sauna', lane: 1, start: 0, end: 10 },
      { resourceId: 'sauna', lane: 2, start: 10, end: 20 },
    ],
  );
  expect(busy.isFree('sauna', { start: 0, end: 10 })).toBe(true);
  expect(busy.isFree('sauna', { start: 10, end: 20 })).toBe(true);
  expect(busy.isFree('sauna', { start: 5, end: 15 })).toBe(false);
});

test('empty is every lane free', () => {
  const busy = indexBusy([sauna], [{ resourceId: 'sauna', lane: 2, start: 10, end: 20 }]);
  expect(busy.isFree('sauna', { start: 10, end: 20 })).toBe(true);
  expect(busy.isEmpty('sauna', { start: 10, end: 20 })).toBe(false);
  expect(busy.isEmpty('sauna', { start: 20, end: 30 })).toBe(true);
});

describe('parties', () => {
  const bench = { id: 'bench', capacity: 4 };
  const two = [
    { resourceId: 'bench', lane: 1, start: 0, end: 10 },
    { resourceId: 'bench', lane: 3, start: 5, end: 15 },
  ];
  test('need as many lanes as they are, each free for the whole time', () => {
    const busy = indexBusy([bench], two);
    expect(busy.isFree('bench', { start: 0, end: 5 }, 3)).toBe(true);
    expect(busy.isFree('bench', { start: 0, end: 5 }, 4)).toBe(false);
    expect(busy.isFree('bench', { start: 0, end: 6 }, 2)).toBe(true);
    expect(busy.isFree('bench', { start: 0, end: 15 }, 3)).toBe(false);
    expect(busy.isFree('bench', { start: 15, end: 20 }, 4)).toBe(true);
    expect(busy.isFree('bench', { start: 15, end: 20 }, 5)).toBe(false);
  });
  test('take one of a resource that is sold whole, whatever their number', () => {
    expect(indexBusy([room], []).isFree('room', { start: 0, end: 10 }, 6)).toBe(true);
    expect(indexBusy([room], [{ resourceId: 'room', start: 0, end: 10 }]).isFree('room', { start: 0, end: 10 }, 6)).toBe(false);
    expect(indexBusy([room], []).isFree('ghost', { start: 0, end: 10 }, 6)).toBe(false);
  });
  test('painted before the server answered take that many', () => {
    const busy = indexBusy([bench], [...two, { resourceId: 'bench', lanes: 2, start: 0, end: 10 }]);
    expect(busy.isFree('bench', { start: 5, end: 10 })).toBe(false);
    expect(busy.isFree('bench', { start: 0, end: 5 }, 1)).toBe(true);
    expect(busy.isFree('bench', { start: 0, end: 5 }, 2)).toBe(false);
  });
});

test('a span on all lanes takes the whole resource', () => {
  const busy = indexBusy([sauna, room], [
    { resourceId: 'sauna', lane: 'all', start: 10, end: 20 },
    { resourceId: 'room', lane: 'all', start: 10, end: 20 },
  ]);
  expect(busy.isFree('sauna', { start: 10, end: 11 })).toBe(false);
  expect(busy.isFree('room', { start: 10, end: 11 })).toBe(false);
});

test('spans without a lane fill the lanes one after the other, around those that have one', () => {
  const painted = { resourceId: 'sauna', start: 0, end: 10 };
  const known = { resourceId: 'sauna', lane: 1, start: 5, end: 15 };
  expect(indexBusy([sauna], [painted]).isFree('sauna', painted)).toBe(true);
  expect(indexBusy([sauna], [painted, painted]).isFree('sauna', painted)).toBe(false);
  expect(indexBusy([sauna], [painted, known]).isFree('sauna', { start: 8, end: 9 })).toBe(false);
  expect(indexBusy([sauna], [painted, known]).isFree('sauna', { start: 10, end: 15 })).toBe(true);
});

test('spans without a lane are laid in the order of time, whatever order they came in', () => {
  const painted = [[0, 4], [6, 10], [0, 6], [5, 10]].map(([start = 0, end = 0]) => ({ resourceId: 'sauna', start, end }));
  expect(indexBusy([sauna], painted).isFree('sauna', { start: 8, end: 9 })).toBe(false);
  expect(indexBusy([sauna], painted).isFree('sauna', { start: 4, end: 5 })).toBe(true);
  // Who comes second on a lane leaves what was laid on it before.
  expect(indexBusy([sauna], painted).isFree('sauna', { start: 2, end: 3 })).toBe(false);
  // Of two that begin together, too.
  const known = { resourceId: 'sauna', lane: 2, start: 6, end: 15 };
  const together = [[0, 4], [0, 10]].map(([start = 0, end = 0]) => ({ resourceId: 'sauna', start, end }));
  const laid = [together, together.toReversed()].map((given) => indexBusy([sauna], [known, ...given]).isFree('sauna', { start: 0, end: 4 }));
  expect(laid[0]).toBe(laid[1]);
});

describe('classes', () => {
  const lesson = (classKey: string | null, start: number, end: number) => ({ resourceId: 'sauna', lane: 1, start, end, classKey });
  const busy = indexBusy([sauna], [lesson('yoga', 0, 10), lesson('yoga', 0, 10), lesson('yoga', 20, 30), lesson('dance', 0, 10), lesson(null, 0, 30), { resourceId: 'sauna', lane: 2, start: 0, end: 30 }]);
  test('are each told once, at every time at which something is of them', () => {
    expect(busy.classesOn('sauna', { start: 0, end: 30 })).toEqual(['yoga', 'dance']);
    expect(busy.classesOn('sauna', { start: 9, end: 11 })).toEqual(['yoga', 'dance']);
    expect(busy.classesOn('sauna', { start: 10, end: 20 })).toEqual([]);
    expect(busy.classesOn('sauna', { start: 10, end: 21 })).toEqual(['yoga']);
  });
  test('there are none on a resource that is not indexed', () => {
    expect(busy.classesOn('ghost', { start: 0, end: 30 })).toEqual([]);
  });
});

test('a painted span that fits no lane still takes time: two on a room are both busy', () => {
  const busy = indexBusy([room, sauna], [
    { resourceId: 'room', lane: 1, start: 10, end: 20 },
    { resourceId: 'room', start: 15, end: 25 },
    { resourceId: 'sauna', lane: 1, start: 0, end: 10 },
    { resourceId: 'sauna', lane: 2, start: 5, end: 20 },
    { resourceId: 'sauna', start: 5, end: 15 },
  ]);
  expect(busy.isFree('room', { start: 20, end: 25 })).toBe(false);
  expect(busy.isFree('sauna', { start: 10, end: 15 })).toBe(false);
});

test('squeeze-in lanes take nothing from what is for sale', () => {
  const busy = indexBusy([room, sauna], [
    { resourceId: 'room', lane: 2, start: 0, end: 10 },
    { resourceId: 'sauna', lane: 3, start: 0, end: 10 },
  ]);
  expect(busy.isEmpty('room', { start: 0, end: 10 })).toBe(true);
  expect(busy.isEmpty('sauna', { start: 0, end: 10 })).toBe(true);
});

test('a resource that is not indexed is never free', () => {
  const busy = indexBusy([room], [{ resourceId: 'ghost', start: 0, end: 1 }]);
  expect(busy.isFree('ghost', { start: 5, end: 6 })).toBe(false);
  expect(busy.isEmpty('ghost', { start: 5, end: 6 })).toBe(false);
  expect(busy.isFreeForSqueezeIn('ghost', { start: 5, end: 6 })).toBe(false);
  expect(busy.freeAround('ghost', { start: 5, end: 6 })).toBe(null);
});
