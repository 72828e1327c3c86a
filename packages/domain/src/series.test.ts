import { describe, expect, test } from 'vitest';
import { expandSeries, seriesLengthMax } from './series.ts';

const berlin = 'Europe/Berlin';
/** Monday 23 March 2026, 09:00 there; the clocks go forward on the 29th. */
const monday = Date.parse('2026-03-23T09:00:00+01:00');
const starts = (rule: string, start = monday, timeZone = berlin) => {
  const expansion = expandSeries({ rule, start, timeZone });
  if (expansion.kind === 'unusable') throw new Error(expansion.problem);
  return expansion.starts.map((each) => Temporal.Instant.fromEpochMilliseconds(each).toZonedDateTimeISO(timeZone).toString().slice(0, 25));
};
const dates = (rule: string, start = monday) => starts(rule, start).map((each) => each.slice(0, 10));
const problem = (rule: string, start = monday) => {
  const expansion = expandSeries({ rule, start, timeZone: berlin });
  return expansion.kind === 'unusable' ? expansion.problem : expansion;
};

describe('the wall clock repeats', () => {
  test('across the night the clocks go forward, and back', () => {
    expect(starts('FREQ=WEEKLY;COUNT=3')).toEqual(['2026-03-23T09:00:00+01:00', '2026-03-30T09:00:00+02:00', '2026-04-06T09:00:00+02:00']);
    expect(starts('FREQ=DAILY;COUNT=2', Date.parse('2026-10-24T09:00:00+02:00'))).toEqual(['2026-10-24T09:00:00+02:00', '2026-10-25T09:00:00+01:00']);
  });
  test('a time that does not exist is left out and moves no other', () => {
    expect(starts('FREQ=DAILY;COUNT=3', Date.parse('2026-03-28T02:30:00+01:00'))).toEqual([
      '2026-03-28T02:30:00+01:00',
      '2026-03-30T02:30:00+02:00',
      '2026-03-31T02:30:00+02:00',
    ]);
  });
  test('of a time that comes twice it is the first', () => {
    expect(starts('FREQ=DAILY;COUNT=3', Date.parse('2026-10-24T02:30:00+02:00'))).toEqual([
      '2026-10-24T02:30:00+02:00',
      '2026-10-25T02:30:00+02:00',
      '2026-10-26T02:30:00+01:00',
    ]);
  });
});

describe('rules', () => {
  test.each([
    ['FREQ=DAILY;INTERVAL=3;COUNT=3', ['2026-03-23', '2026-03-26', '2026-03-29']],
    ['FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4', ['2026-03-23', '2026-03-25', '2026-03-30', '2026-04-01']],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=SU;COUNT=2', ['2026-04-05', '2026-04-19']],
    ['FREQ=WEEKLY;INTERVAL=2;BYDAY=SU;WKST=MO;COUNT=2', ['2026-03-29', '2026-04-12']],
    ['FREQ=MONTHLY;BYDAY=-1FR;COUNT=3', ['2026-03-27', '2026-04-24', '2026-05-29']],
    ['FREQ=MONTHLY;BYMONTHDAY=1,-1;COUNT=3', ['2026-03-31', '2026-04-01', '2026-04-30']],
    ['FREQ=MONTHLY;BYMONTHDAY=31;COUNT=3', ['2026-03-31', '2026-05-31', '2026-07-31']],
    ['FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2', ['2026-03-31', '2026-04-30']],
    ['FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=24;COUNT=2', ['2026-12-24', '2027-12-24']],
    ['FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=2', ['2026-05-11', '2027-05-17']],
    ['FREQ=YEARLY;BYYEARDAY=-1;COUNT=1', ['2026-12-31']],
    ['FREQ=DAILY;BYMONTH=6;COUNT=2', ['2026-06-01', '2026-06-02']],
  ])('%s', (rule, expected) => {
    expect(dates(rule)).toEqual(expected);
  });

  test('with its name before it, in small letters, on lines of its own', () => {
    expect(dates('rrule:freq=weekly;count=2;')).toEqual(['2026-03-23', '2026-03-30']);
    expect(dates('\r\nRRULE:FREQ=WEEKLY;COUNT=2\r\n  \r\n')).toEqual(['2026-03-23', '2026-03-30']);
  });

  test('the start counts only when the rule says so', () => {
    expect(dates('FREQ=WEEKLY;BYDAY=TU;COUNT=2')).toEqual(['2026-03-24', '2026-03-31']);
  });
});

describe('until', () => {
  test('is inclusive: a whole day, a local time, a time in UTC', () => {
    expect(dates('FREQ=WEEKLY;UNTIL=20260330')).toEqual(['2026-03-23', '2026-03-30']);
    expect(dates('FREQ=WEEKLY;UNTIL=20260329')).toEqual(['2026-03-23']);
    expect(dates('FREQ=WEEKLY;UNTIL=20260330T090000')).toEqual(['2026-03-23', '2026-03-30']);
    expect(dates('FREQ=WEEKLY;UNTIL=20260330T085959')).toEqual(['2026-03-23']);
    expect(dates('FREQ=WEEKLY;UNTIL=20260330T070000Z')).toEqual(['2026-03-23', '2026-03-30']);
    expect(dates('FREQ=WEEKLY;UNTIL=20260330T065959Z')).toEqual(['2026-03-23']);
  });
  test('the last day lasts to its midnight there', () => {
    const late = Date.parse('2026-03-23T23:30:00+01:00');
    expect(dates('FREQ=DAILY;UNTIL=20260324', late)).toEqual(['2026-03-23', '2026-03-24']);
  });
});

describe('exceptions', () => {
  test('take away a date, a local time, a time in UTC, and do not add to the count', () => {
    expect(dates('RRULE:FREQ=WEEKLY;COUNT=4\nEXDATE:20260330T090000')).toEqual(['2026-03-23', '2026-04-06', '2026-04-13']);
    expect(dates('FREQ=WEEKLY;COUNT=4\nEXDATE;VALUE=DATE:20260323,20260413')).toEqual(['2026-03-30', '2026-04-06']);
    expect(dates('FREQ=WEEKLY;COUNT=3\nEXDATE;TZID=Europe/Berlin:20260330T090000\nEXDATE:20260406T070000Z')).toEqual(['2026-03-23']);
  });
  test('of another time of day take nothing', () => {
    expect(dates('FREQ=WEEKLY;COUNT=2\nEXDATE:20260330T100000')).toEqual(['2026-03-23', '2026-03-30']);
  });
});

describe('what is wrong is said', () => {
  test.each([
    ['', 'The rule does not say how often: begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.'],
    ['every monday', '“EVERY MONDAY” is not a part of a rule: use FREQ, INTERVAL, COUNT, UNTIL, WKST, BYDAY, BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYSETPOS.'],
    ['FREQ=WEEKLY', 'The series never ends: say how many with COUNT, or until when with UNTIL.'],
    ['COUNT=3', 'The rule does not say how often: begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.'],
    ['FREQ=WEEKLY;COUNT=3;UNTIL=20261231', 'The rule has both COUNT and UNTIL: leave one of them out.'],
    ['FREQ=HOURLY;COUNT=3', 'FREQ is “HOURLY”: it takes DAILY, WEEKLY, MONTHLY or YEARLY.'],
    ['FREQ=DAILY;BYHOUR=9,14;COUNT=3', 'BYHOUR cannot be used: every booking of a series starts at the same time of day.'],
    ['FREQ=DAILY;COUNT=0', 'COUNT is “0”: it takes a whole number from 1.'],
    ['FREQ=DAILY;COUNT=-3', 'COUNT is “-3”: it takes a whole number from 1.'],
    ['FREQ=DAILY;COUNT=', 'COUNT is “”: it takes a whole number from 1.'],
    ['FREQ=DAILY;COUNT', 'COUNT is “”: it takes a whole number from 1.'],
    ['FREQ=DAILY;INTERVAL=0;COUNT=3', 'INTERVAL is “0”: it takes a whole number from 1 to 999.'],
    ['FREQ=DAILY;INTERVAL=1000;COUNT=3', 'INTERVAL is “1000”: it takes a whole number from 1 to 999.'],
    ['FREQ=WEEKLY;BYDAY=MO,XX;COUNT=3', 'BYDAY is “XX”: it takes weekdays like MO,WE or -1FR.'],
    ['FREQ=WEEKLY;WKST=1;COUNT=3', 'WKST is “1”: it takes a weekday: MO, TU, WE, TH, FR, SA or SU.'],
    ['FREQ=MONTHLY;BYMONTHDAY=32;COUNT=3', 'BYMONTHDAY is “32”: it takes days from 1 to 31, or from -31 to -1 counted from the end of the month.'],
    ['FREQ=MONTHLY;BYMONTHDAY=0;COUNT=3', 'BYMONTHDAY is “0”: it takes days from 1 to 31, or from -31 to -1 counted from the end of the month.'],
    ['FREQ=YEARLY;BYMONTH=13;COUNT=3', 'BYMONTH is “13”: it takes months from 1 to 12.'],
    ['FREQ=YEARLY;BYWEEKNO=-54;COUNT=3', 'BYWEEKNO is “-54”: it takes weeks from 1 to 53, or from -53 to -1 counted from the end of the year.'],
    ['FREQ=YEARLY;BYYEARDAY=367;COUNT=3', 'BYYEARDAY is “367”: it takes days from 1 to 366, or from -366 to -1 counted from the end of the year.'],
    ['FREQ=MONTHLY;BYDAY=MO;BYSETPOS=0;COUNT=3', 'BYSETPOS is “0”: it takes positions from 1 to 366, or from -366 to -1 counted from the end.'],
    ['FREQ=WEEKLY;COUNT=2;COUNT=3', 'COUNT is there twice.'],
    ['FREQ=WEEKLY;CONSTRUCTOR=2;COUNT=3', '“CONSTRUCTOR=2” is not a part of a rule: use FREQ, INTERVAL, COUNT, UNTIL, WKST, BYDAY, BYMONTH, BYMONTHDAY, BYYEARDAY, BYWEEKNO, BYSETPOS.'],
    ['FREQ=WEEKLY;UNTIL=tomorrow', 'UNTIL is “TOMORROW”: it takes a date like 20261231, or a time like 20261231T235959Z.'],
    ['FREQ=WEEKLY;UNTIL=20260230', 'UNTIL is “20260230”, which is no date.'],
    ['FREQ=WEEKLY;UNTIL=20260228T250000', 'UNTIL is “20260228T250000”, which is no date.'],
    ['FREQ=WEEKLY;COUNT=2\nFREQ=DAILY;INTERVAL=2', 'FREQ is there twice.'],
    ['RRULE:FREQ=WEEKLY;COUNT=2\nRRULE:INTERVAL=2', 'There are two rules: a series follows one.'],
    ['DTSTART:20260323T090000\nRRULE:FREQ=WEEKLY;COUNT=2', 'DTSTART cannot be used here: give one RRULE, and EXDATE for dates to leave out.'],
    ['RRULE:FREQ=WEEKLY;COUNT=2\nRDATE:20260331T090000', 'RDATE cannot be used here: give one RRULE, and EXDATE for dates to leave out.'],
    ['FREQ=WEEKLY;COUNT=2\nEXDATE:20260330T0900', 'EXDATE has “20260330T0900”: write a date like 20261231, or a time like 20261231T090000.'],
    ['FREQ=WEEKLY;COUNT=2\nEXDATE:20260231', 'EXDATE has “20260231”: write a date like 20261231, or a time like 20261231T090000.'],
    ['FREQ=DAILY;COUNT=367', 'COUNT is 367: a series has at most 366 bookings.'],
    ['FREQ=DAILY;UNTIL=20270324', 'The series has more than 366 bookings: end it earlier.'],
    ['FREQ=DAILY;UNTIL=99991231', 'The series has more than 366 bookings: end it earlier.'],
    ['FREQ=WEEKLY;UNTIL=20260322', 'No date between the start and the end of the series fits the rule.'],
    ['FREQ=WEEKLY;COUNT=1\nEXDATE:20260323', 'EXDATE leaves no booking over.'],
    ['FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=3', 'The rule hardly ever falls on a date, or never: look at its days and months.'],
    ['FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=3', 'The rule hardly ever falls on a date, or never: look at its days and months.'],
  ])('%j', (rule, expected) => {
    expect(problem(rule)).toBe(expected);
  });

  test('parts that do not go together', () => {
    expect(problem('FREQ=MONTHLY;BYSETPOS=1;COUNT=3')).toMatch(/^These parts of the rule do not go together: .*BYSETPOS.*\.$/);
    expect(problem('FREQ=WEEKLY;BYDAY=2MO;COUNT=3')).toMatch(/^These parts of the rule do not go together: /);
    expect(problem('FREQ=YEARLY;INTERVAL=999;COUNT=366')).toMatch(/^(These parts|The rule)/);
  });
});

test('a series may be as long as it may be', () => {
  expect(dates(`FREQ=DAILY;COUNT=${seriesLengthMax}`)).toHaveLength(seriesLengthMax);
  expect(dates('FREQ=DAILY;UNTIL=20270323')).toHaveLength(366);
  const two = { rule: 'FREQ=DAILY;COUNT=3', start: monday, timeZone: berlin, limit: 2 };
  expect(expandSeries(two)).toEqual({ kind: 'unusable', problem: 'COUNT is 3: a series has at most 2 bookings.' });
});

test('an unknown zone is a fault', () => {
  expect(() => expandSeries({ rule: 'FREQ=DAILY;COUNT=2', start: monday, timeZone: 'Europe/Atlantis' })).toThrow(RangeError);
});
