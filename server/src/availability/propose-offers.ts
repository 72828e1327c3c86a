import { rankedAlternatives } from '@holdfast/domain/alternatives';
import { minuteMs, toWire } from '@holdfast/domain/instant';
import { occupied } from '@holdfast/domain/occupancy';
import { dayOf, dayRange, openRanges } from '@holdfast/domain/opening-hours';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Alternative, Conflict } from '@holdfast/protocol/outcomes';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { mintUuid } from '@holdfast/protocol/uuid';
import { slotClaims, slotColumns, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { HoldColumns, PlannedClaim, WantedSlot } from '../commands/plan.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { readClaims, type LiveClaim } from './claim-sql.ts';
import { conflictsWith, freeLanes } from './conflicts.ts';
import { dayQuota } from './day-quota.ts';

/** One possible alternative, ready to be held by `gateway.record_refusal`. */
export interface Candidate {
  offer: Alternative;
  claims: PlannedClaim[];
  hold: HoldColumns;
  dayStart: string;
  dayEnd: string;
  /** How many alternatives may be held on that day at once. */
  dayQuota: number;
}

export interface Offers {
  conflicts: Conflict[];
  /** Nearest first. */
  candidates: Candidate[];
  /** What was asked for has become free meanwhile. */
  wantedIsFree: boolean;
}

/**
 * More than the three that are offered: others hold some of them before this refusal gets to, and fifty
 * losers of one slot should spread over different openings instead of racing again.
 */
const candidatesMax = 24;
const dayMs = 24 * 60 * minuteMs;
/** Looked at first; most answers lie here, and a day's claims are few. */
const nearMs = dayMs;
const farMs = 7 * dayMs;

export async function proposeOffers(
  context: DecisionContext,
  channel: Channel,
  wanted: WantedSlot,
): Promise<Offers> {
  const near = await look(context, channel, wanted, nearMs);
  return near.candidates.length >= 3 ? near : look(context, channel, wanted, farMs);
}

async function look(
  context: DecisionContext,
  channel: Channel,
  wanted: WantedSlot,
  reachMs: number,
): Promise<Offers> {
  const { catalogue, db, tenantNo, now } = context;
  const service = wanted.serviceId ? (catalogue.services.get(wanted.serviceId) ?? null) : null;
  const buffers = service ?? { preparationMinutes: 0, cleanupMinutes: 0 };
  const named = wanted.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []);
  const suitable = suitableResources(catalogue.resources.values(), service, named, wanted);

  // Around what was wanted, but never before now: yesterday's refusal is answered with today's openings.
  const centre = Math.max(wanted.start, now);
  const window = { start: Math.min(wanted.start, centre - reachMs), end: centre + reachMs + (wanted.end - wanted.start) };
  const bounded = { start: Math.max(window.start, centre - reachMs), end: window.end };
  const claims = await readClaims(
    db,
    tenantNo,
    suitable.map(({ resourceNo }) => resourceNo),
    { start: Math.min(bounded.start, wanted.start - dayMs), end: bounded.end + dayMs },
  );

  const { openingHours, timeZone, gridMinutes } = catalogue.location;
  const open = channel === 'import' ? [bounded] : openRanges(openingHours, timeZone, bounded);
  const busy = busySpans(claims, suitable);
  const slots = rankedAlternatives({
    wanted: { start: wanted.start, end: wanted.end, resourceIds: wanted.resourceIds },
    needs: service?.needs ?? null,
    preparationMs: buffers.preparationMinutes * minuteMs,
    cleanupMs: buffers.cleanupMinutes * minuteMs,
    resources: suitable,
    busy,
    open,
    gridMinutes,
    timeZone,
    earliest: now,
    limit: candidatesMax,
    ...(wanted.allLanes ? { allLanes: true } : {}),
  });

  const quotas = new Map<string, number>();
  const candidates = slots.map((slot): Candidate => {
    const planned: PlannedSlot = {
      service,
      range: { start: slot.start, end: slot.end },
      occupied: occupied(slot, buffers),
      resources: slot.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []),
    };
    const day = dayOf(slot.start, timeZone);
    const span = dayRange(day, timeZone);
    const quota =
      quotas.get(day) ??
      dayQuota(suitable, claims, openRanges(openingHours, timeZone, span), now, planned.occupied);
    quotas.set(day, quota);
    const laned = slotClaims(planned).map((claim) =>
      wanted.allLanes ? { ...claim, lanes: lanesOf(suitable, claim.resourceNo) } : claim,
    );
    return {
      offer: { start: toWire(slot.start), end: toWire(slot.end), resourceIds: [...slot.resourceIds] },
      claims: laned,
      hold: { ...slotColumns(planned), hold_id: mintUuid(now), channel },
      dayStart: toWire(span.start),
      dayEnd: toWire(span.end),
      dayQuota: quota,
    };
  });

  const spent = occupied(wanted, buffers);
  return {
    conflicts: conflictsWith(claims, named, spent),
    candidates,
    wantedIsFree:
      named.length > 0 &&
      named.every((resource) => freeLanes(claims, resource, spent) >= (wanted.allLanes ? resource.capacity : 1)),
  };
}

/** What could serve instead: by the service's needs, or others of the kind when one resource was named. */
function suitableResources(
  all: Iterable<CatalogueResource>,
  service: ServiceRow | null,
  named: readonly CatalogueResource[],
  wanted: WantedSlot,
): CatalogueResource[] {
  const kinds = new Set(service?.needs ?? (named.length === 1 ? named.map(({ kind }) => kind) : []));
  const asked = new Set(wanted.resourceIds);
  return [...all].filter(({ id, kind, archived }) => asked.has(id) || (!archived && kinds.has(kind)));
}

function busySpans(claims: readonly LiveClaim[], resources: readonly CatalogueResource[]) {
  const idOf = new Map(resources.map(({ resourceNo, id }) => [resourceNo, id]));
  return claims.flatMap(({ resourceNo, lane, start, end }): (TimeRange & { resourceId: string; lane: number })[] => {
    const resourceId = idOf.get(resourceNo);
    return resourceId === undefined ? [] : [{ resourceId, lane, start, end }];
  });
}

function lanesOf(resources: readonly CatalogueResource[], resourceNo: number): number {
  return resources.find((resource) => resource.resourceNo === resourceNo)?.capacity ?? 1;
}
