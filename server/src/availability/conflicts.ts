import { toWire } from '@holdfast/domain/instant';
import { overlaps } from '@holdfast/domain/time-range';
import type { Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import { readReferences } from '../bookings/booking-sql.ts';
import type { OccupiedSpan } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { LiveClaim } from './claim-sql.ts';
import { whoIsNot } from './lacking.ts';
import { localClock } from './local-clock.ts';

/** An answer lists at most this many; more would say nothing new. */
const conflictsMax = 10;
/** Who blocks a fortnight of eight rooms hears of everybody in it; nobody tells more people than that by hand. */
const touchedMax = 500;

/** What occupies the wanted resources at that time. Names no customer: the asker may be anybody. */
export function conflictsWith(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[], limit = conflictsMax): Conflict[] {
  return meetings(claims, spans, limit).map(({ conflict }) => conflict);
}

/** Everything that a block would touch, its bookings by their references, which is told to those who work here alone. */
export async function touchedBy(
  context: Pick<DecisionContext, 'read' | 'tenantNo' | 'role'>,
  claims: readonly LiveClaim[],
  spans: readonly OccupiedSpan[],
): Promise<Conflict[]> {
  const met = meetings(claims, spans, touchedMax);
  if (context.role === null) return met.map(({ conflict }) => conflict);
  const bookingIds = met.flatMap(({ conflict, ownerId }) => (conflict.kind === 'booking' ? [ownerId] : []));
  const references = await readReferences(context, bookingIds);
  return met.map(({ conflict, ownerId }) => {
    const reference = conflict.kind === 'booking' ? references.get(ownerId) : undefined;
    return reference === undefined ? conflict : { ...conflict, bookingId: ownerId, reference };
  });
}

function meetings(
  claims: readonly LiveClaim[],
  spans: readonly OccupiedSpan[],
  limit: number,
): { conflict: Conflict; ownerId: string }[] {
  const wanted = new Map(spans.map((span) => [span.resource.resourceNo, span]));
  const seen = new Set<string>();
  const met: { conflict: Conflict; ownerId: string }[] = [];
  for (const claim of claims) {
    const { ownerId, ownerKind: kind } = claim;
    const span = wanted.get(claim.resourceNo);
    // A block or a party sits on several lanes of one resource: one conflict.
    const key = `${kind}/${ownerId}/${claim.resourceNo}`;
    if (span === undefined || !overlaps(claim, span) || seen.has(key)) continue;
    seen.add(key);
    const { start, end } = claim.elsewhere ?? claim;
    met.push({ ownerId, conflict: { start: toWire(start), end: toWire(end), resourceId: span.resource.id, kind } });
    if (met.length === limit) break;
  }
  return met;
}

/** Whether every span has the lanes it wants. */
export function isRoomFor(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[]): boolean {
  return spans.every((span) => freeLanes(claims, span) >= span.lanes);
}

/** Whether somebody wanted is at another place then: no lane of theirs is to be had, a squeeze-in's neither. */
export function isElsewhere(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[]): boolean {
  return claims.some((claim) => claim.elsewhere && spans.some((span) => span.resource.resourceNo === claim.resourceNo && overlaps(claim, span)));
}

/** Why the database refused claims, more exactly than that they were taken; `detail` where there is more to say. */
export interface Taken {
  reason: RefusalReason;
  detail?: string;
}

/** `isSqueezeIn`: it needs no regular lane, so that those are taken is not what keeps it. */
export function whyTaken(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[], timeZone: string, isSqueezeIn = false): Taken {
  const here = claims.filter(({ elsewhere }) => elsewhere === undefined);
  const short = spans.filter((span) => freeLanes(here, span) < span.lanes);
  const isBlocked = conflictsWith(here, spans, Infinity).some(({ kind }) => kind === 'block');
  const isTheWay = isSqueezeIn ? !isBlocked && isElsewhere(claims, spans) : short.length === 0 && !isRoomFor(claims, spans);
  if (isTheWay) return { reason: 'travel_too_short', detail: elsewhereDetail(claims, spans, timeZone) };
  if (isBlocked) return { reason: 'resource_blocked', ...saying(blockedDetail(here, spans, timeZone)) };
  const isFull = short.some((span) => span.resource.capacity > 1 && !isWithOthers(here, span));
  return { reason: isFull ? 'capacity_full' : 'slot_taken', ...saying(shortDetail(here, short, timeZone)) };
}

/** Nothing where the claims show nothing: then somebody was faster. */
const saying = (sentences: readonly string[]): Pick<Taken, 'detail'> => (sentences.length === 0 ? {} : { detail: sentences.join(' ') });

function blockedDetail(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[], timeZone: string): string[] {
  return spans.flatMap((span) => {
    const block = claims.find((claim) => claim.ownerKind === 'block' && claim.resourceNo === span.resource.resourceNo && overlaps(claim, span));
    const clock = localClock(timeZone, span.start);
    return block ? [`${span.resource.name} is blocked from ${clock(block.start)} to ${clock(block.end)}.`] : [];
  });
}

function shortDetail(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[], timeZone: string): string[] {
  return spans.map((span) => {
    const { resource, lanes, everyLane, start, end } = span;
    const clock = localClock(timeZone, start);
    return `${everyLane || isWithOthers(claims, span) ? `${resource.name} is not free` : whoIsNot(resource, { partySize: lanes })} from ${clock(start)} to ${clock(end)}.`;
  });
}

function elsewhereDetail(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[], timeZone: string): string {
  for (const span of spans)
    for (const { resourceNo, start, end, elsewhere } of claims) {
      if (elsewhere === undefined || resourceNo !== span.resource.resourceNo || !overlaps({ start, end }, span)) continue;
      const clock = localClock(timeZone, span.start);
      const way = elsewhere.travelMinutes > 0 ? ` and needs ${elsewhere.travelMinutes} minutes for the way` : '';
      return `${span.resource.name} has to be at another place from ${clock(elsewhere.start)} to ${clock(elsewhere.end)}${way}.`;
    }
  return 'Somebody needed has to be at another place.';
}

/** Whether whoever is there shares the resource with nobody of this span, however many lanes are left. */
export function isApart({ classKey }: Pick<LiveClaim, 'classKey'>, wanted: { classKey: string | null }): boolean {
  return classKey !== null && classKey !== wanted.classKey;
}

function isWithOthers(claims: readonly LiveClaim[], span: OccupiedSpan): boolean {
  return claims.some((claim) => claim.resourceNo === span.resource.resourceNo && overlaps(claim, span) && isApart(claim, span));
}

/** Lanes of a resource that nothing touches during the span. */
function freeLanes(claims: readonly LiveClaim[], span: OccupiedSpan): number {
  const { resource, everyLane } = span;
  if (isWithOthers(claims, span)) return 0;
  const taken = new Set<number>();
  for (const claim of claims) {
    if (claim.resourceNo !== resource.resourceNo || !overlaps(claim, span)) continue;
    // Lanes above the capacity (squeeze-ins, or of before a cut) take nothing from what is for sale, but a block wants all.
    if (claim.lane <= resource.capacity) taken.add(claim.lane);
    else if (everyLane) return 0;
  }
  return resource.capacity - taken.size;
}
