import { overlaps } from '@holdfast/domain/time-range';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { isApart } from '../availability/conflicts.ts';
import { classKeyOn, isShared, type OccupiedSpan } from '../bookings/planned-slot.ts';
import type { ShiftedDay } from './shift-day.ts';

type LaidDay = Pick<ShiftedDay, 'moved' | 'claims'>;

/**
 * The day as it is asked of the record, with what is taken then. The record lays each by itself, by start, on the lowest
 * lanes that nobody has, and what is kept for an undo goes on being kept: so lanes stay named only where not all of them
 * would find one that way, and then only of those that lie across each other (`claimsTogether`). `around`: all that lies
 * there, kept time too.
 */
export function asRecordLays({ moved, claims }: LaidDay, around: readonly LiveClaim[]): LaidDay {
  const leaving = new Set(moved.map(({ booking }) => booking.id));
  const isStaying = ({ ownerKind, ownerId }: LiveClaim): boolean => ownerKind !== 'booking' || !leaving.has(ownerId);
  const others = around.filter(isStaying);
  const laid = layByStart(moved, others);
  if (laid === null) return { moved, claims: layAlone(moved, claims, others) };
  return {
    moved: moved.map((each) => ({ ...each, slot: { ...each.slot, spans: each.slot.spans.map(({ on: _named, ...span }): OccupiedSpan => span) } })),
    claims: [...claims.filter(isStaying), ...laid],
  };
}

function layByStart(moved: LaidDay['moved'], others: readonly LiveClaim[]): LiveClaim[] | null {
  if (moved.some(({ slot }) => slot.squeezeReason !== null)) return null;
  const laid: LiveClaim[] = [];
  const spans = moved.flatMap(({ booking: { id }, slot }) => slot.spans.map((span) => ({ id, span })));
  for (const { id, span } of spans.toSorted((a, b) => a.span.start - b.span.start || (a.id < b.id ? -1 : 1))) {
    const lanes = freeLanes(span, [...others, ...laid]).slice(0, span.lanes);
    if (lanes.length < span.lanes) return null;
    laid.push(...claimsOn(span, lanes, id));
  }
  return laid;
}

/**
 * Who lies across nobody of them is on other lanes than were found for them where kept time lies on those and not on others.
 * Who was squeezed in is laid after all others, on what they leave of the regular lanes before those beyond the capacity.
 */
function layAlone(moved: LaidDay['moved'], claims: readonly LiveClaim[], others: readonly LiveClaim[]): LiveClaim[] {
  const spans = moved.flatMap(({ slot }) => slot.spans);
  let laid = [...claims];
  const lay = (id: string, span: OccupiedSpan): void => {
    const its = laid.filter(({ resourceNo, ownerKind, ownerId }) => resourceNo === span.resource.resourceNo && ownerKind === 'booking' && ownerId === id);
    laid = laid.filter((claim) => !its.includes(claim));
    const lanes = new Set([...freeLanes(span, [...others, ...laid]), ...freeLanes(span, laid), ...its.map(({ lane }) => lane)]);
    laid.push(...claimsOn(span, [...lanes].slice(0, span.lanes), id));
  };
  const regular = moved.filter(({ slot }) => slot.squeezeReason === null);
  for (const { booking: { id }, slot } of regular) for (const span of slot.spans) if (!isShared(span, spans)) lay(id, span);
  const squeezed = moved.filter(({ slot }) => slot.squeezeReason !== null).flatMap(({ booking: { id }, slot }) => slot.spans.map((span) => ({ id, span })));
  for (const { id, span } of squeezed.toSorted((a, b) => a.span.start - b.span.start || (a.id < b.id ? -1 : 1))) lay(id, span);
  return laid;
}

/** The lowest first. */
function freeLanes(span: OccupiedSpan, taken: readonly LiveClaim[]): number[] {
  const { resourceNo, capacity } = span.resource;
  const there = taken.filter((claim) => claim.resourceNo === resourceNo && overlaps(claim, span));
  if (there.some((claim) => isApart(claim, span))) return [];
  const busy = new Set(there.map(({ lane }) => lane));
  return Array.from({ length: capacity }, (_, index) => index + 1).filter((lane) => !busy.has(lane));
}

function claimsOn(span: OccupiedSpan, lanes: readonly number[], ownerId: string): LiveClaim[] {
  const { resource: { resourceNo }, start, end } = span;
  return lanes.map((lane) => ({ resourceNo, lane, start, end, ownerKind: 'booking', ownerId, yields: false, classKey: classKeyOn(span, ownerId) }));
}
