import { classKey } from '@holdfast/domain/class-sharing';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { PlannedSlot } from '../bookings/planned-slot.ts';

/** The same slot, that much later. */
export function laterSlot(slot: PlannedSlot, byMs: number): PlannedSlot {
  const shift = <R extends TimeRange>(range: R): R => ({ ...range, start: range.start + byMs, end: range.end + byMs });
  const range = shift(slot.range);
  const { service, isClass } = slot;
  const shared = service && classKey({ id: service.id, isClass }, range, slot.resources.map(({ id }) => id));
  return { ...slot, range, occupied: shift(slot.occupied), spans: slot.spans.map((span) => ({ ...shift(span), classKey: shared })) };
}
