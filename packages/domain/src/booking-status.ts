import { minuteMs, type Instant } from './instant.ts';

/** Where a booking stands. `booked → arrived → in_service → done`; side exits `cancelled`, `no_show`; `in_service` may be skipped. */
export const bookingStatuses = [
  'booked',
  'arrived',
  'in_service',
  'done',
  'cancelled',
  'no_show',
] as const;
export type BookingStatus = (typeof bookingStatuses)[number];

/** A no-show may be recorded this long after the start, so that a late guest is not counted. */
export const noShowGraceMs = 10 * minuteMs;

const legalNext: Record<BookingStatus, readonly BookingStatus[]> = {
  booked: ['arrived', 'cancelled', 'no_show'],
  // Where nobody taps that the service begins, the visit is done all the same.
  arrived: ['in_service', 'done', 'cancelled'],
  in_service: ['done'],
  done: [],
  cancelled: [],
  no_show: [],
};

export function isLegalStatusChange(from: BookingStatus, to: BookingStatus): boolean {
  return legalNext[from].includes(to);
}

export function nextStatuses(from: BookingStatus): readonly BookingStatus[] {
  return legalNext[from];
}

/** A cancelled or missed booking gives its time back; every other status keeps its claims. */
export function occupiesTime(status: BookingStatus): boolean {
  return status !== 'cancelled' && status !== 'no_show';
}

/** Neither given nor given up: it can still be moved, and be for somebody else. */
export function isStillToGive(status: BookingStatus): boolean {
  return status === 'booked' || status === 'arrived' || status === 'in_service';
}

export function mayBeNoShow(startsAt: Instant, now: Instant): boolean {
  return now >= startsAt + noShowGraceMs;
}
