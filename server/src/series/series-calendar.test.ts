import { expect, test } from 'vitest';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Channel } from '@holdfast/protocol/values';
import { calendar, catalogueOf, claim, resource, span } from '../availability/test-catalogue.ts';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { planSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import { SeriesCalendar } from './series-calendar.ts';
import { decidingOn } from './test-series.ts';

const rooms = [resource(1), resource(2, { capacity: 2 })];
const [one, two] = rooms as [(typeof rooms)[0], (typeof rooms)[0]];
const catalogue = catalogueOf(rooms);

function opened(taken: readonly LiveClaim[], { channel = 'desk', movers = [], until = 15 }: { channel?: Channel; movers?: string[]; until?: number } = {}) {
  const looks: [readonly number[], TimeRange][] = [];
  const source = calendar(...taken);
  const context = {
    ...decidingOn({ catalogue }),
    claims: (resourceNos: readonly number[], range: TimeRange) => {
      looks.push([resourceNos, range]);
      return source(resourceNos, range);
    },
  };
  const series = new SeriesCalendar(context, channel, span(10, until), new Set(movers));
  /** Whose claims keep a room busy then. */
  const busy = async (room: (typeof rooms)[0], from: number, to: number) => (await series.busy([room], span(from, to))).map(({ ownerId }) => ownerId).join();
  /** Whether it could. */
  const take = async (room: (typeof rooms)[0], from: number, to: number, id: string, partySize = 1) =>
    typeof (await series.take(planSlot(catalogue, { service: null, range: span(from, to), resources: [room], partySize }), id)) !== 'string';
  return { series, busy, take, looks };
}

test('each resource is read once, a good week beyond the occurrences on either side, or beyond the longest booking from now', async () => {
  const { busy, looks } = opened([claim(1, 10, 11)]);
  expect(await busy(one, 10, 11)).toBe('b1-10');
  expect(await busy(one, 12, 13)).toBe('');
  expect(await busy(two, 10, 11)).toBe('');
  const days = 8 * 24;
  const weekFromNow = 8 + 7 * 24;
  expect(looks).toEqual([
    [[1], span(10 - days, weekFromNow + days)],
    [[2], span(10 - days, weekFromNow + days)],
  ]);
  const far = opened([], { until: 20 * 24 });
  await far.busy(one, 10, 11);
  expect(far.looks).toEqual([[[1], span(10 - days, 20 * 24 + days)]]);
});

test('what is planned is in the way of what comes after it, for the rules as well', async () => {
  const { series, take, busy } = opened([]);
  expect(await take(one, 10, 11, 'mine')).toBe(true);
  expect(await busy(one, 10.5, 11.5)).toBe('mine');
  expect(await series.context.claims?.([1], span(10, 11))).toMatchObject([{ ownerId: 'mine', ...span(10, 11) }]);
  expect(await take(one, 10.5, 11.5, 'next')).toBe(false);
  expect(await take(one, 11, 12, 'next')).toBe(true);
});

test('as many lanes as the resource has, and no more', async () => {
  const { take } = opened([claim(2, 10, 11)]);
  expect(await take(two, 10, 11, 'pair', 2)).toBe(false);
  expect(await take(two, 10, 11, 'single')).toBe(true);
  expect(await take(two, 10, 11, 'another')).toBe(false);
  expect(await take(two, 11, 12, 'pair', 2)).toBe(true);
});

test('what a slot needs is looked up, also when nobody asked about it before', async () => {
  const { take } = opened([claim(1, 10, 11)]);
  expect(await take(one, 10, 11, 'mine')).toBe(false);
});

test('forgotten, what was planned is gone and what lies there is not', async () => {
  const { series, take, busy } = opened([claim(1, 12, 13)]);
  await take(one, 10, 11, 'mine');
  series.clear();
  expect(await busy(one, 9, 14)).toBe('b1-12');
  expect(await take(one, 10, 11, 'other')).toBe(true);
});

test('what moves is in nobody’s way until it is put back', async () => {
  const { series, take, busy } = opened([claim(1, 10, 11, { ownerId: 'mover' }), claim(2, 10, 11, { ownerId: 'mover' }), claim(1, 12, 13)], { movers: ['mover'] });
  expect(await busy(one, 9, 14)).toBe('b1-12');
  expect(await series.putBack('mover', ['r1', 'r2'])).toBe(true);
  expect(await busy(one, 9, 14)).toBe('mover,b1-12');
  expect(await busy(two, 9, 14)).toBe('mover');
  expect(await take(one, 10, 11, 'other')).toBe(false);
});

test('it is not put back under what was planned there meanwhile', async () => {
  const { series, take } = opened([claim(1, 10, 11, { ownerId: 'mover' })], { movers: ['mover'] });
  await take(one, 10.5, 11.5, 'mine');
  expect(await series.putBack('mover', ['r1'])).toBe(false);
  series.clear();
  expect(await series.putBack('mover', ['r1'])).toBe(true);
});

test('it leaves again, and takes nothing along that others planned', async () => {
  const { series, busy, take } = opened([claim(1, 10, 11, { ownerId: 'mover' }), claim(2, 10, 11, { ownerId: 'mover' })], { movers: ['mover'] });
  await series.putBack('mover', ['r1', 'r2']);
  await take(one, 11, 12, 'mine');
  series.lift('mover');
  expect(await busy(one, 9, 14)).toBe('mine');
  expect(await busy(two, 9, 14)).toBe('');
  expect(await series.putBack('mover', ['r1', 'r2'])).toBe(true);
});

test('a slot that is planned says which lanes it has, and may be planned anew when lower ones are free', async () => {
  const { series, busy } = opened([claim(2, 10, 12, { lane: 1, ownerId: 'mover' })], { movers: ['mover'] });
  const wanted = planSlot(catalogue, { service: null, range: span(10, 11), resources: [two], partySize: 1 });
  await series.putBack('mover', ['r2']);
  const slot = await series.take(wanted, 'mine');
  expect(slot).toMatchObject({ spans: [{ on: [2] }] });
  series.lift('mover');
  const again = await series.takeAgain(slot as PlannedSlot, 'mine');
  expect(again.spans).toMatchObject([{ on: [1] }]);
  expect(await busy(two, 9, 14)).toBe('mine');
});

test('a squeeze-in counts by the local day on which it begins, of what lies there and of what is planned', async () => {
  const [doctor] = [resource(1, { squeezeLanes: 2, squeezePerDay: 2 })];
  const house = catalogueOf([doctor]);
  const days = [9.5, 10.5, 33.5].flatMap((hour) => claim(1, hour, hour + 1));
  const source = calendar(...days, claim(1, 9.5, 10.5, { lane: 2 }));
  const series = new SeriesCalendar({ ...decidingOn({ catalogue: house }), claims: source }, 'desk', span(10, 40));
  const squeezed = (from: number, id: string) =>
    series.take(planSlot(house, { service: null, range: span(from, from + 1), resources: [doctor], partySize: 1, exceptions: { squeezeIn: { reason: 'Pain' } } }), id);
  expect(await squeezed(10.5, 'a')).toMatchObject({ spans: [{ on: [2] }] });
  expect(await squeezed(10.5, 'b')).toBe('squeeze_limit');
  expect(await squeezed(12, 'c')).toMatchObject({ spans: [{ on: [1] }] });
  expect(await squeezed(33.5, 'd')).toMatchObject({ spans: [{ on: [2] }] });
});

test('where it lies is looked up when it is put back before anybody asked', async () => {
  const { series, take } = opened([claim(1, 10, 11, { ownerId: 'mover' })], { movers: ['mover'] });
  expect(await series.putBack('mover', ['r1', 'gone'])).toBe(true);
  expect(await take(one, 10, 11, 'other')).toBe(false);
});

test('a block that happens to carry a mover’s id does not move', async () => {
  const { busy } = opened([claim(1, 10, 11, { ownerId: 'mover', ownerKind: 'block' })], { movers: ['mover'] });
  expect(await busy(one, 10, 11)).toBe('mover');
});

test('time kept for an undo yields to the desk, and to nobody else', async () => {
  const kept = [claim(1, 10, 11, { ownerKind: 'hold', ownerId: 'kept', yields: true }), claim(1, 12, 13, { ownerKind: 'hold', ownerId: 'held' })];
  expect(await opened(kept).busy(one, 9, 14)).toBe('held');
  expect(await opened(kept, { channel: 'web' }).busy(one, 9, 14)).toBe('kept,held');
});
