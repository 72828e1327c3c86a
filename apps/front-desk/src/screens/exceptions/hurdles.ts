import { noShowPolicies, noShowRule } from '@holdfast/domain/no-show-rule';
import type { WaivableRule } from '@holdfast/protocol/commands';
import type { ServiceRow, StaffRow } from '@holdfast/protocol/rows';
import type { Role } from '@holdfast/protocol/values';
import type { AttentionCard, ExceptionPolicies } from '../../desk.ts';

/** What has to be given before a wish can be granted: reasons, a manager's PIN, a deposit's reference. */
export interface Hurdle {
  squeezeIn: boolean;
  rules: readonly WaivableRule[];
  /** A deposit is due; a manager may waive it. */
  deposit: boolean;
  /** Somebody else's held time is taken, which only a manager does. */
  takeOver?: boolean;
}

export const noHurdle: Hurdle = { squeezeIn: false, rules: [], deposit: false };

/** A rule is set aside: the record wants to know why. */
export function needsReason({ squeezeIn, rules, takeOver = false }: Hurdle): boolean {
  return squeezeIn || takeOver || rules.length > 0;
}

/** Whether somebody may give it by themselves, by what the business has set. */
export function mayGive({ squeezeIn, rules, takeOver = false }: Pick<Hurdle, 'squeezeIn' | 'rules' | 'takeOver'>, actor: Pick<StaffRow, 'role'> | null, { squeezeRole, waiveRole }: ExceptionPolicies): boolean {
  if (actor === null) return false;
  if (takeOver && actor.role !== 'manager') return false;
  return (!squeezeIn || reaches(actor.role, squeezeRole)) && (rules.length === 0 || reaches(actor.role, waiveRole));
}

/** What somebody answers for who gives this beside what was given already: a manager's PIN was for that one command. */
export function answersFor({ squeezeIn, rules, takeOver = false }: Hurdle, given: AttentionCard['given']): Pick<Hurdle, 'squeezeIn' | 'rules' | 'takeOver'> {
  return { squeezeIn: squeezeIn || given?.squeezeIn === true, rules: [...(given?.rules ?? []), ...rules], takeOver };
}

function reaches(role: Role, asked: Role): boolean {
  return role === 'manager' || role === asked;
}

/** What the customer's missed bookings ask for, as far as this computer knows them. A manager who books approves by booking. */
export function customerHurdle(services: readonly ServiceRow[], serviceId: string | null, noShows: number, actor: StaffRow | null): Pick<Hurdle, 'rules' | 'deposit'> {
  const asked = noShowPolicies(services, serviceId)
    .map(({ policy }) => noShowRule(policy, noShows))
    .find((rule) => rule === 'deposit' || (rule === 'approval' && actor?.role !== 'manager'));
  return { rules: asked === 'approval' ? ['no_shows'] : [], deposit: asked === 'deposit' };
}

/** What it takes to have a refused wish after all, or null where nothing helps. `squeezable`: a resource it wanted has lanes for it. */
export function hurdleOf({ kind, outcome }: Pick<AttentionCard, 'kind' | 'outcome'>, squeezable: boolean): Hurdle | null {
  const { reason } = outcome;
  if (kind === 'accept_offer' || kind === 'edit_booking' || kind === 'edit_series') return reason === 'approval_required' ? { ...noHurdle, rules: ['no_shows'] } : reason === 'deposit_required' ? { ...noHurdle, deposit: true } : null;
  if (kind !== 'create_booking' && kind !== 'confirm_hold' && kind !== 'place_hold' && kind !== 'move_booking' && kind !== 'move_series') return null;
  switch (reason) {
    // Of a series that moves: only where one thing helps all of them.
    case 'series_incomplete':
      if (outcome.occurrences?.every((each) => each.reason === 'outside_hours')) return { ...noHurdle, rules: ['hours'] };
      return outcome.occurrences?.every((each) => each.reason === 'gap_too_short') ? { ...noHurdle, rules: ['orphan_gap'] } : null;
    case 'gap_too_short':
      return { ...noHurdle, rules: ['orphan_gap'] };
    case 'outside_hours':
      return { ...noHurdle, rules: ['hours'] };
    case 'approval_required':
      return { ...noHurdle, rules: ['no_shows'] };
    case 'deposit_required':
      return { ...noHurdle, deposit: true };
    case 'slot_taken':
    case 'capacity_full':
      return squeezable && kind !== 'confirm_hold' && isFull(outcome.conflicts) ? { ...noHurdle, squeezeIn: true } : null;
    default:
      return null;
  }
}

/** Somebody has the time: a block is closed for squeeze-ins too. */
function isFull(conflicts: AttentionCard['outcome']['conflicts']): boolean {
  return conflicts.every((conflict) => conflict.kind !== 'block');
}

