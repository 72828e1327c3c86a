import { overlaps } from '@holdfast/domain/time-range';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { isApart } from '../availability/conflicts.ts';
import { classKeyOn, type OccupiedSpan } from '../bookings/planned-slot.ts';
import type { ShiftedDay } from './shift-day.ts';

type LaidDay = Pick<ShiftedDay, 'moved' | 'claims'>;

/**
 * The day as it is asked of the record, with what is taken then. The record lays each by itself, by start, on the lowest
 * lanes that nobody has, and what is kept for an undo goes on being kept: so lanes stay named only where not all of them
 * would find one that way. `around`: all that lies there, kept time too.
 */
export function asRecordLays({ moved, claims }: LaidDay, around: readonly LiveClaim[]): LaidDay {
  const laid = layByStart(moved, around);
  if (laid === null) return { moved, claims };
  const leaving = new Set(moved.map(({ booking }) => booking.id));
  return {
    moved: moved.map((each) => ({ ...each, slot: { ...each.slot, spans: each.slot.spans.map(({ on: _named, ...span }): OccupiedSpan => span) } })),
    claims: [...claims.filter(({ ownerKind, ownerId }) => ownerKind !== 'booking' || !leaving.has(ownerId)), ...laid],
  };
}

function layByStart(moved: LaidDay['moved'], around: readonly LiveClaim[]): LiveClaim[] | null {
  if (moved.some(({ slot }) => slot.squeezeReason !== null)) return null;
  const leaving = new Set(moved.map(({ booking }) => booking.id));
  const others = around.filter(({ ownerKind, ownerId }) => ownerKind !== 'booking' || !leaving.has(ownerId));
  const laid: LiveClaim[] = [];
  const spans = moved.flatMap(({ booking: { id }, slot }) => slot.spans.map((span) => ({ id, span })));
  for (const { id, span } of spans.toSorted((a, b) => a.span.start - b.span.start || (a.id < b.id ? -1 : 1))) {
    const { resource: { resourceNo, capacity }, start, end } = span;
    const there = [...others, ...laid].filter((claim) => claim.resourceNo === resourceNo && overlaps(claim, span));
    if (there.some((claim) => isApart(claim, span))) return null;
    const busy = new Set(there.map(({ lane }) => lane));
    const lanes = Array.from({ length: capacity }, (_, index) => index + 1).filter((lane) => !busy.has(lane)).slice(0, span.lanes);
    if (lanes.length < span.lanes) return null;
    laid.push(...lanes.map((lane): LiveClaim => ({ resourceNo, lane, start, end, ownerKind: 'booking', ownerId: id, yields: false, classKey: classKeyOn(span, id) })));
  }
  return laid;
}
