import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import type { ServiceRow } from '@holdfast/protocol/rows';
import { at, catalogueOf, hourService, resource, span } from '../availability/test-catalogue.ts';
import { claimsTogether, classKeyOn, planBlock, planSlot, slotClaims, squeezedInMark, slotColumns, wantedSlot } from './planned-slot.ts';

const doctor = resource(1, { kind: 'person' });
const room = resource(2);
const yoga = resource(3, { kind: 'class', capacity: 5 });
const visit: ServiceRow = { ...hourService, needs: ['person', 'room'], preparationMinutes: 15, cleanupMinutes: 30, kindBuffers: { person: { preparationMinutes: 0, cleanupMinutes: 0 } } };
const catalogue = catalogueOf([doctor, room, yoga], { location: { timeZone: 'America/New_York', kinds: { person: { minimumGapMinutes: 15 } } } });
const plan = (over: Partial<Parameters<typeof planSlot>[1]> = {}) =>
  planSlot(catalogue, { service: visit, range: span(10, 11), resources: [doctor, room], partySize: 2, ...over });
const owner = { kind: 'booking', id: 'b1' } as const;

test('each resource is occupied by the rules of its own kind, the slot from the first moment to the last', () => {
  const { spans, occupied, range } = plan();
  expect(spans).toEqual([
    { resource: doctor, lanes: 1, classKey: null, start: at(10), end: at(11.25) },
    { resource: room, lanes: 1, classKey: null, start: at(9.75), end: at(11.5) },
  ]);
  expect(occupied).toEqual(span(9.75, 11.5));
  expect(range).toEqual(span(10, 11));
});

test('a party takes a lane a head where there are lanes', () => {
  expect(plan({ service: null, resources: [yoga, room], partySize: 4 }).spans.map(({ lanes }) => lanes)).toEqual([4, 1]);
});

test('claims of a class say which it is; on a resource that keeps classes apart whoever is there is known by it, or alone', () => {
  const slot = plan({ service: { ...visit, isClass: true } });
  const key = `${visit.id} ${at(10)} ${at(11)} ${doctor.id} ${room.id}`;
  expect(slotClaims(slot, owner).map(({ classKey }) => classKey)).toEqual([key, key]);
  expect(slotClaims(plan(), owner).every((claim) => !('classKey' in claim))).toBe(true);
  const studio = { ...yoga, oneClassAtATime: true };
  expect(classKeyOn({ resource: studio, classKey: key }, 'b1')).toBe(key);
  expect(classKeyOn({ resource: studio, classKey: null }, 'b1')).toBe('b1');
  expect(classKeyOn({ resource: yoga, classKey: key }, 'b1')).toBeNull();
});

test('a block takes a resource whole, from its start to its end', () => {
  const slot = planBlock(catalogue, span(10, 12), [yoga]);
  expect(slot).toMatchObject({ service: null, occupied: span(10, 12), partySize: 1, squeezeReason: null, waived: null });
  expect(slot.spans).toEqual([{ resource: yoga, lanes: 5, everyLane: true, classKey: null, ...span(10, 12) }]);
});

test('a claim a resource, of its own time', () => {
  expect(slotClaims(plan(), owner)).toEqual([
    { resourceNo: 1, lanes: 1, start: toWire(at(10)), end: toWire(at(11.25)), ownerKind: 'booking', ownerId: 'b1' },
    { resourceNo: 2, lanes: 1, start: toWire(at(9.75)), end: toWire(at(11.5)), ownerKind: 'booking', ownerId: 'b1' },
  ]);
});

test('a hold’s claims say how long, a squeeze-in’s which local day they count on', () => {
  expect(slotClaims(plan(), { kind: 'hold', id: 'h1' }, 60)[0]).toMatchObject({ ownerKind: 'hold', seconds: 60 });
  const late = plan({ service: null, range: span(3, 4), resources: [room], exceptions: { squeezeIn: { reason: 'Pain' } } });
  // Three in the morning in UTC is ten in the evening before in New York.
  expect(slotClaims(late, owner)[0]).toMatchObject({ squeezeFrom: '2026-12-01T05:00:00.000Z', squeezeTo: '2026-12-02T05:00:00.000Z' });
  expect(slotClaims(plan(), owner)[0]).not.toHaveProperty('squeezeFrom');
});

test('the row says what was sold, and of each resource only where they differ', () => {
  expect(slotColumns(plan())).toEqual({
    service_id: 'hour', resource_ids: ['r1', 'r2'], starts_at: toWire(at(10)), ends_at: toWire(at(11)),
    occupied_from: toWire(at(9.75)), occupied_to: toWire(at(11.5)), party_size: 2, squeeze_reason: null,
    occupied_by_resource: [
      { resourceId: 'r1', start: toWire(at(10)), end: toWire(at(11.25)) },
      { resourceId: 'r2', start: toWire(at(9.75)), end: toWire(at(11.5)) },
    ],
  });
  expect(slotColumns(plan({ service: null, resources: [room, yoga] }))).toMatchObject({ service_id: null, occupied_by_resource: null });
});

test('resources that begin or end together differ all the same', () => {
  const only = (buffers: { preparationMinutes: number; cleanupMinutes: number }) => slotColumns(plan({ service: { ...visit, preparationMinutes: 0, cleanupMinutes: 0, kindBuffers: { room: buffers } }, resources: [yoga, room] }));
  expect(only({ preparationMinutes: 15, cleanupMinutes: 0 }).occupied_by_resource).toHaveLength(2);
  expect(only({ preparationMinutes: 0, cleanupMinutes: 15 }).occupied_by_resource).toHaveLength(2);
});

test('exceptions stand on the row with their reasons', () => {
  const waive = { rules: ['orphan_gap' as const], reason: 'Regular' };
  expect(slotColumns(plan({ exceptions: { waive, squeezeIn: { reason: 'Pain' } } }))).toMatchObject({ waived: waive, squeeze_reason: 'Pain' });
  expect(slotColumns(plan())).not.toHaveProperty('waived');
});

test('what is wanted is the time of the customer, not the room’s', () => {
  expect(wantedSlot(plan())).toEqual({ serviceId: 'hour', ...span(10, 11), resourceIds: ['r1', 'r2'], partySize: 2 });
  expect(wantedSlot(plan({ service: null })).serviceId).toBeNull();
});

test('together lanes stay named only where two share a resource at one time', () => {
  const lesson = (from: number, on: number[], bookingId: string) => {
    const slot = plan({ service: null, range: span(from, from + 1), resources: [yoga, room], partySize: 1 });
    return { bookingId, slot: { ...slot, spans: slot.spans.map((each) => (each.resource === yoga ? { ...each, on } : each)) } };
  };
  const named = claimsTogether([lesson(10, [2], 'a'), lesson(10.5, [1], 'b'), lesson(11.5, [1], 'c')]).map(({ ownerId, resourceNo, on }) => [ownerId, resourceNo, on]);
  expect(named).toEqual([['a', 3, [2]], ['a', 2, undefined], ['b', 3, [1]], ['b', 2, undefined], ['c', 3, undefined], ['c', 2, undefined]]);
});

test('an answer says that somebody is squeezed in when one of the lanes is beyond the capacity', () => {
  const slot = plan({ service: null, resources: [yoga], partySize: 2 });
  expect(squeezedInMark(slot)).toEqual({});
  expect(squeezedInMark({ ...slot, spans: slot.spans.map((each) => ({ ...each, on: [4, 5] })) })).toEqual({});
  expect(squeezedInMark({ ...slot, spans: slot.spans.map((each) => ({ ...each, on: [5, 6] })) })).toEqual({ squeezedIn: true });
});
