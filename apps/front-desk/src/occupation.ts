import type { BusySpan } from '@holdfast/domain/busy-index';
import { classKey, keepsClassesApart } from '@holdfast/domain/class-sharing';
import { fromWire } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { BoardItem } from './desk.ts';
import { lanesBeyond } from '@holdfast/domain/squeezed-in';

/** What an item takes of one resource, preparation, cleanup and minimum gap included. */
export interface Occupation extends TimeRange {
  resourceId: string;
  itemId: string;
  kind: BoardItem['kind'];
  /** `'all'`: a block takes the resource whole. */
  lanes: number | 'all';
  /** How many of those lanes lie beyond the capacity: squeezed in, so they take nothing from what is for sale. */
  beyond: number;
  /** The class it is of, or it by itself where it is of none; null where the resource keeps none apart. */
  classKey: string | null;
}

/** What is asked of a resource to know what an item takes of it. */
export type Lanes = Pick<ResourceRow, 'id' | 'capacity' | 'squeezeLanes' | 'oneClassAtATime'>;
/** Those that items may be of. */
export type Services = readonly Pick<ServiceRow, 'id' | 'isClass'>[];

/** For how long an item has a resource: not the same for each where kinds have their own buffers. */
export function occupiedOn(item: BoardItem, resourceId: string): TimeRange {
  const own = item.kind === 'block' ? undefined : item.row.occupiedByResource?.find((each) => each.resourceId === resourceId);
  return own === undefined ? item.occupied : { start: fromWire(own.start), end: fromWire(own.end) };
}

/** Whether it takes time now is the caller's question. */
export function occupationOf(item: BoardItem, resource: Lanes, services: Services): Occupation {
  const common = { ...occupiedOn(item, resource.id), resourceId: resource.id, itemId: item.id, kind: item.kind, classKey: classKeyOn(item, resource, services) };
  if (item.kind === 'block') return { ...common, lanes: 'all', beyond: 0 };
  const lanes = lanesFor(resource, item.row.partySize ?? 1);
  // Where the row does not say which lanes: a squeeze-in is one because at least one of them lies beyond the capacity.
  const unknown = (resource.squeezeLanes ?? 0) > 0 ? 1 : 0;
  return { ...common, lanes, beyond: lanesBeyond(item.row, resource) ?? unknown };
}

function classKeyOn(item: BoardItem, resource: Lanes, services: Services): string | null {
  if (!keepsClassesApart(resource)) return null;
  const serviceId = item.kind === 'block' ? null : item.row.serviceId;
  return classKey(services.find(({ id }) => id === serviceId) ?? null, item, item.resourceIds) ?? item.id;
}

/** Whether two that are on one resource may not be there at the same time, however many places it has. */
export function isApart(one: Pick<Occupation, 'classKey'>, other: Pick<Occupation, 'classKey'>): boolean {
  return one.classKey !== other.classKey;
}

/** Occupations of one resource as the domain's index takes them. Squeeze-ins go side by side beyond the capacity. */
export function busySpans({ id, capacity }: Lanes, occupations: readonly Occupation[]): BusySpan[] {
  const spans: BusySpan[] = [];
  const ends: number[] = [];
  for (const { start, end, lanes, beyond, classKey: shared } of occupations.toSorted((a, b) => a.start - b.start)) {
    const span = { resourceId: id, start, end, classKey: shared };
    if (lanes === 'all') spans.push({ ...span, lane: 'all' });
    else if (lanes > beyond) spans.push({ ...span, lanes: lanes - beyond });
    for (let head = 0; head < beyond; head += 1) {
      const free = ends.findIndex((until) => until <= start);
      const at = free === -1 ? ends.length : free;
      ends[at] = end;
      spans.push({ ...span, lane: capacity + 1 + at });
    }
  }
  return spans;
}

/** The most regular lanes taken at any moment of `within`; it is reached where an occupation begins. */
export function mostLanesTaken(occupations: readonly Occupation[], capacity: number, within: TimeRange): number {
  const near = occupations.filter((each) => overlaps(each, within));
  const instants = near.map(({ start }) => Math.max(start, within.start));
  return Math.max(
    0,
    ...instants.map((at) =>
      near.reduce((sum, { start, end, lanes, beyond }) => (start <= at && at < end ? sum + (lanes === 'all' ? capacity : lanes - beyond) : sum), 0),
    ),
  );
}
