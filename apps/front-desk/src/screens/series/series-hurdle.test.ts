import { expect, test } from 'vitest';
import type { Occurrence } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import { seriesHurdle } from './series-hurdle.ts';

const nowhere = { given: {}, squeezable: () => false };
const refused = (reason: RefusalReason, occurrences: Occurrence[] = []) => ({ status: 'refused' as const, reason, detail: '', occurrences });
const date = (reason: RefusalReason): Occurrence => ({ occurrence: '', start: '', end: '', status: 'taken', resourceIds: [], reason });

test('missed bookings ask for approval or for a deposit, of the whole', () => {
  expect(seriesHurdle(refused('approval_required'), nowhere)).toMatchObject({ hurdle: { rules: ['no_shows'], deposit: false }, dates: null });
  expect(seriesHurdle(refused('deposit_required'), nowhere)).toMatchObject({ hurdle: { rules: [], deposit: true }, dates: null });
});

test('dates that leave too little beside them can be had with a reason, those that are taken cannot', () => {
  expect(seriesHurdle(refused('series_incomplete', [date('gap_too_short'), date('slot_taken'), date('gap_too_short')]), nowhere)).toMatchObject({ hurdle: { rules: ['orphan_gap'] }, dates: 2 });
  expect(seriesHurdle(refused('series_incomplete', [date('slot_taken')]), nowhere)).toBeNull();
});

test('dates outside the hours can be had with a reason, before what else is in the way is asked about', () => {
  expect(seriesHurdle(refused('series_incomplete', [date('gap_too_short'), date('outside_hours'), date('slot_taken')]), nowhere)).toMatchObject({ hurdle: { rules: ['hours'] }, reason: 'outside_hours', dates: 1 });
});

test('what may not be done at all, and what can be done, asks for nothing', () => {
  expect(seriesHurdle(refused('policy_forbids'), nowhere)).toBeNull();
  expect(seriesHurdle({ status: 'possible', outcome: {} }, nowhere)).toBeNull();
  expect(seriesHurdle(null, nowhere)).toBeNull();
});

test('what is full can be squeezed in where its resources know that, once, and after what leaves too little', () => {
  const doctors = { given: {}, squeezable: (ids: readonly string[]) => ids.includes('doctor') };
  const at = (resourceId: string, reason: RefusalReason): Occurrence => ({ ...date(reason), resourceIds: [resourceId] });
  const full = [at('doctor', 'slot_taken'), at('room', 'slot_taken'), at('doctor', 'capacity_full'), at('doctor', 'resource_blocked'), at('doctor', 'squeeze_limit')];
  expect(seriesHurdle(refused('series_incomplete', full), doctors)).toMatchObject({ hurdle: { squeezeIn: true, rules: [] }, dates: 2 });
  expect(seriesHurdle(refused('series_incomplete', [...full, date('gap_too_short')]), doctors)).toMatchObject({ hurdle: { squeezeIn: false, rules: ['orphan_gap'] }, dates: 1 });
  expect(seriesHurdle(refused('series_incomplete', full), { ...doctors, given: { squeezeIn: { reason: 'Pain' } } })).toBeNull();
});

test('those of a series that do not move are asked about where the named one goes', () => {
  const unmoved = (reason: RefusalReason) => ({ bookingId: '', reason, conflicts: [], alternatives: [] });
  const some = { status: 'possible' as const, outcome: { moved: [], unmoved: [unmoved('gap_too_short'), unmoved('slot_taken')] } };
  expect(seriesHurdle(some, nowhere)).toMatchObject({ hurdle: { rules: ['orphan_gap'] }, dates: 1 });
  const taken = { ...some, outcome: { unmoved: [unmoved('slot_taken')] } };
  const doctors = { given: {}, squeezable: (ids: readonly string[]) => ids.includes('doctor') };
  expect(seriesHurdle(taken, { ...doctors, movesTo: ['doctor'] })).toMatchObject({ hurdle: { squeezeIn: true }, dates: 1 });
  expect(seriesHurdle(taken, { ...doctors, movesTo: ['room'] })).toBeNull();
  // One alone is refused as itself.
  expect(seriesHurdle({ status: 'refused', reason: 'gap_too_short', detail: '' }, nowhere)).toMatchObject({ hurdle: { rules: ['orphan_gap'] }, dates: 1 });
});
