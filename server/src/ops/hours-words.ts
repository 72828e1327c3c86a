import { addDays } from '@holdfast/domain/opening-hours';
import type { Timetable } from '../locations/timetable.ts';
import { UsageError } from './command-arguments.ts';

export const weekdays = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

/** Weekdays by the words for them, '1' Monday to '7' Sunday. */
const daysOf: Record<string, readonly string[]> = {
  ...Object.fromEntries(weekdays.map((name, index) => [name, [String(index + 1)]])),
  weekdays: ['1', '2', '3', '4', '5'],
  daily: ['1', '2', '3', '4', '5', '6', '7'],
};

/** A change of hours; `house` are the location's weekly hours, from which a resource that follows them starts. */
type HoursEdit = (timetable: Timetable, house: Timetable['hours']) => Timetable;

/** Longer than any holiday, and short of a typing mistake that would close a decade. */
const spanMax = 100;

/** What stands behind `hours`: null for showing alone. What times say is checked with all the rest. Throws `UsageError`. */
export function readHoursEdit([verb = 'show', ...words]: readonly string[], isResource: boolean): HoursEdit | null {
  switch (verb) {
    case 'show':
      return extra(words, 0, verb), null;
    case 'set':
      return readWeek(words, isResource);
    case 'close': {
      const [dates = '', reason] = extra(words, 2, verb, 'a date, e.g. hours close 2026-12-25 "Christmas Day"');
      return inPlaceOf(datesOf(dates), { hours: [], reason });
    }
    case 'special': {
      const [given = '', reason] = extra(words, 2, verb, 'a date with its hours, e.g. hours special 2026-12-24=09:00-13:00');
      const [dates = '', ranges] = given.split('=', 2);
      if (ranges === undefined) throw new UsageError(`"${given}" has no hours: write DATE=HH:MM-HH:MM, e.g. 2026-12-24=09:00-13:00.`);
      return inPlaceOf(datesOf(dates), { hours: rangesOf(ranges), reason });
    }
    case 'reset': {
      const [dates = ''] = extra(words, 1, verb, 'a date, e.g. hours reset 2026-12-25');
      return inPlaceOf(datesOf(dates), null);
    }
    default:
      throw new UsageError(`hours does not know "${verb}". It knows: show, set, close, special, reset.`);
  }
}

function extra(words: readonly string[], atMost: number, verb: string, needs?: string): readonly string[] {
  if (needs !== undefined && words.length === 0) throw new UsageError(`hours ${verb} needs ${needs}.`);
  const [odd] = words.slice(atMost);
  if (odd !== undefined) throw new UsageError(`"${odd}" is one word too many for hours ${verb}. Put a reason of several words in quotes.`);
  return words;
}

function readWeek(words: readonly string[], isResource: boolean): HoursEdit {
  if (words.length === 0) throw new UsageError('hours set needs days, e.g. hours set monday=09:00-13:00,14:00-18:00 sunday=closed.');
  if (words.length === 1 && words[0] === 'house') {
    if (!isResource) throw new UsageError('"house" is for a resource that follows the house: add --resource SLUG.');
    return (timetable) => ({ ...timetable, hours: null });
  }
  const set = words.flatMap((word) => {
    const [name = '', ranges] = word.split('=', 2);
    const days = daysOf[name.toLowerCase()];
    if (days === undefined || ranges === undefined)
      throw new UsageError(`"${word}" sets no day: write DAY=HH:MM-HH:MM with one of ${Object.keys(daysOf).join(', ')}.`);
    return days.map((day): [string, [string, string][]] => [day, rangesOf(ranges)]);
  });
  return ({ hours, exceptions }, house) => ({ hours: { ...(hours ?? house), ...Object.fromEntries(set) }, exceptions });
}

/** `09:00-13:00,14:00-18:00`, or `closed`. */
function rangesOf(text: string): [string, string][] {
  if (text === 'closed') return [];
  return text.split(',').map((range) => {
    const [, opens, closes] = /^(\d\d:\d\d)[-–](\d\d:\d\d)$/.exec(range) ?? [];
    if (opens === undefined || closes === undefined) throw new UsageError(`"${range}" is no range: write it as 09:00-13:00, or closed.`);
    return [opens, closes];
  });
}

/** `2026-12-25`, or `2026-12-24..2026-12-26`. */
function datesOf(text: string): string[] {
  const [first = '', last = first] = text.split('..', 2);
  for (const date of [first, last]) if (!isDate(date)) throw new UsageError(`"${date}" is not a date: write it as 2026-12-25, or 2026-12-24..2026-12-26.`);
  if (last < first || last > addDays(first, spanMax - 1)) throw new UsageError(`"${text}" is no span of 1 to ${spanMax} days.`);
  const dates = [];
  for (let date = first; date <= last; date = addDays(date, 1)) dates.push(date);
  return dates;
}

function isDate(text: string): boolean {
  try {
    return /^\d{4}-\d\d-\d\d$/.test(text) && addDays(text, 0) === text;
  } catch {
    return false;
  }
}

/** Null: the weekday's hours hold again. */
function inPlaceOf(dates: readonly string[], day: { hours: [string, string][]; reason: string | undefined } | null): HoursEdit {
  return ({ hours, exceptions }) => ({
    hours,
    exceptions: [
      ...exceptions.filter(({ date }) => !dates.includes(date)),
      ...(day === null ? [] : dates.map((date) => ({ date, hours: day.hours, ...(day.reason === undefined ? {} : { reason: day.reason }) }))),
    ],
  });
}
