import { expect, test } from 'vitest';
import { clocksWhereTheyDiffer } from './two-clocks.ts';

const at = (start: string, end: string) => ({ start: `${start}:00.000Z`, end: `${end}:00.000Z` });

test('London and New York: five hours apart, and four in the week between their clock changes', () => {
  expect(clocksWhereTheyDiffer(at('2026-11-21T15:00', '2026-11-21T16:00'), 'Europe/London', 'America/New_York').clocks).toEqual({
    utc: { start: '2026-11-21T15:00:00.000Z', end: '2026-11-21T16:00:00.000Z' },
    location: { timeZone: 'Europe/London', start: '2026-11-21T15:00:00+00:00', end: '2026-11-21T16:00:00+00:00', text: 'Sat 21 Nov 2026, 15:00–16:00' },
    customer: { timeZone: 'America/New_York', start: '2026-11-21T10:00:00-05:00', end: '2026-11-21T11:00:00-05:00', text: 'Sat 21 Nov 2026, 10:00–11:00' },
  });
  const between = clocksWhereTheyDiffer(at('2026-10-28T15:00', '2026-10-28T16:00'), 'Europe/London', 'America/New_York').clocks;
  expect([between?.location.text, between?.customer.text]).toEqual(['Wed 28 Oct 2026, 15:00–16:00', 'Wed 28 Oct 2026, 11:00–12:00']);
});

test('over midnight on one side only, each has its own dates', () => {
  const { clocks } = clocksWhereTheyDiffer(at('2026-12-31T22:30', '2026-12-31T23:30'), 'Europe/London', 'Europe/Berlin');
  expect([clocks?.location.text, clocks?.customer.text]).toEqual(['Thu 31 Dec 2026, 22:30–23:30', 'Thu 31 Dec 2026, 23:30 – Fri 1 Jan 2027, 00:30']);
});

test('over a clock change, the end has the new offset and the wall time of its own', () => {
  // Berlin goes back at 01:00 UTC, Cairo on the Friday after: half past two comes twice in Berlin.
  const { clocks } = clocksWhereTheyDiffer(at('2026-10-25T00:30', '2026-10-25T01:30'), 'Europe/Berlin', 'Africa/Cairo');
  expect(clocks?.location).toMatchObject({ start: '2026-10-25T02:30:00+02:00', end: '2026-10-25T02:30:00+01:00', text: 'Sun 25 Oct 2026, 02:30 CEST–02:30 CET' });
  expect(clocks?.customer).toMatchObject({ start: '2026-10-25T03:30:00+03:00', end: '2026-10-25T04:30:00+03:00', text: 'Sun 25 Oct 2026, 03:30–04:30' });
});

test.each([
  ['nobody said where they are', null],
  ['a row from before there were zones says nothing', undefined],
  ['it is the same zone', 'Europe/Berlin'],
  ['their clocks show the same', 'Europe/Paris'],
  ['this server knows no such zone', 'Mars/Olympus_Mons'],
])('one clock is enough when %s', (_, customerTimeZone) => {
  expect(clocksWhereTheyDiffer(at('2026-11-21T15:00', '2026-11-21T16:00'), 'Europe/Berlin', customerTimeZone)).toEqual({});
});
