import { RRuleTemporal } from 'rrule-temporal';
import type { Instant } from './instant.ts';
import { dayOf } from './opening-hours.ts';
import { readRecurrenceRule, type Exclusion } from './recurrence-rule.ts';

/** Longest series, bookings: daily for a year. All of them are checked, and taken, in one transaction. */
export const seriesLengthMax = 366;

export interface SeriesRequest {
  /** RFC 5545: an RRULE, and EXDATE lines for what is left out. It has an end. */
  readonly rule: string;
  /** The first occurrence, as far as the rule has one then: its time of day in `timeZone` is that of all. */
  readonly start: Instant;
  /** IANA zone of the location. */
  readonly timeZone: string;
  /** At most this many; `seriesLengthMax` when left out. */
  readonly limit?: number;
}

export type SeriesExpansion =
  | { readonly kind: 'starts'; readonly starts: readonly Instant[] }
  /** One plain sentence: what is wrong with the rule and what would be right. */
  | { readonly kind: 'unusable'; readonly problem: string };

/**
 * When the bookings of a series start, ascending. The wall clock repeats: nine o'clock stays nine o'clock through the
 * year. By RFC 5545 a date or time that does not exist is left out, whether the 31st of June or 02:30 in the night
 * the clocks go forward, and of a time that comes twice it is the first. COUNT counts before EXDATE takes away.
 * Nothing starts before `start`, and `start` itself only when the rule says so. Throws `RangeError` on an unknown zone.
 */
export function expandSeries({ rule, start, timeZone, limit = seriesLengthMax }: SeriesRequest): SeriesExpansion {
  const first = Temporal.Instant.fromEpochMilliseconds(start).toZonedDateTimeISO(timeZone);
  const read = readRecurrenceRule(rule, timeZone);
  if (typeof read === 'string') return unusable(read);
  const { pattern, count, until, excluded } = read;
  if (count !== null && count > limit) return unusable(`COUNT is ${count}: a series has at most ${limit} bookings.`);

  let starts: Instant[];
  try {
    const recurrence = new RRuleTemporal({
      rruleString: pattern,
      dtstart: first,
      tzid: timeZone,
      strict: true,
      ...(count === null ? {} : { count }),
      ...(until === null ? {} : { until: Temporal.Instant.fromEpochMilliseconds(until).toZonedDateTimeISO('UTC') }),
    });
    // One more than allowed tells a series that is too long from one that just fits.
    starts = recurrence.all((_, index) => index <= limit).map((occurrence) => occurrence.epochMilliseconds);
  } catch (fault) {
    return unusable(whyNot(fault));
  }
  if (starts.length > limit) return unusable(`The series has more than ${limit} bookings: end it earlier.`);
  if (starts.length === 0) return unusable('No date between the start and the end of the series fits the rule.');
  const isExcluded = exclusionTest(excluded, timeZone);
  const kept = starts.filter((each) => !isExcluded(each));
  return kept.length === 0 ? unusable('EXDATE leaves no booking over.') : { kind: 'starts', starts: kept };
}

function unusable(problem: string): SeriesExpansion {
  return { kind: 'unusable', problem };
}

function exclusionTest(excluded: readonly Exclusion[], timeZone: string): (start: Instant) => boolean {
  const dates = new Set(excluded.flatMap((each) => ('date' in each ? [each.date] : [])));
  const instants = new Set(excluded.flatMap((each) => ('start' in each ? [each.start] : [])));
  return (start) => instants.has(start) || (dates.size > 0 && dates.has(dayOf(start, timeZone)));
}

/** The library refuses what RFC 5545 forbids, gives up on rules that never fall, and dates run out in the year 275760. */
function whyNot(fault: unknown): string {
  const said = fault instanceof Error ? fault.message : String(fault);
  return /exceeded/i.test(said)
    ? 'The rule hardly ever falls on a date, or never: look at its days and months.'
    : `These parts of the rule do not go together: ${said}.`;
}
