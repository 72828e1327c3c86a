import { expect, test } from 'vitest';
import type { WantedSlot } from '../commands/plan.ts';
import type { LiveClaim } from './claim-sql.ts';
import { openingsNear, slotOf, suitableResources } from './openings.ts';
import type { TakenSpan } from './slot-search.ts';
import { at, catalogueOf, claim, hourService, resource, span } from './test-catalogue.ts';

const rooms = [resource(1), resource(2), resource(3, { archived: true }), resource(4, { kind: 'class', capacity: 4 }), resource(5, { kind: 'class', capacity: 2 })];
const yoga = { ...hourService, id: 'yoga', needs: ['class'] };
const catalogue = catalogueOf(rooms, { services: [hourService, yoga], location: { kinds: { room: { shortestSellableMinutes: 90 } }, gridMinutes: 30 } });
const wanted = (over: Partial<WantedSlot> = {}): WantedSlot => ({ serviceId: 'hour', ...span(10, 11), resourceIds: [], ...over });
const ids = (over: Partial<WantedSlot>) => suitableResources(catalogue, wanted(over)).map(({ id }) => id);

test('what meets the service’s needs and is in use serves instead', () => {
  expect(ids({})).toEqual(['r1', 'r2']);
  expect(ids({ serviceId: 'yoga' })).toEqual(['r4', 'r5']);
});

test('whoever has what is out of use may keep it, and is offered the others', () => {
  expect(ids({ resourceIds: ['r3'] })).toEqual(['r1', 'r2', 'r3']);
});

test('without a service: others of the kind when one is named, those named when several are', () => {
  expect(ids({ serviceId: null, resourceIds: ['r1'] })).toEqual(['r1', 'r2']);
  expect(ids({ serviceId: null, resourceIds: ['r1', 'r4'] })).toEqual(['r1', 'r4']);
  expect(ids({ serviceId: null, resourceIds: ['gone'] })).toEqual([]);
  expect(ids({ serviceId: null })).toEqual([]);
});

test('where a party does not fit it is not offered, named or not', () => {
  expect(ids({ serviceId: 'yoga', partySize: 3 })).toEqual(['r4']);
  expect(ids({ serviceId: 'yoga', partySize: 3, resourceIds: ['r5'] })).toEqual(['r4']);
});

test('a slot is planned by its service; a block takes what it names whole', () => {
  const slot = { ...span(10, 11), resourceIds: ['r4', 'gone'] };
  expect(slotOf(catalogue, wanted({ serviceId: 'yoga', partySize: 2 }), slot)).toMatchObject({ service: yoga, partySize: 2, spans: [{ lanes: 2 }] });
  expect(slotOf(catalogue, wanted({ serviceId: 'gone' }), slot)).toMatchObject({ service: null, partySize: 1, spans: [{ lanes: 1 }] });
  expect(slotOf(catalogue, wanted({ allLanes: true }), slot)).toMatchObject({ service: null, spans: [{ lanes: 4, everyLane: true }] });
});

const near = (over: Partial<WantedSlot>, claims = [claim(1, 10, 11)], limit = 3, channel: 'desk' | 'import' = 'desk') =>
  openingsNear(catalogue, channel, wanted(over), claims, { earliest: at(0), limit, horizonMs: 8 * 3_600_000 }).map(
    ({ start, resourceIds }) => `${(start - at(0)) / 3_600_000} ${resourceIds.join()}`,
  );

test('the nearest first, as many as asked for, none in another’s time', () => {
  const plain = { serviceId: 'yoga', resourceIds: [] };
  expect(near(plain, [])).toEqual(['10 r4', '10 r5', '9 r4']);
  expect(near(plain, [], 1)).toEqual(['10 r4']);
  expect(near(plain, [], 0)).toEqual([]);
});

test('a party goes where it fits at once', () => {
  expect(near({ serviceId: 'yoga', partySize: 3 }, [claim(4, 10, 11, { lane: 1 }), claim(4, 10, 11, { lane: 2, ownerId: 'other' })], 2)).toEqual(['9 r4', '11 r4']);
});

test('no opening leaves a remainder too short to sell, but where nothing is sold: an import, a block', () => {
  const tight = [claim(1, 8, 10), claim(1, 12, 18), claim(2, 8, 18)];
  expect(near({ resourceIds: ['r1'] }, tight)).toEqual([]);
  expect(near({ resourceIds: ['r1'] }, tight, 2, 'import')[0]).toBe('10 r1');
  expect(near({ serviceId: null, resourceIds: ['r1'], allLanes: true }, tight, 1)).toEqual(['10 r1']);
});

const scanner = catalogueOf([resource(1)], { services: [hourService], location: { kinds: { room: { shortestSellableMinutes: 120 } }, gridMinutes: 30 } });
const scans = (claims: readonly LiveClaim[], over: Partial<WantedSlot> = {}, away: readonly TakenSpan[] = []) =>
  openingsNear(scanner, 'desk', wanted({ ...span(11, 12), resourceIds: ['r1'], ...over }), claims, { earliest: at(0), limit: 3, horizonMs: 8 * 3_600_000 }, away).map(
    ({ start }) => (start - at(0)) / 3_600_000,
  );

test('each leaves nothing too short to sell when none of the others is taken, and those that would are passed over for farther ones', () => {
  // 11:30 would do beside 10:30 alone, and 10:30 to 11:30 would be nobody's.
  expect(scans([claim(1, 9.5, 10.25)])).toEqual([10.5, 12.5, 13.5]);
});

test('what moves leaves its time, so nothing is judged as lying beside it', () => {
  const own = [claim(1, 8, 10), claim(1, 10, 11, { ownerId: 'mine' })];
  expect(scans(own, { movingId: 'other' })[0]).toBe(11);
  expect(scans(own, { movingId: 'mine' })[0]).toBe(12);
});

test('who is away is not to be had, and it is nothing to lie beside', () => {
  expect(scans([claim(1, 8, 10)], {}, [{ resourceNo: 1, lane: 'all', ...span(10, 11) }])).toEqual([12, 13, 14]);
});
