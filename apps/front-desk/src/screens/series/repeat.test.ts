import { expandSeries } from '@holdfast/domain/series';
import { expect, test } from 'vitest';
import { ruleOf, weekdaysOf, whichOfMonth, type Repeat } from './repeat.ts';

const tuesday = '2026-11-24';
const times = (n: number): Pick<Repeat, 'ends'> => ({ ends: { times: n } });
/** The dates that the server makes of it. */
function dates(repeat: Repeat, day: string): string[] {
  const expansion = expandSeries(ruleOf(repeat, day), Date.parse(`${day}T10:00Z`), 'Europe/London');
  if ('problem' in expansion) throw new Error(expansion.problem);
  return expansion.starts.map((at) => new Date(at).toISOString().slice(0, 10));
}

test('what is chosen becomes a rule', () => {
  expect(ruleOf({ every: 'week', interval: 1, ends: { times: 24 } }, tuesday)).toBe('FREQ=WEEKLY;COUNT=24');
  expect(ruleOf({ every: 'week', interval: 2, ends: { until: '2027-05-31' } }, tuesday)).toBe('FREQ=WEEKLY;INTERVAL=2;UNTIL=20270531');
  expect(ruleOf({ every: 'day', interval: 1, ends: { times: 5 } }, tuesday)).toBe('FREQ=DAILY;COUNT=5');
});

test('several days of the week, that of the first always among them', () => {
  expect(ruleOf({ every: 'week', interval: 1, alsoOn: [4], ...times(4) }, tuesday)).toBe('FREQ=WEEKLY;BYDAY=TU,TH;COUNT=4');
  expect(dates({ every: 'week', interval: 2, alsoOn: [1, 4], ...times(5) }, tuesday)).toEqual(['2026-11-24', '2026-11-26', '2026-12-07', '2026-12-08', '2026-12-10']);
  expect(weekdaysOf(tuesday, [7, 2, 1])).toEqual([1, 2, 7]);
});

test('every month on the same weekday: the fourth Tuesday, the last one of five', () => {
  expect(dates({ every: 'month_by_weekday', interval: 1, ...times(3) }, tuesday)).toEqual(['2026-11-24', '2026-12-22', '2027-01-26']);
  expect(dates({ every: 'month_by_weekday', interval: 1, ...times(3) }, '2026-12-29')).toEqual(['2026-12-29', '2027-01-26', '2027-02-23']);
  expect([whichOfMonth('2026-11-07'), whichOfMonth('2026-11-08'), whichOfMonth('2026-11-29')]).toEqual([1, 2, -1]);
});

test('every month on the same date: no month is left out for being short', () => {
  expect(dates({ every: 'month_by_date', interval: 1, ...times(3) }, tuesday)).toEqual(['2026-11-24', '2026-12-24', '2027-01-24']);
  expect(dates({ every: 'month_by_date', interval: 1, ...times(4) }, '2026-12-31')).toEqual(['2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31']);
  expect(dates({ every: 'month_by_date', interval: 1, ...times(3) }, '2028-01-30')).toEqual(['2028-01-30', '2028-02-29', '2028-03-30']);
});
