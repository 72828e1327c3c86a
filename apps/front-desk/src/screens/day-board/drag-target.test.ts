import { expect, test } from 'vitest';
import { boardScale } from './board-scale.ts';
import { dragTarget, type Grip } from './drag-target.ts';

const hour = 3_600_000;
const scale = boardScale({ start: 8 * hour, end: 19 * hour }, 60);
const grip: Grip = { mode: 'move', from: { start: 10 * hour, end: 11 * hour }, fromColumn: 1, offset: 20 };
const aim = (x: number, y: number, how: Partial<Grip> = {}, step = 15) => dragTarget({ ...grip, ...how }, x, y, 100, 4, scale, step, 0);

test('a move keeps the length and lands on the step nearest to its top edge', () => {
  expect(aim(150, 120 + 20 + 68)).toEqual({ column: 1, start: 11.25 * hour, end: 12.25 * hour });
  expect(aim(150, 120 + 20 + 67, {}, 5)).toEqual({ column: 1, start: 11 * hour + 5 * 60_000, end: 12 * hour + 5 * 60_000 });
});

test('the pointer chooses the column, and past the edges the outermost', () => {
  expect(aim(399, 140).column).toBe(3);
  expect(aim(900, 140).column).toBe(3);
  expect(aim(-5, 140).column).toBe(0);
});

test('nothing is moved out of view', () => {
  expect(aim(150, -500)).toMatchObject({ start: 8 * hour, end: 9 * hour });
  expect(aim(150, 5_000)).toMatchObject({ start: 18.75 * hour, end: 19.75 * hour });
});

test('what ends after the hours in view keeps its time in another column', () => {
  const late = { from: { start: 18 * hour, end: 21 * hour }, fromColumn: 1, offset: 20 };
  expect(aim(250, 600 + 20, late)).toEqual({ column: 2, start: 18 * hour, end: 21 * hour });
});

test('a resize stays in its column, keeps the start and is never shorter than a step', () => {
  expect(aim(399, 225, { mode: 'resize' })).toEqual({ column: 1, start: 10 * hour, end: 11.75 * hour });
  expect(aim(150, 0, { mode: 'resize' })).toEqual({ column: 1, start: 10 * hour, end: 10.25 * hour });
});
