import { toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import { expect, test } from 'vitest';
import { at, catalogueOf, claim, hourService, resource } from '../availability/test-catalogue.ts';
import { offerInstead, type LateBookingHere } from './offer-instead.ts';

const doctor = resource(1, { kind: 'person' });
const colleague = resource(2, { kind: 'person' });
const room = resource(3);
const visit = { ...hourService, needs: ['person', 'room'] };
const catalogue = catalogueOf([doctor, colleague, room, resource(4)], { services: [visit] });

function booked(over: Partial<BookingRow> = {}): BookingRow {
  const [start, end] = [toWire(at(14)), toWire(at(15))];
  return { id: 'b1', serviceId: 'hour', resourceIds: ['r1', 'r3'], start, end, occupiedStart: start, occupiedEnd: end, status: 'booked', ...over } as BookingRow;
}
/** As `HH:MM resources`. */
function offered(over: Partial<LateBookingHere> = {}): string[] {
  const found = offerInstead({ catalogue, now: at(9), booking: booked(), lateResourceId: 'r1', earliest: at(15), claims: [claim(1, 14, 15, { ownerId: 'b1' }), claim(3, 14, 15, { ownerId: 'b1' })], ...over });
  return found.map(({ start, end, resourceIds }) => `${start.slice(11, 16)}–${end.slice(11, 16)} ${resourceIds.join(' ')}`);
}

test('somebody else at that time, then the same person as soon as they are there, each for an hour of their own', () => {
  expect(offered()).toEqual(['14:00–15:00 r2 r3', '15:00–16:00 r1 r3', '15:00–16:00 r2 r4']);
});

test('they may begin between the lines of the grid, as they come', () => {
  expect(offered({ earliest: at(14.25) })).toEqual(['14:00–15:00 r2 r4', '14:15–15:15 r1 r3', '15:00–16:00 r2 r4']);
});

test('nobody waits for somebody who has the next one then; nobody is offered them while they are not there', () => {
  expect(offered({ claims: [claim(1, 15.5, 16)] })).toEqual(['14:00–15:00 r2 r3', '15:00–16:00 r2 r3', '16:00–17:00 r1 r3']);
  expect(offered({ earliest: at(15.5), claims: [claim(2, 14, 15), claim(3, 16, 17)] })).toEqual(['15:00–16:00 r2 r3', '16:00–17:00 r1 r4', '17:00–18:00 r1 r3']);
});

test('a block of the same id is no booking of it', () => {
  expect(offered({ claims: [claim(1, 15, 16, { ownerId: 'b1', ownerKind: 'block' })] })[1]).toBe('15:00–16:00 r2 r3');
});

test('not after closing, not before now and not before they were to come', () => {
  expect(offered({ earliest: at(17.5), claims: [claim(2, 9, 18)] })).toEqual(['08:00–09:00 r1 r3', '08:00–09:00 r2 r4', '09:00–10:00 r1 r3']);
  expect(offered({ now: at(14.5), earliest: at(16) })).toEqual(['15:00–16:00 r2 r3', '16:00–17:00 r1 r3', '16:00–17:00 r2 r4']);
});

test('of a booking that is no longer theirs nothing is said', () => {
  expect(offered({ lateResourceId: 'r2' })).toEqual([]);
});

test('without a service another of the kind may do, and preparation goes along', () => {
  const booking = booked({ serviceId: null, resourceIds: ['r1'], occupiedStart: toWire(at(13.5)) });
  expect(offered({ booking, earliest: at(14.5), claims: [claim(2, 13, 14.25)] })).toEqual(['14:30–15:30 r1', '15:00–16:00 r2', '16:00–17:00 r1']);
  expect(offered({ booking, earliest: at(14.5), claims: [claim(1, 13.75, 14.25)] })).toEqual(['14:00–15:00 r2', '15:00–16:00 r1', '15:00–16:00 r2']);
});
