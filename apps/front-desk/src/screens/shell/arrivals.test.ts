import { expect, test } from 'vitest';
import type { BookingOnBoard } from '../../desk.ts';
import type { BookingRow } from '@holdfast/protocol/rows';
import { arrivalsOf } from './arrivals.ts';

const minute = 60_000;
const booking = (key: string, start: number, row: Partial<BookingRow> = {}, over: Partial<BookingOnBoard> = {}): BookingOnBoard => ({
  kind: 'booking', key, id: key, start: start * minute, end: (start + 60) * minute, occupied: { start: 0, end: 1 }, resourceIds: [], certainty: 'confirmed', atRisk: false,
  row: { id: key, locationId: '', reference: '', serviceId: null, resourceIds: [], start: '', end: '', occupiedStart: '', occupiedEnd: '', status: 'booked', version: 1, channel: 'desk', customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: '', ...row },
  ...over,
});

test('late ones first, the longest late at the top, then who comes next', () => {
  const { expected } = arrivalsOf([booking('later', 90), booking('late', 20), booking('later still', 120), booking('very late', 10)], 60 * minute);
  expect(expected.map(({ booking: { key }, lateMinutes }) => [key, lateMinutes])).toEqual([['very late', 50], ['late', 40], ['later', 0], ['later still', 0]]);
});

test('nobody is late for what was booked after its start: a walk-in begins at the last line of the grid', () => {
  const walkIn = booking('walk-in', 30, { channel: 'walk_in', createdAt: new Date(37 * minute).toISOString() });
  expect(arrivalsOf([walkIn], 38 * minute).expected.map(({ lateMinutes }) => lateMinutes)).toEqual([1]);
});

test('who has come waits under Here now; who is being served, gone or refused is in neither list', () => {
  const { expected, here } = arrivalsOf(
    [booking('here', 10, { status: 'arrived' }), booking('served', 10, { status: 'in_service' }), booking('gone', 10, { status: 'cancelled' }), booking('refused', 10, {}, { certainty: 'refused' })],
    60 * minute,
  );
  expect(expected).toEqual([]);
  expect(here.map(({ key }) => key)).toEqual(['here']);
});

test('a programme item of an import is nobody; a booking with a customer is, however it came', () => {
  const { expected } = arrivalsOf([booking('talk', 90, { channel: 'import' }), booking('guest', 90, { channel: 'import', customerId: 'c' })], 0);
  expect(expected.map((each) => each.booking.key)).toEqual(['guest']);
});
