import { toWire, type Instant } from './instant.ts';
import { clip, contains, merge, type TimeRange } from './time-range.ts';

/**
 * Wall-time ranges by ISO weekday, '1' Monday … '7' Sunday. A missing weekday is closed.
 * `['22:00','02:00']` ends on the next day; `['00:00','24:00']` is all day.
 */
export type OpeningHours = Readonly<Record<string, readonly (readonly [string, string])[]>>;

const wallTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const weekdayNames = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];

/** The local date of an instant, `YYYY-MM-DD`. Throws `RangeError` on an unknown zone. */
export function dayOf(instant: Instant, timeZone: string): string {
  return zoned(instant, timeZone).toPlainDate().toString();
}

/** `day` (`YYYY-MM-DD`) moved by `n` calendar days, back when negative. Throws `RangeError` on no such date. */
export function addDays(day: string, n: number): string {
  return Temporal.PlainDate.from(day).add({ days: n }).toString();
}

/**
 * From the first instant of a local day to the first of the next: 23, 24 or 25 hours (Lord Howe: 23½, 24½).
 * Empty (`start === end`) for the rare date a zone skipped, e.g. 2011-12-30 in Pacific/Apia.
 */
export function dayRange(day: string, timeZone: string): TimeRange {
  const date = Temporal.PlainDate.from(day);
  return {
    start: date.toZonedDateTime(timeZone).epochMilliseconds,
    end: date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds,
  };
}

/**
 * When the location is open, as instants: merged (Friday to 24:00 and Saturday from 00:00 is one range) and
 * clipped to `within`.
 *
 * When the clocks change, an opening or closing time means the first instant at which the clock shows it or
 * something later. So a time that does not exist is the moment of the jump, and of a time that happens twice
 * it is the first: a night bar closing at 02:30 does not sell the repeated half hour after its staff went home.
 */
export function openRanges(hours: OpeningHours, timeZone: string, within: TimeRange): TimeRange[] {
  if (within.start >= within.end) return [];
  const last = zoned(within.end - 1, timeZone).toPlainDate();
  const ranges: TimeRange[] = [];
  // The day before can reach over midnight into this one.
  let date = zoned(within.start, timeZone).toPlainDate().subtract({ days: 1 });
  for (; Temporal.PlainDate.compare(date, last) <= 0; date = date.add({ days: 1 })) {
    for (const [opens, closes] of hours[date.dayOfWeek] ?? []) {
      if (opens === closes) continue;
      const closesOn = closes < opens ? date.add({ days: 1 }) : date;
      const range = clip(
        { start: wallInstant(date, opens, timeZone), end: wallInstant(closesOn, closes, timeZone) },
        within,
      );
      if (range !== null) ranges.push(range);
    }
  }
  return merge(ranges);
}

/** Whether the location is open for the whole range without a break. */
export function isOpen(hours: OpeningHours, timeZone: string, range: TimeRange): boolean {
  return openRanges(hours, timeZone, range).some((open) => contains(open, range));
}

/** What is wrong with these hours, one plain sentence each; empty when nothing is. */
export function validateOpeningHours(hours: OpeningHours): string[] {
  const problems: string[] = [];
  const minutes: { text: string; start: number; end: number }[] = [];
  for (const [weekday, ranges] of Object.entries(hours)) {
    if (!/^[1-7]$/.test(weekday)) {
      problems.push(`“${weekday}” is not a weekday: use 1 (Monday) to 7 (Sunday).`);
      continue;
    }
    for (const [opens, closes] of ranges) {
      const text = `${weekdayNames[Number(weekday)]} ${opens}–${closes}`;
      if (!wallTime.test(opens)) problems.push(`${text}: “${opens}” is not a time from 00:00 to 23:59.`);
      else if (closes !== '24:00' && !wallTime.test(closes))
        problems.push(`${text}: “${closes}” is not a time from 00:00 to 24:00.`);
      else if (opens === closes)
        problems.push(`${text}: opens and closes at the same time; all day is 00:00–24:00.`);
      else {
        const start = (Number(weekday) - 1) * 1440 + minuteOfDay(opens);
        const length = (minuteOfDay(closes) - minuteOfDay(opens) + 1440) % 1440 || 1440;
        minutes.push({ text, start, end: start + length });
      }
    }
  }
  minutes.sort((a, b) => a.start - b.start);
  minutes.forEach((range, i) => {
    const next = minutes[i + 1];
    if (next !== undefined && next.start < range.end) problems.push(`${range.text} overlaps ${next.text}.`);
    // Sunday night runs into Monday morning.
    const first = minutes[0];
    if (i === minutes.length - 1 && first !== undefined && first !== range && first.start + 7 * 1440 < range.end)
      problems.push(`${range.text} overlaps ${first.text}.`);
  });
  return problems;
}

function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

function zoned(instant: Instant, timeZone: string): Temporal.ZonedDateTime {
  return Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
}

function wallInstant(date: Temporal.PlainDate, time: string, timeZone: string): Instant {
  if (time === '24:00') return date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds;
  const wall = date.toPlainDateTime(Temporal.PlainTime.from(time));
  const zonedWall = wall.toZonedDateTime(timeZone);
  if (zonedWall.toPlainDateTime().equals(wall)) return zonedWall.epochMilliseconds;
  // In the gap of a jump forward: “earlier” lies before the jump, so the next transition is the jump.
  const jump = wall.toZonedDateTime(timeZone, { disambiguation: 'earlier' }).getTimeZoneTransition('next');
  if (jump === null) throw new RangeError(`${timeZone} skips ${toWire(zonedWall.epochMilliseconds)} without a transition`);
  return jump.epochMilliseconds;
}
