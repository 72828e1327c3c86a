import { expect, test } from 'vitest';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { catalogueOf, hourService } from '../availability/test-catalogue.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { decidingOn, lesson } from '../series/test-series.ts';
import { attachedRule, corrected, keepsCustomer, whoIsMeant } from './attached-customer.ts';

type Edit = Pick<CommandArgs<'edit_booking'>, 'customer' | 'corrects' | 'waive' | 'depositReference'>;

/** Whom the business knows: by a telephone, with the bookings they missed. */
const known = [{ id: 'chen', name: 'Chen', phone: '1', noShows: 0 }, { id: 'lena', name: 'Lena', phone: '2', noShows: 3 }];
const booking = lesson(10, { customerId: 'chen' });

/** Answers as the database would. */
const record = {
  async query({ name, values }: { name: string; values: readonly [number, string] }) {
    const [, asked] = values;
    if (name === 'read-reach') return { rows: known.filter(({ id }) => id === asked).map((each) => ({ ...each, email: null })) };
    const named = JSON.parse(asked) as { id: string; phone?: string };
    return { rows: known.filter(({ id, phone }) => id === named.id || phone === named.phone) };
  },
};

/** A house that asks for a deposit after one missed booking. */
const house: DecisionContext = {
  ...decidingOn({ catalogue: catalogueOf([], { services: [{ ...hourService, noShowPolicy: noShowPolicy(1, 'deposit') }] }) }),
  read: (work) => work(record as never),
};

const ruled = async (edit: Edit, isAnother: boolean) => {
  const answer = await attachedRule(house, 'desk', booking, edit, isAnother);
  return answer?.kind === 'refuse' ? answer.reason : answer;
};

test('who is attached is judged as if it were booked for them, and may bring what is asked for', async () => {
  const lena = { id: 'lena', name: 'Lena' };
  expect(await ruled({ customer: lena }, true)).toBe('deposit_required');
  expect(await ruled({ customer: lena, depositReference: 'till 42' }, true)).toBeNull();
  expect(await ruled({ customer: lena, waive: { rules: ['no_shows'], reason: 'Regular' } }, true)).toBeNull();
  expect(await ruled({ customer: { id: 'new', name: 'Tom', phone: '3' } }, true)).toBeNull();
});

test.each<[string, Edit, string | null]>([
  ['becomes who owes a deposit', { customer: { id: 'chen', name: 'Lena', phone: '2' } }, 'deposit_required'],
  ['becomes them by the one thing that is corrected', { customer: { id: 'chen', name: 'Chen', phone: '2' }, corrects: ['phone'] }, 'deposit_required'],
  ['keeps the telephone, which is not what is corrected', { customer: { id: 'chen', name: 'Chen', phone: '2' }, corrects: ['timeZone'] }, null],
  ['is called otherwise', { customer: { id: 'chen', name: 'Chen Li' } }, null],
  ['is as they were', { customer: { id: 'chen', name: 'Chen', phone: '1' } }, null],
  ['is not spoken of', {}, null],
  ['is no longer the one', { customer: null }, null],
])('who is corrected is judged only where they become somebody else: who %s', async (_, edit, answer) => {
  expect(await ruled(edit, false)).toBe(answer);
});

test('somebody may be typed anew who is known', async () => {
  const meant = (edit: Edit) => whoIsMeant(house, booking, edit);
  expect(await meant({ customer: { id: 'new', name: 'Lena', phone: '2' } })).toBe('lena');
  expect(await meant({ customer: { id: 'new', name: 'Tom', phone: '3' } })).toBe('new');
  expect(await meant({ customer: { id: 'chen', name: 'Lena', phone: '2' } })).toBe('chen');
  expect(await meant({ customer: null })).toBeNull();
  expect(await meant({})).toBeNull();
});

test('it is for the same customer where none is named, or where who is meant has it', () => {
  const tom = { id: 'new', name: 'Tom' };
  expect(keepsCustomer(booking, {}, null)).toBe(true);
  expect(keepsCustomer(booking, { customer: tom }, 'chen')).toBe(true);
  expect(keepsCustomer(booking, { customer: tom }, 'new')).toBe(false);
  expect(keepsCustomer(booking, { customer: null }, null)).toBe(false);
  expect(keepsCustomer(lesson(10, { customerId: null }), { customer: null }, null)).toBe(true);
});

test('to name the one that it has can only mean to correct them', () => {
  expect(corrected(booking, { customer: { id: 'chen', name: 'Chen' } })).toBe(true);
  expect(corrected(booking, { customer: { id: 'chen', name: 'Chen' }, corrects: ['timeZone'] })).toEqual(['timeZone']);
  expect(corrected(booking, { customer: { id: 'lena', name: 'Lena' } })).toBe(false);
  expect(corrected(booking, {})).toBe(false);
});
