import { expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { editChanges } from './edit-changes.ts';

const row = { customerId: 'chen', customerTimeZone: 'Europe/Berlin', notes: 'Piano' } as BookingRow;
const chen = { id: 'chen', name: 'Chen', phone: '1' };
const lena = { id: 'lena', name: 'Lena' };
const form = { customer: chen, zone: 'Europe/Berlin', knownZone: 'Europe/Berlin', notes: 'Piano' };
const asked = (args: Partial<CommandArgs<'edit_series'>>) => ({ seriesId: 's', bookingId: 'b', scope: 'all' as const, ...args });

test('what stands there already is not asked for', () => {
  expect(editChanges(row, form)).toEqual({});
  expect(editChanges({ ...row, customerId: null }, { ...form, customer: null, zone: null, knownZone: null })).toEqual({});
});

test('who it is for, what is written on it, and by which clock they live', () => {
  expect(editChanges(row, { ...form, notes: '' })).toEqual({ notes: '' });
  expect(editChanges(row, { ...form, customer: null })).toEqual({ customer: null });
  expect(editChanges(row, { ...form, customer: lena, zone: null, knownZone: null })).toEqual({ customer: lena });
  expect(editChanges(row, { ...form, customer: lena, zone: 'UTC', knownZone: null })).toEqual({ customer: { ...lena, timeZone: 'UTC' } });
  expect(editChanges(row, { ...form, zone: 'UTC' })).toEqual({ customer: { ...chen, timeZone: 'UTC' }, corrects: ['timeZone'] });
});

test('asked once more, their clock is compared with the one that they have, not with the one that was asked for', () => {
  const again = asked({ customer: { ...chen, timeZone: 'UTC' }, corrects: ['timeZone'] });
  expect(editChanges(row, { ...form, zone: 'UTC', knownZone: 'UTC' }, again)).toEqual({ customer: { ...chen, timeZone: 'UTC' }, corrects: ['timeZone'] });
});

test('what was asked of the others is asked once more though somebody gave it to the named one meanwhile', () => {
  expect(editChanges(row, form, asked({ notes: 'Piano' }))).toEqual({ notes: 'Piano' });
  // Nothing about them is to be corrected by it.
  expect(editChanges(row, form, asked({ customer: chen }))).toEqual({ customer: chen, corrects: [] });
  expect(editChanges({ ...row, customerId: null }, { ...form, customer: null, zone: null, knownZone: null }, asked({ customer: null }))).toEqual({ customer: null });
});
