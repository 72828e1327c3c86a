import { overlaps } from '@holdfast/domain/time-range';
import type { LiveClaim } from '../availability/claim-sql.ts';
import type { OccupiedSpan, PlannedSlot } from '../bookings/planned-slot.ts';

/** A booking and the slot it is shifted to. */
interface Shifted {
  booking: { id: string };
  slot: PlannedSlot;
}

/**
 * The slots as they are asked of the record. It lays each by itself, by start, on the lowest lanes that nobody has, and what
 * is kept for an undo goes on being kept: so lanes stay named only where not all of them would find one that way. `around`:
 * all that lies there, kept time too.
 */
export function asRecordLays<S extends Shifted>(moved: readonly S[], around: readonly LiveClaim[]): S[] {
  if (!findsLanes(moved, around)) return [...moved];
  return moved.map((each) => ({ ...each, slot: { ...each.slot, spans: each.slot.spans.map(({ on: _named, ...span }): OccupiedSpan => span) } }));
}

function findsLanes(moved: readonly Shifted[], around: readonly LiveClaim[]): boolean {
  if (moved.some(({ slot }) => slot.squeezeReason !== null)) return false;
  const leaving = new Set(moved.map(({ booking }) => booking.id));
  const taken = around.filter(({ ownerKind, ownerId }) => ownerKind !== 'booking' || !leaving.has(ownerId)).map(({ resourceNo, lane, start, end }) => ({ resourceNo, lane, start, end }));
  const spans = moved.flatMap(({ booking: { id }, slot }) => slot.spans.map((span) => ({ id, span })));
  for (const { span } of spans.toSorted((a, b) => a.span.start - b.span.start || (a.id < b.id ? -1 : 1))) {
    const { resource: { resourceNo, capacity }, start, end } = span;
    const busy = new Set(taken.filter((claim) => claim.resourceNo === resourceNo && overlaps(claim, span)).map(({ lane }) => lane));
    const lanes = Array.from({ length: capacity }, (_, index) => index + 1).filter((lane) => !busy.has(lane)).slice(0, span.lanes);
    if (lanes.length < span.lanes) return false;
    taken.push(...lanes.map((lane) => ({ resourceNo, lane, start, end })));
  }
  return true;
}
