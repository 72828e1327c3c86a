import { closedBy } from '@holdfast/domain/bookable-hours';
import { dayOf } from '@holdfast/domain/opening-hours';
import { refusalReasons, type RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { AttentionCard, Catalogue } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';
import { gapWords } from '../booking/conflict-words.ts';
import { floorWithout, gapLeft, type Floor } from '../booking/slot-plan.ts';
import { exceptionOn } from '../opening.ts';

interface Place {
  where: string;
  range: string | null;
  held: boolean;
  /** It is about several dates of a series. */
  ofSeries?: boolean;
}

/** Why not, in words that can be read aloud. Exhaustive: a new refusal reason does not compile without words. */
export function refusalSentence(reason: RefusalReason, place: Place): string {
  const { where, range, ofSeries = false } = place;
  switch (reason) {
    case 'slot_taken':
      return place.held ? words.refusal.slotHeld(where, range) : words.refusal.slotTaken(where, range);
    case 'resource_blocked':
      return words.refusal.resourceBlocked(where, range);
    case 'capacity_full':
      return words.refusal.capacityFull(where);
    case 'outside_hours':
      return words.refusal.outsideHours;
    case 'past':
      return words.refusal.past;
    case 'invalid_times':
      return words.refusal.invalidTimes;
    case 'unsuitable_resource':
      return words.refusal.unsuitable(where);
    case 'not_found':
      return words.refusal.notFound;
    case 'stale_version':
      return ofSeries ? words.refusal.staleSeries : words.refusal.staleVersion;
    case 'illegal_status':
      return ofSeries ? words.refusal.illegalSeries : words.refusal.illegalStatus;
    case 'too_early':
      return words.refusal.tooEarly;
    case 'hold_expired':
      return words.refusal.holdExpired;
    case 'hold_not_active':
      return words.refusal.holdNotActive;
    case 'already_exists':
      return words.refusal.alreadyExists;
    case 'policy_forbids':
      return words.refusal.policyForbids;
    case 'actor_revoked':
      return words.refusal.actorRevoked;
    case 'dependency_refused':
      return words.refusal.dependencyRefused;
    case 'gap_too_short':
      return words.refusal.gapTooShort;
    case 'travel_too_short':
      return words.refusal.travelTooShort(where);
    case 'squeeze_limit':
      return words.refusal.squeezeLimit(where);
    case 'approval_required':
      return words.refusal.approvalRequired;
    case 'deposit_required':
      return words.refusal.depositRequired;
    case 'invalid_rule':
      return words.refusal.invalidRule;
    case 'series_incomplete':
      return words.refusal.seriesIncomplete;
    case 'cannot_undo':
      return words.refusal.cannotUndo;
    case 'command_id_reused':
      return words.refusal.commandIdReused;
  }
}

type Refusal = Pick<AttentionCard, 'outcome' | 'wanted' | 'ofSeries'>;

/** The sentence for a refusal, naming what occupies the time, or whose hours are in the way. */
export function whyRefused({ outcome, wanted, ofSeries = false }: Refusal, { location, resources }: Pick<Catalogue, 'location' | 'resources'>, clock: Clock): string {
  const conflict = outcome.conflicts[0];
  const ids = conflict === undefined ? wanted.resourceIds : [conflict.resourceId];
  if (outcome.reason === 'outside_hours' && wanted.start !== null && wanted.end !== null) {
    const chosen = resources.filter(({ id }) => wanted.resourceIds.includes(id));
    const closed = closedBy(location, chosen, { start: wanted.start, end: wanted.end });
    const range = clock.range(wanted.start, wanted.end);
    if (closed?.whose === 'resource') return words.refusal.resourceOff(namesOf([closed.resourceId], resources), range);
    if (closed?.whose === 'location') return words.refusal.locationClosed(location.name, range, exceptionOn(location, dayOf(wanted.start, location.timeZone))?.reason ?? null);
  }
  if (conflict !== undefined && outcome.occurrences === undefined && isTaken(outcome.reason) && !wanted.resourceIds.includes(conflict.resourceId)) {
    // Nobody asked for it by name. One that is there once is the reason; of several each is, and they are listed below.
    const inTheWay = new Set(outcome.conflicts.map(({ resourceId }) => resourceId));
    if (inTheWay.size > 1 && wanted.start !== null && wanted.end !== null) return words.form.nothingFree(clock.range(wanted.start, wanted.end));
    if (conflict.kind === 'block') return words.refusal.resourceBlocked(namesOf(ids, resources), clock.range(Date.parse(conflict.start), Date.parse(conflict.end)));
  }
  // Of several resources only those are named that the rule is about.
  const about = resources.filter(({ id, squeezeLanes = 0, personId }) => ids.includes(id) && (outcome.reason === 'squeeze_limit' ? squeezeLanes > 0 : outcome.reason === 'travel_too_short' && personId != null));
  const named = about.length > 0 ? about.map(({ id }) => id) : ids;
  return refusalSentence(outcome.reason, {
    where: named.length === 0 ? words.refusal.somewhere : namesOf(named, resources),
    range: conflict === undefined ? null : clock.range(Date.parse(conflict.start), Date.parse(conflict.end)),
    held: conflict?.kind === 'hold' || conflict?.kind === 'lease',
    ofSeries,
  });
}

const isTaken = (reason: RefusalReason): boolean => reason === 'slot_taken' || reason === 'capacity_full';

/** What a refused wish would leave that nobody can book, as far as this computer knows; null where it cannot tell. */
export function remainderWords({ outcome, wanted }: Refusal, floor: Floor, service: ServiceRow | null, clock: Clock): string | null {
  const { start, end, resourceIds, partySize = 1, bookingId } = wanted;
  if (outcome.reason !== 'gap_too_short' || start === null || end === null) return null;
  const others = bookingId === null ? floor : floorWithout(floor, bookingId);
  const remainder = gapLeft(others, { service, start, end, pins: resourceIds, partySize }, resourceIds);
  return remainder === null ? null : gapWords(remainder, floor.resources, clock);
}

/** A reason from a history entry, which may be newer than this program. */
export function refusalTitle(reason: string, ofSeries = false): string {
  const known = refusalReasons.find((candidate) => candidate === reason);
  return known === undefined ? reason.replaceAll('_', ' ') : refusalSentence(known, { where: words.refusal.somewhere, range: null, held: false, ofSeries });
}
