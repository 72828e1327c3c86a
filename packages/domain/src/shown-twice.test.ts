import { expect, test } from 'vitest';
import { showingsOf } from './shown-twice.ts';

const showings = (instant: string, zone: string) => showingsOf(Date.parse(instant), zone).map((at) => new Date(at).toISOString().slice(0, 16));

test('a time that the clock shows twice has two showings, from either', () => {
  const both = ['2026-10-25T00:30', '2026-10-25T01:30'];
  expect(showings('2026-10-25T00:30Z', 'Europe/London')).toEqual(both);
  expect(showings('2026-10-25T01:30Z', 'Europe/London')).toEqual(both);
  expect(showings('2026-04-04T14:45Z', 'Australia/Lord_Howe')).toEqual(['2026-04-04T14:45', '2026-04-04T15:15']);
});

test('the hour is counted from its first minute to its last', () => {
  expect(showings('2026-10-24T23:59Z', 'Europe/London')).toHaveLength(1);
  expect(showings('2026-10-25T00:00Z', 'Europe/London')).toEqual(['2026-10-25T00:00', '2026-10-25T01:00']);
  expect(showings('2026-10-25T01:59Z', 'Europe/London')).toEqual(['2026-10-25T00:59', '2026-10-25T01:59']);
  expect(showings('2026-10-25T02:00Z', 'Europe/London')).toHaveLength(1);
});

test('elsewhere, in spring, and where clocks never change there is one', () => {
  expect(showings('2026-11-21T10:00Z', 'Europe/London')).toEqual(['2026-11-21T10:00']);
  expect(showings('2026-03-29T01:30Z', 'Europe/London')).toEqual(['2026-03-29T01:30']);
  expect(showings('2026-10-25T01:30Z', 'Etc/GMT-3')).toEqual(['2026-10-25T01:30']);
});
