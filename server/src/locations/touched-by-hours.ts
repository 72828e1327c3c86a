import { indexBookable } from '@holdfast/domain/bookable-hours';
import { minuteMs } from '@holdfast/domain/instant';
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
 * What could be booked by the hours before and could not by those after. What lay outside already (imported, or kept
 * by an earlier change) is none of this change's doing.
 */
export function touchedBy(before: Rules, after: Rules, promised: readonly Promised[]): Touches {
  const spans = promised.map((one) => ({ one, range: { start: Date.parse(one.start), end: Date.parse(one.end) } }));
  const within = {
    start: spans.reduce((first, { range }) => Math.min(first, range.start), Infinity) - minuteMs,
    end: spans.reduce((last, { range }) => Math.max(last, range.end), -Infinity) + minuteMs,
  };
  const [was, is] = [before, after].map(({ location, resources }) => indexBookable(location, resources, within));
  const touched = spans
    .filter(({ one, range }) => one.resourceIds.some((id) => was?.isBookable(id, range) === true && is?.isBookable(id, range) === false))
    .map(({ one }) => one)
    .toSorted((a, b) => Date.parse(a.start) - Date.parse(b.start));
  const ids = touched.map(({ id }) => id).toSorted();
  return { touched: touched.slice(0, listedMax), count: touched.length, keep: ids.length === 0 ? null : fingerprintOf(ids.join()) };
}
