import { bookingTimeProblem } from '@holdfast/domain/booking-time';
import { toWire, type Instant } from '@holdfast/domain/instant';
import type { Alternative } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { isRoomFor } from '../availability/conflicts.ts';
import { bookedSlot } from '../bookings/booked-slot.ts';
import { wantedSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import { lateOpenings, offersMax } from './late-openings.ts';
import { laterSlot } from './later-slot.ts';

export interface LateBookingHere {
  catalogue: Catalogue;
  now: Instant;
  booking: BookingRow;
  /** Who comes late to it from another location. */
  lateResourceId: string;
  /** When it can begin with them. */
  earliest: Instant;
  /** All that keeps busy what could serve instead, as far as the horizon reaches. */
  claims: readonly LiveClaim[];
}

/**
 * What its customer can be given who cannot begin with whoever is late: somebody else at that time or later, or the same
 * person as soon as they are there, by start. Unheld: the booking keeps its time until staff and customer have agreed.
 */
export function offerInstead({ catalogue, now, booking, lateResourceId, earliest, claims }: LateBookingHere): Alternative[] {
  const slot = bookedSlot(catalogue, booking);
  const span = slot.spans.find(({ resource }) => resource.id === lateResourceId);
  if (!span) return [];
  const others = claims.filter(({ ownerKind, ownerId }) => ownerKind !== 'booking' || ownerId !== booking.id);
  const waiting = laterSlot(slot, earliest - slot.range.start);
  const mayWait =
    bookingTimeProblem({ range: waiting.range, now, channel: 'desk', hours: catalogue.location, resources: waiting.resources }) === null &&
    isRoomFor(others, waiting.spans);
  const openings = lateOpenings({
    catalogue,
    channel: 'desk',
    wanted: { ...wantedSlot(slot), movingId: booking.id },
    claims: others,
    away: [{ resource: span.resource, start: span.start, end: span.start + earliest - slot.range.start }, ...(mayWait ? waiting.spans : [])],
    earliest: Math.max(now, slot.range.start),
    limit: mayWait ? offersMax - 1 : offersMax,
  });
  return [...(mayWait ? [offerOf(waiting)] : []), ...openings].toSorted((a, b) => a.start.localeCompare(b.start));
}

function offerOf({ range, resources }: PlannedSlot): Alternative {
  return { start: toWire(range.start), end: toWire(range.end), resourceIds: resources.map(({ id }) => id) };
}
