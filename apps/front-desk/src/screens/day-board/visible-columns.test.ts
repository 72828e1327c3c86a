import { expect, test } from 'vitest';
import { drawnColumns, visibleColumns } from './visible-columns.ts';

test('the columns in view and two beyond on each side', () => {
  expect(visibleColumns(1_000, 500, 100, 40)).toEqual({ from: 8, to: 17, shown: 10 });
});

test('never more columns than there are', () => {
  expect(visibleColumns(0, 5_000, 100, 8)).toEqual({ from: 0, to: 8, shown: 0 });
  expect(visibleColumns(9_999, 300, 300, 3)).toMatchObject({ to: 3, shown: 2 });
  expect(visibleColumns(0, 300, 0, 0)).toEqual({ from: 0, to: 0, shown: 0 });
});

test('the column that has the keyboard is drawn wherever the board is scrolled to', () => {
  const visible = { from: 8, to: 11, shown: 10 };
  expect(drawnColumns(visible, 9, 40)).toEqual([8, 9, 10]);
  expect(drawnColumns(visible, 0, 40)).toEqual([0, 8, 9, 10]);
  expect(drawnColumns(visible, 39, 40)).toEqual([8, 9, 10, 39]);
  expect(drawnColumns(visible, 40, 40)).toEqual([8, 9, 10]);
  expect(drawnColumns({ from: 0, to: 0, shown: 0 }, 0, 0)).toEqual([]);
});
