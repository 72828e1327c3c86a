import type { Instant } from './instant.ts';
import { dayOf } from './opening-hours.ts';

/** `YYYYMMDD`, or with a time of day, which is UTC with a `Z` and local without. */
const dateOrTime = /^(\d{8})(?:T(\d{6})(Z?))?$/;

/**
 * The test for what RFC 5545's EXDATE lines leave out: whole local dates (`EXDATE:20261224`) or single starts
 * (`EXDATE:20261224T100000`, in the location's time; with a `Z` in UTC). Parameters before the colon (VALUE, TZID) say
 * nothing that the values do not. Answers one plain sentence when a value cannot be read. Throws `RangeError` on an
 * unknown zone.
 */
export function readExclusions(lines: readonly string[], timeZone: string): ((start: Instant) => boolean) | string {
  const dates = new Set<string>();
  const starts = new Set<Instant>();
  for (const value of lines.flatMap((line) => line.slice(line.indexOf(':') + 1).split(','))) {
    const excluded = readValue(value.trim(), timeZone);
    if (excluded === null) return `EXDATE has “${value.trim()}”: write a date as 20261224, or a time as 20261224T100000.`;
    if (typeof excluded === 'string') dates.add(excluded);
    else starts.add(excluded);
  }
  return (start) =>
    starts.has(start) ||
    (dates.size > 0 && dates.has(dayOf(start, timeZone)));
}

/** A local date, a start, or null for what is neither, the 30th of February included. */
function readValue(value: string, timeZone: string): string | Instant | null {
  const [, date, time, utc] = dateOrTime.exec(value) ?? [];
  if (date === undefined) return null;
  try {
    if (time === undefined) return Temporal.PlainDate.from(date).toString();
    return Temporal.PlainDateTime.from(`${date}T${time}`).toZonedDateTime(utc === 'Z' ? 'UTC' : timeZone).epochMilliseconds;
  } catch (fault) {
    if (fault instanceof RangeError) return null;
    throw fault;
  }
}
