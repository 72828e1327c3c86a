import { expect, test } from 'vitest';
import { draftOf, problemsOf, timetableOf, withMore, type Ranges } from './draft-hours.ts';

test('what was read and not touched is what would be sent', () => {
  const timetable = {
    hours: { '1': [['09:00', '13:00'], ['14:00', '24:00']] as [string, string][], '7': [['22:00', '02:00']] as [string, string][] },
    exceptions: [{ date: '2026-12-25', hours: [], reason: 'Christmas Day' }, { date: '2026-12-26', hours: [['10:00', '12:00']] as [string, string][] }],
  };
  expect(timetableOf(draftOf(timetable))).toEqual(timetable);
  expect(timetableOf(draftOf({ hours: null, exceptions: [] }))).toEqual({ hours: null, exceptions: [] });
});

test('midnight as an end is the end of the day, and days without hours are left out', () => {
  const week: Ranges[] = [[['09:00', '00:00']], [], [], [], [], [], []];
  const sent = timetableOf({ week, special: [{ key: 1, date: '2026-12-25', ranges: [], reason: '  ' }] });
  expect(sent).toEqual({ hours: { '1': [['09:00', '24:00']] }, exceptions: [{ date: '2026-12-25', hours: [] }] });
  expect(problemsOf(sent)).toEqual([]);
});

test.each<[Ranges, Ranges]>([
  [[], [['09:00', '17:00']]],
  [[['09:00', '17:00']], [['09:00', '12:00'], ['13:00', '17:00']]],
  [[['09:00', '12:00'], ['13:00', '20:00']], [['09:00', '12:00'], ['13:00', '16:00'], ['17:00', '20:00']]],
  // Both parts begin before midnight: what begins after it is the next day's.
  [[['22:00', '04:00']], [['22:00', '22:45'], ['23:45', '04:00']]],
  [[['23:00', '07:00']], [['23:00', '23:15'], ['23:45', '07:00']]],
  [[['23:30', '07:00']], [['23:30', '07:00']]],
  [[['12:00', '00:00']], [['12:00', '17:00'], ['18:00', '00:00']]],
  [[['09:00', '09:45']], [['09:00', '09:15'], ['09:30', '09:45']]],
  [[['09:00', '09:15']], [['09:00', '09:15']]],
])('one more part of %j', (ranges, more) => {
  expect(withMore(ranges)).toEqual(more);
});

test('what is wrong is said before the server is asked', () => {
  expect(problemsOf({ hours: { '1': [['09:00', '13:00'], ['12:00', '17:00']] }, exceptions: [] })).toEqual(['Monday 09:00–13:00 overlaps Monday 12:00–17:00.']);
});
