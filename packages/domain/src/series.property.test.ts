import fc from 'fast-check';
import { expect, test } from 'vitest';
import { expandSeries } from './series.ts';
import { minutesAround, nights } from './wall-clock.oracle.ts';

/** Written-out minutes around a clock change: each day's first minute that shows the wanted time, if it shows it at all. */
test('a daily rule around a clock change is what the written-out minutes say', () => {
  fc.assert(
    fc.property(fc.constantFrom(...nights), fc.nat(1439), fc.integer({ min: 1, max: 3 }), (night, minuteOfDay, interval) => {
      const minutes = minutesAround(night);
      // The first and the last of the written days are not whole in every zone.
      const days = [...new Set(minutes.map(({ day }) => day))].slice(1, -1);
      const showing = days
        .filter((_, i) => i % interval === 0)
        .flatMap((day) => minutes.find((minute) => minute.day === day && minute.minuteOfDay === minuteOfDay) ?? []);
      const first = showing[0];
      const last = days.at(-1)?.replaceAll('-', '');
      fc.pre(first !== undefined && first.day === days[0]);
      expect(expandSeries(`FREQ=DAILY;INTERVAL=${interval};UNTIL=${last}`, first.instant, night.timeZone)).toEqual({
        starts: showing.map(({ instant }) => instant),
      });
    }),
    { numRuns: 300 },
  );
});

test('weekly rules hit the days a plain count of dates gives, at the wall time of the start', () => {
  const weekdays = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];
  const dayMs = 86_400_000;
  fc.assert(
    fc.property(
      fc.constantFrom('Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'UTC'),
      fc.nat(700),
      fc.uniqueArray(fc.nat(6), { maxLength: 4 }),
      fc.integer({ min: 1, max: 4 }),
      fc.integer({ min: 1, max: 60 }),
      (timeZone, from, others, interval, count) => {
        const epochDay = Date.UTC(2026, 0, 5) / dayMs + from;
        const weekdayOf = (day: number) => new Date(day * dayMs).getUTCDay();
        const chosen = new Set([weekdayOf(epochDay), ...others]);
        // 5 January 2026 is a Monday: weeks are counted from Mondays.
        const weekOf = (day: number) => Math.floor((day - Date.UTC(2026, 0, 5) / dayMs) / 7);
        const dates: string[] = [];
        for (let day = epochDay; dates.length < count; day += 1)
          if ((weekOf(day) - weekOf(epochDay)) % interval === 0 && chosen.has(weekdayOf(day)))
            dates.push(new Date(day * dayMs).toISOString().slice(0, 10));
        const start = Temporal.PlainDate.from(dates[0] ?? '').toZonedDateTime({ timeZone, plainTime: '10:15' });
        const rule = `FREQ=WEEKLY;INTERVAL=${interval};BYDAY=${[...chosen].map((day) => weekdays[day]).join(',')};COUNT=${count}`;
        const expansion = expandSeries(rule, start.epochMilliseconds, timeZone);
        const walls = 'problem' in expansion ? expansion : expansion.starts.map((instant) =>
          Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone).toPlainDateTime().toString());
        expect(walls).toEqual(dates.map((date) => `${date}T10:15:00`));
      },
    ),
    { numRuns: 200 },
  );
});
