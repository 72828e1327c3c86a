import { expect, test } from 'vitest';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { outboxRecord } from '../testing/outbox-records.ts';
import { emptyCatalogue } from './empty-catalogue.ts';
import { foldBooking } from './fold-commands.ts';

const base: BookingRow = {
  id: 'b', locationId: 'l', reference: 'R', serviceId: null, resourceIds: ['r'],
  start: '2026-11-21T09:00:00.000Z', end: '2026-11-21T10:00:00.000Z', occupiedStart: '2026-11-21T09:00:00.000Z', occupiedEnd: '2026-11-21T10:00:00.000Z',
  status: 'booked', version: 3, channel: 'desk', customerId: 'c', customerName: 'Amy Ortiz', customerPhone: '2', customerTimeZone: 'Asia/Tokyo',
  title: null, notes: '', createdAt: '2026-11-20T09:00:00.000Z',
};
const amy = { id: 'c', name: 'Amy', phone: '1', timeZone: 'America/New_York' };
const edited = (args: Omit<CommandArgs<'edit_booking'>, 'bookingId'>) => {
  const { row } = foldBooking(base, [outboxRecord({ kind: 'edit_booking', args: { bookingId: 'b', ...args }, state: 'queued' })], emptyCatalogue);
  return [row?.customerId, row?.customerName, row?.customerPhone, row?.customerTimeZone];
};

test('an edit of the zone alone shows the name and phone that were corrected meanwhile', () => {
  expect(edited({ customer: amy, corrects: ['timeZone'] })).toEqual(['c', 'Amy Ortiz', '2', 'America/New_York']);
});

test('an edit that lists nothing corrects all that it says', () => {
  expect(edited({ customer: amy })).toEqual(['c', 'Amy', '1', 'America/New_York']);
  expect(edited({ customer: { id: 'c', name: 'Amy' } })).toEqual(['c', 'Amy', null, 'Asia/Tokyo']);
});

test('another customer comes with what is theirs, whatever is corrected', () => {
  expect(edited({ customer: { id: 'd', name: 'Ben' }, corrects: ['timeZone'] })).toEqual(['d', 'Ben', null, null]);
  expect(edited({ customer: null })).toEqual([null, null, null, null]);
});

test('of a series that is edited the named booking shows it at once', () => {
  const args = { seriesId: 's', bookingId: 'b', scope: 'all' as const, notes: 'Side door' };
  const waiting = foldBooking(base, [outboxRecord({ kind: 'edit_series', args, state: 'queued' })], emptyCatalogue);
  expect(waiting).toMatchObject({ waiting: true, row: { notes: 'Side door', version: 4, customerName: 'Amy Ortiz' } });
  const refused = foldBooking(base, [outboxRecord({ kind: 'edit_series', args, state: 'refused' })], emptyCatalogue);
  expect(refused).toMatchObject({ waiting: false, row: { notes: '', version: 3 }, refused: [] });
});
