import { expect, test } from 'vitest';
import { expandSeries, moveByWallStep, occurrencesMax } from './series.ts';

const berlin = 'Europe/Berlin';
const at = (wall: string, timeZone = berlin) => Temporal.ZonedDateTime.from(`${wall}[${timeZone}]`).epochMilliseconds;
const walls = (rule: string, start: string, timeZone = berlin): string[] => {
  const expansion = expandSeries(rule, at(start, timeZone), timeZone);
  if ('problem' in expansion) throw new Error(expansion.problem);
  return expansion.starts.map((instant) =>
    Temporal.Instant.fromEpochMilliseconds(instant)
      .toZonedDateTimeISO(timeZone)
      .toString({ smallestUnit: 'minute', timeZoneName: 'never' }),
  );
};
const problem = (rule: string, start = '2026-11-24T10:00'): string => {
  const expansion = expandSeries(rule, at(start), berlin);
  return 'problem' in expansion ? expansion.problem : `no problem: ${expansion.starts.length}`;
};

test('a weekly rule keeps its wall time over both clock changes', () => {
  expect(walls('FREQ=WEEKLY;COUNT=3', '2026-10-20T10:00')).toEqual([
    '2026-10-20T10:00+02:00', '2026-10-27T10:00+01:00', '2026-11-03T10:00+01:00',
  ]);
  expect(walls('FREQ=WEEKLY;COUNT=2', '2027-03-23T10:00')).toEqual(['2027-03-23T10:00+01:00', '2027-03-30T10:00+02:00']);
});

test('a night whose clock skips the time has no occurrence, and it is not counted', () => {
  expect(walls('FREQ=DAILY;COUNT=3', '2027-03-27T02:30')).toEqual([
    '2027-03-27T02:30+01:00', '2027-03-29T02:30+02:00', '2027-03-30T02:30+02:00',
  ]);
});

test('of a time that is shown twice it is the first, unless the start is the second', () => {
  expect(walls('FREQ=DAILY;COUNT=2', '2026-10-24T02:30')).toEqual(['2026-10-24T02:30+02:00', '2026-10-25T02:30+02:00']);
  expect(walls('FREQ=DAILY;COUNT=2', '2026-10-25T02:30+01:00')).toEqual(['2026-10-25T02:30+01:00', '2026-10-26T02:30+01:00']);
});

test.each([
  ['FREQ=WEEKLY;INTERVAL=2;COUNT=3', '2026-11-24T10:00', ['2026-11-24', '2026-12-08', '2026-12-22']],
  ['RRULE:FREQ=WEEKLY;BYDAY=TU,FR;COUNT=4', '2026-11-24T10:00', ['2026-11-24', '2026-11-27', '2026-12-01', '2026-12-04']],
  ['freq=monthly;byday=-1fr;count=3', '2026-11-27T10:00', ['2026-11-27', '2026-12-25', '2027-01-29']],
  ['FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3', '2026-10-31T10:00', ['2026-10-31', '2026-12-31', '2027-01-31']],
  ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2', '2026-11-30T10:00', ['2026-11-30', '2026-12-31']],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29;COUNT=2', '2028-02-29T10:00', ['2028-02-29', '2032-02-29']],
])('%s', (rule, start, dates) => {
  expect(walls(rule, start).map((wall) => wall.slice(0, 10))).toEqual(dates);
});

test('UNTIL as a date includes that day in the zone; as a time it includes that instant', () => {
  // 23:30 in Berlin on the 30th is 22:30 UTC.
  expect(walls('FREQ=DAILY;UNTIL=20261130', '2026-11-29T23:30')).toHaveLength(2);
  expect(walls('FREQ=DAILY;UNTIL=20261130T223000Z', '2026-11-29T23:30')).toHaveLength(2);
  expect(walls('FREQ=DAILY;UNTIL=20261130T222959Z', '2026-11-29T23:30')).toHaveLength(1);
});

test('two hundred occurrences are the most, by COUNT and by UNTIL', () => {
  expect(walls(`FREQ=DAILY;COUNT=${occurrencesMax}`, '2026-11-24T10:00')).toHaveLength(200);
  // 200 days from the 24th of November on.
  expect(walls('FREQ=DAILY;UNTIL=20270611', '2026-11-24T10:00')).toHaveLength(200);
  expect(problem('FREQ=DAILY;UNTIL=20270612')).toMatch(/more than 200 occurrences/);
  expect(problem('FREQ=DAILY;COUNT=201')).toMatch(/names 201 occurrences: 200 are the most/);
});

test.each([
  ['', /empty/],
  ['every week', /“EVERY WEEK” is no part of a rule/],
  ['FREQ=WEEKLY', /never ends/],
  ['COUNT=3', /how often/],
  ['FREQ=WEEKLY;COUNT=3;UNTIL=20270101', /ends twice/],
  ['FREQ=WEEKLY;COUNT=3;COUNT=4', /COUNT stands in the rule twice/],
  ['FREQ=HOURLY;COUNT=3', /FREQ=HOURLY is not understood: give DAILY/],
  ['FREQ=BIWEEKLY;COUNT=3', /FREQ=BIWEEKLY is not understood/],
  ['FREQ=WEEKLYX;COUNT=3', /FREQ=WEEKLYX is not understood/],
  ['FREQ=WEEKLY;INTERVAL=1000;COUNT=3', /INTERVAL=1000 is not understood: give a whole number from 1 to 999/],
  ['FREQ=WEEKLY;INTERVAL=X1;COUNT=3', /INTERVAL=X1 is not understood/],
  ['FREQ=WEEKLY;COUNT=X3', /COUNT=X3 is not understood/],
  ['FREQ=WEEKLY;COUNT=3X', /COUNT=3X is not understood/],
  ['FREQ=WEEKLY;RRULE:COUNT=3', /“RRULE:COUNT” is no part of a rule that is understood: those are FREQ, INTERVAL, COUNT/],
  ['FREQ=DAILY;BYHOURS=9;COUNT=3', /“BYHOURS” is no part/],
  ['FREQ=WEEKLY;COUNT=3\nFREQ=DAILY;COUNT=3', /not understood|no part/],
  ['FREQ=WEEKLY;\nCOUNT=3', /no part of a rule/],
  ['FREQ=WEEKLY;COUNT=3;EXDATE:20261201', /“EXDATE:20261201” is no part of a rule/],
  ['DTSTART:20261124T100000\nRRULE:FREQ=WEEKLY;COUNT=3', /no part of a rule/],
  ['FREQ=WEEKLY;COUNT=3\nEXDATE:20261231T1000', /^EXDATE has “20261231T1000”: write a date as 20261224, or a time as 20261224T100000\.$/],
  ['FREQ=WEEKLY;COUNT=3\nEXDATE:+20261201', /^EXDATE has “\+20261201”/],
  ['FREQ=WEEKLY;COUNT=3\nEXDATE:20261201,20260230', /^EXDATE has “20260230”/],
  ['FREQ=WEEKLY;COUNT=3\nEXDATE:20261124', /leaves out the start itself/],
  ['FREQ=WEEKLY;COUNT=0', /COUNT=0 is not understood/],
  ['FREQ=WEEKLY;COUNT=3=4', /COUNT=3 is not understood/],
  ['FREQ=WEEKLY;INTERVAL=0;COUNT=3', /INTERVAL=0/],
  ['FREQ=WEEKLY;BYDAY=XX;COUNT=3', /BYDAY=XX is not understood: give weekdays/],
  ['FREQ=WEEKLY;BYDAY=2TU;COUNT=3', /cannot be read: BYDAY/],
  ['FREQ=MONTHLY;BYDAY=0TU;COUNT=3', /BYDAY=0TU is not understood/],
  ['FREQ=MONTHLY;BYMONTHDAY=24,40;COUNT=3', /BYMONTHDAY=24,40 is not understood: give days of the month/],
  ['FREQ=YEARLY;BYMONTH=13;COUNT=3', /BYMONTH=13/],
  ['FREQ=MONTHLY;BYDAY=TU;BYSETPOS=0;COUNT=3', /BYSETPOS=0/],
  ['FREQ=YEARLY;BYYEARDAY=367;COUNT=3', /BYYEARDAY=367/],
  ['FREQ=YEARLY;BYWEEKNO=54;COUNT=3', /BYWEEKNO=54/],
  ['FREQ=DAILY;BYHOUR=9;COUNT=3', /time of day is that of the start/],
  ['FREQ=WEEKLY;UNTIL=20261301', /UNTIL=20261301 is not a date/],
  ['FREQ=WEEKLY;UNTIL=20261110T095959', /give a date as 20270531/],
  ['FREQ=WEEKLY;UNTIL=20261110', /no occurrence/],
  ['FREQ=WEEKLY;BYDAY=WE;COUNT=3', /first occurrence would be 2026-11-25T10:00\+01:00/],
  ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3', /never come/],
  ['FREQ=YEARLY;INTERVAL=100;COUNT=4', /beyond the year 2199/],
  ['FREQ=WEEKLY;__PROTO__=1;COUNT=3', /no part of a rule/],
])('“%s” is answered in words', (rule, words) => {
  expect(problem(rule)).toMatch(words);
});

test('EXDATE leaves out dates, local times and times in UTC, after the count', () => {
  const weekly = (exclusions: string) => walls(`RRULE:FREQ=WEEKLY;COUNT=5\n${exclusions}`, '2026-11-24T10:00').map((wall) => wall.slice(5, 10));
  expect(weekly('')).toEqual(['11-24', '12-01', '12-08', '12-15', '12-22']);
  expect(weekly('EXDATE;VALUE=DATE:20261201, 20261222')).toEqual(['11-24', '12-08', '12-15']);
  expect(weekly('exdate;tzid=Europe/Berlin:20261201T100000\r\nEXDATE:20261208T090000Z')).toEqual(['11-24', '12-15', '12-22']);
  expect(weekly('EXDATE:20261201T110000\nEXDATE:20261202\nEXDATE:20261208T100000Z')).toEqual(['11-24', '12-01', '12-08', '12-15', '12-22']);
});

test('a rule and what it leaves out may stand between blanks and blank lines', () => {
  expect(walls('\n  rrule:freq=weekly;count=2 \n', '2026-11-24T10:00')).toHaveLength(2);
  expect(walls('\n  rrule:freq=weekly;count=2 \n  exdate:20261201', '2026-11-24T10:00')).toHaveLength(1);
});

test('a move takes the others along by the wall clock, over a clock change too', () => {
  const step = (instant: string, from: string, to: string): string =>
    Temporal.Instant.fromEpochMilliseconds(moveByWallStep(at(instant), at(from), at(to), berlin))
      .toZonedDateTimeISO(berlin)
      .toString({ smallestUnit: 'minute', timeZoneName: 'never' });
  expect(step('2026-10-27T10:00', '2026-10-20T10:00', '2026-10-21T11:30')).toBe('2026-10-28T11:30+01:00');
  expect(step('2026-10-20T10:00', '2026-10-27T10:00', '2026-10-26T09:00')).toBe('2026-10-19T09:00+02:00');
  // Months away, days are counted as days.
  expect(step('2026-03-31T10:00', '2026-01-31T10:00', '2026-03-01T10:00')).toBe('2026-04-29T10:00+02:00');
  // 02:30 is skipped on the 28th of March 2027: an hour later; on the 25th of October 2026 it is the first.
  expect(step('2027-03-27T02:30', '2027-03-20T02:30', '2027-03-21T02:30')).toBe('2027-03-28T03:30+02:00');
  expect(step('2026-10-24T02:30', '2026-10-17T02:30', '2026-10-18T02:30')).toBe('2026-10-25T02:30+02:00');
  // The one that was moved goes exactly where it was put, to the second 02:30 too.
  expect(step('2026-10-24T02:30', '2026-10-24T02:30', '2026-10-25T02:30+01:00')).toBe('2026-10-25T02:30+01:00');
});
