import type { TimeRange } from '@holdfast/domain/time-range';
import type { PlannedSlot } from '../bookings/planned-slot.ts';

/** The same slot, that much later. */
export function laterSlot(slot: PlannedSlot, byMs: number): PlannedSlot {
  const shift = <R extends TimeRange>(range: R): R => ({ ...range, start: range.start + byMs, end: range.end + byMs });
  return { ...slot, range: shift(slot.range), occupied: shift(slot.occupied), spans: slot.spans.map(shift) };
}
