import { expect, test } from 'vitest';
import { fromWire, toWire } from '@holdfast/domain/instant';
import type { BookingRow, ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { BoardItem } from '../desk.ts';
import { occupationOf } from '../occupation.ts';
import { blockItem, bookingItem } from './board-items.ts';
import { foreseeLate } from './late-day.ts';

const day = '2026-11-21';
const at = (time: string): number => fromWire(`${day}T${time}:00.000Z`);
const location = { id: 'l', slug: 'l', name: 'L', timeZone: 'UTC', gridMinutes: 15, openingHours: { 6: [['09:00', '18:00']] as [string, string][] } };
const resource = (id: string, more: Partial<ResourceRow> = {}): ResourceRow => ({ id, locationId: 'l', slug: id, name: id, kind: 'room', label: '', capacity: 1, position: 1, archived: false, ...more });

function booking(id: string, from: string, to: string, on: string[], more: Partial<BookingRow> = {}): BoardItem {
  const [start, end] = [toWire(at(from)), toWire(at(to))];
  return bookingItem({
    id, locationId: 'l', reference: id, serviceId: null, resourceIds: on, start, end, occupiedStart: start, occupiedEnd: end, status: 'booked', version: 1, channel: 'desk',
    customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: start, ...more,
  }, 'confirmed');
}
const block = (from: string, to: string, on: string): BoardItem => blockItem({ id: 'block', locationId: 'l', resourceIds: [on], start: toWire(at(from)), end: toWire(at(to)), reason: '', removed: false }, 'confirmed');

/** Maria's day from `from` on, `minutes` later: who moves to when, and who stays because of what. */
function late(items: BoardItem[], minutes: number, { from = '10:00', resources = [resource('maria'), resource('room 1'), resource('room 2')], services = [] as ServiceRow[] } = {}): unknown[] {
  const busy = (id: string, within: { start: number; end: number }) => {
    const of = resources.find((each) => each.id === id) ?? resource(id);
    return items.filter((item) => item.resourceIds.includes(id)).map((item) => occupationOf(item, of, services)).filter(({ start, end }) => start < within.end && within.start < end);
  };
  const { moved, staying } = foreseeLate({ catalogue: { location, resources, services }, items, busy }, 'maria', minutes, at(from));
  return [...moved.map(({ booking: { id }, start }) => [id, toWire(start).slice(11, 16)]), ...staying.map(({ booking: { id }, why }) => [id, why.kind, 'resourceId' in why ? why.resourceId : null])];
}

test('what has not begun moves, back to back too; what began, is over or is somebody else\u2019s stays', () => {
  const items = [
    booking('begun', '09:30', '10:00', ['maria'], { status: 'in_service' }), booking('over', '09:00', '09:30', ['maria']),
    booking('due', '09:45', '10:15', ['maria']), booking('next', '10:15', '11:00', ['maria', 'room 1'], { status: 'arrived' }), booking('after', '11:00', '12:00', ['maria', 'room 1']),
    booking('other', '10:00', '11:00', ['room 2']),
  ];
  expect(late(items, 15)).toEqual([['due', '10:00'], ['next', '10:30'], ['after', '11:15']]);
});

test('who cannot begin later stays, and so does whoever is right before', () => {
  const items = [booking('first', '10:00', '10:30', ['maria']), booking('stuck', '10:30', '11:00', ['maria', 'room 1']), booking('free', '12:00', '13:00', ['maria', 'room 2']), booking('theirs', '11:00', '12:00', ['room 1'])];
  expect(late(items, 15)).toEqual([['free', '12:15'], ['first', 'taken', 'maria'], ['stuck', 'taken', 'room 1']]);
});

test('closing time, the end of a shift and a block are in the way', () => {
  expect(late([booking('last', '17:30', '18:00', ['maria'])], 5)).toEqual([['last', 'closed', null]]);
  expect(late([booking('last', '17:30', '18:00', ['maria'], { waived: { rules: ['hours'], reason: 'They stay' } })], 5)).toEqual([['last', '17:35']]);
  const shift = [resource('maria', { hours: { 6: [['09:00', '12:00']] } })];
  expect(late([booking('last', '11:00', '12:00', ['maria'])], 5, { resources: shift })).toEqual([['last', 'away', 'maria']]);
  expect(late([booking('before', '11:00', '12:00', ['maria', 'room 1']), block('12:00', '13:00', 'room 1')], 5)).toEqual([['before', 'taken', 'room 1']]);
});

test('where there is room for several, one more may come later; who was squeezed in needs none of it', () => {
  const resources = [resource('maria'), resource('room 1', { capacity: 2, squeezeLanes: 1 })];
  const class1 = [booking('mine', '10:00', '11:00', ['maria', 'room 1']), booking('a', '11:00', '12:00', ['room 1'])];
  expect(late(class1, 10, { resources })).toEqual([['mine', '10:10']]);
  expect(late([...class1, booking('b', '11:00', '12:00', ['room 1'])], 10, { resources })).toEqual([['mine', 'taken', 'room 1']]);
  const squeezed = booking('mine', '10:00', '11:00', ['maria', 'room 1'], { squeezedIn: true });
  expect(late([squeezed, ...class1.slice(1), booking('b', '11:00', '12:00', ['room 1'])], 10, { resources })).toEqual([['mine', '10:10']]);
});

test('a class comes later as one, and into nobody else\u2019s time', () => {
  const resources = [resource('maria', { capacity: 3, oneClassAtATime: true }), resource('room 1', { capacity: 3, oneClassAtATime: true })];
  const services = [{ id: 'yoga', locationId: 'l', slug: 'yoga', name: 'Yoga', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['room', 'room'], colour: 1, position: 1, archived: false, isClass: true }];
  const guests = ['a', 'b', 'c'].map((id) => booking(id, '10:00', '11:00', ['maria', 'room 1'], { serviceId: 'yoga' }));
  expect(late(guests, 15, { resources, services })).toEqual([['a', '10:15'], ['b', '10:15'], ['c', '10:15']]);
  const lesson = booking('lesson', '11:00', '12:00', ['room 1']);
  // Who stays keeps the class where it is.
  expect(late([...guests, lesson], 15, { resources, services })).toEqual([['a', 'taken', 'maria'], ['b', 'taken', 'maria'], ['c', 'taken', 'room 1']]);
});

test('a refused wish is nobody', () => {
  const wish = { ...booking('wish', '11:00', '12:00', ['maria']), certainty: 'refused' as const };
  expect(late([wish], 10)).toEqual([]);
});
