import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { BoardItem, Certainty } from '../desk.ts';
import { isAtRisk } from './at-risk.ts';
import { bookingItem } from './board-items.ts';

const hourMs = 3_600_000;

function item(id: string, start: number, length: number, certainty: Certainty): BoardItem {
  const row: BookingRow = {
    id, locationId: 'l', reference: id, serviceId: null, resourceIds: ['room'], start: toWire(start * hourMs), end: toWire((start + length) * hourMs),
    occupiedStart: toWire(start * hourMs), occupiedEnd: toWire((start + length) * hourMs), status: 'booked', version: 1, channel: 'desk',
    customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: toWire(0),
  };
  return bookingItem(row, certainty);
}

const span = fc.record({ start: fc.integer({ min: 0, max: 20 }), length: fc.integer({ min: 1, max: 5 }) });

test('a waiting item is at risk exactly when some hour of it has no lane left', () => {
  fc.assert(
    fc.property(span, fc.array(span, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (wish, others, capacity) => {
      const committed = others.map(({ start, length }, index) => item(`o${index}`, start, length, 'confirmed'));
      const full = Array.from({ length: wish.length }, (_, index) => wish.start + index).some(
        (hour) => others.filter(({ start, length }) => start <= hour && hour < start + length).length >= capacity,
      );
      const waiting = item('w', wish.start, wish.length, 'waiting');
      expect(isAtRisk(waiting, new Map([['room', committed]]), () => capacity, 0)).toBe(full);
    }),
  );
});

test('only waiting items are, and never because of their own former self', () => {
  const self = item('w', 1, 1, 'confirmed');
  const committed = new Map([['room', [self]]]);
  expect(isAtRisk(item('w', 1, 1, 'waiting'), committed, () => 1, 0)).toBe(false);
  expect(isAtRisk(item('x', 1, 1, 'confirmed'), committed, () => 1, 0)).toBe(false);
  expect(isAtRisk(item('x', 1, 1, 'refused'), committed, () => 1, 0)).toBe(false);
});
