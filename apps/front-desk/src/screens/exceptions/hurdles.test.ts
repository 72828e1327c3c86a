import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { Conflict } from '@holdfast/protocol/outcomes';
import type { ServiceRow, StaffRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import type { AttentionCard } from '../../desk.ts';
import { answersFor, customerHurdle, hurdleOf, mayGive, needsReason, noHurdle, type Hurdle } from './hurdles.ts';

const person = (role: StaffRow['role']): StaffRow => ({ id: role, name: role, role, active: true });
const service = (then: 'approval' | 'deposit') =>
  ({ id: 's', locationId: 'l', slug: 's', name: 'S', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: [], colour: 1, position: 1, archived: false, noShowPolicy: noShowPolicy(2, then) }) as ServiceRow;
const card = (reason: RefusalReason, kind: AttentionCard['kind'] = 'create_booking', conflicts: Conflict[] = []): Pick<AttentionCard, 'kind' | 'outcome'> => ({
  kind, outcome: { status: 'refused', version: 1, reason, detail: '', conflicts, alternatives: [] },
});

test('missed bookings count from the number the service says; a manager approves by booking, nobody skips a deposit', () => {
  expect(customerHurdle([service('approval')], 's', 1, person('staff'))).toEqual({ rules: [], deposit: false });
  expect(customerHurdle([service('approval')], 's', 2, person('staff'))).toEqual({ rules: ['no_shows'], deposit: false });
  expect(customerHurdle([service('approval')], 's', 2, person('manager'))).toEqual({ rules: [], deposit: false });
  expect(customerHurdle([service('deposit')], 's', 2, person('manager'))).toEqual({ rules: [], deposit: true });
});

test('without a service counts what the strictest of them asks, as the server has it', () => {
  const both = [service('deposit'), { ...service('approval'), id: 'other' }];
  expect(customerHurdle(both, null, 2, person('staff'))).toEqual({ rules: ['no_shows'], deposit: false });
  expect(customerHurdle(both, null, 2, person('manager'))).toEqual({ rules: [], deposit: true });
  expect(customerHurdle(both, null, 1, person('staff'))).toEqual({ rules: [], deposit: false });
  expect(customerHurdle([{ ...service('approval'), archived: true }], null, 9, person('staff'))).toEqual({ rules: [], deposit: false });
});

test('each refusal that something helps against has its next step, the others none', () => {
  expect(hurdleOf(card('gap_too_short'), false)).toEqual({ ...noHurdle, rules: ['orphan_gap'] });
  expect(hurdleOf(card('outside_hours'), false)).toEqual({ ...noHurdle, rules: ['hours'] });
  expect(hurdleOf(card('outside_hours', 'move_booking'), false)).toEqual({ ...noHurdle, rules: ['hours'] });
  expect(hurdleOf(card('outside_hours', 'place_block'), false)).toBeNull();
  expect(hurdleOf(card('approval_required'), false)).toEqual({ ...noHurdle, rules: ['no_shows'] });
  expect(hurdleOf(card('deposit_required', 'confirm_hold'), false)).toEqual({ ...noHurdle, deposit: true });
  expect(hurdleOf(card('slot_taken', 'move_booking'), true)).toEqual({ ...noHurdle, squeezeIn: true });
  expect(hurdleOf(card('gap_too_short', 'confirm_hold'), false)).toEqual({ ...noHurdle, rules: ['orphan_gap'] });
  expect(hurdleOf(card('approval_required', 'edit_booking'), false)).toEqual({ ...noHurdle, rules: ['no_shows'] });
  expect(hurdleOf(card('deposit_required', 'edit_booking'), false)).toEqual({ ...noHurdle, deposit: true });
  expect(hurdleOf(card('stale_version', 'edit_booking'), false)).toBeNull();
  expect(hurdleOf(card('slot_taken'), false)).toBeNull();
  expect(hurdleOf(card('travel_too_short'), true)).toBeNull();
  expect(hurdleOf(card('slot_taken', 'place_block'), true)).toBeNull();
});

test('a series that moves is asked for once more as one booking is, where one thing helps all of it', () => {
  const incomplete = (...reasons: RefusalReason[]) => {
    const { kind, outcome } = card('series_incomplete', 'move_series');
    return { kind, outcome: { ...outcome, occurrences: reasons.map((reason) => ({ occurrence: '', start: '', end: '', status: 'taken' as const, resourceIds: [], reason })) } };
  };
  expect(hurdleOf(card('gap_too_short', 'move_series'), false)).toEqual({ ...noHurdle, rules: ['orphan_gap'] });
  expect(hurdleOf(card('slot_taken', 'move_series'), true)).toEqual({ ...noHurdle, squeezeIn: true });
  expect(hurdleOf(incomplete('gap_too_short', 'gap_too_short'), false)).toEqual({ ...noHurdle, rules: ['orphan_gap'] });
  expect(hurdleOf(incomplete('gap_too_short', 'slot_taken'), true)).toBeNull();
  expect(hurdleOf(incomplete('outside_hours', 'outside_hours'), false)).toEqual({ ...noHurdle, rules: ['hours'] });
  expect(hurdleOf(incomplete('outside_hours', 'gap_too_short'), false)).toBeNull();
});

test('nobody is squeezed into blocked time', () => {
  const blocked: Conflict = { start: '', end: '', resourceId: 'r', kind: 'block' };
  expect(hurdleOf(card('slot_taken', 'create_booking', [blocked]), true)).toBeNull();
});

test('a deposit is a matter of the till, everything else of a manager', () => {
  expect([noHurdle, { ...noHurdle, deposit: true }, { ...noHurdle, squeezeIn: true }, { ...noHurdle, rules: ['no_shows'] as const }].map(needsReason)).toEqual([false, false, true, true]);
});

test('held time is taken over by a manager, with a reason, whatever the business has set', () => {
  const takeOver = { ...noHurdle, takeOver: true } as const;
  expect(needsReason(takeOver)).toBe(true);
  const loose = { squeezeRole: 'staff', waiveRole: 'staff' } as const;
  expect([person('staff'), person('manager')].map((actor) => mayGive(takeOver, actor, loose))).toEqual([false, true]);
});

test('who may give what is what the business has set; a manager may whatever staff may', () => {
  const strict = { squeezeRole: 'manager', waiveRole: 'manager' } as const;
  const loose = { squeezeRole: 'staff', waiveRole: 'staff' } as const;
  const squeeze = { ...noHurdle, squeezeIn: true };
  const waive = { ...noHurdle, rules: ['orphan_gap'] as const };
  for (const hurdle of [squeeze, waive]) {
    expect([person('staff'), person('manager')].map((actor) => mayGive(hurdle, actor, strict))).toEqual([false, true]);
    expect([person('staff'), person('manager'), null].map((actor) => mayGive(hurdle, actor, loose))).toEqual([true, true, false]);
  }
  expect(mayGive(squeeze, person('staff'), { ...strict, squeezeRole: 'staff' })).toBe(true);
  expect(mayGive({ ...squeeze, ...waive, squeezeIn: true }, person('staff'), { ...strict, squeezeRole: 'staff' })).toBe(false);
  // A deposit is paid, not allowed.
  expect(mayGive(noHurdle, person('staff'), strict)).toBe(true);
});

test('an accepted offer meets the rules about missed bookings, and nothing else helps it', () => {
  expect(hurdleOf(card('deposit_required', 'accept_offer'), true)).toEqual({ ...noHurdle, deposit: true });
  expect(hurdleOf(card('approval_required', 'accept_offer'), true)).toEqual({ ...noHurdle, rules: ['no_shows'] });
  expect(hurdleOf(card('slot_taken', 'accept_offer'), true)).toBeNull();
});

test('who asks once more for what a manager leaned over for answers for that, too', () => {
  const policies = { squeezeRole: 'staff', waiveRole: 'manager' } as const;
  const mayInsist = (role: StaffRow['role'], hurdle: Partial<Hurdle>, given?: Partial<AttentionCard['given']>) =>
    mayGive(answersFor({ ...noHurdle, ...hurdle }, given && { squeezeIn: false, rules: [], ...given }), person(role), policies);
  expect(mayInsist('staff', { deposit: true })).toBe(true);
  expect(mayInsist('staff', { deposit: true }, { rules: ['hours'] })).toBe(false);
  expect(mayInsist('staff', { squeezeIn: true }, { rules: ['hours'] })).toBe(false);
  expect(mayInsist('manager', { deposit: true }, { rules: ['hours'] })).toBe(true);
  expect(mayInsist('staff', { deposit: true }, { squeezeIn: true })).toBe(true);
  expect(mayInsist('staff', { takeOver: true })).toBe(false);
});
