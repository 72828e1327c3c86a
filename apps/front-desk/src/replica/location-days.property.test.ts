import fc from 'fast-check';
import { expect, test } from 'vitest';
import { addDays, daysBetween, LocationDays } from './location-days.ts';

const zones = fc.constantFrom('Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'America/Sao_Paulo', 'Asia/Kolkata', 'Pacific/Apia', 'UTC');
// Brazil moved its clocks at midnight until 2019: days there begin at 01:00.
const instants = fc.integer({ min: Date.parse('2012-01-01T00:00:00Z'), max: Date.parse('2030-01-01T00:00:00Z') });

test('the day of an instant is what Temporal says, clock changes included', () => {
  fc.assert(
    fc.property(zones, instants, (zone, instant) => {
      const day = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(zone).toPlainDate().toString();
      const days = new LocationDays(zone);
      expect(days.dayOf(instant)).toBe(day);
      const { start, end } = days.rangeOf(day);
      expect(start <= instant && instant < end).toBe(true);
    }),
  );
});

test('a range touches every day from its first instant to its last, not the one it ends before', () => {
  const days = new LocationDays('Europe/London');
  const midnight = days.rangeOf('2026-11-22').start;
  expect(days.daysOf({ start: midnight - 1, end: midnight })).toEqual(['2026-11-21']);
  expect(days.daysOf({ start: midnight - 1, end: midnight + 1 })).toEqual(['2026-11-21', '2026-11-22']);
});

test('days are counted as dates', () => {
  expect(addDays('2026-10-24', 2)).toBe('2026-10-26');
  expect(daysBetween('2026-12-30', '2027-01-02')).toEqual(['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-02']);
  expect(daysBetween('2027-01-02', '2027-01-01')).toEqual([]);
});
