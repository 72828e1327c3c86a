import { firstShowing, wallAt, wallDayMs, type WallMs } from './clock-period.ts';
import { minuteMs, type Instant } from './instant.ts';
import { clip, contains, merge, type TimeRange } from './time-range.ts';

/**
 * Wall-time ranges by ISO weekday, '1' Monday … '7' Sunday. A missing weekday is closed.
 * `['22:00','02:00']` ends on the next day; `['00:00','24:00']` is all day.
 */
export type OpeningHours = Readonly<Record<string, HoursOfDay>>;
type HoursOfDay = readonly (readonly [string, string])[];

/** What holds on one local date in place of the weekly hours: a holiday, a closure, a special day. */
export interface DayException {
  /** Local date, `YYYY-MM-DD`. */
  readonly date: string;
  /** Wall-time ranges that begin on that date, as in `OpeningHours`; none: closed. */
  readonly hours: HoursOfDay;
  /** For people, e.g. `Boxing Day`. */
  readonly reason?: string | undefined;
}

const wallTime = /^(?:[01]\d|2[0-3]):[0-5]\d$/;
const localDate = /^\d{4}-\d{2}-\d{2}$/;
const weekdayNames = ['', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const dayMinutes = 1440;

/** The local date of an instant, `YYYY-MM-DD`. Throws `RangeError` on an unknown zone. */
export function dayOf(instant: Instant, timeZone: string): string {
  return dateText(wallAt(instant, timeZone));
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
  const midnight = midnightOf(day);
  return { start: firstShowing(midnight, timeZone), end: firstShowing(midnight + wallDayMs, timeZone) };
}

/**
 * When the location is open, as instants: merged (Friday to 24:00 and Saturday from 00:00 is one range) and
 * clipped to `within`.
 *
 * When the clocks change, an opening or closing time means the first instant at which the clock shows it or
 * something later. So a time that does not exist is the moment of the jump, and of a time that happens twice
 * it is the first: a night bar closing at 02:30 does not sell the repeated half hour after its staff went home.
 *
 * An exception replaces the weekly hours of its date, of two for one date the last counts. Hours belong to the
 * date on which they begin: the night before a closed holiday still runs until it ends after midnight.
 */
export function openRanges(
  hours: OpeningHours,
  timeZone: string,
  within: TimeRange,
  exceptions: readonly DayException[] = [],
): TimeRange[] {
  if (within.start >= within.end) return [];
  const special = new Map(exceptions.map((exception) => [exception.date, exception.hours]));
  const until = wallAt(within.end - 1, timeZone);
  const ranges: TimeRange[] = [];
  // The day before can reach over midnight into this one.
  for (let midnight = midnightBefore(wallAt(within.start, timeZone)) - wallDayMs; midnight <= until; midnight += wallDayMs) {
    const ofDay = (special.size > 0 ? special.get(dateText(midnight)) : undefined) ?? hours[weekdayOf(midnight)] ?? [];
    for (const [opens, closes] of ofDay) {
      const closesOn = closes < opens ? midnight + wallDayMs : midnight;
      const range = clip(
        { start: firstShowing(midnight + wallMsOf(opens), timeZone), end: firstShowing(closesOn + wallMsOf(closes), timeZone) },
        within,
      );
      if (range !== null) ranges.push(range);
    }
  }
  return merge(ranges);
}

/** Whether the location is open for the whole range without a break. */
export function isOpen(
  hours: OpeningHours,
  timeZone: string,
  range: TimeRange,
  exceptions: readonly DayException[] = [],
): boolean {
  return openRanges(hours, timeZone, range, exceptions).some((open) => contains(open, range));
}

/** What is wrong with these weekly hours, one plain sentence each; empty when nothing is. */
export function validateOpeningHours(hours: OpeningHours): string[] {
  const problems: string[] = [];
  const placed: Placed[] = [];
  for (const [weekday, ranges] of Object.entries(hours)) {
    if (!/^[1-7]$/.test(weekday)) {
      problems.push(`“${weekday}” is not a weekday: use 1 (Monday) to 7 (Sunday).`);
      continue;
    }
    const midnight = (Number(weekday) - 1) * dayMinutes;
    for (const [opens, closes] of ranges) {
      const text = `${weekdayNames[Number(weekday)]} ${opens}–${closes}`;
      const problem = rangeProblem(text, opens, closes);
      if (problem === null) placed.push(place(text, midnight, opens, closes));
      else problems.push(problem);
    }
  }
  placed.sort(byStart);
  problems.push(...overlapProblems(placed));
  // Sunday night runs into Monday morning.
  const [first, last] = [placed[0], placed.at(-1)];
  if (first !== undefined && last !== undefined && first.start + 7 * dayMinutes < last.end)
    problems.push(`${last.text} overlaps ${first.text}.`);
  return problems;
}

/** What is wrong with these exceptions, one plain sentence each; empty when nothing is. */
export function validateDayExceptions(exceptions: readonly DayException[]): string[] {
  const problems: string[] = [];
  const dates = new Set<string>();
  for (const { date, hours } of exceptions) {
    if (!isDate(date)) {
      problems.push(`“${date}” is not a date: write it as 2026-12-25.`);
      continue;
    }
    if (dates.has(date)) problems.push(`${date} is there twice: put all its hours into one exception.`);
    dates.add(date);
    const placed: Placed[] = [];
    for (const [opens, closes] of hours) {
      const text = `${date} ${opens}–${closes}`;
      const problem = rangeProblem(text, opens, closes);
      if (problem === null) placed.push(place(text, 0, opens, closes));
      else problems.push(problem);
    }
    problems.push(...overlapProblems(placed.sort(byStart)));
  }
  return problems;
}

/** Hours in minutes from an origin that is the caller's: a Monday's midnight, or that of the date. */
interface Placed {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

function isDate(text: string): boolean {
  if (!localDate.test(text)) return false;
  try {
    Temporal.PlainDate.from(text);
    return true;
  } catch {
    return false;
  }
}

function rangeProblem(text: string, opens: string, closes: string): string | null {
  if (!wallTime.test(opens)) return `${text}: “${opens}” is not a time from 00:00 to 23:59.`;
  if (closes !== '24:00' && !wallTime.test(closes)) return `${text}: “${closes}” is not a time from 00:00 to 24:00.`;
  if (opens === closes) return `${text}: opens and closes at the same time; all day is 00:00–24:00.`;
  return null;
}

/** A range that closes at or before it opens ends on the next day. */
function place(text: string, midnight: number, opens: string, closes: string): Placed {
  const start = midnight + minuteOfDay(opens);
  const length = (minuteOfDay(closes) - minuteOfDay(opens) + dayMinutes) % dayMinutes || dayMinutes;
  return { text, start, end: start + length };
}

function byStart(a: Placed, b: Placed): number {
  return a.start - b.start;
}

function overlapProblems(sorted: readonly Placed[]): string[] {
  return sorted.flatMap((range, i) => {
    const next = sorted[i + 1];
    return next !== undefined && next.start < range.end ? [`${range.text} overlaps ${next.text}.`] : [];
  });
}

function minuteOfDay(time: string): number {
  return Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
}

const wallMsOf = (time: string): WallMs => minuteOfDay(time) * minuteMs;
/** Throws `RangeError` on no such date. */
function midnightOf(day: string): WallMs {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  // Date reads the 30th of February as a day in March.
  if (Number.isNaN(midnight) || dateText(midnight) !== day) throw new RangeError(`No such date: ${day}`);
  return midnight;
}

const midnightBefore = (wall: WallMs): WallMs => Math.floor(wall / wallDayMs) * wallDayMs;
/** ISO: Sunday is 7. */
const weekdayOf = (wall: WallMs): number => new Date(wall).getUTCDay() || 7;
/** Of years beyond four digits too, as Temporal writes them. */
const dateText = (wall: WallMs): string => new Date(wall).toISOString().slice(0, -'T00:00:00.000Z'.length);
