import { bookableRanges } from '@holdfast/domain/bookable-hours';
import { minuteMs } from '@holdfast/domain/instant';
import { openRanges } from '@holdfast/domain/opening-hours';
import { contains, merge, type TimeRange } from '@holdfast/domain/time-range';
import type { LocationRow, ResourceRow } from '@holdfast/protocol/rows';
import { fingerprintOf, type Timetable } from './timetable.ts';

/** What is promised to somebody and lies ahead. */
export interface Promised {
  kind: 'booking' | 'hold' | 'offer';
  id: string;
  /** Of a booking. */
  reference: string | null;
  /** The customer, else the booking's title. */
  who: string | null;
  /** RFC 3339, what the customer gets. */
  start: string;
  end: string;
  resourceIds: string[];
}

/** The hours that decisions rest on. */
export interface Rules {
  location: LocationRow;
  resources: readonly ResourceRow[];
}

/** What hours would leave outside them. It stays where it is: somebody rings, or moves it, or lets it be. */
export interface Touches {
  /** By start, the first of them. */
  touched: Promised[];
  count: number;
  /** Says that this very list was seen; null: nothing is touched. */
  keep: string | null;
}

/** As many as a screen lists; `count` says of how many. */
const listedMax = 200;

/** These rules with other hours of the location, or of one resource. */
export function withTimetable({ location, resources }: Rules, resourceId: string | null, { hours, exceptions }: Timetable): Rules {
  if (resourceId === null) return { location: { ...location, openingHours: hours ?? {}, exceptions }, resources };
  return { location, resources: resources.map((resource) => (resource.id === resourceId ? { ...resource, hours, exceptions } : resource)) };
}

/**
 * What lay within the location's, or the resource's, hours before and does not after. What lay outside already (imported,
 * or kept by an earlier change) is none of this change's doing.
 */
export function touchedBy(before: Rules, after: Rules, resourceId: string | null, promised: readonly Promised[]): Touches {
  const spans = promised.map((one) => ({ one, range: { start: Date.parse(one.start), end: Date.parse(one.end) } })).toSorted((a, b) => a.range.start - b.range.start);
  const all = merge(spans.map(({ range }) => range));
  const within = { start: (all[0]?.start ?? 0) - minuteMs, end: (all.at(-1)?.end ?? 0) + minuteMs };
  // Laid out once for all of it: the location's commands wait meanwhile.
  const [wasIn, isIn] = [before, after].map((rules) => lookup(hoursOf(rules, resourceId, within)));
  const touched = spans.filter(({ range }) => wasIn?.(range) === true && isIn?.(range) === false).map(({ one }) => one);
  const ids = touched.map(({ id }) => id).toSorted();
  return { touched: touched.slice(0, listedMax), count: touched.length, keep: ids.length === 0 ? null : fingerprintOf(ids.join()) };
}

function hoursOf({ location, resources }: Rules, resourceId: string | null, within: TimeRange): TimeRange[] {
  const resource = resources.find(({ id }) => id === resourceId);
  return resource === undefined
    ? openRanges(location.openingHours, location.timeZone, within, location.exceptions)
    : bookableRanges(location, resource, within);
}

/** Whether one of these, ascending and apart, contains a range; asked in order of start. */
function lookup(ranges: readonly TimeRange[]): (range: TimeRange) => boolean {
  let at = 0;
  return (range) => {
    while ((ranges[at + 1]?.start ?? Infinity) <= range.start) at++;
    const nearest = ranges[at];
    return nearest !== undefined && contains(nearest, range);
  };
}
