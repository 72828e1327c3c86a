import type { LocationRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { instantOf, openOfDay } from './opening.ts';

const location = (hours: [string, string][], timeZone = 'UTC'): LocationRow => ({
  id: 'l', slug: 'l', name: 'L', timeZone, gridMinutes: 15, openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((weekday) => [weekday, hours])),
});
const said = (place: LocationRow, day: string): string[] => openOfDay(place, day).map(({ start, end }) => `${new Date(start).toISOString().slice(5, 16)} ${new Date(end).toISOString().slice(5, 16)}`);

test('the hours that begin on the day', () => {
  expect(said(location([['09:00', '12:00'], ['13:00', '18:00']]), '2026-11-21')).toEqual(['11-21T09:00 11-21T12:00', '11-21T13:00 11-21T18:00']);
});

test('a night runs past midnight and belongs to the day it began on', () => {
  expect(said(location([['20:00', '02:00']]), '2026-11-21')).toEqual(['11-21T00:00 11-21T02:00', '11-21T20:00 11-22T02:00']);
});

test('a place that never closes has days of its own', () => {
  expect(said(location([['00:00', '24:00']]), '2026-11-21')).toEqual(['11-21T00:00 11-22T00:00']);
});

test('a wall time that the clocks skip becomes the one after it', () => {
  expect(new Date(instantOf('2026-03-29', '01:30', 'Europe/London')).toISOString()).toBe('2026-03-29T01:30:00.000Z');
});
