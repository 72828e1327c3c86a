import { expect, test } from 'vitest';
import { ceilToGrid, floorToGrid, gridLines, roundToGrid } from './grid.ts';
import { minuteMs, toWire } from './instant.ts';

const at = (wire: string) => Date.parse(wire);

test('the grid is that of the wall clock, whatever UTC shows', () => {
  // Kathmandu is at +05:45: 10:00 there is 04:15Z.
  expect(toWire(floorToGrid(at('2026-11-21T04:44:59Z'), 30, 'Asia/Kathmandu'))).toBe('2026-11-21T04:15:00.000Z');
  expect(toWire(ceilToGrid(at('2026-11-21T04:15:01Z'), 30, 'Asia/Kathmandu'))).toBe('2026-11-21T04:45:00.000Z');
});

test('an instant on the grid stays', () => {
  const line = at('2026-11-21T10:15:00Z');
  expect([floorToGrid, ceilToGrid, roundToGrid].map((snap) => snap(line, 15, 'Europe/Berlin'))).toEqual([line, line, line]);
});

test('half way goes up', () => {
  expect(roundToGrid(at('2026-11-21T10:07:29Z'), 15, 'UTC')).toBe(at('2026-11-21T10:00:00Z'));
  expect(roundToGrid(at('2026-11-21T10:07:30Z'), 15, 'UTC')).toBe(at('2026-11-21T10:15:00Z'));
});

test('the hours of a half-hour clock change are an hour and a half apart', () => {
  // Lord Howe goes from 02:00 (+10:30) to 02:30 (+11) at 15:30Z: 02:00 is never shown.
  const lines = [...gridLines({ start: at('2026-10-03T14:00:00Z'), end: at('2026-10-03T17:00:00Z') }, 60, 'Australia/Lord_Howe')];
  expect(lines.map(toWire)).toEqual(['2026-10-03T14:30:00.000Z', '2026-10-03T16:00:00.000Z']);
});

test('lines are made as they are asked for', () => {
  const endless = gridLines({ start: 0, end: 1e14 }, 15, 'UTC');
  expect([endless.next().value, endless.next().value]).toEqual([0, 15 * minuteMs]);
});

test.each([0, -5, 7, 7.5, Number.NaN])('a grid of %d minutes throws', (grid) => {
  expect(() => floorToGrid(0, grid, 'UTC')).toThrow(RangeError);
});
