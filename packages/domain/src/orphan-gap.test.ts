import { describe, expect, test } from 'vitest';
import { freeSlots, type Demand, type SlotSearch } from './availability.ts';
import { rankedAlternatives } from './alternatives.ts';
import { indexBusy, type BusySpan } from './busy-index.ts';
import { minuteMs, toWire } from './instant.ts';
import { orphanGap } from './orphan-gap.ts';
import { shortestSellable } from './shortest-sellable.ts';

/** Friday 20 November 2026, open 09:00–17:00, quarters. */
const at = (clock: string) => Date.parse(`2026-11-20T${clock}:00Z`);
const room = { id: 'room', kind: 'room', capacity: 1, position: 1 };
const ann = { id: 'ann', kind: 'person', capacity: 1, position: 2 };
const sauna = { id: 'sauna', kind: 'sauna', capacity: 2, position: 3 };
const resources = [room, ann, sauna];
const hourOf = (...needs: string[]): Demand => ({ needs, durationMs: 60 * minuteMs, preparationMs: 0, cleanupMs: 0 });
const taken = (start: string, end: string, resourceId = 'room'): BusySpan => ({ resourceId, lane: 1, start: at(start), end: at(end) });
const plain = (minutes: number) => ({ durationMs: minutes * minuteMs, preparationMs: 0, cleanupMs: 0 });
const search = (spans: BusySpan[], more: Partial<SlotSearch> = {}): SlotSearch => ({
  calendar: { timeZone: 'UTC', gridMinutes: 15, openingHours: { '5': [['09:00', '17:00']] } },
  resources,
  busy: indexBusy(resources, spans),
  demand: hourOf('room'),
  shortestSellable: { room: [plain(30)], person: [plain(30)], sauna: [plain(30)] },
  ...more,
});
const clock = (instant: number) => toWire(instant).slice(11, 16);
const judged = (where: SlotSearch, start: string, resourceIds: string[] = ['room'], limit = 2) => {
  const gap = orphanGap(where, { start: at(start), end: at(start) + where.demand.durationMs, resourceIds }, { earliest: at('08:00'), limit });
  return (
    gap && {
      left: gap.remainders.map(({ resourceId, side, start: from, end }) => `${resourceId} ${side} ${clock(from)}–${clock(end)}`),
      nearest: gap.nearestStarts.map(clock),
    }
  );
};

describe('an orphan gap', () => {
  test('is a remainder too short to sell, after the booking before', () => {
    expect(judged(search([taken('09:00', '10:00')]), '10:15')).toEqual({ left: ['room before 10:00–10:15'], nearest: ['10:00', '10:30'] });
  });
  test('or up to the booking after', () => {
    expect(judged(search([taken('12:00', '13:00')]), '10:45')).toEqual({ left: ['room after 11:45–12:00'], nearest: ['11:00', '10:30'] });
  });
  test('or on both sides', () => {
    expect(judged(search([taken('09:00', '10:00'), taken('11:30', '17:00')]), '10:15')).toEqual({
      left: ['room before 10:00–10:15', 'room after 11:15–11:30'],
      nearest: ['10:00', '10:30'],
    });
  });
  test('or between the booking and the end of the hours', () => {
    expect(judged(search([]), '09:15')).toEqual({ left: ['room before 09:00–09:15'], nearest: ['09:00', '09:30'] });
    expect(judged(search([]), '15:45')).toEqual({ left: ['room after 16:45–17:00'], nearest: ['16:00', '15:30'] });
  });
  test('or the end of a shift', () => {
    const shift = { ...ann, hours: { '5': [['10:00', '14:00']] as [string, string][] } };
    const where = search([], { resources: [room, shift], demand: hourOf('room', 'person') });
    expect(judged(where, '10:15', ['room', 'ann'])).toEqual({ left: ['ann before 10:00–10:15'], nearest: ['10:00', '10:30'] });
  });
  test('is not there when nothing is left, or enough', () => {
    const where = search([taken('09:00', '10:00'), taken('12:00', '13:00')]);
    for (const start of ['10:00', '11:00', '10:30', '13:00', '13:30', '16:00']) expect(judged(where, start)).toBe(null);
    expect(judged(search([]), '12:00')).toBe(null);
  });
  test('is measured from preparation, cleanup and minimum gap', () => {
    const demand = { ...hourOf('room'), preparationMs: 15 * minuteMs, cleanupMs: 15 * minuteMs };
    const where = search([taken('09:00', '10:00')], { demand });
    expect(judged(where, '10:15')).toBe(null);
    expect(judged(where, '10:30')).toEqual({ left: ['room before 10:00–10:15'], nearest: ['10:15', '10:45'] });
    expect(judged(where, '16:00')).toBe(null);
    expect(judged(where, '15:30')).toEqual({ left: ['room after 16:45–17:00'], nearest: ['15:45', '15:15'] });
  });
});

describe('what is left has room for what is kept around a booking, too', () => {
  const kinds = { room: { shortestSellableMinutes: 60, minimumGapMinutes: 10 } };
  const hour = { durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0, needs: ['room'], archived: false };
  const gap = { ...hourOf('room'), byKind: { room: { preparationMs: 0, cleanupMs: 10 * minuteMs } } };
  const left = (services: (typeof hour)[], start: string, spans: BusySpan[]) =>
    judged(search(spans, { demand: gap, shortestSellable: shortestSellable(kinds, services) }), start)?.left ?? [];

  test('the minimum gap of the one that would be booked there', () => {
    expect(left([hour], '11:00', [taken('09:00', '10:00')])).toEqual(['room before 10:00–11:00']);
    expect(left([hour], '11:15', [taken('09:00', '10:00')])).toEqual([]);
    expect(left([hour], '09:00', [taken('11:10', '12:00')])).toEqual(['room after 10:10–11:10']);
    expect(left([hour], '09:00', [taken('11:20', '12:00')])).toEqual([]);
  });
  test('at the end of the hours it may lie outside them, unless somebody is there', () => {
    expect(left([hour], '14:45', [])).toEqual([]);
    expect(left([hour], '14:45', [taken('17:00', '18:00')])).toEqual(['room after 15:55–17:00']);
    expect(left([hour], '14:45', [taken('17:05', '18:00')])).toEqual([]);
  });
  test('preparation and cleanup of the service that needs the least there, of those that last that long', () => {
    const prepared = { ...hour, preparationMinutes: 15, cleanupMinutes: 5 };
    const before = (...services: (typeof hour)[]) => ['11:00', '11:15', '11:30'].filter((start) => left(services, start, [taken('09:00', '10:00')]).length === 0);
    expect(before(prepared)).toEqual(['11:30']);
    expect(before(prepared, hour)).toEqual(['11:15', '11:30']);
    expect(before(prepared, { ...hour, durationMinutes: 30 }, { ...hour, needs: ['person'] }, { ...hour, archived: true })).toEqual(['11:30']);
    expect(before()).toEqual(['11:15', '11:30']);
  });
});

describe('the grid', () => {
  test('is not blamed on the booking that is as close as it gets', () => {
    const where = search([taken('09:00', '10:10'), taken('13:05', '14:00')]);
    expect(judged(where, '10:15')).toBe(null);
    expect(judged(where, '10:30')).toEqual({ left: ['room before 10:10–10:30'], nearest: ['10:15', '10:45'] });
    expect(judged(where, '12:00')).toBe(null);
    expect(judged(where, '11:45')).toEqual({ left: ['room after 12:45–13:05'], nearest: ['12:00', '11:30'] });
  });
  test('excuses nobody who started off it', () => {
    expect(judged(search([taken('09:00', '10:00')]), '10:07')?.left).toEqual(['room before 10:00–10:07']);
    expect(judged(search([taken('11:15', '12:00')]), '10:07')?.left).toEqual(['room after 11:07–11:15']);
  });
  test('counts from the first line in the hours', () => {
    const odd = { timeZone: 'UTC', gridMinutes: 15, openingHours: { '5': [['09:05', '16:55'] as const] } };
    expect(judged(search([], { calendar: odd }), '09:15')).toBe(null);
    expect(judged(search([], { calendar: odd }), '09:30')?.left).toEqual(['room before 09:05–09:30']);
    expect(judged(search([], { calendar: odd }), '15:45')).toBe(null);
    expect(judged(search([], { calendar: odd }), '15:30')?.left).toEqual(['room after 16:30–16:55']);
  });
});

describe('is not asked', () => {
  test('without a policy, of a block, or of what has several lanes', () => {
    const { shortestSellable: _, ...noPolicy } = search([taken('09:00', '10:00')]);
    expect(judged(noPolicy, '10:15')).toBe(null);
    expect(judged(search([taken('09:00', '10:00')], { demand: { ...hourOf('room'), everyLane: true } }), '10:15')).toBe(null);
    expect(judged(search([taken('09:00', '10:00', 'sauna')], { demand: hourOf('sauna') }), '10:15', ['sauna'])).toBe(null);
    expect(judged(search([]), '09:15', ['ghost'])).toBe(null);
  });
  test('of a kind without one', () => {
    const where = search([taken('09:00', '10:00'), taken('09:00', '10:00', 'ann')], { demand: hourOf('room', 'person') });
    const rooms = { ...where, shortestSellable: { room: [plain(30)] } };
    expect(judged(where, '10:15', ['room', 'ann'])?.left).toEqual(['room before 10:00–10:15', 'ann before 10:00–10:15']);
    expect(judged(rooms, '10:15', ['room', 'ann'])?.left).toEqual(['room before 10:00–10:15']);
    expect(judged({ ...where, shortestSellable: {} }, '10:15', ['room', 'ann'])).toBe(null);
  });
  test('of the end of the hours where hours do not count', () => {
    expect(judged(search([], { anyHours: true }), '09:15')).toBe(null);
    expect(judged(search([taken('07:00', '08:00')], { anyHours: true }), '08:15')?.left).toEqual(['room before 08:00–08:15']);
  });
});

test('what it says of a remainder is the least that goes around anything sold there', () => {
  const around = (preparation: number, cleanup: number) => ({ durationMs: 60 * minuteMs, preparationMs: preparation * minuteMs, cleanupMs: cleanup * minuteMs });
  const where = search([taken('09:00', '10:00')], { shortestSellable: { room: [around(10, 5), around(20, 0)] } });
  const gap = orphanGap(where, { start: at('10:30'), end: at('11:30'), resourceIds: ['room'] }, { earliest: at('08:00'), limit: 1 });
  expect(gap?.remainders).toMatchObject([{ start: at('10:00'), end: at('10:30'), aroundMs: 15 * minuteMs }]);
});

test('the nearest starts are free, on the same resources, of the same length, not before now, and as many as asked for', () => {
  const where = search([taken('09:00', '10:00'), taken('11:30', '12:30'), taken('10:00', '17:00', 'ann')]);
  expect(judged(where, '10:15', ['room'], 4)?.nearest).toEqual(['10:00', '10:30', '12:30', '13:00']);
  expect(judged(where, '10:15', ['room'], 0)?.nearest).toEqual([]);
  const twin = [...resources, { ...room, id: 'twin', position: 0 }];
  const besideTwin = { ...where, resources: twin, busy: indexBusy(twin, [taken('09:00', '10:00'), taken('11:30', '17:00')]) };
  expect(judged(besideTwin, '10:15', ['room'], 4)?.nearest).toEqual(['10:00', '10:30']);
  const named = { ...where, demand: { durationMs: 60 * minuteMs, preparationMs: 0, cleanupMs: 0, resourceIds: ['room'] } };
  expect(judged(named, '10:15', ['room'], 4)?.nearest).toEqual(['10:00', '10:30', '12:30', '13:00']);
  const late = orphanGap(where, { start: at('10:15'), end: at('11:15'), resourceIds: ['room'] }, { earliest: at('10:20'), limit: 1 });
  expect(late?.nearestStarts.map(clock)).toEqual(['10:30']);
  const long = orphanGap(search([]), { start: at('09:15'), end: at('16:45'), resourceIds: ['room'] }, { earliest: 0, limit: 3 });
  expect(long?.nearestStarts.map(clock)).toEqual(['09:00', '09:30']);
});

test('what would leave an orphan is not offered, neither as a slot nor as an alternative', () => {
  const spans = [taken('09:00', '10:00'), taken('12:00', '17:00')];
  const slots = (where: SlotSearch) => [...freeSlots(where, { start: at('09:00'), end: at('17:00') }, 0)].map(({ start }) => clock(start));
  expect(slots(search(spans))).toEqual(['10:00', '10:30', '11:00']);
  const { shortestSellable: _, ...noPolicy } = search(spans);
  expect(slots(noPolicy)).toEqual(['10:00', '10:15', '10:30', '10:45', '11:00']);
  const wanted = { start: at('10:15'), end: at('11:15'), resourceIds: ['room'] };
  expect(rankedAlternatives(search(spans), wanted, { earliest: 0, limit: 2, horizonMs: 60 * minuteMs }).map(({ start }) => clock(start))).toEqual(['10:00', '10:30']);
});

test('a window that cuts the day makes no orphans at its ends', () => {
  const middle = { start: at('10:50'), end: at('12:10') };
  expect([...freeSlots(search([]), middle, 0)].map(({ start }) => clock(start))).toEqual(['11:00']);
});
