import { toWire } from '@holdfast/domain/instant';
import type { BookingRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import type { BoardItem } from './desk.ts';
import { busySpans, occupationOf } from './occupation.ts';
import { blockItem, bookingItem } from './replica/board-items.ts';

const teacher: ResourceRow = { id: 'ines', locationId: 'l', slug: 'ines', name: 'Ines', kind: 'person', label: '', capacity: 12, position: 1, archived: false, oneClassAtATime: true };
const service = (id: string, isClass: boolean): ServiceRow => ({ id, locationId: 'l', slug: id, name: id, durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 15, needs: ['person', 'room'], colour: 1, position: 1, archived: false, isClass });
const services = [service('yoga', true), service('lesson', false)];
const [start, end, cleaned] = [toWire(0), toWire(3_600_000), toWire(4_500_000)];

function booking(id: string, serviceId: string | null, more: Partial<BookingRow> = {}): BoardItem {
  return bookingItem({
    id, locationId: 'l', reference: id, serviceId, resourceIds: ['ines', 'studio'], start, end, occupiedStart: start, occupiedEnd: cleaned, status: 'booked', version: 1, channel: 'desk',
    customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: start, ...more,
  }, 'confirmed');
}
const keyOf = (item: BoardItem, of: Partial<ResourceRow> = {}) => occupationOf(item, { ...teacher, ...of }, services).classKey;

test('guests of one service, time and set of resources are of one class, cleanup aside', () => {
  expect(keyOf(booking('a', 'yoga'))).toBe('yoga 0 3600000 ines studio');
  expect(keyOf(booking('b', 'yoga', { resourceIds: ['studio', 'ines'], occupiedEnd: end }))).toBe(keyOf(booking('a', 'yoga')));
  expect(keyOf(booking('c', 'yoga', { resourceIds: ['ines', 'studio 2'] }))).not.toBe(keyOf(booking('a', 'yoga')));
});

test('whatever is no class is by itself', () => {
  expect(keyOf(booking('a', 'lesson'))).toBe('a');
  expect(keyOf(booking('a', null))).toBe('a');
  expect(keyOf(blockItem({ id: 'block', locationId: 'l', resourceIds: ['ines'], start, end, reason: '', removed: false }, 'confirmed'))).toBe('block');
});

test('where classes are not kept apart nobody asks', () => {
  expect(keyOf(booking('a', 'yoga'), { oneClassAtATime: false })).toBeNull();
  expect(keyOf(booking('a', 'yoga'), { capacity: 1 })).toBeNull();
});

test('the index is told of each class, of who is squeezed in too', () => {
  const squeezed = booking('a', 'yoga', { squeezedIn: true, lanesByResource: [{ resourceId: 'ines', lanes: [13] }] });
  const occupations = [booking('b', 'lesson'), squeezed].map((item) => occupationOf(item, { ...teacher, squeezeLanes: 1 }, services));
  expect(busySpans(teacher, occupations).map(({ classKey }) => classKey)).toEqual(['b', keyOf(squeezed)]);
});
