import { expect, test } from 'vitest';
import { exceptionsMax, readTimetable, seen } from './timetable.ts';

const week = { '1': [['09:00', '13:00'], ['14:00', '18:00']] };

test('what is kept is in order and says nothing twice', () => {
  const given = {
    hours: { '2': [], '1': [['14:00', '18:00'], ['09:00', '13:00']] },
    exceptions: [{ date: '2026-12-31', hours: [['20:00', '02:00'], ['09:00', '12:00']], reason: ' ' }, { date: '2026-12-25', hours: [], reason: ' Christmas Day ' }],
  };
  expect(readTimetable(given, 'location')).toEqual({
    kind: 'timetable',
    timetable: { hours: week, exceptions: [{ date: '2026-12-25', hours: [], reason: 'Christmas Day' }, { date: '2026-12-31', hours: [['09:00', '12:00'], ['20:00', '02:00']] }] },
  });
});

test.each<[string, unknown, 'location' | 'resource', string]>([
  ['an overlap', { hours: { '1': [['09:00', '13:00'], ['12:00', '17:00']] }, exceptions: [] }, 'location', 'Monday 09:00–13:00 overlaps Monday 12:00–17:00.'],
  ['an overlap on a special day', { hours: null, exceptions: [{ date: '2026-12-24', hours: [['09:00', '13:00'], ['12:00', '17:00']] }] }, 'resource', '2026-12-24 09:00–13:00 overlaps 2026-12-24 12:00–17:00.'],
  ['a house without hours', { hours: null, exceptions: [] }, 'location', 'A location has hours of its own: name its weekdays.'],
  ['no such date', { hours: week, exceptions: [{ date: '2026-02-30', hours: [] }] }, 'location', '“2026-02-30” is not a date: write it as 2026-12-25.'],
  ['the same date twice', { hours: week, exceptions: [{ date: '2026-12-25', hours: [] }, { date: '2026-12-25', hours: [] }] }, 'location', '2026-12-25 is there twice: put all its hours into one exception.'],
  ['an unknown weekday', { hours: { monday: [] }, exceptions: [] }, 'location', '“monday” is not a weekday: use 1 (Monday) to 7 (Sunday).'],
  ['too many ranges', { hours: { '1': Array.from({ length: 13 }, () => ['09:00', '10:00']) }, exceptions: [] }, 'location', 'hours.1: Use at most 12 ranges a day.'],
  ['too many days', { hours: week, exceptions: Array.from({ length: exceptionsMax + 1 }, () => ({ date: '2026-12-25', hours: [] })) }, 'location', 'exceptions: Keep at most 400 special days: remove some that are over.'],
])('%s is refused in plain words', (_, given, whose, problem) => {
  expect(readTimetable(given, whose)).toEqual({ kind: 'wrong', problems: [problem] });
});

test.each([null, 'closed', [], { hours: week }, { hours: week, exceptions: [], lunch: 1 }, { hours: { '1': [['09:00']] }, exceptions: [] }, { hours: week, exceptions: [{ date: '2026-12-25', hours: [], reason: '\u0000' }] }])(
  '%j has another shape, and the answer says where',
  (given) => {
    expect(readTimetable(given, 'location')).toMatchObject({ kind: 'wrong', problems: [expect.any(String)] });
  },
);

test('the version is that of the hours, however their rows are written', () => {
  const exceptions = [{ date: '2026-12-25', hours: [] as [string, string][], reason: 'Christmas Day' }];
  const one = seen({ hours: { '1': [['09:00', '13:00']], '2': [['10:00', '12:00']] }, exceptions });
  const other = seen({ exceptions: [{ reason: 'Christmas Day', hours: [], date: '2026-12-25' }], hours: { '2': [['10:00', '12:00']], '1': [['09:00', '13:00']] } });
  expect(other.version).toBe(one.version);
  expect(seen({ hours: one.hours, exceptions: [] }).version).not.toBe(one.version);
  expect(seen({ hours: null, exceptions }).version).not.toBe(seen({ hours: {}, exceptions }).version);
});
