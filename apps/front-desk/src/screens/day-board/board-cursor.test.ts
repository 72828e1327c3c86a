import { expect, test } from 'vitest';
import type { BoardItem } from '../../desk.ts';
import { itemAt, moveCursor, type CursorField, type CursorKey } from './board-cursor.ts';

const minute = 60_000;
const at = (time: string): number => (Number(time.slice(0, 2)) * 60 + Number(time.slice(3))) * minute;
const taken = (from: string, to: string): BoardItem => {
  const range = { start: at(from), end: at(to) };
  return { kind: 'block', key: from, id: from, ...range, occupied: range, resourceIds: [], certainty: 'confirmed', atRisk: false, row: { id: from, locationId: '', resourceIds: [], start: '', end: '', reason: '', removed: false } };
};
const field: CursorField = { columns: [[taken('10:00', '11:30'), taken('11:35', '11:45')], [taken('10:15', '10:45')]], range: { start: at('08:00'), end: at('18:00') }, stepMinutes: 15 };
const walk = (column: number, from: string, ...keys: CursorKey[]) => {
  const { column: to, at: instant } = keys.reduce((cursor, key) => moveCursor(field, cursor, key), { column, at: at(from) });
  return [to, `${String(Math.floor(instant / minute / 60)).padStart(2, '0')}:${String((instant / minute) % 60).padStart(2, '0')}`];
};

test('up and down walk the grid and step over a booking as one', () => {
  expect(walk(0, '09:30', 'ArrowDown')).toEqual([0, '09:45']);
  expect(walk(0, '09:45', 'ArrowDown')).toEqual([0, '10:00']);
  expect(walk(0, '10:00', 'ArrowDown')).toEqual([0, '11:30']);
  expect(walk(0, '10:00', 'ArrowUp')).toEqual([0, '09:45']);
});

test('a booking that begins between two grid lines is not jumped over', () => {
  expect(walk(0, '11:30', 'ArrowDown')).toEqual([0, '11:35']);
  expect(walk(0, '11:45', 'ArrowUp')).toEqual([0, '11:35']);
});

test('left and right keep the time and stop at the edges', () => {
  expect(walk(0, '10:30', 'ArrowRight')).toEqual([1, '10:30']);
  expect(walk(1, '10:30', 'ArrowRight')).toEqual([1, '10:30']);
  expect(walk(1, '10:30', 'Home')).toEqual([0, '10:30']);
});

test('the edges of the day hold', () => {
  expect(walk(0, '08:00', 'ArrowUp', 'PageUp')).toEqual([0, '08:00']);
  expect(walk(0, '17:45', 'ArrowDown')).toEqual([0, '17:45']);
});

test('the cursor is on whatever covers it', () => {
  expect(itemAt(field, { column: 0, at: at('11:00') })?.key).toBe('10:00');
  expect(itemAt(field, { column: 0, at: at('11:30') })).toBeNull();
});
