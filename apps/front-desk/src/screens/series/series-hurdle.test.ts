import { expect, test } from 'vitest';
import type { Occurrence } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import { seriesHurdle } from './series-hurdle.ts';

const refused = (reason: RefusalReason, occurrences: Occurrence[] = []) => ({ status: 'refused' as const, reason, detail: '', occurrences });
const date = (reason: RefusalReason): Occurrence => ({ occurrence: '', start: '', end: '', status: 'taken', resourceIds: [], reason });

test('missed bookings ask for approval or for a deposit, of the whole', () => {
  expect(seriesHurdle(refused('approval_required'))).toMatchObject({ hurdle: { rules: ['no_shows'], deposit: false }, dates: null });
  expect(seriesHurdle(refused('deposit_required'))).toMatchObject({ hurdle: { rules: [], deposit: true }, dates: null });
});

test('dates that leave too little beside them can be had with a reason, those that are taken cannot', () => {
  expect(seriesHurdle(refused('series_incomplete', [date('gap_too_short'), date('slot_taken'), date('gap_too_short')]))).toMatchObject({ hurdle: { rules: ['orphan_gap'] }, dates: 2 });
  expect(seriesHurdle(refused('series_incomplete', [date('slot_taken')]))).toBeNull();
});

test('what may not be done at all, and what can be done, asks for nothing', () => {
  expect(seriesHurdle(refused('policy_forbids'))).toBeNull();
  expect(seriesHurdle({ status: 'possible', outcome: {} })).toBeNull();
  expect(seriesHurdle(null)).toBeNull();
});
