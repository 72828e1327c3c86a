import type { BookingRow, ResourceRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import type { BookingOnBoard } from '../../desk.ts';
import { classIdOf, classMembers, columnGrouper } from './column-items.ts';

const resource = (id: string, capacity: number): ResourceRow => ({ id, locationId: '', slug: id, name: id, kind: 'room', label: '', capacity, position: 1, archived: false });
const hall = resource('hall', 12);
const room = resource('room', 1);
const booking = (name: string, resourceIds: string[], start = 0, row: Partial<BookingRow> = {}, over: Partial<BookingOnBoard> = {}): BookingOnBoard => ({
  kind: 'booking', key: name, id: name, start, end: start + 60, occupied: { start, end: start + 60 }, resourceIds, certainty: 'confirmed', atRisk: false,
  row: { id: name, locationId: '', reference: '', serviceId: 'yoga', resourceIds, start: '', end: '', occupiedStart: '', occupiedEnd: '', status: 'booked', version: 1, channel: 'desk', customerId: name, customerName: name, customerPhone: null, title: null, notes: '', createdAt: '', ...row },
  ...over,
});
const services = [{ id: 'yoga' }, { id: 'pilates', isClass: true }];
const keys = (items: BookingOnBoard[]) => Object.fromEntries([...columnGrouper()(items, [hall, room], services)].map(([id, entries]) => [id, entries.map((entry) => (entry.kind === 'class' ? entry.bookings.map(({ key }) => key) : entry.key))]));

test('a booking stands in every column it occupies; what gave its time back in none', () => {
  expect(keys([booking('a', ['hall', 'room']), booking('b', ['room'], 60, { status: 'cancelled' })])).toEqual({ hall: ['a'], room: ['a'] });
});

test('bookings of one service at one time are one class where several fit, by name', () => {
  expect(keys([booking('Zoe', ['hall']), booking('Al', ['hall']), booking('later', ['hall'], 60), booking('other', ['hall'], 0, { serviceId: 'box' })])).toEqual({ hall: [['Al', 'Zoe'], 'later', 'other'] });
  expect(keys([booking('Zoe', ['room']), booking('Al', ['room'])])).toEqual({ room: ['Zoe', 'Al'] });
});

test('the first guest of a class is one already, where several fit', () => {
  expect(keys([booking('Zoe', ['hall', 'room'], 0, { serviceId: 'pilates' }), booking('Al', ['hall'], 60, { serviceId: null })])).toEqual({ hall: [['Zoe'], 'Al'], room: ['Zoe'] });
});

test('a refused booking never hides in a class', () => {
  const refused = booking('refused', ['hall'], 0, {}, { certainty: 'refused' });
  expect(keys([booking('Zoe', ['hall']), booking('Al', ['hall']), refused])).toEqual({ hall: ['refused', ['Al', 'Zoe']] });
  expect(classMembers([booking('Zoe', ['hall']), refused], classIdOf(refused, 'hall')).map(({ key }) => key)).toEqual(['Zoe']);
});

test('a column in which nothing changed stays the very same', () => {
  const group = columnGrouper();
  const [zoe, al, solo] = [booking('Zoe', ['hall']), booking('Al', ['hall']), booking('solo', ['room'])];
  const before = group([zoe, al, solo], [hall, room], services);
  const after = group([zoe, al, booking('solo', ['room'], 60)], [hall, room], services);
  expect(after.get('hall')).toBe(before.get('hall'));
  expect(after.get('room')).not.toBe(before.get('room'));
});

test('a class counts the places that a party squeezed in takes beyond the capacity', () => {
  const bus = resource('bus', 2);
  const party = booking('party', ['bus'], 0, { partySize: 3, squeezedIn: true, lanesByResource: [{ resourceId: 'bus', lanes: [2, 3, 4] }] });
  const classOf = (...items: BookingOnBoard[]) => columnGrouper()(items, [bus], services).get('bus')?.[0];
  expect(classOf(booking('Al', ['bus']), party)).toMatchObject({ kind: 'class', taken: 4, squeezedIn: 2 });
  const { lanesByResource: _, ...unanswered } = party.row;
  expect(classOf(booking('Al', ['bus']), { ...party, row: unanswered })).toMatchObject({ squeezedIn: 2 });
});

test('a class says what all of it have besides, and has as many places as the smallest that keeps it apart', () => {
  const [ines, studio] = [{ ...resource('ines', 50), oneClassAtATime: true }, { ...resource('studio', 8), oneClassAtATime: true }];
  const classesOf = (resources: ResourceRow[], ...items: BookingOnBoard[]) => [...columnGrouper()(items, resources, services).values()].flat().map((entry) => (entry.kind === 'class' ? [entry.besides, entry.capacity] : entry.key));
  const [zoe, al] = [booking('Zoe', ['ines', 'studio']), booking('Al', ['studio', 'ines'])];
  expect(classesOf([ines, studio], zoe, al)).toEqual([[['studio'], 8], [['ines'], 8]]);
  // Where anything may be sold beside it, the room’s places are no limit of the teacher’s.
  expect(classesOf([ines, { ...studio, oneClassAtATime: false }], zoe, al)).toEqual([[['studio'], 50], [['ines'], 8]]);
  expect(classesOf([ines, studio], zoe, booking('Al', ['ines', 'hall']))).toEqual([[[], 50], 'Zoe']);
});
