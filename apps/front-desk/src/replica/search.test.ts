import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { BookingRow, CustomerRow } from '@holdfast/protocol/rows';
import { bookingItem } from './board-items.ts';
import { search } from './search.ts';

const now = Date.parse('2026-11-21T12:00:00Z');
const hourMs = 3_600_000;
const customer = (id: string, name: string, phone: string | null): CustomerRow => ({ id, name, phone, email: null, notes: '', visits: 0, noShows: 0 });
const booking = (id: string, hours: number, given: Partial<BookingRow> = {}) => {
  const [start, end] = [toWire(now + hours * hourMs), toWire(now + (hours + 1) * hourMs)];
  return bookingItem(
    {
      id, locationId: 'l', reference: `HF-${id}`, serviceId: null, resourceIds: [], start, end, occupiedStart: start, occupiedEnd: end, status: 'booked',
      version: 1, channel: 'desk', customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: start, ...given,
    },
    'confirmed',
  );
};

const customers = [customer('josé', 'José Núñez', '+44 (0)7700 900123'), customer('chen', 'Chen Wei', '07700 900456'), customer('ann', 'Ann Chen', null)];
const bookings = [
  booking('7Q4M2XK', 5, { customerId: 'chen', customerName: 'Chen Wei' }),
  booking('OLD', -48, { customerId: 'chen', customerName: 'Chen Wei', status: 'done' }),
  booking('GONE', 2, { customerId: 'chen', customerName: 'Chen Wei', status: 'cancelled' }),
  booking('TALK', 3, { title: 'Opening of the devroom' }),
];
const found = (query: string, limit = 10) =>
  search(query, limit, { customers, bookings, now }).map((hit) => hit.customer?.id ?? hit.booking?.id);

test.each([
  ['900123', ['josé']],
  ['07700 900 123', ['josé']],
  ['+447700900123', ['josé']],
  ['00447700900123', ['josé']],
  ['+44 7700 900456', ['chen']],
  ['nunez', ['josé']],
  ['jose nu', ['josé']],
  ['chen', ['chen', 'ann']],
  ['hf-7q4m', ['7Q4M2XK']],
  ['7q4m2xk', ['7Q4M2XK']],
  ['devroom', ['TALK']],
  ['zzz', []],
  ['  ', []],
])('%j finds %j', (query, expected) => {
  expect(found(query)).toEqual(expected);
});

test('says when somebody comes next and came last; what was cancelled is neither', () => {
  const [hit] = search('chen wei', 1, { customers, bookings, now });
  expect(hit).toMatchObject({ nextVisit: now + 5 * hourMs, lastVisit: now - 48 * hourMs, booking: { id: '7Q4M2XK' } });
});

test('gives at most what was asked for', () => {
  expect(found('chen', 1)).toEqual(['chen']);
});

test('what the server refused is no visit to come, and shows as what it is', () => {
  const refused = { ...booking('', 1, { customerId: 'ann', customerName: 'Ann Chen' }), certainty: 'refused' as const };
  const lone = { ...booking('', 1, { title: 'Chess evening' }), certainty: 'refused' as const };
  const all = [...bookings, refused, lone];
  expect(search('ann', 1, { customers, bookings: all, now })).toMatchObject([{ nextVisit: null, lastVisit: null, booking: { certainty: 'refused' } }]);
  expect(search('chess', 1, { customers, bookings: all, now })).toMatchObject([{ nextVisit: null, lastVisit: null, booking: { certainty: 'refused' } }]);
  const beside = { ...refused, row: { ...refused.row, customerId: 'chen' } };
  expect(search('chen wei', 1, { customers, bookings: [beside, ...bookings], now })).toMatchObject([{ nextVisit: now + 5 * hourMs, booking: { id: '7Q4M2XK' } }]);
});
