import { describe, expect, test } from 'vitest';
import { bookableRanges, closedBy, hasOwnHours, indexBookable, type LocationHours, type ResourceHours } from './bookable-hours.ts';
import { toWire } from './instant.ts';
import { dayRange } from './opening-hours.ts';

/** Friday 20 November 2026; Berlin is an hour ahead of UTC. */
const at = (clock: string, day = '20') => Date.parse(`2026-11-${day}T${clock}:00+01:00`);
const between = (from: string, to: string, day = '20') => ({ start: at(from, day), end: at(to, day) });
const house: LocationHours = { timeZone: 'Europe/Berlin', openingHours: { '5': [['09:00', '18:00']], '6': [['10:00', '14:00']] } };
const night: LocationHours = { timeZone: 'Europe/Berlin', openingHours: { '5': [['20:00', '04:00']], '6': [['20:00', '04:00']] } };
const shown = (location: LocationHours, resource: ResourceHours, day = '2026-11-20') =>
  bookableRanges(location, resource, dayRange(day, location.timeZone)).map(
    ({ start, end }) => `${toWire(start + 3_600_000).slice(11, 16)}–${toWire(end + 3_600_000).slice(11, 16)}`,
  );

describe('bookable', () => {
  test('a resource that says nothing is there whenever the location is open', () => {
    expect(shown(house, {})).toEqual(['09:00–18:00']);
    expect(shown(house, { hours: null, exceptions: [] })).toEqual(['09:00–18:00']);
    expect(hasOwnHours({})).toBe(false);
    expect(hasOwnHours({ hours: null, exceptions: [] })).toBe(false);
  });

  test('a shift with a break, as far as the location is open', () => {
    expect(shown(house, { hours: { '5': [['08:00', '12:00'], ['12:45', '20:00']] } })).toEqual(['09:00–12:00', '12:45–18:00']);
    expect(shown(house, { hours: { '1': [['08:00', '12:00']] } })).toEqual([]);
    expect(hasOwnHours({ hours: {} })).toBe(true);
  });

  test('a day off and a day on other hours', () => {
    expect(shown(house, { exceptions: [{ date: '2026-11-20', hours: [], reason: 'Leave' }] })).toEqual([]);
    expect(shown(house, { exceptions: [{ date: '2026-11-20', hours: [['07:00', '11:00']] }] })).toEqual(['09:00–11:00']);
    expect(shown(house, { exceptions: [{ date: '2026-11-20', hours: [] }] }, '2026-11-21')).toEqual(['10:00–14:00']);
    const early = { hours: { '5': [['09:00', '10:00'] as const] }, exceptions: [{ date: '2026-11-20', hours: [['15:00', '16:00'] as const] }] };
    expect(shown(house, early)).toEqual(['15:00–16:00']);
  });

  test('working when the location is closed sells nothing', () => {
    const closed = { ...house, exceptions: [{ date: '2026-11-20', hours: [] }] };
    expect(shown(closed, { hours: { '5': [['09:00', '17:00']] } })).toEqual([]);
    expect(shown(closed, { exceptions: [{ date: '2026-11-20', hours: [['09:00', '17:00']] }] })).toEqual([]);
  });

  test('who is off on Friday is off for the whole of Friday night, and back on Saturday night', () => {
    const off = { exceptions: [{ date: '2026-11-20', hours: [] }] };
    expect(shown(night, off)).toEqual([]);
    expect(shown(night, off, '2026-11-21')).toEqual(['20:00–00:00']);
    expect(shown(night, {}, '2026-11-21')).toEqual(['00:00–04:00', '20:00–00:00']);
  });
});

describe('closed by', () => {
  const ann = { id: 'ann', hours: { '5': [['09:00', '12:00'] as const] } };
  const bo = { id: 'bo', exceptions: [{ date: '2026-11-20', hours: [['13:00', '16:00'] as const] }] };
  test('the location before anybody, then the first who is away', () => {
    expect(closedBy(house, [ann, bo], between('08:00', '09:30'))).toEqual({ whose: 'location' });
    expect(closedBy(house, [ann, bo], between('12:00', '13:00'))).toEqual({ whose: 'resource', resourceId: 'ann' });
    expect(closedBy(house, [bo, ann], between('12:00', '13:00'))).toEqual({ whose: 'resource', resourceId: 'bo' });
    expect(closedBy(house, [ann, bo], between('14:00', '15:00'))).toEqual({ whose: 'resource', resourceId: 'ann' });
  });
  test('nobody when all are there to the last minute', () => {
    expect(closedBy(house, [ann], between('09:00', '12:00'))).toBe(null);
    expect(closedBy(house, [ann], between('09:00', '12:01'))).toEqual({ whose: 'resource', resourceId: 'ann' });
    expect(closedBy(house, [{ id: 'room' }], between('09:00', '18:00'))).toBe(null);
    expect(closedBy(house, [], between('09:00', '18:00'))).toBe(null);
  });
  test('a location closed that day by an exception', () => {
    const closed = { ...house, exceptions: [{ date: '2026-11-20', hours: [] }] };
    expect(closedBy(closed, [ann], between('10:00', '11:00'))).toEqual({ whose: 'location' });
  });
});

test('the index answers within its range, for those it knows', () => {
  const ann = { id: 'ann', hours: { '5': [['10:00', '12:00'] as const] } };
  const index = indexBookable(house, [ann, { id: 'room' }], between('08:00', '13:00'));
  expect(index.isBookable('ann', between('10:00', '12:00'))).toBe(true);
  expect(index.isBookable('ann', between('09:30', '10:30'))).toBe(false);
  expect(index.isBookable('room', between('09:00', '13:00'))).toBe(true);
  expect(index.isBookable('room', between('12:00', '13:01'))).toBe(false);
  expect(index.isBookable('ghost', between('10:00', '11:00'))).toBe(false);
  expect(index.rangesOf('room')).toEqual([between('09:00', '13:00')]);
  expect(index.rangesOf('ghost')).toEqual([]);
});
