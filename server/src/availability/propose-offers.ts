import type pg from 'pg';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import { rankedAlternatives } from '@holdfast/domain/alternatives';
import type { Slot } from '@holdfast/domain/availability';
import { minuteMs, toWire } from '@holdfast/domain/instant';
import { occupied } from '@holdfast/domain/occupancy';
import { dayOf, dayRange, openRanges } from '@holdfast/domain/opening-hours';
import type { Alternative, Conflict } from '@holdfast/protocol/outcomes';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import { mintUuid } from '@holdfast/protocol/uuid';
import { slotClaims, slotColumns, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { HoldColumns, PlannedClaim, WantedSlot } from '../commands/plan.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { readClaims, type LiveClaim } from './claim-sql.ts';
import { conflictsWith, freeLanes } from './conflicts.ts';
import { dayQuota } from './day-quota.ts';
import { lookedAt } from './looked-at.ts';
import { plainDemand, serviceDemand, slotSearch } from './slot-search.ts';

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
  /** What was asked for has become free meanwhile: decide again. */
  wantedIsFree: boolean;
}

const candidatesMax = 3;
/** Looked at to find three that can stand beside each other: starts a grid step apart overlap. */
const openingsMax = 24;
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
  const buffers = service ?? { preparationMinutes: 0, cleanupMinutes: 0 };
  const named = wanted.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []);
  const suitable = suitableResources(catalogue.resources.values(), service, named);
  const resourceNos = suitable.map(({ resourceNo }) => resourceNo);
  const claims: LiveClaim[] = [];
  for (const range of lookedAt(wanted, now, horizonMs))
    claims.push(...(await readClaims(client, tenantNo, resourceNos, range)));
  const demand = service
    ? serviceDemand(service, wanted)
    : { ...plainDemand(wanted), resourceIds: wanted.resourceIds, everyLane: wanted.allLanes === true };
  const search = { ...slotSearch(catalogue, suitable, claims, demand), anyHours: channel === 'import' || wanted.allLanes === true };
  const openings = rankedAlternatives(search, wanted, { earliest: now, limit: openingsMax, horizonMs });
  const slots = sideBySide(openings, (slot) => occupied(slot, buffers));

  const quotas = new Map<string, number>();
  const { openingHours, timeZone } = catalogue.location;
  const candidates = slots.map((slot): Candidate => {
    const planned: PlannedSlot = {
      service,
      range: { start: slot.start, end: slot.end },
      occupied: occupied(slot, buffers),
      resources: slot.resourceIds.flatMap((id) => catalogue.resources.get(id) ?? []),
    };
    const day = dayOf(slot.start, timeZone);
    const span = dayRange(day, timeZone);
    const holdId = mintUuid(now);
    const quota =
      quotas.get(day) ??
      dayQuota(suitable, claims, openRanges(openingHours, timeZone, span), now, planned.occupied);
    quotas.set(day, quota);
    return {
      offer: { start: toWire(slot.start), end: toWire(slot.end), resourceIds: [...slot.resourceIds] },
      claims: wanted.allLanes ? everyLane(planned, holdId) : slotClaims(planned, { kind: 'hold', id: holdId }),
      hold: { ...slotColumns(planned), hold_id: holdId, channel },
      dayStart: toWire(span.start),
      dayEnd: toWire(span.end),
      dayQuota: quota,
    };
  });

  const spent = occupied(wanted, buffers);
  // Openings above keep clear of the booking's present time all the same: it stands until it is moved.
  const others = claims.filter(
    ({ ownerKind, ownerId, yields }) =>
      (ownerKind !== 'booking' || ownerId !== wanted.movingId) && !(yields && isDesk(channel)),
  );
  return {
    conflicts: conflictsWith(others, named, spent),
    candidates,
    wantedIsFree:
      named.length > 0 &&
      named.every((resource) => freeLanes(others, resource, spent) >= (wanted.allLanes ? resource.capacity : 1)),
  };
}

/** The nearest that do not take each other's time: all of them are offered, most are held, at once. */
function sideBySide(openings: readonly Slot[], occupiedBy: (slot: Slot) => TimeRange): Slot[] {
  const chosen: Slot[] = [];
  for (const slot of openings) {
    if (chosen.length === candidatesMax) break;
    const meets = (other: Slot): boolean =>
      other.resourceIds.some((id) => slot.resourceIds.includes(id)) && overlaps(occupiedBy(other), occupiedBy(slot));
    if (!chosen.some(meets)) chosen.push(slot);
  }
  return chosen;
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

function everyLane({ occupied: { start, end }, resources }: PlannedSlot, holdId: string): PlannedClaim[] {
  return resources.map(({ resourceNo, capacity }) => ({
    resourceNo,
    lanes: capacity,
    start: toWire(start),
    end: toWire(end),
    ownerKind: 'hold',
    ownerId: holdId,
  }));
}
