import { minuteMs } from '@holdfast/domain/instant';
import { isOpen } from '@holdfast/domain/opening-hours';
import { contains, overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { BookingOnBoard } from '../../desk.ts';
import { fits, freeRanges, withoutOwn } from '../booking/free-time.ts';
import { spanOf, type Floor } from '../booking/slot-plan.ts';

/** Where a booking would come to lie. */
export interface Landing extends TimeRange {
  resourceIds: string[];
}

export type WhyNot =
  | { kind: 'taken'; resourceId: string; during: TimeRange }
  | { kind: 'also_taken'; resourceId: string; during: TimeRange }
  | { kind: 'closed' }
  | { kind: 'unsuitable'; resourceId: string }
  | { kind: 'too_short' };

export interface Mover {
  booking: BookingOnBoard;
  service: ServiceRow | null;
  /** The column it was picked up in: the resource that changes when it lands in another column. */
  fromResourceId: string;
}

/** The same booking with its column replaced: what else it needs stays. */
export function landingAt(mover: Mover, toResourceId: string, start: number, end: number): Landing {
  const others = mover.booking.resourceIds.filter((id) => id !== mover.fromResourceId && id !== toResourceId);
  const at = Math.max(0, mover.booking.resourceIds.indexOf(mover.fromResourceId));
  return { start, end, resourceIds: others.toSpliced(at, 0, toResourceId) };
}

export function isSuitable(mover: Mover, from: ResourceRow | undefined, to: ResourceRow): boolean {
  if (to.id === mover.fromResourceId) return true;
  if (mover.booking.resourceIds.includes(to.id)) return false;
  if (mover.service === null || mover.service.needs.length === 0) return true;
  return from === undefined ? mover.service.needs.includes(to.kind) : from.kind === to.kind;
}

function busyWithoutOwn(floor: Floor, mover: Mover, resourceId: string, within: TimeRange): TimeRange[] {
  const busy = floor.busy(resourceId, within);
  return mover.booking.resourceIds.includes(resourceId) ? withoutOwn(busy, mover.booking.occupied) : [...busy];
}

/** Why a booking may not land there, as far as this computer knows, or null. */
export function whyNot(floor: Floor, mover: Mover, toResourceId: string, landing: Landing): WhyNot | null {
  if (landing.end <= landing.start) return { kind: 'too_short' };
  const to = floor.resources.find((resource) => resource.id === toResourceId);
  const from = floor.resources.find((resource) => resource.id === mover.fromResourceId);
  if (to === undefined || !isSuitable(mover, from, to)) return { kind: 'unsuitable', resourceId: toResourceId };
  if (!isOpen(floor.location.openingHours, floor.location.timeZone, landing) && !staysInPlace(mover, landing)) return { kind: 'closed' };
  const { occupied } = spanOf(mover.service, landing.start, landing.end);
  for (const resourceId of landing.resourceIds) {
    const resource = floor.resources.find((candidate) => candidate.id === resourceId);
    const busy = busyWithoutOwn(floor, mover, resourceId, occupied);
    if (resource === undefined || fits(busy, resource.capacity, occupied)) continue;
    const during = busy.find((range) => overlaps(range, occupied)) ?? occupied;
    return { kind: resourceId === toResourceId ? 'taken' : 'also_taken', resourceId, during };
  }
  return null;
}

/** Bookings made outside opening hours (an import) may change column at their own time. */
function staysInPlace(mover: Mover, landing: TimeRange): boolean {
  return contains(mover.booking, landing);
}

/** The stretches of a column where the booking has room, for shading while it moves. */
export function roomFor(floor: Floor, mover: Mover, to: ResourceRow, within: TimeRange, open: readonly TimeRange[]): TimeRange[] {
  const from = floor.resources.find((resource) => resource.id === mover.fromResourceId);
  if (!isSuitable(mover, from, to)) return [];
  const { booking } = mover;
  const needed = booking.occupied.end - booking.occupied.start;
  const free = freeRanges(busyWithoutOwn(floor, mover, to.id, within), to.capacity, within);
  return free
    .flatMap((range) => open.map((hours) => ({ start: Math.max(range.start, hours.start), end: Math.min(range.end, hours.end) })))
    .filter((range) => range.end - range.start >= Math.max(needed, minuteMs));
}
