import { expect, test } from 'vitest';
import { clockOf } from '../words/clock.ts';
import { bothClocks, theirClock, theirTime, toldOnBoth } from './both-clocks.tsx';

const london = clockOf('Europe/London');
/** Summer in London ends on 25 October, in New York on 1 November. */
const span = (day: string, from: string, to: string) => ({ start: Date.parse(`${day}T${from}Z`), end: Date.parse(`${day}T${to}Z`) });
const day = `${new Date().getUTCFullYear()}-11-24`;
const dateOn = (zone: string, at: number) => clockOf(zone).date(at);

test('a time on both clocks, with their place', () => {
  const slot = { ...span(day, '10:00', '11:00'), zone: 'America/New_York' };
  expect(bothClocks(london, slot)).toBe('10:00–11:00 London · 05:00–06:00 New York (customer)');
  expect(theirClock(london, slot)).toBe('05:00–06:00 New York (customer)');
  expect(theirTime(london, { start: slot.start, zone: slot.zone })).toBe('05:00 New York');
  expect(toldOnBoth(london, '10:00', { start: slot.start, zone: slot.zone })).toBe('10:00 London (05:00 New York)');
});

test('where their date is another than ours it is said', () => {
  const slot = { ...span(day, '15:00', '16:00'), zone: 'Pacific/Auckland' };
  const tomorrow = dateOn('Pacific/Auckland', slot.start);
  expect(tomorrow).not.toBe(dateOn('Europe/London', slot.start));
  expect(theirClock(london, slot)).toBe(`${tomorrow} 04:00–05:00 Auckland (customer)`);
  expect(toldOnBoth(london, '15:00', { start: slot.start, zone: slot.zone })).toBe(`15:00 London (${tomorrow} 04:00 Auckland)`);
  const early = { start: Date.parse(`${day}T03:00Z`), zone: 'America/Los_Angeles' };
  expect(theirTime(london, early)).toBe(`${dateOn('America/Los_Angeles', early.start)} 19:00 Los Angeles`);
});

test('nothing is added where both clocks show the same, or nobody knows theirs', () => {
  for (const zone of ['Europe/Lisbon', null, undefined]) {
    const slot = { ...span(day, '10:00', '11:00'), zone };
    expect([bothClocks(london, slot), theirClock(london, slot), theirTime(london, slot), toldOnBoth(london, '10:00', slot)]).toEqual([null, null, null, '10:00']);
  }
});
