import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { mintTenantNo } from '../access/scope.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { conflictsWith, isRoomFor, touchedBy, whyTaken } from './conflicts.ts';
import { at, claim, occupied, resource, span } from './test-catalogue.ts';

const room = resource(1);
const other = resource(2);
const yoga = resource(3, { capacity: 3 });
const away = (from: number, to: number, travelMinutes: number) => ({ elsewhere: { ...span(from, to), travelMinutes } });

test('a conflict is named with its time, its resource and its kind; what only touches is none', () => {
  const claims = [claim(1, 9, 10), claim(1, 10, 11, { ownerKind: 'hold' }), claim(1, 11, 12), claim(2, 10, 11)];
  expect(conflictsWith(claims, [occupied(room, 10, 11)])).toEqual([
    { start: toWire(at(10)), end: toWire(at(11)), resourceId: 'r1', kind: 'hold' },
  ]);
});

test('who sits on several lanes is one conflict, on each of several resources', () => {
  const owner = { ownerId: 'party' };
  const claims = [claim(3, 10, 11, owner), claim(3, 10, 11, { ...owner, lane: 2 }), claim(1, 10, 11, owner)];
  expect(conflictsWith(claims, [occupied(yoga, 10, 11), occupied(room, 10, 11)]).map(({ resourceId }) => resourceId)).toEqual(['r3', 'r1']);
});

// Terminals mint ids, and may mint one twice.
test('a block that has a booking’s id is a conflict of its own, and says why the time is taken', () => {
  const claims = [claim(3, 9.5, 10.5, { ownerId: 'same' }), claim(3, 10.5, 12, { ownerId: 'same', ownerKind: 'block' })];
  const wanted = [occupied(yoga, 10, 11)];
  expect(conflictsWith(claims, wanted).map(({ kind }) => kind)).toEqual(['booking', 'block']);
  expect(whyTaken(claims, wanted, 'UTC')).toEqual({ reason: 'resource_blocked', detail: 'Room 3 is blocked from 10:30 to 12:00.' });
});

test('who is there with another class is in the way on every place, and it is not called full', () => {
  const mine = 'yoga 10 11';
  const wanted = [occupied(yoga, 10, 11, { classKey: mine })];
  expect(isRoomFor([claim(3, 10, 11, { classKey: mine })], wanted)).toBe(true);
  expect(isRoomFor([claim(3, 10, 11)], wanted)).toBe(true);
  const other = claim(3, 9.5, 10.5, { classKey: 'pilates' });
  expect(isRoomFor([other], wanted)).toBe(false);
  expect(isRoomFor([claim(3, 10, 11, { classKey: mine })], [occupied(yoga, 10, 11)])).toBe(false);
  expect(whyTaken([other], wanted, 'UTC')).toEqual({ reason: 'slot_taken', detail: 'Room 3 is not free from 10:00 to 11:00.' });
  const full = [1, 2, 3].map((lane) => claim(3, 10, 11, { lane, classKey: mine }));
  expect(whyTaken(full, wanted, 'UTC').reason).toBe('capacity_full');
});

test('an answer lists ten, or as many as asked for', () => {
  const claims = Array.from({ length: 12 }, (_, i) => claim(1, 8 + i / 2, 8.5 + i / 2, { ownerId: `b${i}` }));
  const wanted = [occupied(room, 8, 18)];
  expect(conflictsWith(claims, wanted)).toHaveLength(10);
  expect(conflictsWith(claims, wanted, 11)).toHaveLength(11);
  expect(conflictsWith(claims, wanted, Infinity)).toHaveLength(12);
});

test('somebody who is elsewhere is told with the time they are there, without the way', () => {
  const claims = [claim(1, 9.5, 11.5, away(10, 11, 30))];
  expect(conflictsWith(claims, [occupied(room, 11, 12)])).toMatchObject([{ start: toWire(at(10)), end: toWire(at(11)) }]);
});

test('there is room while the free lanes are as many as are wanted', () => {
  const two = [claim(3, 10, 11), claim(3, 10, 11, { lane: 2 })];
  expect(isRoomFor(two, [occupied(yoga, 10, 11)])).toBe(true);
  expect(isRoomFor(two, [occupied(yoga, 10, 11, { lanes: 2 })])).toBe(false);
  expect(isRoomFor(two, [occupied(yoga, 11, 12, { lanes: 3 }), occupied(room, 10, 11)])).toBe(true);
  expect(isRoomFor([claim(1, 10, 11)], [occupied(yoga, 10, 11), occupied(room, 10, 11)])).toBe(false);
});

test('somebody squeezed in takes nothing that is for sale, and stands in the way of who wants every lane', () => {
  const squeezed = [claim(1, 10, 11, { lane: 2 })];
  expect(isRoomFor(squeezed, [occupied(room, 10, 11)])).toBe(true);
  expect(isRoomFor(squeezed, [occupied(room, 10, 11, { everyLane: true })])).toBe(false);
  expect(isRoomFor(squeezed, [occupied(room, 11, 12, { everyLane: true })])).toBe(true);
});

test.each([
  ['a room that is sold', [claim(1, 10, 11)], room, { reason: 'slot_taken', detail: 'Room 1 is not free from 10:00 to 11:00.' }],
  ['a class without a place', [1, 2, 3].map((lane) => claim(3, 10, 11, { lane, ownerId: `b${lane}` })), yoga, { reason: 'capacity_full', detail: 'Room 3 has no place free from 10:00 to 11:00.' }],
  ['a block', [claim(1, 9, 12, { ownerKind: 'block' })], room, { reason: 'resource_blocked', detail: 'Room 1 is blocked from 09:00 to 12:00.' }],
  ['a block of a class', [1, 2, 3].map((lane) => claim(3, 10, 11, { lane, ownerKind: 'block' })), yoga, { reason: 'resource_blocked', detail: 'Room 3 is blocked from 10:00 to 11:00.' }],
] as const)('%s says so', (_, claims, wanted, why) => {
  expect(whyTaken(claims, [occupied(wanted, 10, 11)], 'UTC')).toEqual(why);
});

test('each that is not free is named, and how many places a party misses', () => {
  const claims = [claim(1, 10, 11), claim(2, 10, 11), claim(3, 10, 11), claim(3, 10, 11, { lane: 2 })];
  const detailOf = (...spans: Parameters<typeof whyTaken>[1]) => whyTaken(claims, spans, 'UTC').detail;
  expect(detailOf(occupied(room, 10, 11), occupied(other, 9.5, 11.5))).toBe('Room 1 is not free from 10:00 to 11:00. Room 2 is not free from 09:30 to 11:30.');
  expect(detailOf(occupied(yoga, 10, 11, { lanes: 2 }))).toBe('Room 3 has not 2 places free from 10:00 to 11:00.');
  expect(detailOf(occupied(yoga, 10, 11, { lanes: 3, everyLane: true }))).toBe('Room 3 is not free from 10:00 to 11:00.');
  expect(whyTaken([], [occupied(room, 10, 11)], 'UTC')).toEqual({ reason: 'slot_taken' });
});

test('a class that has places is not full because a room beside it is taken', () => {
  expect(whyTaken([claim(1, 10, 11)], [occupied(yoga, 10, 11), occupied(room, 10, 11)], 'UTC').reason).toBe('slot_taken');
});

test('somebody needed elsewhere is named with the place’s time and the way, of those wanted at that time', () => {
  const claims = [claim(1, 7, 9, away(7.5, 8.5, 30)), claim(4, 10, 12, away(10, 12, 0)), claim(1, 10, 12, away(10.5, 11.5, 30)), claim(2, 20, 21)];
  expect(whyTaken(claims, [occupied(other, 11, 12), occupied(room, 11, 12)], 'UTC')).toEqual({
    reason: 'travel_too_short',
    detail: 'Room 1 has to be at another place from 10:30 to 11:30 and needs 30 minutes for the way.',
  });
});

test('next door there is no way to speak of', () => {
  expect(whyTaken([claim(1, 10, 12, away(10, 12, 0))], [occupied(room, 11, 12)], 'UTC').detail).toBe(
    'Room 1 has to be at another place from 10:00 to 12:00.',
  );
});

test('what is taken here is not blamed on the way', () => {
  const claims = [claim(1, 10, 12, away(10, 12, 0)), claim(1, 11, 12)];
  expect(whyTaken(claims, [occupied(room, 11, 12)], 'UTC').reason).toBe('slot_taken');
});

test('a squeeze-in needs no regular lane: it is the way that keeps it, unless the time is blocked', () => {
  const claims = [claim(1, 10, 12, away(10, 12, 0)), claim(1, 11, 12)];
  expect(whyTaken(claims, [occupied(room, 11, 12)], 'UTC', true)).toEqual({ reason: 'travel_too_short', detail: 'Room 1 has to be at another place from 10:00 to 12:00.' });
  expect(whyTaken(claims.slice(1), [occupied(room, 11, 12)], 'UTC', true).reason).toBe('slot_taken');
  expect(whyTaken([...claims, claim(1, 11, 12, { ownerKind: 'block', ownerId: 'closed' })], [occupied(room, 11, 12)], 'UTC', true).reason).toBe('resource_blocked');
});

test('those who work here hear of the bookings by their references, of the rest as it is', async () => {
  const asked: unknown[] = [];
  const client = {
    async query({ values }: { values: readonly unknown[] }) {
      asked.push(values[1]);
      // A hold of that id would be somebody else's reference.
      return { rows: [{ id: 'a', reference: 'HF-A' }, { id: 'held', reference: 'HF-X' }] };
    },
  };
  const context = { tenantNo: mintTenantNo(1), role: 'staff', read: (work: (on: typeof client) => unknown) => work(client) } as unknown as DecisionContext;
  const claims = [claim(1, 8, 9, { ownerId: 'a' }), claim(1, 9, 10, { ownerId: 'held', ownerKind: 'hold' }), claim(1, 10, 11, { ownerId: 'gone' })];
  const touched = await touchedBy(context, claims, [occupied(room, 8, 18)]);
  expect(touched.map(({ kind, bookingId, reference }) => [kind, bookingId, reference])).toEqual([
    ['booking', 'a', 'HF-A'], ['hold', undefined, undefined], ['booking', undefined, undefined],
  ]);
  expect(touched[2]).not.toHaveProperty('reference');
  expect(asked).toEqual([['a', 'gone']]);
});
