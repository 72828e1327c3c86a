import { expect, test } from 'vitest';
import { clockPeriodAt, firstShowing, wallAt } from './clock-period.ts';
import { fromWire, minuteMs, toWire } from './instant.ts';

const hourMs = 60 * minuteMs;

test('a period lasts from one change of the clocks to the next', () => {
  const summer = { start: fromWire('2026-03-29T01:00Z'), end: fromWire('2026-10-25T01:00Z'), offsetMs: 2 * hourMs };
  expect(clockPeriodAt(fromWire('2026-07-01T10:00Z'), 'Europe/Berlin')).toEqual(summer);
  // What it is from its first instant on, and no longer at its end.
  expect(clockPeriodAt(summer.start, 'Europe/Berlin')).toEqual(summer);
  expect(clockPeriodAt(summer.end - 1, 'Europe/Berlin')).toEqual(summer);
  expect(clockPeriodAt(summer.start - 1, 'Europe/Berlin')).toMatchObject({ end: summer.start, offsetMs: hourMs });
  expect(clockPeriodAt(summer.end, 'Europe/Berlin')).toMatchObject({ start: summer.end, offsetMs: hourMs });
});

test('where clocks never change, or not any more, it does not end', () => {
  expect(clockPeriodAt(0, 'UTC')).toEqual({ start: -Infinity, end: Infinity, offsetMs: 0 });
  expect(clockPeriodAt(fromWire('2026-07-01T10:00Z'), 'Asia/Kathmandu')).toMatchObject({ end: Infinity, offsetMs: 5.75 * hourMs });
});

test('what is known of many years and zones does not mix them up', () => {
  const asked = Array.from({ length: 30 }, (_, year) => ['Europe/London', 'Australia/Lord_Howe', 'America/St_Johns'].flatMap((zone) =>
    ['01', '07'].map((month) => ({ zone, instant: fromWire(`${2010 + year}-${month}-15T12:00Z`) })))).flat();
  const offsets = asked.map(({ zone, instant }) => clockPeriodAt(instant, zone).offsetMs);
  expect(offsets).toEqual(asked.map(({ zone, instant }) =>
    Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).offsetNanoseconds / 1e6));
  expect(asked.toReversed().map(({ zone, instant }) => clockPeriodAt(instant, zone).offsetMs)).toEqual(offsets.toReversed());
});

test('an unknown zone throws, however often it is asked', () => {
  for (let time = 0; time < 2; time++) expect(() => wallAt(0, 'Europe/Atlantis')).toThrow(RangeError);
  expect(() => firstShowing(0, 'Europe/Atlantis')).toThrow(RangeError);
});

test.each([
  ['an ordinary time', '2026-11-21T10:00Z', 'Europe/Berlin', '2026-11-21T09:00:00.000Z'],
  ['one that does not exist: the jump', '2026-03-29T02:30Z', 'Europe/Berlin', '2026-03-29T01:00:00.000Z'],
  ['one that happens twice: the first', '2026-10-25T02:30Z', 'Europe/Berlin', '2026-10-25T00:30:00.000Z'],
  ['one right after that', '2026-10-25T03:00Z', 'Europe/Berlin', '2026-10-25T02:00:00.000Z'],
  ['a date that was skipped: the jump', '2011-12-30T12:00Z', 'Pacific/Apia', '2011-12-30T10:00:00.000Z'],
  ['a date that happened twice: the first', '1892-07-04T12:00Z', 'Pacific/Apia', '1892-07-03T23:26:56.000Z'],
  ['half an hour that happens twice', '2026-04-05T01:45Z', 'Australia/Lord_Howe', '2026-04-04T14:45:00.000Z'],
])('the first instant that shows %s', (_what, wall, zone, instant) => {
  expect(toWire(firstShowing(fromWire(wall), zone))).toBe(instant);
});
