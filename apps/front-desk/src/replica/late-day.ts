import { closedBy } from '@holdfast/domain/bookable-hours';
import { lanesFor } from '@holdfast/domain/lanes';
import { minuteMs, type Instant } from '@holdfast/domain/instant';
import { remainingOfDay, shiftRemaining, type DecidedLater, type LateBooking } from '@holdfast/domain/running-late';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { BookingStatus } from '@holdfast/domain/booking-status';
import type { BoardItem, BookingOnBoard, Catalogue, LateDay, LateWhy } from '../desk.ts';
import { isApart, mostLanesTaken, occupationOf, occupiedOn, type Lanes, type Occupation, type Services } from '../occupation.ts';

/** What this computer knows of the day. */
export interface LateFloor {
  catalogue: Pick<Catalogue, 'location' | 'resources'> & { services: Services };
  items: readonly BoardItem[];
  busy(resourceId: string, within: TimeRange): readonly Occupation[];
}

interface OnTheDay extends LateBooking {
  booking: BookingOnBoard;
  status: BookingStatus;
}

/**
 * What `run_late` would do by this computer's copy: the gateway's cascade, with hours and everything else a booking
 * needs looked at. The server decides with what it knows then.
 */
export function foreseeLate(floor: LateFloor, resourceId: string, minutes: number, from: Instant): LateDay {
  const { location } = floor.catalogue;
  const theirs = floor.items.filter((item): item is BookingOnBoard => item.kind === 'booking' && item.certainty !== 'refused' && item.resourceIds.includes(resourceId));
  const day = remainingOfDay(
    theirs.map((booking): OnTheDay => ({ id: booking.id, booking, status: booking.row.status, start: booking.start, end: booking.end, occupied: occupiedOn(booking, resourceId) })),
    from,
    location.timeZone,
  );
  const own = new Set(day.map(({ id }) => id));
  const byMs = minutes * minuteMs;
  const { moved, unmoved } = shiftRemaining(day, minutes, (shifted, decided) => whyNot(floor, own, byMs, shifted, decided));
  const of = new Map(day.map(({ id, booking }) => [id, booking]));
  return {
    from,
    moved: moved.flatMap(({ id, start, end }) => {
      const booking = of.get(id);
      return booking ? [{ booking, start, end }] : [];
    }),
    staying: unmoved.flatMap(({ id, because }) => {
      const booking = of.get(id);
      const behind = because.kind === 'behind' ? of.get(because.id) : undefined;
      if (!booking) return [];
      if (because.kind === 'refused') return [{ booking, why: because.reason }];
      return [{ booking, why: { kind: 'taken' as const, resourceId, during: behind ?? booking } }];
    }),
  };
}

function whyNot(floor: LateFloor, own: ReadonlySet<string>, byMs: number, { booking, start, end }: OnTheDay, decided: DecidedLater<OnTheDay>): LateWhy | null {
  const { location, resources, services } = floor.catalogue;
  const used = booking.resourceIds.flatMap((id) => resources.find((resource) => resource.id === id) ?? []);
  const closed = booking.row.waived?.rules.includes('hours') === true ? null : closedBy(location, used, { start, end });
  if (closed !== null) return closed.whose === 'location' ? { kind: 'closed' } : { kind: 'away', resourceId: closed.resourceId };
  for (const resource of used) {
    const wanted = laterOn(booking, resource, byMs, services);
    const within = { start: wanted.start, end: wanted.end };
    const beside = [...decided.moved.map((each) => [each, byMs] as const), ...decided.staying.map((each) => [each, 0] as const)]
      .filter(([each]) => each.booking.resourceIds.includes(resource.id))
      .map(([each, shift]) => laterOn(each.booking, resource, shift, services));
    const taken = [...floor.busy(resource.id, within).filter(({ itemId }) => !own.has(itemId)), ...beside].filter((each) => overlaps(each, within));
    const block = taken.find(({ lanes }) => lanes === 'all');
    const others = taken.find((each) => isApart(each, wanted));
    // Where the regular lanes end, only the server counts.
    const isBeyond = booking.row.squeezedIn === true && (resource.squeezeLanes ?? 0) > 0;
    const isFull = !isBeyond && mostLanesTaken(taken, resource.capacity, within) + lanesFor(resource, booking.row.partySize ?? 1) > resource.capacity;
    const first = block ?? others ?? (isFull ? taken[0] : undefined);
    if (first) return { kind: 'taken', resourceId: resource.id, during: { start: first.start, end: first.end } };
  }
  return null;
}

/** What a booking would take that much later: then its class is another too. */
function laterOn(booking: BookingOnBoard, resource: Lanes, byMs: number, services: Services): Occupation {
  return later(occupationOf(later(booking, byMs), resource, services), byMs);
}

function later<R extends TimeRange>(range: R, byMs: number): R {
  return { ...range, start: range.start + byMs, end: range.end + byMs };
}
