import { validateDayExceptions, validateOpeningHours } from '@holdfast/domain/opening-hours';
import type { Timetable } from '../../timetable.ts';

export type Ranges = readonly (readonly [string, string])[];

/** Hours while they are edited: a row for each weekday, and one for each special day. */
export interface HoursDraft {
  /** Monday first; null: as the house. */
  week: readonly Ranges[] | null;
  special: readonly SpecialDay[];
}

export interface SpecialDay {
  /** Of the row: a date may be changed, and stand there twice for a moment. */
  key: number;
  date: string;
  ranges: Ranges;
  reason: string;
}

const usual = ['09:00', '17:00'] as const;
/** Of a day, in minutes. */
const lastStart = 24 * 60 - 15;

export function draftOf({ hours, exceptions }: Timetable): HoursDraft {
  return {
    week: hours === null ? null : weekOf(hours),
    special: exceptions.map(({ date, hours: ranges, reason = '' }, key) => ({ key, date, ranges, reason })),
  };
}

export const weekOf = (hours: Record<string, Ranges>): Ranges[] => Array.from({ length: 7 }, (_, index) => hours[index + 1] ?? []);

/** What the server is asked to set. A day that ends when the next begins is written so: `24:00`. */
export function timetableOf({ week, special }: HoursDraft): Timetable {
  return {
    hours: week && Object.fromEntries(week.flatMap((ranges, index) => (ranges.length === 0 ? [] : [[index + 1, written(ranges)]]))),
    exceptions: special
      .toSorted((a, b) => (a.date < b.date ? -1 : 1))
      .map(({ date, ranges, reason }) => ({ date, hours: written(ranges), ...(reason.trim() === '' ? {} : { reason: reason.trim() }) })),
  };
}

const written = (ranges: Ranges): [string, string][] => ranges.map(([opens, closes]): [string, string] => [opens, closes === '00:00' ? '24:00' : closes]).toSorted(([a], [b]) => (a < b ? -1 : 1));

export function problemsOf({ hours, exceptions }: Timetable): string[] {
  return [...validateOpeningHours(hours ?? {}), ...validateDayExceptions(exceptions)];
}

/** One more range: the usual day where there is none, else an hour's break in the middle of the longest. */
export function withMore(ranges: Ranges): Ranges {
  const longest = ranges.toSorted((a, b) => lengthOf(b) - lengthOf(a))[0];
  if (longest === undefined) return [usual];
  const [opens, closes] = longest;
  // To the whole hour: a break is seldom anywhere else.
  const middle = Math.floor((minuteOf(opens) + lengthOf(longest) / 2 - 30) / 60) * 60;
  const from = Math.max(Math.min(middle, lastStart - 60), minuteOf(opens) + 15);
  // What goes on after the break belongs to this day only when it begins on it.
  const until = Math.min(from + 60, minuteOf(opens) + lengthOf(longest) - 15, lastStart);
  if (until <= from) return ranges;
  return ranges.flatMap((range): Ranges => (range === longest ? [[opens, wall(from)], [wall(until), closes]] : [range]));
}

/** A range that ends at or before it begins ends on the next day. */
const lengthOf = ([opens, closes]: readonly [string, string]): number => (minuteOf(closes) - minuteOf(opens) + 1440) % 1440 || 1440;
const minuteOf = (time: string): number => Number(time.slice(0, 2)) * 60 + Number(time.slice(3, 5));
const wall = (minutes: number): string => `${String(Math.floor((minutes % 1440) / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
