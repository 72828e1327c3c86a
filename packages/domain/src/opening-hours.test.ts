import { describe, expect, test } from 'vitest';
import { minuteMs, toWire } from './instant.ts';
import { addDays, dayOf, dayRange, isOpen, openRanges, validateDayExceptions, validateOpeningHours, type DayException, type OpeningHours } from './opening-hours.ts';
import { durationMs } from './time-range.ts';

const hour = 60 * minuteMs;
const at = (wire: string) => Date.parse(wire);
const everyDay = (...ranges: [string, string][]): OpeningHours =>
  Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((weekday) => [weekday, ranges]));
const open = (hours: OpeningHours, timeZone: string, day: string) =>
  openRanges(hours, timeZone, dayRange(day, timeZone)).map(({ start, end }) => `${toWire(start).slice(5, 16)}–${toWire(end).slice(5, 16)}`);

describe('days', () => {
  test.each([
    ['2026-03-29', 'Europe/Berlin', 23],
    ['2026-10-25', 'Europe/Berlin', 25],
    ['2026-11-21', 'Europe/Berlin', 24],
    ['2026-10-04', 'Australia/Lord_Howe', 23.5],
    ['2026-04-05', 'Australia/Lord_Howe', 24.5],
    ['2026-04-24', 'Africa/Cairo', 23],
    ['2011-12-30', 'Pacific/Apia', 0],
  ])('%s in %s has %d hours', (day, timeZone, hours) => {
    expect(durationMs(dayRange(day, timeZone)) / hour).toBe(hours);
  });

  test('an instant belongs to the date on the wall there', () => {
    expect(dayOf(at('2026-11-21T18:14:00Z'), 'Asia/Kathmandu')).toBe('2026-11-21');
    expect(dayOf(at('2026-11-21T18:15:00Z'), 'Asia/Kathmandu')).toBe('2026-11-22');
  });

  test('days are counted on the calendar', () => {
    expect(addDays('2026-03-28', 1)).toBe('2026-03-29');
    expect(addDays('2028-02-28', 1)).toBe('2028-02-29');
    expect(addDays('2026-01-01', -1)).toBe('2025-12-31');
  });

  test('nonsense throws', () => {
    expect(() => dayRange('2026-02-30', 'Europe/Berlin')).toThrow(RangeError);
    expect(() => dayOf(0, 'Europe/Atlantis')).toThrow(RangeError);
  });
});

describe('open ranges', () => {
  test('follow the wall clock through the year', () => {
    expect(open(everyDay(['09:00', '17:00']), 'Europe/Berlin', '2026-07-01')).toEqual(['07-01T07:00–07-01T15:00']);
    expect(open(everyDay(['09:00', '17:00']), 'Europe/Berlin', '2026-12-01')).toEqual(['12-01T08:00–12-01T16:00']);
  });

  test('a night runs from the evening into the next morning, and is seen from both days', () => {
    const fridayNight = { '5': [['22:00', '02:00']] } satisfies OpeningHours;
    expect(open(fridayNight, 'Europe/Berlin', '2026-11-20')).toEqual(['11-20T21:00–11-20T23:00']);
    expect(open(fridayNight, 'Europe/Berlin', '2026-11-21')).toEqual(['11-20T23:00–11-21T01:00']);
    expect(open({ '5': [['18:00', '00:00']] }, 'Europe/Berlin', '2026-11-20')).toEqual(['11-20T17:00–11-20T23:00']);
  });

  test('all day, every day is one range without seams', () => {
    const within = { start: at('2026-10-20T00:00:00Z'), end: at('2026-10-30T00:00:00Z') };
    expect(openRanges(everyDay(['00:00', '24:00']), 'Europe/Berlin', within)).toEqual([within]);
  });

  test('a time the clock jumps over is the moment of the jump', () => {
    // Berlin goes from 02:00 to 03:00 at 01:00Z.
    expect(open(everyDay(['02:30', '05:00']), 'Europe/Berlin', '2026-03-29')).toEqual(['03-29T01:00–03-29T03:00']);
    expect(open(everyDay(['00:00', '02:30']), 'Europe/Berlin', '2026-03-29')).toEqual(['03-28T23:00–03-29T01:00']);
    expect(open(everyDay(['02:10', '02:50']), 'Europe/Berlin', '2026-03-29')).toEqual([]);
  });

  test('a time that happens twice is its first', () => {
    // Berlin shows 02:00 to 03:00 twice, from 00:00Z and from 01:00Z.
    expect(open(everyDay(['02:30', '05:00']), 'Europe/Berlin', '2026-10-25')).toEqual(['10-25T00:30–10-25T04:00']);
    expect(open(everyDay(['00:00', '02:30']), 'Europe/Berlin', '2026-10-25')).toEqual(['10-24T22:00–10-25T00:30']);
  });

  test('closed days and empty ranges are closed', () => {
    expect(open({}, 'Europe/Berlin', '2026-11-20')).toEqual([]);
    expect(open(everyDay(['09:00', '09:00']), 'Europe/Berlin', '2026-11-20')).toEqual([]);
    expect(openRanges(everyDay(['00:00', '24:00']), 'Europe/Berlin', { start: 5, end: 5 })).toEqual([]);
  });
});

describe('exceptions', () => {
  const hours = everyDay(['09:00', '17:00']);
  const onDay = (day: string, ...exceptions: DayException[]) =>
    openRanges(hours, 'Europe/Berlin', dayRange(day, 'Europe/Berlin'), exceptions).map(
      ({ start, end }) => `${toWire(start).slice(11, 16)}–${toWire(end).slice(11, 16)}`,
    );

  test('a closed day is closed, its neighbours are not', () => {
    const christmas = { date: '2026-12-25', hours: [], reason: 'Christmas' };
    expect(onDay('2026-12-24', christmas)).toEqual(['08:00–16:00']);
    expect(onDay('2026-12-25', christmas)).toEqual([]);
    expect(onDay('2026-12-26', christmas)).toEqual(['08:00–16:00']);
    const tenToEleven = { start: at('2026-12-25T09:00:00Z'), end: at('2026-12-25T10:00:00Z') };
    expect(isOpen(hours, 'Europe/Berlin', tenToEleven)).toBe(true);
    expect(isOpen(hours, 'Europe/Berlin', tenToEleven, [christmas])).toBe(false);
  });

  test('a special day has its own hours only', () => {
    expect(onDay('2026-12-31', { date: '2026-12-31', hours: [['10:00', '12:00'], ['20:00', '02:00']] })).toEqual(['09:00–11:00', '19:00–23:00']);
    expect(onDay('2027-01-01', { date: '2026-12-31', hours: [['20:00', '02:00']] })).toEqual(['23:00–01:00', '08:00–16:00']);
  });

  test('opening on a day that is closed every week', () => {
    const sunday = openRanges({}, 'UTC', dayRange('2026-11-22', 'UTC'), [{ date: '2026-11-22', hours: [['10:00', '12:00']] }]);
    expect(sunday).toEqual([{ start: at('2026-11-22T10:00:00Z'), end: at('2026-11-22T12:00:00Z') }]);
  });

  test('the night before a holiday still ends after midnight, that of the holiday is gone', () => {
    const nights = everyDay(['22:00', '02:00']);
    const christmas = [{ date: '2026-12-25', hours: [] }];
    const from = (day: string) => openRanges(nights, 'UTC', dayRange(day, 'UTC'), christmas).map(({ start, end }) => `${toWire(start).slice(11, 16)}–${toWire(end).slice(11, 16)}`);
    expect(from('2026-12-25')).toEqual(['00:00–02:00']);
    expect(from('2026-12-26')).toEqual(['22:00–00:00']);
  });

  test('of two for one date the last counts', () => {
    expect(onDay('2026-12-25', { date: '2026-12-25', hours: [] }, { date: '2026-12-25', hours: [['10:00', '11:00']] })).toEqual(['09:00–10:00']);
  });
});

test('open means without a break, closing time included', () => {
  const hours = everyDay(['09:00', '12:00'], ['13:00', '17:00']);
  const between = (from: string, to: string) => ({ start: at(`2026-11-20T${from}:00Z`), end: at(`2026-11-20T${to}:00Z`) });
  expect(isOpen(hours, 'UTC', between('09:00', '12:00'))).toBe(true);
  expect(isOpen(hours, 'UTC', between('16:00', '17:00'))).toBe(true);
  expect(isOpen(hours, 'UTC', between('11:30', '13:30'))).toBe(false);
  expect(isOpen(hours, 'UTC', between('16:30', '17:01'))).toBe(false);
});

describe('validation', () => {
  test('accepts what the docs promise', () => {
    expect(validateOpeningHours({ '1': [['08:00', '12:00'], ['12:00', '18:00']], '5': [['22:00', '02:00']], '6': [['02:00', '24:00']] })).toEqual([]);
    expect(validateOpeningHours(everyDay(['00:00', '24:00']))).toEqual([]);
    expect(validateOpeningHours({})).toEqual([]);
    expect(validateOpeningHours({ '1': [['13:15', '18:00']], '2': [['00:00', '01:00']] })).toEqual([]);
  });

  test.each<[OpeningHours, string]>([
    [{ '0': [['08:00', '12:00']] }, 'not a weekday'],
    [{ monday: [] }, 'not a weekday'],
    [{ '12': [] }, 'not a weekday'],
    [{ d1: [] }, 'not a weekday'],
    [{ '1st': [] }, 'not a weekday'],
    [{ '1': [['08:30', '09:15'], ['09:00', '10:00']] }, 'Monday 08:30–09:15 overlaps Monday 09:00–10:00'],
    [{ '2': [['11:00', '14:00'], ['08:00', '12:00']] }, 'Tuesday 08:00–12:00 overlaps Tuesday 11:00–14:00'],
    [{ '7': [['22:00', '03:00']], '1': [['02:00', '05:00'], ['08:00', '09:00']] }, 'Sunday 22:00–03:00 overlaps Monday 02:00–05:00'],
    [{ '1': [['8:00', '12:00']] }, '“8:00” is not a time'],
    [{ '1': [['24:00', '12:00']] }, '“24:00” is not a time'],
    [{ '1': [['08:00', '24:01']] }, '“24:01” is not a time'],
    [{ '1': [['08:000', '12:00']] }, '“08:000” is not a time'],
    [{ '1': [['008:00', '12:00']] }, '“008:00” is not a time'],
    [{ '1': [['08:00', '08:00']] }, 'opens and closes at the same time'],
    [{ '2': [['08:00', '12:00'], ['11:00', '14:00']] }, 'Tuesday 08:00–12:00 overlaps Tuesday 11:00–14:00'],
    [{ '2': [['22:00', '03:00']], '3': [['02:00', '05:00']] }, 'Tuesday 22:00–03:00 overlaps Wednesday 02:00–05:00'],
    [{ '7': [['22:00', '03:00']], '1': [['02:00', '05:00']] }, 'Sunday 22:00–03:00 overlaps Monday 02:00–05:00'],
  ])('%j is a problem', (hours, problem) => {
    const problems = validateOpeningHours(hours);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
  });
});

describe('validation of exceptions', () => {
  test('accepts closures, special days and nights', () => {
    expect(
      validateDayExceptions([
        { date: '2026-12-25', hours: [], reason: 'Christmas' },
        { date: '2026-12-31', hours: [['09:00', '12:00'], ['12:00', '15:00'], ['20:00', '03:00']] },
        { date: '2028-02-29', hours: [['00:00', '24:00']] },
      ]),
    ).toEqual([]);
    expect(validateDayExceptions([])).toEqual([]);
  });

  test.each<[DayException, string]>([
    [{ date: '2026-02-30', hours: [] }, '“2026-02-30” is not a date: write it as 2026-12-25.'],
    [{ date: '25.12.2026', hours: [] }, '“25.12.2026” is not a date: write it as 2026-12-25.'],
    [{ date: '2026-12-25T10:00', hours: [] }, '“2026-12-25T10:00” is not a date: write it as 2026-12-25.'],
    [{ date: '+002026-12-25', hours: [] }, '“+002026-12-25” is not a date: write it as 2026-12-25.'],
    [{ date: '20261225', hours: [] }, '“20261225” is not a date: write it as 2026-12-25.'],
    [{ date: '2026-12-25', hours: [['8:00', '12:00']] }, '2026-12-25 8:00–12:00: “8:00” is not a time from 00:00 to 23:59.'],
    [{ date: '2026-12-25', hours: [['08:00', '24:30']] }, '2026-12-25 08:00–24:30: “24:30” is not a time from 00:00 to 24:00.'],
    [{ date: '2026-12-25', hours: [['08:00', '08:00']] }, '2026-12-25 08:00–08:00: opens and closes at the same time; all day is 00:00–24:00.'],
    [{ date: '2026-12-25', hours: [['11:00', '14:00'], ['08:00', '12:00']] }, '2026-12-25 08:00–12:00 overlaps 2026-12-25 11:00–14:00.'],
  ])('%j is a problem', (exception, problem) => {
    expect(validateDayExceptions([exception])).toEqual([problem]);
  });

  test('one date twice is a problem', () => {
    expect(validateDayExceptions([{ date: '2026-12-25', hours: [] }, { date: '2026-12-25', hours: [['10:00', '12:00']] }])).toEqual([
      '2026-12-25 is there twice: put all its hours into one exception.',
    ]);
  });
});
