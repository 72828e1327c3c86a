import { RRuleTemporal } from 'rrule-temporal';
import { readExclusions } from './excluded-dates.ts';
import type { Instant } from './instant.ts';

/** A weekly lesson for nearly four years; more is a rule nobody meant. */
export const occurrencesMax = 200;
/** Periods looked at for one rule: enough to find four leap days, few enough to answer a rule without any at once. */
const periodsMax = 2_000;
const candidatesMax = 50_000;
/** The wire's years end here (protocol/values). */
const wireEnd: Instant = Date.UTC(2200, 0, 1);

/**
 * What a rule part's value looks like; a part that is not listed is not understood. The numbers of a list lie between 1
 * and `most`, from either end: the library passes over those that do not, as if the part were not there.
 */
const parts: Record<string, { form: RegExp; most?: number; example: string }> = {
  FREQ: { form: /^(?:DAILY|WEEKLY|MONTHLY|YEARLY)$/, example: 'DAILY, WEEKLY, MONTHLY or YEARLY' },
  INTERVAL: { form: /^[1-9]\d{0,2}$/, example: 'a whole number from 1 to 999' },
  COUNT: { form: /^[1-9]\d{0,8}$/, example: 'a whole number from 1' },
  UNTIL: { form: /^\d{8}(?:T\d{6}Z)?$/, example: 'a date as 20270531, or a time in UTC as 20270531T215959Z' },
  BYDAY: { form: listOf('(?:[+-]?\\d{1,2})?(?:MO|TU|WE|TH|FR|SA|SU)'), most: 53, example: 'weekdays as MO,WE or, by the month, 2TU or -1FR' },
  BYMONTHDAY: { form: listOf('[+-]?\\d{1,2}'), most: 31, example: 'days of the month, as 1,15 or -1 for the last' },
  BYYEARDAY: { form: listOf('[+-]?\\d{1,3}'), most: 366, example: 'days of the year, as 1 or -1 for the last' },
  BYWEEKNO: { form: listOf('[+-]?\\d{1,2}'), most: 53, example: 'weeks of the year from 1 to 53' },
  BYMONTH: { form: listOf('\\d{1,2}'), most: 12, example: 'months from 1 to 12' },
  BYSETPOS: { form: listOf('[+-]?\\d{1,3}'), most: 366, example: 'positions, as 1 or -1 for the last' },
  WKST: { form: /^(?:MO|TU|WE|TH|FR|SA|SU)$/, example: 'the weekday on which a week starts, as MO' },
};

export type Expansion = { starts: Instant[] } | { problem: string };

/**
 * The starts that an RFC 5545 recurrence rule (`FREQ=WEEKLY;COUNT=24`) gives to something that first happens at
 * `start`: at most `occurrencesMax`, ascending, the first one `start` itself. It repeats the wall time of the zone:
 * 10:00 stays 10:00 when the clocks change. A date whose clock skips that time has no occurrence and is not counted, as
 * RFC 5545 wants it; of a time that a date's clock shows twice it is the first, except for `start` itself.
 *
 * Lines of EXDATE after the rule leave dates or single starts out (`readExclusions`); COUNT counts before they do.
 *
 * `problem` is one plain sentence that says what is wrong with the rule and what to write instead. Rules finer than a
 * day and parts that set the time of day are not understood. Throws `RangeError` on an unknown zone.
 */
export function expandSeries(rule: string, start: Instant, timeZone: string): Expansion {
  const lines = rule.toUpperCase().split('\n').map((line) => line.trim());
  const isExclusion = (line: string): boolean => /^EXDATE[:;]/.test(line);
  const read = readRule(lines.filter((line) => !isExclusion(line)).join('\n').trim().replace(/^RRULE:/, ''));
  if ('problem' in read) return read;
  const isExcluded = readExclusions(lines.filter(isExclusion), timeZone);
  if (typeof isExcluded === 'string') return { problem: isExcluded };
  const first = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
  const until = read.parts.get('UNTIL');
  const utc = until === undefined ? undefined : untilInUtc(until, timeZone);
  if (utc === null) return { problem: `UNTIL=${until} is not a date: write it as 20270531.` };
  if (utc !== undefined) read.parts.set('UNTIL', utc);

  const starts: Instant[] = [];
  try {
    const rrule = new RRuleTemporal({
      rruleString: [...read.parts].map(([name, value]) => `${name}=${value}`).join(';'),
      dtstart: first,
      strict: true,
      maxIterations: periodsMax,
      maxCandidateEvaluations: candidatesMax,
    });
    rrule.all(({ epochMilliseconds }) => starts.push(epochMilliseconds) <= occurrencesMax && epochMilliseconds < wireEnd);
  } catch (fault) {
    if (!(fault instanceof Error)) throw fault;
    if (/exceeded/i.test(fault.message)) return { problem: 'The rule names days that never come, or hardly ever.' };
    return { problem: `The rule cannot be read: ${fault.message}.` };
  }
  const found = starts[0];
  if (found === undefined) return { problem: 'The rule has no occurrence: it ends before its start, or names days that never come.' };
  if (found !== start)
    return { problem: `The start is not one of the rule's days: its first occurrence would be ${wallOf(found, timeZone)}.` };
  if (starts.length > occurrencesMax)
    return { problem: `The rule names more than ${occurrencesMax} occurrences: end it earlier by COUNT or UNTIL.` };
  if (starts.some((each) => each >= wireEnd)) return { problem: 'The rule reaches beyond the year 2199.' };
  if (isExcluded(start)) return { problem: 'EXDATE leaves out the start itself: begin the series with the next one.' };
  return { starts: starts.filter((each) => !isExcluded(each)) };
}

/**
 * `instant` moved by what the wall clock shows between `from` and `to`: a move from Tuesday 10:00 to Wednesday 11:30
 * moves every other Tuesday 10:00 to its Wednesday 11:30, whatever the clocks did between. A time that is skipped
 * becomes as much later as the clock jumps; of one that happens twice it is the first.
 */
export function moveByWallStep(instant: Instant, from: Instant, to: Instant, timeZone: string): Instant {
  if (instant === from) return to;
  const wall = (at: Instant): Temporal.PlainDateTime =>
    Temporal.Instant.fromEpochMilliseconds(at).toZonedDateTimeISO(timeZone).toPlainDateTime();
  const step = wall(from).until(wall(to), { largestUnit: 'days' });
  return wall(instant).add(step).toZonedDateTime(timeZone).epochMilliseconds;
}

function readRule(rule: string): { parts: Map<string, string> } | { problem: string } {
  const read = new Map<string, string>();
  for (const part of rule.split(';')) {
    const [name = '', value = '', ...more] = part.split('=');
    const known = Object.hasOwn(parts, name) ? parts[name] : undefined;
    if (known === undefined) return { problem: notUnderstood(name) };
    if (read.has(name)) return { problem: `${name} stands in the rule twice.` };
    if (more.length > 0 || !known.form.test(value) || (known.most !== undefined && !isWithin(value, known.most)))
      return { problem: `${name}=${value} is not understood: give ${known.example}.` };
    read.set(name, value);
  }
  if (!read.has('FREQ')) return { problem: 'The rule does not say how often: begin it with FREQ=WEEKLY, for example.' };
  if (read.has('COUNT') && read.has('UNTIL')) return { problem: 'The rule ends twice: give COUNT or UNTIL, not both.' };
  if (!read.has('COUNT') && !read.has('UNTIL')) return { problem: 'The rule never ends: add COUNT, e.g. COUNT=24, or UNTIL.' };
  const count = Number(read.get('COUNT') ?? 0);
  if (count > occurrencesMax) return { problem: `The rule names ${count} occurrences: ${occurrencesMax} are the most.` };
  return { parts: read };
}

function notUnderstood(name: string): string {
  if (/^BY(?:HOUR|MINUTE|SECOND)$/.test(name)) return `${name} is not understood: the time of day is that of the start.`;
  if (name === '') return 'The rule is empty: write it as FREQ=WEEKLY;COUNT=24.';
  return `“${name}” is no part of a rule that is understood: those are ${Object.keys(parts).join(', ')}.`;
}

/** A date includes all of that day in the zone. Null when there is no such date or time. */
function untilInUtc(until: string, timeZone: string): string | null {
  try {
    if (until.length > 8) return Temporal.Instant.from(until) && until;
    const next = Temporal.PlainDate.from(until).add({ days: 1 }).toZonedDateTime(timeZone);
    return basicUtc(next.subtract({ seconds: 1 }));
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}

function basicUtc(at: Temporal.ZonedDateTime): string {
  return at.toInstant().toString({ smallestUnit: 'second' }).replaceAll(/[-:]/g, '');
}

function wallOf(instant: Instant, timeZone: string): string {
  const at = Temporal.Instant.fromEpochMilliseconds(instant).toZonedDateTimeISO(timeZone);
  return at.toString({ smallestUnit: 'minute', timeZoneName: 'never' });
}

function listOf(one: string): RegExp {
  return new RegExp(`^${one}(?:,${one})*$`);
}

function isWithin(value: string, most: number): boolean {
  return [...value.matchAll(/\d+/g)].every(([number]) => Number(number) >= 1 && Number(number) <= most);
}
