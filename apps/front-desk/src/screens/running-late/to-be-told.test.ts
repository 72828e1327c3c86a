import { expect, test } from 'vitest';
import type { LateDay } from '../../desk.ts';
import { customersToTell } from './to-be-told.ts';

const moved = (customerId: string | null, start: number): LateDay['moved'][number] => ({
  start, end: start + 60,
  booking: {
    kind: 'booking', key: '', id: '', start: 0, end: 60, occupied: { start: 0, end: 60 }, resourceIds: [], certainty: 'confirmed', atRisk: false,
    row: { id: '', locationId: '', reference: '', serviceId: null, resourceIds: [], start: '', end: '', occupiedStart: '', occupiedEnd: '', status: 'booked', version: 1, channel: 'desk', customerId, customerName: null, customerPhone: null, title: null, notes: '', createdAt: '' },
  },
});

test('a customer counts once, and nobody no time', () => {
  expect(customersToTell([moved('chen', 20), moved('nair', 30), moved('chen', 40), moved(null, 50)], 10)).toBe(2);
});

test('whose new time is no longer to come is not told', () => {
  expect(customersToTell([moved('chen', 9), moved('nair', 10)], 10)).toBe(0);
  expect(customersToTell([moved('chen', 9), moved('nair', 11), moved('chen', 12)], 10)).toBe(2);
});
