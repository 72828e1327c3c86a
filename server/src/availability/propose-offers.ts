import type pg from 'pg';
import type { TimeRange } from '@holdfast/domain/time-range';
import { rankedAlternatives } from '@holdfast/domain/alternatives';
import type { Demand } from '@holdfast/domain/availability';
import { indexBookable } from '@holdfast/domain/bookable-hours';
import { minuteMs, toWire, type Instant } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { dayOf, dayRange } from '@holdfast/domain/opening-hours';
import type { Alternative, Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import { mintUuid } from '@holdfast/protocol/uuid';
import { planBlock, planSlot, slotClaims, slotColumns, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { HoldColumns, PlannedClaim, WantedSlot } from '../commands/plan.ts';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import { readBusy } from './busy-claims.ts';
import { readClaims, type LiveClaim } from './claim-sql.ts';
import { conflictsWith, isRoomFor, whyTaken } from './conflicts.ts';
import { dayQuota } from './day-quota.ts';
import { lookedAt } from './looked-at.ts';
import { blockDemand, plainDemand, serviceDemand, slotSearch, type TakenSpan } from './slot-search.ts';

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
  /** What exactly took the wanted time. */
  why: RefusalReason;
  /** Nearest first. */
  candidates: Candidate[];
  /** What was asked for has become free meanwhile: decide again. */
  wantedIsFree: boolean;
}

const candidatesMax = 3;
const dayMs = 24 * 60 * minuteMs;
/** Looked at first; most answers lie here, and a day's claims are few. */
const nearMs = dayMs;
const farMs = 7 * dayMs;

/**
 * Alternatives for a slot that cannot be had. Called under the location's lock: what is free here is still
 * free when it is held, so fifty losers of one slot get different openings instead of racing again.
 */
export async function proposeOffers(
  client: pg.PoolClient,
  context: DecisionContext,
  channel: Channel,
  wanted: WantedSlot,
): Promise<Offers> {
  const near = await look(client, context, channel, wanted, nearMs);
  return near.candidates.length >= candidatesMax ? near : look(client, context, channel, wanted, farMs);
}

async function look(
  client: pg.PoolClient,
  context: DecisionContext,
  channel: Channel,
  wanted: WantedSlot,
  horizonMs: number,
): Promise<Offers> {
  const { catalogue, tenantNo, now } = context;
  const service = wanted.serviceId ? (catalogue.services.get(wanted.serviceId) ?? null) : null;
  const partySize = wanted.partySize ?? 1;
  const named = wanted.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []);
  const suitable = suitableResources(catalogue.resources.values(), service, named).filter(
    (resource) => lanesFor(resource, partySize) <= resource.capacity,
  );
  const claims: LiveClaim[] = [];
  for (const range of lookedAt(wanted, now, horizonMs))
    claims.push(...(await readBusy((nos, within) => readClaims(client, tenantNo, nos, within), catalogue, suitable, range)));
  const plan = (range: TimeRange, resources: readonly CatalogueResource[]): PlannedSlot =>
    wanted.allLanes ? planBlock(range, resources) : planSlot(catalogue, { service, range, resources, partySize });
  const demand = demandOf(catalogue, service, wanted);
  const openings = sideBySide((taken) => {
    const search = slotSearch(catalogue, suitable, [...claims, ...taken], demand, channel);
    const [nearest] = rankedAlternatives(search, wanted, { earliest: now, limit: 1, horizonMs });
    return nearest && plan(nearest, nearest.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []));
  });

  const quotas = new Map<string, number>();
  const { timeZone } = catalogue.location;
  const candidates = openings.map((slot): Candidate => {
    const day = dayOf(slot.range.start, timeZone);
    const span = dayRange(day, timeZone);
    const quota = quotas.get(day) ?? quotaOf(catalogue, suitable, claims, span, now, slot);
    quotas.set(day, quota);
    return { ...candidateFor(slot, channel, now), dayStart: toWire(span.start), dayEnd: toWire(span.end), dayQuota: quota };
  });

  const { spans } = plan(wanted, named);
  // Openings above keep clear of the booking's present time all the same: it stands until it is moved.
  const others = claims.filter(
    ({ ownerKind, ownerId, yields }) =>
      (ownerKind !== 'booking' || ownerId !== wanted.movingId) && !(yields && isDesk(channel)),
  );
  return {
    conflicts: conflictsWith(others, spans),
    why: whyTaken(others, spans),
    candidates,
    wantedIsFree: named.length > 0 && isRoomFor(others, spans),
  };
}

function demandOf(catalogue: Catalogue, service: ServiceRow | null, wanted: WantedSlot): Demand {
  if (wanted.allLanes) return blockDemand(wanted.resourceIds, wanted);
  const choice = { wanted, partySize: wanted.partySize ?? 1 };
  return service ? serviceDemand(catalogue, service, choice) : plainDemand(catalogue, wanted.resourceIds, choice);
}

/**
 * The nearest openings that do not take each other's time: all of them are offered, most are held, at once. Each is
 * looked for with those before it taken, whole resources at a time: the same class at the same hour is one offer.
 */
function sideBySide(nearest: (taken: readonly TakenSpan[]) => PlannedSlot | undefined): PlannedSlot[] {
  const chosen: PlannedSlot[] = [];
  while (chosen.length < candidatesMax) {
    const next = nearest(chosen.flatMap(({ spans }) => spans.map(({ resource, start, end }) => ({ resourceNo: resource.resourceNo, lane: 'all', start, end }))));
    if (next === undefined) break;
    chosen.push(next);
  }
  return chosen;
}

function candidateFor(slot: PlannedSlot, channel: Channel, now: Instant): Pick<Candidate, 'offer' | 'claims' | 'hold'> {
  const holdId = mintUuid(now);
  const { start, end } = slot.range;
  return {
    offer: { start: toWire(start), end: toWire(end), resourceIds: slot.resources.map(({ id }) => id) },
    claims: slotClaims(slot, { kind: 'hold', id: holdId }),
    hold: { ...slotColumns(slot), hold_id: holdId, channel },
  };
}

function quotaOf(
  { location }: Catalogue,
  suitable: readonly CatalogueResource[],
  claims: readonly LiveClaim[],
  day: TimeRange,
  now: Instant,
  slot: PlannedSlot,
): number {
  const hours = indexBookable(location, suitable, day);
  const sellable = suitable.map((resource) => ({ resource, open: hours.rangesOf(resource.id) }));
  return dayQuota(sellable, claims, now, slot.occupied, slot.partySize);
}

/** What could serve instead: by the service's needs, or others of the kind when one resource was named. */
function suitableResources(
  all: Iterable<CatalogueResource>,
  service: ServiceRow | null,
  named: readonly CatalogueResource[],
): CatalogueResource[] {
  const kinds = new Set(service?.needs ?? (named.length === 1 ? named.map(({ kind }) => kind) : []));
  return [...all].filter((resource) => named.includes(resource) || (!resource.archived && kinds.has(resource.kind)));
}
