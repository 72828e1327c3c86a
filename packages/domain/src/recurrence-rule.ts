import type { Instant } from './instant.ts';

/** A recurrence rule read from its RFC 5545 text, as far as bookings can repeat by one. */
export interface RecurrenceRule {
  /** The parts without COUNT and UNTIL, e.g. `FREQ=WEEKLY;BYDAY=MO,WE`. */
  readonly pattern: string;
  readonly count: number | null;
  /** The last instant an occurrence may start at. */
  readonly until: Instant | null;
  readonly excluded: readonly Exclusion[];
}

/** A whole local date, or one start. */
export type Exclusion = { readonly date: string } | { readonly start: Instant };

const weekday = '(?:MO|TU|WE|TH|FR|SA|SU)';
const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'];

/** What each part may say; a part that is a list says it of every entry. */
const parts: Readonly<Record<string, { readonly allows: (value: string) => boolean; readonly list?: true; readonly means: string }>> = {
  FREQ: { allows: (value) => frequencies.includes(value), means: 'DAILY, WEEKLY, MONTHLY or YEARLY' },
  INTERVAL: { allows: wholeNumber(1, 999), means: 'a whole number from 1 to 999' },
  COUNT: { allows: wholeNumber(1, 99_999), means: 'a whole number from 1' },
  UNTIL: { allows: (value) => dateOrTime.test(value), means: 'a date like 20261231, or a time like 20261231T235959Z' },
  WKST: { allows: matching(`^${weekday}$`), means: 'a weekday: MO, TU, WE, TH, FR, SA or SU' },
  BYDAY: { allows: matching(`^(?:[+-]?[1-9]\\d?)?${weekday}$`), list: true, means: 'weekdays like MO,WE or -1FR' },
  BYMONTH: { allows: wholeNumber(1, 12), list: true, means: 'months from 1 to 12' },
  BYMONTHDAY: { allows: eitherSign(31), list: true, means: 'days from 1 to 31, or from -31 to -1 counted from the end of the month' },
  BYYEARDAY: { allows: eitherSign(366), list: true, means: 'days from 1 to 366, or from -366 to -1 counted from the end of the year' },
  BYWEEKNO: { allows: eitherSign(53), list: true, means: 'weeks from 1 to 53, or from -53 to -1 counted from the end of the year' },
  BYSETPOS: { allows: eitherSign(366), list: true, means: 'positions from 1 to 366, or from -366 to -1 counted from the end' },
};

/** `YYYYMMDD`, or with a time of day, which is UTC with a `Z` and local without. */
const dateOrTime = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})(\d{2})(Z?))?$/;

/**
 * Reads an RRULE, with or without its name before it, and EXDATE lines. Answers one plain sentence when it cannot be
 * used: what is wrong and what would be right. Whether the parts go together is for the expansion to say.
 */
export function readRecurrenceRule(text: string, timeZone: string): RecurrenceRule | string {
  const said = new Map<string, string>();
  const excluded: Exclusion[] = [];
  let rules = 0;
  for (const line of text.toUpperCase().split(/\r?\n/).map((each) => each.trim()).filter((each) => each !== '')) {
    const colon = line.indexOf(':');
    const name = (colon === -1 ? 'RRULE' : line.slice(0, colon)).split(';')[0];
    const body = line.slice(colon + 1);
    if (name === 'EXDATE') {
      for (const value of body.split(',')) {
        const exclusion = readExclusion(value, timeZone);
        if (exclusion === null) return `EXDATE has “${value}”: write a date like 20261231, or a time like 20261231T090000.`;
        excluded.push(exclusion);
      }
    } else if (name === 'RRULE') {
      rules += 1;
      const problem = readParts(body, said);
      if (problem !== null) return problem;
    } else return `${name} cannot be used here: give one RRULE, and EXDATE for dates to leave out.`;
  }
  if (rules > 1) return 'There are two rules: a series follows one.';
  if (!said.has('FREQ')) return 'The rule does not say how often: begin with FREQ=DAILY, WEEKLY, MONTHLY or YEARLY.';
  const [count, until] = [said.get('COUNT'), said.get('UNTIL')];
  if (count === undefined && until === undefined) return 'The series never ends: say how many with COUNT, or until when with UNTIL.';
  if (count !== undefined && until !== undefined) return 'The rule has both COUNT and UNTIL: leave one of them out.';
  const last = until === undefined ? null : lastInstant(until, timeZone);
  if (last === undefined) return `UNTIL is “${until}”, which is no date.`;
  const pattern = [...said].filter(([part]) => part !== 'COUNT' && part !== 'UNTIL').map(([part, value]) => `${part}=${value}`);
  return { pattern: pattern.join(';'), count: count === undefined ? null : Number(count), until: last, excluded };
}

function readParts(body: string, said: Map<string, string>): string | null {
  for (const part of body.split(';').filter((each) => each !== '')) {
    const [name = '', value = ''] = part.split('=');
    if (/^BY(?:HOUR|MINUTE|SECOND)$/.test(name)) return `${name} cannot be used: every booking of a series starts at the same time of day.`;
    const rule = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (rule === undefined) return `“${part}” is not a part of a rule: use ${Object.keys(parts).join(', ')}.`;
    if (said.has(name)) return `${name} is there twice.`;
    const wrong = (rule.list ? value.split(',') : [value]).find((each) => !rule.allows(each));
    if (wrong !== undefined) return `${name} is “${wrong}”: it takes ${rule.means}.`;
    said.set(name, value);
  }
  return null;
}

function readExclusion(value: string, timeZone: string): Exclusion | null {
  const date = /^\d{8}$/.test(value) ? plainDate(value) : undefined;
  if (date !== undefined) return { date: date.toString() };
  const start = /T/.test(value) ? instantOf(value, timeZone) : undefined;
  return start === undefined ? null : { start };
}

/** A date lasts until the end of that day there. */
function lastInstant(value: string, timeZone: string): Instant | undefined {
  const date = /^\d{8}$/.test(value) ? plainDate(value) : undefined;
  return date === undefined
    ? instantOf(value, timeZone)
    : date.add({ days: 1 }).toZonedDateTime(timeZone).epochMilliseconds - 1;
}

function instantOf(value: string, timeZone: string): Instant | undefined {
  const [, year, month, day, hour, minute, second, utc] = dateOrTime.exec(value) ?? [];
  if (hour === undefined) return undefined;
  return attempt(() =>
    Temporal.PlainDateTime.from(`${year}-${month}-${day}T${hour}:${minute}:${second}`).toZonedDateTime(
      utc === 'Z' ? 'UTC' : timeZone,
    ).epochMilliseconds,
  );
}

function plainDate(value: string): Temporal.PlainDate | undefined {
  return attempt(() => Temporal.PlainDate.from(value));
}

/** Undefined for the 31st of February and the like. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

function matching(pattern: string): (value: string) => boolean {
  const expression = new RegExp(pattern);
  return (value) => expression.test(value);
}

function wholeNumber(least: number, most: number): (value: string) => boolean {
  return (value) => /^\d{1,5}$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function eitherSign(most: number): (value: string) => boolean {
  const isInRange = wholeNumber(1, most);
  return (value) => isInRange(value.replace(/^[+-]/, ''));
}
