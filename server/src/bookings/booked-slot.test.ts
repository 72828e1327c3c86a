import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import { at, catalogueOf, hourService, resource, span } from '../availability/test-catalogue.ts';
import { laterSlot } from '../running-late/later-slot.ts';
import { bookedSlot, isStillOfClass, occupiedSpans } from './booked-slot.ts';

const room = resource(1);
const yoga = resource(2, { capacity: 5 });
const catalogue = catalogueOf([room, yoga], { location: { timeZone: 'Europe/Berlin' } });
const booking = {
  id: 'b1', serviceId: 'hour', resourceIds: ['r1', 'r2'], start: toWire(at(10)), end: toWire(at(11)),
  occupiedStart: toWire(at(9)), occupiedEnd: toWire(at(12)),
} as BookingRow;

test('what is occupied of each, or of all alike', () => {
  expect(occupiedSpans(booking)).toEqual([{ resourceId: 'r1', ...span(9, 12) }, { resourceId: 'r2', ...span(9, 12) }]);
  const each = [{ resourceId: 'r2', start: toWire(at(9.5)), end: toWire(at(11.5)) }];
  expect(occupiedSpans({ ...booking, occupiedByResource: each })).toEqual([{ resourceId: 'r2', ...span(9.5, 11.5) }]);
});

test('the slot is the one that was sold', () => {
  expect(bookedSlot(catalogue, { ...booking, partySize: 3 })).toEqual({
    // In two rooms, though it needs one today.
    service: { ...hourService, needs: ['room', 'room'], isAsSold: true }, isClass: false, range: span(10, 11), occupied: span(9, 12), resources: [room, yoga], partySize: 3, timeZone: 'Europe/Berlin',
    spans: [{ resource: room, lanes: 1, classKey: null, ...span(9, 12) }, { resource: yoga, lanes: 3, classKey: null, ...span(9, 12) }],
    squeezeReason: null, waived: null,
  });
});

test('sold with what is needed today, the service is as it is', () => {
  expect(bookedSlot(catalogue, { ...booking, resourceIds: ['r1'] }).service).toBe(hourService);
});

test('of a class it says who shares it, by the time and the resources as they were sold', () => {
  const classes = { ...catalogue, services: new Map([[hourService.id, { ...hourService, isClass: true }]]) };
  const sold = bookedSlot(classes, booking);
  expect(sold.spans.map(({ classKey }) => classKey)).toEqual([0, 1].map(() => `${hourService.id} ${at(10)} ${at(11)} ${booking.resourceIds.toSorted().join(' ')}`));
  expect(laterSlot(sold, 15 * 60_000).spans[0]?.classKey).toContain(` ${at(10.25)} ${at(11.25)} `);
});

test('who is in a class that is none any more is in it as long as somebody is known by it', () => {
  const known = bookedSlot(catalogue, booking, true).spans[0]?.classKey ?? null;
  expect(known).toBe(`${hourService.id} ${at(10)} ${at(11)} ${booking.resourceIds.toSorted().join(' ')}`);
  expect(isStillOfClass(catalogue, booking, [{ classKey: null }, { classKey: known }])).toBe(true);
  for (const others of [[], [{ classKey: null }], [{ classKey: booking.id }], [{ classKey: known?.replace(hourService.id, 'other') ?? null }]])
    expect(isStillOfClass(catalogue, booking, others)).toBe(false);
  expect(isStillOfClass(catalogue, { ...booking, serviceId: null }, [{ classKey: null }])).toBe(false);
});

test('one came, where nothing else was written down', () => {
  expect(bookedSlot(catalogue, booking).partySize).toBe(1);
});

test('without a service, or with one that is not known any more, there is none', () => {
  expect(bookedSlot(catalogue, { ...booking, serviceId: null }).service).toBeNull();
  expect(bookedSlot(catalogue, { ...booking, serviceId: 'gone' }).service).toBeNull();
});

test('a resource that is not known any more occupies nothing', () => {
  expect(bookedSlot(catalogue, { ...booking, resourceIds: ['gone', 'r1'] }).resources).toEqual([room]);
});

test('squeezed in, it may be again; the reason alone makes it none', () => {
  expect(bookedSlot(catalogue, { ...booking, squeezedIn: true, squeezeReason: 'Pain' }).squeezeReason).toBe('Pain');
  expect(bookedSlot(catalogue, { ...booking, squeezedIn: true }).squeezeReason).toBe('');
  expect(bookedSlot(catalogue, { ...booking, squeezedIn: false, squeezeReason: 'Pain' }).squeezeReason).toBeNull();
});

test('rules that were set aside for it stay set aside', () => {
  const waived = { rules: ['orphan_gap' as const], reason: 'Regular' };
  expect(bookedSlot(catalogue, { ...booking, waived }).waived).toEqual(waived);
});
