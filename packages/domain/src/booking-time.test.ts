import { describe, expect, test } from 'vitest';
import {
  bookingTimeProblem,
  counterPastMs,
  daysAtMostMs,
  furthestAheadMs,
  longestBookingMs,
  type BookingChannel,
  type BookingTimeCheck,
} from './booking-time.ts';
import { minuteMs } from './instant.ts';

const now = Date.parse('2026-11-20T10:00:00Z');
const hour = 60 * minuteMs;
const allDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00'] as const]]));
const check = (startsIn: number, lasts: number, more: Partial<BookingTimeCheck> = {}) =>
  bookingTimeProblem({
    range: { start: now + startsIn, end: now + startsIn + lasts },
    channel: 'desk',
    now,
    hours: { openingHours: allDay, timeZone: 'Europe/Berlin' },
    ...more,
  });
const outsideChannels: BookingChannel[] = ['web', 'phone_ai', 'chat_ai', 'api'];

test('the limits are those that are told: a week, two years of which one has a leap day, and days of which one has 25 hours', () => {
  expect([longestBookingMs, counterPastMs, furthestAheadMs, daysAtMostMs(31)].map((limit) => limit / hour)).toEqual([168, 168, 731 * 24, 745]);
});

describe('invalid times', () => {
  test('end not after start', () => {
    expect(check(hour, 0)).toBe('invalid_times');
    expect(check(hour, -1)).toBe('invalid_times');
    expect(check(hour, Number.NaN)).toBe('invalid_times');
  });
  test('longer than a week', () => {
    expect(check(hour, longestBookingMs)).toBe(null);
    expect(check(hour, longestBookingMs + 1)).toBe('invalid_times');
  });
  test('more than two years ahead', () => {
    expect(check(furthestAheadMs, hour)).toBe(null);
    expect(check(furthestAheadMs + 1, hour)).toBe('invalid_times');
    expect(check(Date.parse('2028-11-20T10:00:00Z') - now, hour)).toBe(null);
  });
  test('whatever the channel', () => {
    expect(check(hour, 0, { channel: 'import' })).toBe('invalid_times');
  });
});

describe('past', () => {
  test.each<BookingChannel>(['desk', 'walk_in'])('%s records what ended up to seven days ago', (channel) => {
    expect(check(-counterPastMs - hour, hour, { channel })).toBe(null);
    expect(check(-counterPastMs - hour - 1, hour, { channel })).toBe('past');
  });
  test('import records any past', () => {
    expect(check(-20 * furthestAheadMs, hour, { channel: 'import' })).toBe(null);
  });
  test.each(outsideChannels)('%s starts nothing before now', (channel) => {
    expect(check(0, hour, { channel })).toBe(null);
    expect(check(-1, hour, { channel })).toBe('past');
  });
});

describe('outside hours', () => {
  const hours = { openingHours: { '5': [['09:00', '17:00']] }, timeZone: 'Europe/Berlin' } as const;
  test('the whole time must be open', () => {
    expect(check(0, 6 * hour, { hours })).toBe(null);
    expect(check(0, 6 * hour + 1, { hours })).toBe('outside_hours');
    expect(check(24 * hour, hour, { hours })).toBe('outside_hours');
  });
  test('import and blocks are not asked', () => {
    expect(check(24 * hour, hour, { hours, channel: 'import' })).toBe(null);
    expect(check(24 * hour, hour, { hours: null })).toBe(null);
  });
  test('are those of the date', () => {
    const closed = { ...hours, exceptions: [{ date: '2026-11-20', hours: [] }] };
    expect(check(0, hour, { hours: closed })).toBe('outside_hours');
  });
  test('are those of each resource too', () => {
    const ann = { id: 'ann', hours: { '5': [['09:00', '13:00'] as const] } };
    expect(check(0, 2 * hour, { hours, resources: [{ id: 'room' }, ann] })).toBe(null);
    expect(check(hour, 2 * hour, { hours, resources: [{ id: 'room' }, ann] })).toBe('outside_hours');
    expect(check(hour, 2 * hour, { hours, resources: [ann], channel: 'import' })).toBe(null);
  });
  test('is said only when nothing worse is wrong', () => {
    expect(check(-24 * hour, hour, { hours, channel: 'web' })).toBe('past');
  });
});
