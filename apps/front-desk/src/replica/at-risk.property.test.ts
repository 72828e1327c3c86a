import fc from 'fast-check';
import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { BookingRow, HoldRow, ResourceRow } from '@holdfast/protocol/rows';
import type { BoardItem, Certainty } from '../desk.ts';
import { isAtRisk } from './at-risk.ts';
import { bookingItem, holdItem } from './board-items.ts';

const room = (capacity: number): ResourceRow => ({ id: 'room', locationId: 'l', slug: 'room', name: 'Room', kind: 'room', label: '', capacity, position: 1, archived: false });
const hourMs = 3_600_000;

function item(id: string, start: number, length: number, certainty: Certainty, more: Partial<BookingRow> = {}): BoardItem {
  const row: BookingRow = {
    id, locationId: 'l', reference: id, serviceId: null, resourceIds: ['room'], start: toWire(start * hourMs), end: toWire((start + length) * hourMs),
    occupiedStart: toWire(start * hourMs), occupiedEnd: toWire((start + length) * hourMs), status: 'booked', version: 1, channel: 'desk',
    customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: toWire(0), ...more,
  };
  return bookingItem(row, certainty);
}

const span = fc.record({ start: fc.integer({ min: 0, max: 20 }), length: fc.integer({ min: 1, max: 5 }), partySize: fc.integer({ min: 1, max: 4 }) });

test('a waiting item is at risk exactly when some hour of it has no lane left', () => {
  fc.assert(
    fc.property(span, fc.array(span, { maxLength: 12 }), fc.integer({ min: 1, max: 4 }), (wish, others, capacity) => {
      const committed = others.map(({ start, length, partySize }, index) => item(`o${index}`, start, length, 'confirmed', { partySize }));
      // A resource that is sold whole takes any party as one.
      const lanes = (partySize: number) => (capacity === 1 ? 1 : partySize);
      const full = Array.from({ length: wish.length }, (_, index) => wish.start + index)
        .map((hour) => others.filter(({ start, length }) => start <= hour && hour < start + length))
        .some((there) => there.length > 0 && there.reduce((sum, { partySize }) => sum + lanes(partySize), lanes(wish.partySize)) > capacity);
      const waiting = item('w', wish.start, wish.length, 'waiting', { partySize: wish.partySize });
      expect(isAtRisk(waiting, new Map([['room', committed]]), { resourceOf: () => room(capacity), services: [] }, 0)).toBe(full);
    }),
  );
});

test('only waiting items are, and never because of their own former self', () => {
  const self = item('w', 1, 1, 'confirmed');
  const committed = new Map([['room', [self]]]);
  expect(isAtRisk(item('w', 1, 1, 'waiting'), committed, { resourceOf: () => room(1), services: [] }, 0)).toBe(false);
  expect(isAtRisk(item('x', 1, 1, 'confirmed'), committed, { resourceOf: () => room(1), services: [] }, 0)).toBe(false);
  expect(isAtRisk(item('x', 1, 1, 'refused'), committed, { resourceOf: () => room(1), services: [] }, 0)).toBe(false);
});

test('time kept for an undo and a squeeze-in beyond the capacity put nobody at risk', () => {
  const squeezed = item('s', 1, 1, 'confirmed', { squeezedIn: true });
  const withLane = { ...room(1), squeezeLanes: 1 };
  const at = (committed: BoardItem) => isAtRisk(item('w', 1, 1, 'waiting'), new Map([['room', [committed]]]), { resourceOf: () => withLane, services: [] }, 0);
  expect(at(squeezed)).toBe(false);
  // A party takes from the regular places only who of it sits there.
  const party = (...lanes: number[]) => item('p', 1, 1, 'confirmed', { squeezedIn: true, partySize: 3, lanesByResource: [{ resourceId: 'room', lanes }] });
  const onSofa = (committed: BoardItem) => isAtRisk(item('w', 1, 1, 'waiting', { partySize: 2 }), new Map([['room', [committed]]]), { resourceOf: () => ({ ...room(2), squeezeLanes: 3 }), services: [] }, 0);
  expect(onSofa(party(3, 4, 5))).toBe(false);
  expect(onSofa(party(2, 3, 4))).toBe(true);
  expect(at(item('o', 1, 1, 'confirmed'))).toBe(true);
  const row = { start: toWire(hourMs), end: toWire(2 * hourMs) };
  const hold: HoldRow = {
    id: 'h', locationId: 'l', serviceId: null, resourceIds: ['room'], start: row.start, end: row.end, occupiedStart: row.start, occupiedEnd: row.end,
    status: 'active', expiresAt: toWire(hourMs), channel: 'desk', refusedCommandId: null,
  };
  expect(at(holdItem(hold, 'confirmed'))).toBe(true);
  expect(at(holdItem({ ...hold, purpose: 'undo' }, 'confirmed'))).toBe(false);
});

test('where classes are kept apart, who is there with others is, however many places are left', () => {
  const apart = { ...room(12), oneClassAtATime: true, squeezeLanes: 1 };
  const services = [{ id: 'yoga', isClass: true }, { id: 'lesson' }];
  const risk = (waiting: BoardItem, committed: BoardItem, resource: ResourceRow = apart) => isAtRisk(waiting, new Map([['room', [committed]]]), { resourceOf: () => resource, services }, 0);
  const yoga = (id: string, start: number, certainty: Certainty, more: Partial<BookingRow> = {}) => item(id, start, 2, certainty, { serviceId: 'yoga', ...more });
  expect(risk(yoga('w', 1, 'waiting'), yoga('o', 1, 'confirmed'))).toBe(false);
  expect(risk(yoga('w', 2, 'waiting'), yoga('o', 1, 'confirmed'))).toBe(true);
  expect(risk(yoga('w', 2, 'waiting'), yoga('o', 1, 'confirmed'), { ...apart, oneClassAtATime: false })).toBe(false);
  expect(risk(yoga('w', 2, 'waiting', { squeezedIn: true }), yoga('o', 1, 'confirmed'))).toBe(true);
  expect(risk(item('w', 1, 2, 'waiting', { serviceId: 'lesson' }), item('o', 1, 2, 'confirmed', { serviceId: 'lesson' }))).toBe(true);
});
