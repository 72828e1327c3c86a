import { isSqueezeLane } from './squeeze-in.ts';

/** What a booking or hold says of its places; a `BookingRow` or `HoldRow` is one. */
export interface PlacesTaken {
  readonly partySize?: number | undefined;
  readonly squeezedIn?: boolean | undefined;
  readonly lanesByResource?: readonly { readonly resourceId: string; readonly lanes: readonly number[] }[] | null | undefined;
}

interface Capacity {
  readonly id: string;
  readonly capacity: number;
}

/**
 * How many lanes of a resource beyond its capacity a booking or hold takes. Null: it is squeezed in, and which lanes it
 * has is not known, as long as the server has not answered or where an older one does not say.
 */
export function lanesBeyond(row: PlacesTaken, resource: Capacity): number | null {
  if (row.squeezedIn !== true) return 0;
  if (row.lanesByResource == null) return null;
  return row.lanesByResource.find(({ resourceId }) => resourceId === resource.id)?.lanes.filter((lane) => isSqueezeLane(resource, lane)).length ?? 0;
}

/** How many of a party are squeezed in: where they sit one a head, those beyond the capacity; else, or unknown, all of them. */
export function peopleSqueezedIn(row: PlacesTaken, resources: readonly Capacity[]): number {
  const { partySize = 1, lanesByResource } = row;
  if (row.squeezedIn !== true) return 0;
  const seated = resources.filter(({ id, capacity }) => capacity > 1 && lanesByResource?.some(({ resourceId }) => resourceId === id));
  const beyond = Math.max(0, ...seated.map((resource) => lanesBeyond(row, resource) ?? 0));
  return beyond === 0 ? partySize : beyond;
}

/**
 * How many lanes of a resource beyond its capacity several bookings take at one time, all in all. Of those whose lanes
 * are not known each takes one at least, and no more than they need.
 */
export function placesBeyond(rows: readonly PlacesTaken[], resource: Capacity): number {
  const taken = rows.reduce((sum, { partySize = 1 }) => sum + partySize, 0);
  const known = rows.reduce((sum, row) => sum + (lanesBeyond(row, resource) ?? 0), 0);
  const unknown = rows.filter((row) => lanesBeyond(row, resource) === null);
  const needed = unknown.reduce((sum, { partySize = 1 }) => sum + partySize, 0);
  return known + Math.min(needed, Math.max(unknown.length, taken - resource.capacity - known));
}
