import { toWire } from '@holdfast/domain/instant';
import { overlaps } from '@holdfast/domain/time-range';
import type { Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { OccupiedSpan } from '../bookings/planned-slot.ts';
import type { LiveClaim } from './claim-sql.ts';

/** An answer lists at most this many; more would say nothing new. */
const conflictsMax = 10;

/** What occupies the wanted resources at that time. Names no customer: the asker may be anybody. */
export function conflictsWith(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[], limit = conflictsMax): Conflict[] {
  const wanted = new Map(spans.map((span) => [span.resource.resourceNo, span]));
  const seen = new Set<string>();
  const conflicts: Conflict[] = [];
  for (const claim of claims) {
    const span = wanted.get(claim.resourceNo);
    // A block or a party sits on several lanes of one resource: one conflict.
    const key = `${claim.ownerId}/${claim.resourceNo}`;
    if (span === undefined || !overlaps(claim, span) || seen.has(key)) continue;
    seen.add(key);
    const { start, end } = claim.elsewhere ?? claim;
    conflicts.push({ start: toWire(start), end: toWire(end), resourceId: span.resource.id, kind: claim.ownerKind });
    if (conflicts.length === limit) break;
  }
  return conflicts;
}

/** Whether every span has the lanes it wants. */
export function isRoomFor(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[]): boolean {
  return spans.every((span) => freeLanes(claims, span) >= span.lanes);
}

/** What exactly stands in the way of spans that the database refused. */
export function whyTaken(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[]): RefusalReason {
  const here = claims.filter(({ elsewhere }) => elsewhere === undefined);
  const short = spans.filter((span) => freeLanes(here, span) < span.lanes);
  if (short.length === 0 && !isRoomFor(claims, spans)) return 'travel_too_short';
  if (conflictsWith(here, spans, Infinity).some(({ kind }) => kind === 'block')) return 'resource_blocked';
  return short.some(({ resource }) => resource.capacity > 1) ? 'capacity_full' : 'slot_taken';
}

/** Lanes of a resource that nothing touches during the span. */
function freeLanes(claims: readonly LiveClaim[], span: OccupiedSpan): number {
  const { resource, everyLane } = span;
  const taken = new Set<number>();
  for (const claim of claims) {
    if (claim.resourceNo !== resource.resourceNo || !overlaps(claim, span)) continue;
    // Lanes above the capacity (squeeze-ins, or of before a cut) take nothing from what is for sale, but a block wants all.
    if (claim.lane <= resource.capacity) taken.add(claim.lane);
    else if (everyLane) return 0;
  }
  return resource.capacity - taken.size;
}
