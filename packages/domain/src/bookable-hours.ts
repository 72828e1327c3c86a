import { isOpen, openRanges, type DayException, type OpeningHours } from './opening-hours.ts';
import { contains, intersect, type TimeRange } from './time-range.ts';

/** When a location is open; a `LocationRow` says so. */
export interface LocationHours {
  /** IANA zone. */
  readonly timeZone: string;
  readonly openingHours: OpeningHours;
  readonly exceptions?: readonly DayException[];
}

/**
 * When a resource can be had, in the location's wall time: a person's shifts (a break is the gap between two
 * ranges), a room that is let in the mornings only. Bookable is what lies in these and in the location's hours.
 */
export interface ResourceHours {
  /** Null or left out: whenever the location is open. */
  readonly hours?: OpeningHours | null;
  /** Days off, and days on other hours. */
  readonly exceptions?: readonly DayException[];
}

/** Whose hours are in the way. */
export type ClosedBy = { readonly whose: 'location' } | { readonly whose: 'resource'; readonly resourceId: string };

/** Whether the resource says anything about its hours; one that does not is there whenever the location is open. */
export function hasOwnHours({ hours, exceptions }: ResourceHours): boolean {
  return (hours ?? null) !== null || (exceptions ?? []).length > 0;
}

/** When a resource may be booked: the location's hours and its own, merged and clipped to `within`. */
export function bookableRanges(location: LocationHours, resource: ResourceHours, within: TimeRange): TimeRange[] {
  const { timeZone, openingHours, exceptions } = location;
  const open = openRanges(openingHours, timeZone, within, exceptions);
  return hasOwnHours(resource) ? intersect(open, ownRanges(location, resource, within)) : open;
}

/**
 * Who is closed for part of the range, or null when it may be booked: the location first, then the resources in
 * the order given. `range` is what the customer gets, without preparation and cleanup.
 */
export function closedBy(
  location: LocationHours,
  resources: readonly (ResourceHours & { readonly id: string })[],
  range: TimeRange,
): ClosedBy | null {
  const { timeZone, openingHours, exceptions } = location;
  if (!isOpen(openingHours, timeZone, range, exceptions)) return { whose: 'location' };
  const away = resources.find(
    (resource) => hasOwnHours(resource) && !ownRanges(location, resource, range).some((own) => contains(own, range)),
  );
  return away === undefined ? null : { whose: 'resource', resourceId: away.id };
}

/** Answers when resources may be booked. Immutable: index again when hours change. */
export interface BookableIndex {
  /** Whether the resource may be booked for the whole range. One not indexed never may. */
  isBookable(resourceId: string, range: TimeRange): boolean;
  /** Its bookable ranges, ascending and apart. */
  rangesOf(resourceId: string): readonly TimeRange[];
}

/**
 * Lays out bookable hours within a range, when a resource is first asked about, those of the location once. Outside `within` nothing is bookable.
 */
export function indexBookable(
  location: LocationHours,
  resources: readonly (ResourceHours & { readonly id: string })[],
  within: TimeRange,
): BookableIndex {
  const byId = new Map(resources.map((resource) => [resource.id, resource]));
  const known = new Map<string, readonly TimeRange[]>();
  let open: readonly TimeRange[] | undefined;
  const rangesOf = (resourceId: string): readonly TimeRange[] => {
    const resource = byId.get(resourceId);
    if (resource === undefined) return [];
    open ??= openRanges(location.openingHours, location.timeZone, within, location.exceptions);
    if (!hasOwnHours(resource)) return open;
    const ranges = known.get(resourceId) ?? intersect(open, ownRanges(location, resource, within));
    known.set(resourceId, ranges);
    return ranges;
  };
  return {
    rangesOf,
    isBookable: (resourceId, range) => rangesOf(resourceId).some((bookable) => contains(bookable, range)),
  };
}

/**
 * The resource's own hours. One that names only exceptions keeps the location's days otherwise, dates and nights
 * as the location has them: who is off on Friday is off for the whole of Friday night.
 */
function ownRanges(location: LocationHours, resource: ResourceHours, within: TimeRange): TimeRange[] {
  const { hours, exceptions = [] } = resource;
  return hours === undefined || hours === null
    ? openRanges(location.openingHours, location.timeZone, within, [...(location.exceptions ?? []), ...exceptions])
    : openRanges(hours, location.timeZone, within, exceptions);
}
