import { refusalReasons, type RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Refused } from '@holdfast/protocol/outcomes';
import type { ResourceRow } from '@holdfast/protocol/rows';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from '../booking/booking-names.ts';

interface Place {
  where: string;
  range: string | null;
  held: boolean;
}

/** Why not, in words that can be read aloud. Exhaustive: a new refusal reason does not compile without words. */
export function refusalSentence(reason: RefusalReason, place: Place): string {
  const { where, range } = place;
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
      return words.refusal.staleVersion;
    case 'illegal_status':
      return words.refusal.illegalStatus;
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

/** The sentence for a refusal, naming what occupies the time. */
export function whyRefused(outcome: Refused, wantedResourceIds: readonly string[], resources: readonly ResourceRow[], clock: Clock): string {
  const conflict = outcome.conflicts[0];
  const ids = conflict === undefined ? wantedResourceIds : [conflict.resourceId];
  return refusalSentence(outcome.reason, {
    where: ids.length === 0 ? words.refusal.somewhere : namesOf(ids, resources),
    range: conflict === undefined ? null : clock.range(Date.parse(conflict.start), Date.parse(conflict.end)),
    held: conflict?.kind === 'hold' || conflict?.kind === 'lease',
  });
}

/** A reason from a history entry, which may be newer than this program. */
export function refusalTitle(reason: string): string {
  const known = refusalReasons.find((candidate) => candidate === reason);
  return known === undefined ? reason.replaceAll('_', ' ') : refusalSentence(known, { where: words.refusal.somewhere, range: null, held: false });
}
