import { expect, test } from 'vitest';
import type { Slot } from '@holdfast/domain/availability';
import { toWire } from '@holdfast/domain/instant';
import type { ServiceRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import { chooseOpening, type OfferUnderWay } from './choose-opening.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

const hourMs = 3_600_000;
const at = (hour: number): number => Date.UTC(2026, 11, 2, 0) + hour * hourMs;
const slot = (hour: number, resourceId = 'room'): Slot => ({ start: at(hour), end: at(hour + 1), resourceIds: [resourceId] });

function catalogue(order: 'in_order' | 'all'): Catalogue {
  const resources = ['room', 'other'].map((id) => ({ id, kind: 'room', archived: false }) as CatalogueResource);
  return {
    resources: new Map(resources.map((resource) => [resource.id, resource])),
    services: new Map(['hour', 'other'].map((id) => [id, { id, durationMinutes: 60, needs: ['room'] } as ServiceRow])),
    policies: { waitlist: order },
  } as unknown as Catalogue;
}

function waiting(id: string, over: Partial<WaitlistEntryRow> = {}, declined: number[] = []): WaitingEntry {
  const row = { id, customerId: id, serviceId: 'hour', from: toWire(at(9)), to: toWire(at(18)), resourceIds: [], partySize: 1, ...over } as unknown as WaitlistEntryRow;
  return { row, customerEmail: null, declined: declined.map((hour) => toWire(at(hour))), joined: at(0), otherOffer: false };
}

async function chosen(
  list: WaitingEntry[],
  openings: Slot[],
  { order = 'in_order', underWay = [], tried = [], full = () => false }: { order?: 'in_order' | 'all'; underWay?: OfferUnderWay[]; tried?: string[]; full?: (entry: string, hour: number) => boolean } = {},
) {
  const opening = await chooseOpening({
    catalogue: catalogue(order),
    waiting: list,
    underWay,
    firstOpening: async (_, passes) => {
      for (const opening of openings) if (await passes(opening)) return opening;
      return null;
    },
    mayHold: async ({ row }, { start }) => !full(row.id, (start - at(0)) / hourMs),
    wasTried: (entry) => tried.includes(entry.row.id),
  });
  return opening && [(opening.start - at(0)) / hourMs, opening.takers.map(({ row }) => row.id).join(), opening.holdId];
}

test('who joined first has the first choice', async () => {
  expect(await chosen([waiting('first'), waiting('second')], [slot(10)])).toEqual([10, 'first', undefined]);
});

test.each([
  ['comes later in the day', waiting('first', { from: toWire(at(12)) })],
  ['has to be gone by then', waiting('first', { to: toWire(at(10.5)) })],
  ['wants another room', waiting('first', { resourceIds: ['other'] })],
  ['declined it', waiting('first', {}, [10])],
  ['declined the same opening a quarter earlier', waiting('first', {}, [9.75])],
])('whoever %s is passed over', async (_, first) => {
  expect(await chosen([first, waiting('second')], [slot(10)])).toEqual([10, 'second', undefined]);
});

test('offered to all, it is opened for the first for whom it may be held, and shared by who stands before them', async () => {
  const full = (entry: string) => entry === 'first';
  expect(await chosen([waiting('first'), waiting('second'), waiting('third')], [slot(10)], { order: 'all', full })).toEqual([10, 'second,first,third', undefined]);
  expect(await chosen([waiting('first'), waiting('second')], [slot(10)], { full })).toEqual([10, 'second', undefined]);
});

test('an opening that only touches a declined one is a new one', async () => {
  expect(await chosen([waiting('first', {}, [9, 11])], [slot(10)])).toEqual([10, 'first', undefined]);
});

test('a refusal of a moment ago is not tried again', async () => {
  expect(await chosen([waiting('first'), waiting('second')], [slot(10)], { tried: ['first'] })).toEqual([10, 'second', undefined]);
});

test('to all means all whom it suits: the same service and party, and their window', async () => {
  const list = [waiting('a'), waiting('later', { from: toWire(at(14)) }), waiting('pair', { partySize: 2 }), waiting('else', { serviceId: 'other' }), waiting('b')];
  expect(await chosen(list, [slot(10)], { order: 'all' })).toEqual([10, 'a,b', undefined]);
});

test('an offer under way is joined before another opening is held; in order it is nobody else’s', async () => {
  const underWay = [{ ...slot(11), holdId: 'held', serviceId: 'hour', partySize: 1 }];
  expect(await chosen([waiting('a'), waiting('b', {}, [11])], [slot(10)], { order: 'all', underWay })).toEqual([11, 'a', 'held']);
  expect(await chosen([waiting('a')], [slot(10)], { underWay })).toEqual([10, 'a', undefined]);
});

test('nobody suits, nothing is free: nothing is offered', async () => {
  expect(await chosen([waiting('a', {}, [10])], [slot(10)])).toBeNull();
  expect(await chosen([waiting('a')], [])).toBeNull();
  expect(await chosen([], [slot(10)])).toBeNull();
});

test('a day of which enough is held for them is passed over, and what is held already is shared all the same', async () => {
  const full = (entry: string, hour: number) => entry === 'first' && hour < 12;
  expect(await chosen([waiting('first'), waiting('second')], [slot(10), slot(13)], { full })).toEqual([13, 'first', undefined]);
  const underWay = [{ ...slot(10), holdId: 'held', serviceId: 'hour', partySize: 1 }];
  expect(await chosen([waiting('first')], [], { order: 'all', underWay, full })).toEqual([10, 'first', 'held']);
});

test('of two entries of one customer the first is offered it', async () => {
  const list = [waiting('first', { customerId: 'chen' }), waiting('again', { customerId: 'chen' }), waiting('other')];
  expect(await chosen(list, [slot(10)], { order: 'all' })).toEqual([10, 'first,other', undefined]);
});
