import { minuteMs, toWire, type Instant } from '@holdfast/domain/instant';
import { occupiedEnvelope } from '@holdfast/domain/occupancy';
import { dayOf, dayRange } from '@holdfast/domain/opening-hours';
import { overlaps } from '@holdfast/domain/time-range';
import type { Conflict } from '@holdfast/protocol/outcomes';
import { mintUuid } from '@holdfast/protocol/uuid';
import { isGuest, type Channel } from '@holdfast/protocol/values';
import { slotClaims, slotColumns, type OccupiedSpan, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { Candidate, ClaimKey, WantedSlot } from '../commands/plan.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';
import { conflictsWith, isRoomFor, touchedBy, whyTaken, type Taken } from './conflicts.ts';
import { quotaOfDay } from './day-quota.ts';
import { inTheWay } from './in-the-way.ts';
import { lookBeside } from './look-beside.ts';
import { lookedAt } from './looked-at.ts';
import { openingsNear, serviceOf, slotOf, soughtSlot, suitableResources } from './openings.ts';
import { besideMs, widened } from './slot-search.ts';

export interface Offers {
  conflicts: Conflict[];
  /** What exactly took the wanted time. */
  why: Taken;
  /** Nearest first. */
  candidates: Candidate[];
  /** What was asked for has become free meanwhile: decide again. */
  wantedIsFree: boolean;
  /** All of what stands in the way of it. */
  inItsWay: ClaimKey[];
  /** Holds among it, also on what was needed and not asked for by name. */
  holdsInItsWay: string[];
  /** Others beside it are about to take what could have been offered as well: there may be more when they have not. */
  isCutShort: boolean;
}

const candidatesMax = 3;
const hourMs = 60 * minuteMs;
/** One after the other until there are enough. Most answers lie within hours, and a day's claims are few. */
const horizonsMs = [6 * hourMs, 24 * hourMs, 7 * 24 * hourMs];

/**
 * Alternatives for a slot that cannot be had. Under the location's lock what is free here is still free when it is
 * held; beside others it leaves them what they are about to hold. So fifty losers of one slot get different openings
 * instead of racing again.
 */
export async function proposeOffers(
  context: DecisionContext,
  channel: Channel,
  wanted: WantedSlot,
): Promise<Offers> {
  const [first = 0, ...farther] = horizonsMs;
  let offers = await look(context, channel, wanted, first);
  for (const horizonMs of farther) {
    if (offers.candidates.length >= candidatesMax) break;
    offers = await look(context, channel, wanted, horizonMs);
  }
  return offers;
}

async function look(
  context: DecisionContext,
  channel: Channel,
  wanted: WantedSlot,
  horizonMs: number,
): Promise<Offers> {
  const { catalogue, now } = context;
  const { timeZone, kinds } = catalogue.location;
  const suitable = suitableResources(catalogue, wanted);
  const around = widened(occupiedEnvelope(wanted, serviceOf(catalogue, wanted), suitable, kinds), besideMs(catalogue));
  const claims: LiveClaim[] = [];
  const comingClaims: LiveClaim[] = [];
  for (const range of lookedAt(wanted, around, { now, horizonMs, timeZone })) {
    const { busy, coming } = await lookBeside(context, suitable, range);
    claims.push(...busy);
    comingClaims.push(...coming);
  }
  const taken = [...claims, ...comingClaims];
  const openings = openingsNear(catalogue, channel, wanted, taken, { earliest: now, limit: candidatesMax, horizonMs });

  const quotas = new Map<string, number>();
  const candidates = openings.map((opening): Candidate => {
    const slot = slotOf(catalogue, wanted, opening);
    const day = dayOf(slot.range.start, timeZone);
    const span = dayRange(day, timeZone);
    const quota = quotas.get(day) ?? quotaOfDay(catalogue, suitable, taken, { day: span, now, occupied: slot.occupied, partySize: slot.partySize });
    quotas.set(day, quota);
    return { ...candidateFor(slot, channel, now), dayStart: toWire(span.start), dayEnd: toWire(span.end), dayQuota: quota };
  });

  const { spans } = slotOf(catalogue, wanted, wanted);
  // Openings above keep clear of the booking's present time all the same: it stands until it is moved.
  const others = inTheWay(claims, { channel, movingId: wanted.movingId });
  const sought = soughtSlot(catalogue, wanted).spans;
  // Where some of it was left open, whoever looked for the rest has told what is lacking.
  const why = whyTaken(others, spans, timeZone, wanted.squeezeIn);
  return {
    conflicts: wanted.allLanes ? await touchedBy(context, others, spans) : conflictsWith(toldTo(channel, others, spans), sought),
    why: isNamedWhole(catalogue, wanted) || why.reason === 'travel_too_short' ? why : { reason: why.reason },
    candidates,
    wantedIsFree: isNamedWhole(catalogue, wanted) && isRoomFor(others, spans),
    holdsInItsWay: [...new Set(lyingIn(others, sought).flatMap(({ ownerKind, ownerId }) => (ownerKind === 'hold' ? [ownerId] : [])))],
    inItsWay: lyingIn(others, spans).map(({ resourceNo, lane, start, ownerId }) => ({ resourceNo, lane, start: toWire(start), ownerId })),
    isCutShort: candidates.length < candidatesMax && comingClaims.length > 0,
  };
}

/** Guests hear of nobody's hours at another place but of whom they asked for by name. */
function toldTo(channel: Channel, claims: readonly LiveClaim[], named: readonly OccupiedSpan[]): readonly LiveClaim[] {
  if (!isGuest(channel)) return claims;
  return claims.filter(({ elsewhere, resourceNo }) => elsewhere === undefined || named.some(({ resource }) => resource.resourceNo === resourceNo));
}

function lyingIn(claims: readonly LiveClaim[], spans: readonly OccupiedSpan[]): LiveClaim[] {
  return claims.filter((claim) => spans.some((span) => span.resource.resourceNo === claim.resourceNo && overlaps(claim, span)));
}

/** Whether nothing is left to be picked: what is free of a part says nothing about the rest. */
function isNamedWhole(catalogue: Catalogue, wanted: WantedSlot): boolean {
  return wanted.resourceIds.length > 0 && wanted.resourceIds.length === (serviceOf(catalogue, wanted)?.needs.length ?? wanted.resourceIds.length);
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
