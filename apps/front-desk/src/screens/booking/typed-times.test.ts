import { expect, test } from 'vitest';
import { chosenOf, endsAfter, startsAt } from './typed-times.ts';

const zone = 'Europe/London';
const at = (instant: string) => Date.parse(instant);
const said = (instants: readonly number[]) => instants.map((instant) => new Date(instant).toISOString().slice(0, 16));
const ends = (start: string, day: string, wall: string) => said(endsAfter(at(start), day, wall, zone));

test('an end after the start is on the same day', () => {
  expect(ends('2026-11-21T10:00Z', '2026-11-21', '11:30')).toEqual(['2026-11-21T11:30']);
});

test('an end at or before the start is on the next day, as long as a night and no longer', () => {
  expect(ends('2026-11-21T23:00Z', '2026-11-21', '02:00')).toEqual(['2026-11-22T02:00']);
  expect(ends('2026-11-21T23:00Z', '2026-11-21', '00:00')).toEqual(['2026-11-22T00:00']);
  expect(ends('2026-11-21T23:00Z', '2026-11-21', '11:00')).toEqual(['2026-11-22T11:00']);
  expect(ends('2026-11-21T23:00Z', '2026-11-21', '11:15')).toEqual(['2026-11-21T11:15']);
  expect(ends('2026-11-21T10:00Z', '2026-11-21', '09:00')).toEqual(['2026-11-21T09:00']);
});

test('over the change to winter time, an hour is as long as it is', () => {
  expect(ends('2026-10-24T22:00Z', '2026-10-24', '03:00')).toEqual(['2026-10-25T03:00']);
});

test('a start in the hour that the clock shows twice may be the first or the second', () => {
  expect(said(startsAt('2026-10-25', '01:30', zone))).toEqual(['2026-10-25T00:30', '2026-10-25T01:30']);
  expect(said(startsAt('2026-10-25', '02:30', zone))).toEqual(['2026-10-25T02:30']);
});

test('an end in that hour is one that comes after the start', () => {
  expect(ends('2026-10-25T00:15Z', '2026-10-25', '01:30')).toEqual(['2026-10-25T00:30', '2026-10-25T01:30']);
  expect(ends('2026-10-25T00:45Z', '2026-10-25', '01:30')).toEqual(['2026-10-25T01:30']);
  expect(ends('2026-10-25T01:15Z', '2026-10-25', '01:30')).toEqual(['2026-10-25T01:30']);
});

test('who chose the second has the last there is when the time is changed to one that is shown once', () => {
  expect([chosenOf([1, 2], 0), chosenOf([1, 2], 1), chosenOf([1], 1)]).toEqual([1, 2, 1]);
});
