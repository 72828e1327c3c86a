import type { LocationRow, ResourceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { exceptionOn, instantOf, offRanges, openOfDay, presenceOf } from './opening.ts';

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

const closedFor = (reason: string) => ({ ...location([['09:00', '18:00']]), exceptions: [{ date: '2026-12-25', hours: [], reason }] });
const person = (over: Partial<ResourceRow>): ResourceRow => ({ id: 'p', locationId: 'l', slug: 'p', name: 'P', kind: 'person', label: '', capacity: 1, position: 1, archived: false, ...over });
const at = (time: string): number => Date.parse(`2026-11-21T${time}:00Z`);
const shifts = person({ hours: { '6': [['09:00', '12:00'], ['13:00', '17:00']] }, exceptions: [{ date: '2026-11-22', hours: [], reason: 'Holiday' }] });

test('an exception replaces the hours of its day, and says why', () => {
  expect(openOfDay(closedFor('Christmas'), '2026-12-25')).toEqual([]);
  expect(exceptionOn(closedFor('Christmas'), '2026-12-25')?.reason).toBe('Christmas');
  expect(exceptionOn(closedFor('Christmas'), '2026-12-24')).toBeNull();
});

test('a column is off where the location is open and it is not', () => {
  const place = location([['09:00', '18:00']]);
  const open = [{ start: at('09:00'), end: at('18:00') }];
  expect(offRanges(place, shifts, open, { start: at('08:00'), end: at('19:00') })).toEqual([
    { start: at('12:00'), end: at('13:00') }, { start: at('17:00'), end: at('18:00') },
  ]);
  expect(offRanges(place, person({}), open, { start: at('08:00'), end: at('19:00') })).toEqual([]);
});

test('who is off says until when, since when, or why for the day', () => {
  const place = location([['09:00', '18:00']]);
  const on = (time: string) => presenceOf(place, shifts, '2026-11-21', at(time));
  expect(on('09:30')).toEqual({ kind: 'there' });
  expect(on('12:30')).toEqual({ kind: 'off_until', at: at('13:00') });
  expect(on('17:30')).toEqual({ kind: 'gone', since: at('17:00') });
  expect(presenceOf(place, shifts, '2026-11-22', null)).toEqual({ kind: 'off_today', reason: 'Holiday' });
  expect(presenceOf(place, shifts, '2026-11-21', null)).toEqual({ kind: 'there' });
  expect(presenceOf(place, person({}), '2026-11-21', at('03:00'))).toEqual({ kind: 'there' });
});
