import { expect, test } from 'vitest';
import { fromWire, toWire } from '@holdfast/domain/instant';
import type { BookingRow } from '@holdfast/protocol/rows';
import { at, catalogueOf, claim, resource } from '../availability/test-catalogue.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { shiftDay, type LateDay } from './shift-day.ts';

const doctor = resource(1, { kind: 'person', squeezeLanes: 1, squeezePerDay: 3 });
const room = resource(2);
const catalogue = catalogueOf([doctor, room], { location: { gridMinutes: 15 } });

function booking(id: string, from: number, to: number, over: Partial<BookingRow> = {}): BookingRow {
  const [start, end] = [toWire(at(from)), toWire(at(to))];
  return {
    id, locationId: 'here', reference: id, serviceId: null, resourceIds: ['r1'], start, end, occupiedStart: start, occupiedEnd: end,
    status: 'booked', version: 1, channel: 'desk', customerId: null, customerName: null, customerPhone: null, title: null, notes: '', createdAt: start, ...over,
  };
}
const ofBooking = ({ id, resourceIds, start, end }: BookingRow, lane = 1): LiveClaim[] =>
  resourceIds.map((resourceId) => ({
    resourceNo: resourceId === 'r1' ? 1 : 2, lane, start: fromWire(start), end: fromWire(end), ownerKind: 'booking', ownerId: id, yields: false, classKey: null,
  }));

/** What moved to when, and what stays why. */
function shifted(bookings: BookingRow[], others: LiveClaim[] = [], over: Partial<LateDay> = {}) {
  const claims = [...bookings.flatMap((one) => ofBooking(one)), ...others];
  const day = shiftDay({ catalogue, channel: 'desk', now: at(9), resource: doctor, minutes: 30, bookings, claims, ...over });
  return {
    moved: day.moved.map(({ booking: { id }, slot }) => `${id} ${(slot.range.start - at(0)) / 3_600_000}`),
    unmoved: day.unmoved.map(({ booking: { id }, reason, conflicts }) => [id, reason, conflicts.map(({ start, kind }) => `${kind} ${(fromWire(start) - at(0)) / 3_600_000}`).join()]),
    claims: day.claims.map(({ ownerId, lane, start }) => `${ownerId} ${lane} ${(start - at(0)) / 3_600_000}`).toSorted(),
  };
}

test('what touches moves together', () => {
  expect(shifted([booking('a', 10, 11), booking('b', 11, 12)])).toEqual({ moved: ['a 10.5', 'b 11.5'], unmoved: [], claims: ['a 1 10.5', 'b 1 11.5'] });
});

test('somebody else in the way of one keeps it and those behind whom it then stands, each with what is in its way', () => {
  const day = shifted([booking('a', 10, 11), booking('b', 11, 12)], [claim(1, 12, 13, { ownerId: 'other', ownerKind: 'hold' })]);
  expect(day).toEqual({ moved: [], unmoved: [['a', 'slot_taken', 'booking 11'], ['b', 'slot_taken', 'hold 12']], claims: ['a 1 10', 'b 1 11', 'other 1 12'] });
});

test('hours say so, without a conflict', () => {
  expect(shifted([booking('a', 17, 18)]).unmoved).toEqual([['a', 'outside_hours', '']]);
});

test('who is there beyond the hours for one stays as much later, and keeps nobody before from moving', () => {
  const waived = { rules: ['hours' as const], reason: 'In pain' };
  expect(shifted([booking('a', 16, 17), booking('b', 17, 18, { waived })])).toMatchObject({ moved: ['a 16.5', 'b 17.5'], unmoved: [] });
  expect(shifted([booking('b', 17, 18, { waived: { ...waived, rules: ['orphan_gap'] } })]).unmoved).toEqual([['b', 'outside_hours', '']]);
});

test('a block in the way is told as one', () => {
  expect(shifted([booking('a', 10, 11)], [claim(1, 11, 12, { ownerId: 'block', ownerKind: 'block' })]).unmoved).toEqual([['a', 'resource_blocked', 'block 11']]);
});

test('a block that carries a booking’s id is nobody’s own time', () => {
  expect(shifted([booking('a', 10, 11)], [claim(1, 11, 12, { ownerId: 'a', ownerKind: 'block' })]).unmoved).toEqual([['a', 'resource_blocked', 'block 11']]);
});

test('all resources of a booking have to be free, not the late one alone', () => {
  const both = booking('a', 10, 11, { resourceIds: ['r1', 'r2'] });
  expect(shifted([both], [claim(2, 11, 12, { ownerId: 'other' })]).unmoved).toEqual([['a', 'slot_taken', 'booking 11']]);
  expect(shifted([both], [claim(2, 11.5, 12, { ownerId: 'other' })]).moved).toEqual(['a 10.5']);
});

test('what stands behind one that stays is told that one, on the late resource only', () => {
  const first = booking('a', 10, 11, { resourceIds: ['r1', 'r2'] });
  const second = booking('b', 11, 12);
  const { unmoved } = shifted([first, second], [claim(1, 12, 13, { ownerId: 'other' })]);
  expect(unmoved).toEqual([['a', 'slot_taken', 'booking 11'], ['b', 'slot_taken', 'booking 12']]);
});

test('a class moves all of its places, or stays', () => {
  const yoga = resource(1, { kind: 'class', capacity: 3 });
  const party = booking('a', 10, 11, { partySize: 2 });
  const over = { catalogue: catalogueOf([yoga, room], { location: { gridMinutes: 15 } }), resource: yoga };
  const one = claim(1, 11, 12, { ownerId: 'one' });
  expect(shifted([party], [one], over).claims).toEqual(['a 2 10.5', 'a 3 10.5', 'one 1 11']);
  expect(shifted([party], [one, claim(1, 11, 12, { ownerId: 'two', lane: 2 })], over).unmoved).toEqual([['a', 'capacity_full', 'booking 11,booking 11']]);
});

test('a place that goes on being somebody’s, who stays after all, is given to nobody', () => {
  const yoga = resource(1, { kind: 'class', capacity: 2 });
  const over = { catalogue: catalogueOf([yoga, room], { location: { gridMinutes: 15 } }), resource: yoga };
  const [first, second, last] = [booking('a', 10, 11), booking('b', 10, 11), booking('c', 12, 13)];
  // Only one of two can go, and that is who has the second place.
  const other = claim(1, 11, 12, { ownerId: 'other' });
  const claims = [...ofBooking(first, 2), ...ofBooking(second, 1), ...ofBooking(last), other];
  const day = shifted([first, second, last], [], { ...over, claims });
  expect(day).toEqual({
    moved: ['a 10.5', 'c 12.5'],
    unmoved: [['b', 'capacity_full', 'booking 10,booking 11']],
    claims: ['a 2 10.5', 'b 1 10', 'c 1 12.5', 'other 1 11'],
  });
});

test('who was squeezed in moves beyond the capacity again, so that the regular lane is the others’', () => {
  const squeezed = booking('s', 10, 11, { squeezedIn: true, squeezeReason: 'Pain' });
  const regular = booking('a', 10, 11);
  const claims = [...ofBooking(regular), ...ofBooking(squeezed, 2)];
  const day = shiftDay({ catalogue, channel: 'desk', now: at(9), resource: doctor, minutes: 30, bookings: [squeezed, regular], claims });
  expect(day.moved).toHaveLength(2);
  expect(day.claims.map(({ ownerId, lane }) => `${ownerId} ${lane}`).toSorted()).toEqual(['a 1', 's 2']);
});

test('nor does who was squeezed in, over a block or at another place', () => {
  const squeezed = booking('s', 10, 11, { squeezedIn: true, squeezeReason: 'Pain' });
  const over = (there: LiveClaim) => shifted([squeezed], [there]).unmoved.map(([, reason]) => reason);
  expect(over(claim(1, 11, 12, { ownerId: 'block', ownerKind: 'block' }))).toEqual(['resource_blocked']);
  expect(over(claim(1, 11, 12, { ownerId: 'far', elsewhere: { start: at(11), end: at(12), travelMinutes: 0 } }))).toEqual(['travel_too_short']);
  expect(over(claim(1, 11, 12, { ownerId: 'other' }))).toEqual([]);
});

test('of those squeezed in none moves while there are more than may be, whoever it is before', () => {
  const day = (squeezePerDay: number, others: LiveClaim[] = []) => {
    const strict = resource(1, { kind: 'person', squeezeLanes: 1, squeezePerDay });
    const squeezed = ['s', 't'].map((id, at) => booking(id, 10 + 3 * at, 11 + 3 * at, { squeezedIn: true, squeezeReason: 'Pain' }));
    const claims = [...squeezed.flatMap((one) => ofBooking(one, 2)), ...others];
    return shiftDay({ catalogue: catalogueOf([strict, room], { location: { gridMinutes: 15 } }), channel: 'desk', now: at(9), resource: strict, minutes: 30, bookings: squeezed, claims });
  };
  expect(day(2).unmoved).toEqual([]);
  expect(day(1).unmoved).toMatchObject([{ booking: { id: 's' }, reason: 'squeeze_limit', conflicts: [] }, { booking: { id: 't' }, reason: 'squeeze_limit' }]);
  expect(day(2, [claim(1, 15, 16, { ownerId: 'hold', ownerKind: 'hold', lane: 2 })]).moved).toEqual([]);
  expect(day(2, [claim(1, 39, 40, { ownerId: 'tomorrow', lane: 2 })]).moved).toHaveLength(2);
});

test('nobody else goes beyond the capacity', () => {
  expect(shifted([booking('a', 10, 11)], [claim(1, 11, 12, { ownerId: 'other' })]).unmoved).toHaveLength(1);
});

test('what moved is a booking’s claim like any other', () => {
  const day = shiftDay({ catalogue, channel: 'desk', now: at(9), resource: doctor, minutes: 30, bookings: [booking('a', 10, 11)], claims: ofBooking(booking('a', 10, 11)) });
  expect(day.claims).toEqual([{ resourceNo: 1, lane: 1, start: at(10.5), end: at(11.5), ownerKind: 'booking', ownerId: 'a', yields: false, classKey: null }]);
});
