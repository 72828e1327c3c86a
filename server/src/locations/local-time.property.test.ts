import fc from 'fast-check';
import { expect, test } from 'vitest';
import { localTime } from './local-time.ts';

const zones = ['UTC', 'Europe/London', 'Europe/Berlin', 'America/New_York', 'America/St_Johns', 'Asia/Kathmandu', 'Australia/Lord_Howe', 'Pacific/Apia', 'Africa/Casablanca'];
/** The clock changes of one zone and the time around them are asked more often than they come by. */
const instant = fc.oneof(
  fc.date({ min: new Date('1975-01-01'), max: new Date('2199-12-31'), noInvalidDate: true }),
  fc.tuple(fc.constantFrom('2026-03-29T01:00:00Z', '2026-10-25T01:00:00Z', '2026-11-01T06:00:00Z', '2026-04-04T15:00:00Z'), fc.integer({ min: -2, max: 2 })).map(([change, ms]) => new Date(Date.parse(change) + ms)),
);

test('a time is what Temporal says it is, in whatever order zones and times are asked', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(instant, fc.constantFrom(...zones)), { minLength: 1, maxLength: 20 }), (asked) => {
      for (const [date, zone] of asked) {
        const wire = date.toISOString();
        expect(localTime(wire, zone)).toBe(Temporal.Instant.from(wire).toZonedDateTimeISO(zone).toString({ timeZoneName: 'never' }).replace(/(\.\d)(?=[+-])/, '$100').replace(/(\.\d\d)(?=[+-])/, '$10'));
      }
    }),
  );
});
