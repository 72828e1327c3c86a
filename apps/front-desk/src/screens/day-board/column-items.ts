import { occupiesTime } from '@holdfast/domain/booking-status';
import { keepsClassesApart } from '@holdfast/domain/class-sharing';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { BoardItem, BookingOnBoard } from '../../desk.ts';
import type { Services } from '../../occupation.ts';
import { placesBeyond } from '@holdfast/domain/squeezed-in';
import type { TimeRange } from '@holdfast/domain/time-range';

/** Bookings of one service at one time on a resource with several lanes: a class, drawn as one. Of a service that is a class, the first guest is one. */
export interface ClassOnBoard extends TimeRange {
  kind: 'class';
  key: string;
  id: string;
  occupied: TimeRange;
  resourceIds: readonly string[];
  serviceId: string | null;
  /** What all of them have besides: of a room’s class its teacher, of a teacher’s its room. */
  besides: readonly string[];
  capacity: number;
  /** Places taken by these bookings: a party takes one a head. */
  taken: number;
  /** Of those the places beyond the capacity, on purpose. */
  squeezedIn: number;
  /** By name. */
  bookings: readonly BookingOnBoard[];
}

/** What a column draws. */
export type BoardEntry = BoardItem | ClassOnBoard;

type Columns = ReadonlyMap<string, readonly BoardEntry[]>;

/** A cancelled or missed booking has given its time back; search and Details still know it. */
export function isOnBoard(item: BoardItem): boolean {
  if (item.kind === 'booking') return item.certainty === 'refused' || occupiesTime(item.row.status);
  // Time kept for an undo yields to the desk, so it is not drawn as held.
  return item.kind === 'hold' ? item.row.status === 'active' && item.row.purpose !== 'undo' : !item.row.removed;
}

export function classIdOf(booking: BookingOnBoard, resourceId: string): string {
  return `${resourceId} ${booking.start} ${booking.end} ${booking.row.serviceId ?? ''}`;
}

/** The bookings of a class, as they are now. */
export function classMembers(items: readonly BoardItem[], classId: string): BookingOnBoard[] {
  return items
    .filter((item): item is BookingOnBoard => item.kind === 'booking' && item.certainty !== 'refused' && isOnBoard(item) && item.resourceIds.some((resourceId) => classIdOf(item, resourceId) === classId))
    .sort(byName);
}

/** One a head, of a resource with several places. */
export function placesTaken(bookings: readonly BookingOnBoard[]): number {
  return bookings.reduce((sum, { row }) => sum + (row.partySize ?? 1), 0);
}

/** Resources that everybody in a class on one of them has as well. */
export function sharedBeside(bookings: readonly BookingOnBoard[], resourceId: string): string[] {
  const [first, ...others] = bookings;
  return (first?.resourceIds ?? []).filter((id) => id !== resourceId && others.every(({ resourceIds }) => resourceIds.includes(id)));
}

/** How many places a class has: no more than anything has that it keeps to itself. */
export function classCapacity({ capacity }: ResourceRow, besides: readonly string[], resources: readonly ResourceRow[]): number {
  const own = resources.filter((resource) => besides.includes(resource.id) && keepsClassesApart(resource));
  return Math.min(capacity, ...own.map((resource) => resource.capacity));
}

const nameOf = ({ row }: BookingOnBoard): string => row.customerName ?? row.title ?? '';
const byName = (a: BookingOnBoard, b: BookingOnBoard): number => nameOf(a).localeCompare(nameOf(b)) || (a.key < b.key ? -1 : 1);

function gatherClasses(column: readonly BoardItem[], resource: ResourceRow, resources: readonly ResourceRow[], services: Services): BoardEntry[] {
  const groups = new Map<string, BookingOnBoard[]>();
  const entries: BoardEntry[] = [];
  for (const item of column) {
    // A refused one waits for a decision and must not hide among those who have a place.
    if (item.kind !== 'booking' || item.certainty === 'refused') {
      entries.push(item);
      continue;
    }
    const id = classIdOf(item, resource.id);
    const group = groups.get(id);
    if (group === undefined) groups.set(id, [item]);
    else group.push(item);
  }
  for (const [id, bookings] of groups) {
    const [first] = bookings;
    if (first === undefined) continue;
    if (bookings.length === 1 && !isOfClass(first, services)) entries.push(first);
    else {
      const besides = sharedBeside(bookings, resource.id);
      entries.push({
        kind: 'class', key: `class ${id}`, id, start: first.start, end: first.end, occupied: first.occupied, resourceIds: [resource.id],
        serviceId: first.row.serviceId, besides, capacity: classCapacity(resource, besides, resources),
        taken: placesTaken(bookings), squeezedIn: placesBeyond(bookings.map(({ row }) => row), resource), bookings: bookings.toSorted(byName),
      });
    }
  }
  return entries;
}

const isOfClass = ({ row }: BookingOnBoard, services: Services): boolean => services.some(({ id, isClass }) => id === row.serviceId && isClass === true);

const sameEntry = (a: BoardEntry, b: BoardEntry | undefined): boolean =>
  a === b || (b !== undefined && a.kind === 'class' && b.kind === 'class' && a.key === b.key && a.capacity === b.capacity && a.bookings.length === b.bookings.length && a.bookings.every((booking, index) => booking === b.bookings[index]));

/**
 * Items by column. A column whose items did not change keeps its array, so that memoised columns do not
 * render when another column does.
 */
function itemsByColumn(items: readonly BoardItem[], resources: readonly ResourceRow[], services: Services, previous: Columns): Columns {
  const byResource = new Map<string, BoardItem[]>();
  for (const item of items) {
    if (!isOnBoard(item)) continue;
    for (const resourceId of item.resourceIds) {
      const column = byResource.get(resourceId);
      if (column === undefined) byResource.set(resourceId, [item]);
      else column.push(item);
    }
  }
  const columns = new Map<string, readonly BoardEntry[]>();
  for (const resource of resources) {
    const own = byResource.get(resource.id);
    if (own === undefined) continue;
    const column = resource.capacity > 1 ? gatherClasses(own, resource, resources, services) : own;
    const before = previous.get(resource.id);
    const same = before !== undefined && before.length === column.length && column.every((entry, index) => sameEntry(entry, before[index]));
    columns.set(resource.id, same ? before : column);
  }
  return columns;
}

/** Groups one list of items after another, keeping what did not change from the list before. */
export function columnGrouper(): (items: readonly BoardItem[], resources: readonly ResourceRow[], services: Services) => Columns {
  let previous: Columns = new Map();
  return (items, resources, services) => (previous = itemsByColumn(items, resources, services, previous));
}
