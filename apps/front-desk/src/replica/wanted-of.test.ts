import { expect, test } from 'vitest';
import type { BookingOnBoard, WaitlistEntry } from '../desk.ts';
import { emptyCatalogue } from './empty-catalogue.ts';
import { wantedOf, type BoardReader } from './wanted-of.ts';

const zone = 'America/New_York';
const slot = { start: 0, end: 3_600_000, resourceIds: ['r'] };
const board: BoardReader = {
  catalogue: emptyCatalogue,
  findBooking: () => ({ ...slot, row: { customerId: 'known', customerName: 'Amy', customerPhone: null, customerTimeZone: zone, title: null, serviceId: null } }) as unknown as BookingOnBoard,
  findHold: () => null,
  findWaiting: () => ({ row: { customerId: 'known', customerName: 'Amy', customerPhone: null, customerTimeZone: zone, resourceIds: [], serviceId: 's' } }) as unknown as WaitlistEntry,
  busy: () => [],
  zoneOf: (id) => (id === 'known' ? zone : null),
};
const start = '2026-11-21T10:00:00Z';
const booked = (customer: { id: string; name: string; timeZone?: string }) =>
  wantedOf('create_booking', { bookingId: 'b', serviceId: null, start, end: '2026-11-21T11:00:00Z', resourceIds: ['r'], customer }, board).customer?.timeZone;

test('a tap keeps by which clock the customer lives: as the copy knows it, else as it was typed', () => {
  expect(booked({ id: 'known', name: 'Amy' })).toBe(zone);
  // Who is known stays as they are.
  expect(booked({ id: 'known', name: 'Amy', timeZone: 'Asia/Tokyo' })).toBe(zone);
  expect(booked({ id: 'new', name: 'Ben', timeZone: 'Asia/Tokyo' })).toBe('Asia/Tokyo');
  expect(booked({ id: 'new', name: 'Ben' })).toBe(null);
});

test('a booking that moves and somebody who waits bring theirs along', () => {
  expect(wantedOf('move_booking', { bookingId: 'b', start, resourceIds: [] }, board).customer?.timeZone).toBe(zone);
  expect(wantedOf('accept_offer', { entryId: 'e', bookingId: 'b' }, board).customer?.timeZone).toBe(zone);
});

test('a class is painted where it takes place', () => {
  const many = (id: string, kind: string, position: number) => ({ id, locationId: 'l', slug: id, name: id, kind, label: '', capacity: 12, position, archived: false, oneClassAtATime: true });
  const yoga = { id: 'yoga', locationId: 'l', slug: 'yoga', name: 'Yoga', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['room', 'person'], colour: 1, position: 1, archived: false, isClass: true };
  const from = Date.parse(start);
  const during = { start: from, end: from + 3_600_000 };
  const floor: BoardReader = {
    ...board,
    catalogue: { ...emptyCatalogue, resources: [many('attic', 'room', 1), many('studio', 'room', 2), many('ben', 'person', 3), many('ines', 'person', 4)], services: [yoga, { ...yoga, id: 'lesson', isClass: false }] },
    busy: (resourceId) => (resourceId === 'studio' || resourceId === 'ines' ? [{ ...during, resourceId, itemId: 'guest', kind: 'booking', lanes: 1, beyond: 0, classKey: `yoga ${during.start} ${during.end} ines studio` }] : []),
  };
  const paintedFor = (serviceId: string) => wantedOf('create_booking', { bookingId: 'b', serviceId, start, resourceIds: [], customer: { id: 'new', name: 'Ben' } }, floor).resourceIds;
  expect(paintedFor('yoga')).toEqual(['studio', 'ines']);
  expect(paintedFor('lesson')).toEqual(['attic', 'ben']);
});
