import { classKey } from '@holdfast/domain/class-sharing';
import { fromWire } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { BookingRow, ServiceRow } from '@holdfast/protocol/rows';
import type { LiveClaim } from '../availability/claim-sql.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { PlannedSlot } from './planned-slot.ts';
import { kindsOf, withNeeds } from './sold-service.ts';

/** What a booking, or a hold, occupies of each of its resources. */
export function occupiedSpans(booking: Pick<BookingRow, 'occupiedByResource' | 'resourceIds' | 'occupiedStart' | 'occupiedEnd'>): (TimeRange & { resourceId: string })[] {
  const { occupiedByResource, resourceIds, occupiedStart: start, occupiedEnd: end } = booking;
  const spans = occupiedByResource ?? resourceIds.map((resourceId) => ({ resourceId, start, end }));
  return spans.map((span) => ({ resourceId: span.resourceId, start: fromWire(span.start), end: fromWire(span.end) }));
}

/**
 * The slot of a booking as it was sold: what the service or the kind asks for today is not laid over it. `isStillClass`: it
 * is known to be of a class still (`isStillOfClass`), though its service is none any more.
 */
export function bookedSlot(catalogue: Catalogue, booking: BookingRow, isStillClass = false): PlannedSlot {
  const partySize = booking.partySize ?? 1;
  const service = serviceOf(catalogue, booking);
  const isClass = isStillClass || service?.isClass === true;
  const range = { start: fromWire(booking.start), end: fromWire(booking.end) };
  const shared = service && classKey({ id: service.id, isClass }, range, booking.resourceIds);
  const spans = occupiedSpans(booking).flatMap(({ resourceId, start, end }) => {
    const resource = catalogue.resources.get(resourceId);
    return resource ? [{ resource, lanes: lanesFor(resource, partySize), start, end, classKey: shared }] : [];
  });
  return {
    service: service && withNeeds(service, kindsOf(catalogue, booking.resourceIds)),
    isClass,
    range,
    occupied: { start: fromWire(booking.occupiedStart), end: fromWire(booking.occupiedEnd) },
    resources: spans.map(({ resource }) => resource),
    spans,
    partySize,
    timeZone: catalogue.location.timeZone,
    // Squeezed in, it may lie beyond the capacity again, and counts on that day.
    squeezeReason: booking.squeezedIn === true ? (booking.squeezeReason ?? '') : null,
    waived: booking.waived ?? null,
  };
}

/** Whether somebody is at the booking's time on its resources as a class of its service: itself, or who was in it with them. */
export function isStillOfClass(catalogue: Catalogue, booking: BookingRow, claims: readonly Pick<LiveClaim, 'classKey'>[]): boolean {
  const service = serviceOf(catalogue, booking);
  if (service === null) return false;
  const known = classKey({ id: service.id, isClass: true }, { start: fromWire(booking.start), end: fromWire(booking.end) }, booking.resourceIds);
  return claims.some(({ classKey: by }) => by === known);
}

function serviceOf({ services }: Catalogue, { serviceId }: BookingRow): ServiceRow | null {
  return serviceId === null ? null : (services.get(serviceId) ?? null);
}
