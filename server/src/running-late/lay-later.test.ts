import { expect, test } from 'vitest';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { at, claim, occupied, resource, span } from '../availability/test-catalogue.ts';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import { asRecordLays } from './lay-later.ts';
import type { ShiftedDay } from './shift-day.ts';

const yoga = resource(1, { capacity: 2 });
const first = going('a', 10, 11, 2);
const second = going('b', 10.5, 11.5, 1);
const claims = [claim(1, 10.5, 11.5, { ownerId: 'b' }), claim(1, 10, 11, { ownerId: 'a', lane: 2 })];

/** As the decision laid it. */
function going(id: string, from: number, to: number, lane: number, on = yoga): ShiftedDay['moved'][number] {
  const slot = { range: span(from, to), spans: [{ ...occupied(on, from, to), on: [lane] }], squeezeReason: null } as unknown as PlannedSlot;
  return { booking: { id } as ShiftedDay['moved'][number]['booking'], slot };
}
const lanes = (day: Pick<ShiftedDay, 'claims'>) => day.claims.map(({ ownerId, lane, start }) => `${ownerId} ${lane} ${(start - at(0)) / 3_600_000}`).toSorted();

test('where the record finds lanes by itself none is named, and those that it finds are taken', () => {
  const day = asRecordLays({ moved: [first, second], claims }, [claim(1, 9, 10, { ownerId: 'a' })]);
  expect(day.moved.map(({ slot }) => slot.spans.map(({ on }) => on))).toEqual([[undefined], [undefined]]);
  expect(lanes(day)).toEqual(['a 1 10', 'b 2 10.5']);
});

test('where it would not, those stay named and taken that were found for them', () => {
  const other = claim(1, 11, 12, { ownerId: 'other', lane: 2 });
  const day = asRecordLays({ moved: [first, going('b', 10.5, 11.5, 1)], claims: [...claims, other] }, [other]);
  expect(day.moved.map(({ slot }) => slot.spans.map(({ on }) => on))).toEqual([[[2]], [[1]]]);
  expect(lanes(day)).toEqual(['a 2 10', 'b 1 10.5', 'other 2 11']);
});

test('of those one that lies across nobody is named nothing, and takes what is kept for an undo only where nothing else is free', () => {
  const kept = (from: number, to: number) => claim(1, from, to, { ownerKind: 'hold', ownerId: 'kept', yields: true });
  const [other, early] = [claim(1, 11, 12, { ownerId: 'other', lane: 2 }), going('early', 8, 9, 1)];
  const moved = [early, first, second];
  const taken = [...claims, other, claim(1, 8, 9, { ownerId: 'early' })];
  const earlyLanes = (...around: LiveClaim[]) => lanes(asRecordLays({ moved, claims: [...taken, ...around.filter(({ yields }) => !yields)] }, [other, ...around])).filter((each) => each.startsWith('early'));
  expect(earlyLanes()).toEqual(['early 1 8']);
  expect(earlyLanes(kept(8, 9))).toEqual(['early 2 8']);
  expect(earlyLanes(kept(8, 9), claim(1, 8, 9, { lane: 2 }))).toEqual(['early 1 8']);
});

test('those that lie across each other stay where they were found a place, kept or not', () => {
  const wide = resource(1, { capacity: 3 });
  const moved = [going('early', 8, 9, 1, wide), going('a', 10, 11, 2, wide), going('b', 10.5, 11.5, 1, wide)];
  const kept = [...[1, 2, 3].map((lane) => claim(1, 8, 9, { lane })), claim(1, 10, 11, { lane: 2 })].map((each) => ({ ...each, ownerKind: 'hold' as const, yields: true }));
  expect(lanes(asRecordLays({ moved, claims: [...claims, claim(1, 8, 9, { ownerId: 'early' })] }, kept))).toEqual(['a 2 10', 'b 1 10.5', 'early 1 8']);
});

const squeezed = (each: ShiftedDay['moved'][number]) => ({ ...each, slot: { ...each.slot, squeezeReason: 'In pain' } });
const places = (moved: ShiftedDay['moved']) => lanes(asRecordLays({ moved, claims: [] }, []));

test('the record lays by start, and of those that begin together by id', () => {
  expect(places([second, first])).toEqual(['a 1 10', 'b 2 10.5']);
  expect(places([first, second])).toEqual(['a 1 10', 'b 2 10.5']);
  const [b, a] = [going('b', 10, 11, 2), going('a', 10, 11, 2)];
  for (const moved of [[a, b], [b, a]]) expect(places(moved)).toEqual(['a 1 10', 'b 2 10']);
});

test('where one was squeezed in the others keep the lanes that were found for them, and they have what is left', () => {
  const [regular, beside] = [going('regular', 10, 11, 2), going('beside', 10, 11, 1)];
  const laid = (moved: ShiftedDay['moved'], ...taken: LiveClaim[]) => asRecordLays({ moved, claims: taken }, []);
  const onSecond = claim(1, 10, 11, { ownerId: 'regular', lane: 2 });
  const day = laid([regular, squeezed(beside)], onSecond, claim(1, 10, 11, { ownerId: 'beside', lane: 3 }));
  expect(day.moved.map(({ slot }) => slot.spans.map(({ on }) => on))).toEqual([[[2]], [[1]]]);
  expect(lanes(day)).toEqual(['beside 1 10', 'regular 2 10']);
  // With nothing left they lie beyond the capacity, where there was room for them.
  const other = claim(1, 10, 11, { ownerId: 'other' });
  expect(lanes(laid([regular, squeezed(beside)], onSecond, other, claim(1, 10, 11, { ownerId: 'beside', lane: 3 })))).toEqual(['beside 3 10', 'other 1 10', 'regular 2 10']);
  const both = [squeezed(going('b', 10, 11, 1)), squeezed(going('a', 10, 11, 1))];
  const beyond = [other, claim(1, 10, 11, { ownerId: 'b', lane: 3 }), claim(1, 10, 11, { ownerId: 'a', lane: 4 })];
  for (const moved of [both, both.toReversed()]) expect(lanes(laid(moved, ...beyond))).toEqual(['a 2 10', 'b 3 10', 'other 1 10']);
});

test('of one on several resources each keeps its own place, and a block of the same id is somebody else', () => {
  const other = claim(1, 10.5, 11, { ownerId: 'other', lane: 2 });
  const wide = resource(2, { capacity: 2 });
  const early = { ...going('early', 8, 9, 2), slot: { ...going('early', 8, 9, 2).slot, spans: [{ ...occupied(yoga, 8, 9), on: [2] }, { ...occupied(wide, 8, 9), on: [2] }] } };
  const block = claim(1, 8, 9, { ownerKind: 'block', ownerId: 'early' });
  const found = [claim(1, 8, 9, { ownerId: 'early', lane: 2 }), claim(2, 8, 9, { ownerId: 'early', lane: 2 }), claim(1, 10, 11, { ownerId: 'a', lane: 1 })];
  const day = asRecordLays({ moved: [early, squeezed(going('a', 10, 11, 1))], claims: [...found, block, other] }, [block, other]);
  expect(day.claims.map(({ ownerKind, ownerId, resourceNo, lane }) => `${ownerKind} ${ownerId} ${resourceNo} ${lane}`).toSorted()).toEqual([
    'block early 1 1', 'booking a 1 1', 'booking early 1 2', 'booking early 2 1', 'booking other 1 2',
  ]);
  expect(lanes(asRecordLays({ moved: [going('early', 8, 9, 2)], claims: [block] }, [block]))).toEqual(['early 1 8', 'early 2 8']);
});
