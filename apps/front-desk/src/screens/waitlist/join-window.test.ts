import { expect, test } from 'vitest';
import type { LocationRow } from '@holdfast/protocol/rows';
import { firstWindow, isOneDay, windowOf } from './join-window.ts';

const zone = 'Europe/London';
const location: LocationRow = {
  id: 'l', slug: 'l', name: 'Riverside', timeZone: zone, gridMinutes: 15,
  openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6'].map((day) => [day, [['09:00', '18:00']]])),
};
const at = (time: string, day = '2026-11-21'): number => Date.parse(`${day}T${time}:00Z`);
const day = '2026-11-21'; // a Saturday

test('two hours either side of what was wanted, inside the opening hours', () => {
  expect(firstWindow(location, day, { start: at('13:00'), end: at('14:00') }, at('08:00'))).toEqual({ start: at('11:00'), end: at('16:00') });
  expect(firstWindow(location, day, { start: at('09:30'), end: at('10:30') }, at('08:00'))).toEqual({ start: at('09:00'), end: at('12:30') });
  expect(firstWindow(location, day, { start: at('17:00'), end: at('18:00') }, at('08:00'))).toEqual({ start: at('15:00'), end: at('18:00') });
});

test('never before now, on the grid', () => {
  expect(firstWindow(location, day, { start: at('13:00'), end: at('14:00') }, at('12:07'))).toEqual({ start: at('12:15'), end: at('16:00') });
});

test('without a wish, what is left of the day; of a day that is over, the whole', () => {
  expect(firstWindow(location, day, null, at('10:42'))).toEqual({ start: at('10:45'), end: at('18:00') });
  expect(firstWindow(location, day, null, at('18:30'))).toEqual({ start: at('09:00'), end: at('18:00') });
  // Sunday is closed.
  expect(firstWindow(location, '2026-11-22', null, at('10:42'))).toEqual({ start: at('09:00', '2026-11-22'), end: at('18:00', '2026-11-22') });
});

test('an end at or before the start is the next morning’s, also when the clock changes in between', () => {
  expect(windowOf(day, '10:00', '12:00', zone)).toEqual({ start: at('10:00'), end: at('12:00'), nextDay: false });
  expect(windowOf(day, '22:00', '02:00', zone)).toEqual({ start: at('22:00'), end: at('02:00', '2026-11-22'), nextDay: true });
  // 2027-03-28: 22:00 GMT to 02:00 BST is three hours.
  const { start, end } = windowOf('2027-03-27', '22:00', '02:00', zone);
  expect((end - start) / 3_600_000).toBe(3);
});

test('a window to midnight is one day', () => {
  expect(isOneDay({ start: at('20:00'), end: at('00:00', '2026-11-22') }, zone)).toBe(true);
  expect(isOneDay({ start: at('20:00'), end: at('01:00', '2026-11-22') }, zone)).toBe(false);
});
