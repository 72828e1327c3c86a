import { expect, test } from 'vitest';
import { alternativesHorizonMs, rankedAlternatives, type AlternativesOptions } from './alternatives.ts';
import type { Demand, Slot, SlotSearch } from './availability.ts';
import { indexBusy, type BusySpan } from './busy-index.ts';
import { minuteMs, toWire } from './instant.ts';

const hour = 60 * minuteMs;
/** Friday to Sunday, 20 to 22 November 2026. */
const at = (clock: string, day = '20') => Date.parse(`2026-11-${day}T${clock}:00Z`);
const resources = [
  ...[1, 2, 3].map((n) => ({ id: `room${n}`, kind: 'room', capacity: 1, position: n })),
  { id: 'ann', kind: 'person', capacity: 1, position: 9 },
];
const room: Demand = { needs: ['room'], durationMs: hour, preparationMs: 0, cleanupMs: 0 };
const busy = (resourceId: string, start: number, end: number): BusySpan => ({ resourceId, lane: 1, start, end });
const allBut = (free: string[], start: number, end: number) =>
  resources.filter(({ id }) => !free.includes(id)).map(({ id }) => busy(id, start, end));
const search = (spans: BusySpan[], more: Partial<SlotSearch> = {}): SlotSearch => ({
  calendar: {
    timeZone: 'UTC',
    gridMinutes: 30,
    openingHours: { '5': [['09:00', '18:00']], '6': [['09:00', '18:00']], '7': [] },
  },
  resources,
  busy: indexBusy(resources, spans),
  demand: room,
  ...more,
});
const wanted = (start: number, resourceIds: string[] = ['room3'], lastsMs = hour): Slot => ({ start, end: start + lastsMs, resourceIds });
const offers = (where: SlotSearch, what: Slot, options: Partial<AlternativesOptions> = {}) =>
  rankedAlternatives(where, what, { earliest: at('08:00'), limit: 3, ...options }).map(
    ({ start, resourceIds }) => `${toWire(start).slice(8, 16)} ${resourceIds.join('+')}`,
  );

test('the same time elsewhere first, from the left', () => {
  expect(offers(search([busy('room3', at('10:00'), at('11:00'))]), wanted(at('10:00')))).toEqual([
    '20T10:00 room1',
    '20T10:00 room2',
    '20T10:30 room1',
  ]);
});

test('at equal distance what was asked for comes first, then the left, then what leaves the day in one piece, then the earlier', () => {
  // From 09:30 the half hour before it could not be sold.
  const halfPastTen = allBut([], at('10:30'), at('11:30'));
  expect(offers(search(halfPastTen), wanted(at('10:30')), { limit: 2 })).toEqual(['20T11:30 room3', '20T09:30 room3']);
  const noon = allBut([], at('12:00'), at('13:00'));
  // 11:00 and 13:00 are equally far from 12:00.
  expect(offers(search(noon), wanted(at('12:00')), { limit: 6 })).toEqual([
    '20T11:00 room3',
    '20T13:00 room3',
    '20T11:00 room1',
    '20T13:00 room1',
    '20T11:00 room2',
    '20T13:00 room2',
  ]);
});

test('where nothing is free for a day, what is free farther away is offered', () => {
  const full = search(allBut([], at('08:00'), at('15:00', '21')));
  expect(offers(full, wanted(at('10:00')))).toEqual(['21T15:00 room3', '21T15:00 room1', '21T15:00 room2']);
  expect(offers(full, wanted(at('10:00')), { horizonMs: 24 * hour })).toEqual([]);
});

test('off the grid the exact time is tried, and nothing else off it', () => {
  expect(offers(search([busy('room3', at('10:00'), at('11:00'))]), wanted(at('10:07')), { limit: 4 })).toEqual([
    '20T10:07 room1',
    '20T10:07 room2',
    '20T10:00 room1',
    '20T10:00 room2',
  ]);
});

test('they last as long as what was wanted', () => {
  const [first] = rankedAlternatives(search([]), wanted(at('17:00'), ['room1'], 2 * hour), { earliest: 0, limit: 1 });
  expect(first).toEqual({ start: at('16:00'), end: at('18:00'), resourceIds: ['room1'] });
});

test('outside the hours the nearest open time, unless hours do not matter', () => {
  expect(offers(search([]), wanted(at('20:00'), ['room1']), { limit: 1 })).toEqual(['20T17:00 room1']);
  expect(offers(search([], { anyHours: true }), wanted(at('20:00'), ['room1']), { limit: 1 })).toEqual(['20T20:00 room1']);
});

test('never before now, and for the past from now on', () => {
  expect(offers(search([]), wanted(at('10:00'), ['room1']), { earliest: at('12:10'), limit: 2 })).toEqual([
    '20T12:30 room1',
    '20T12:30 room2',
  ]);
  expect(offers(search([]), wanted(Date.parse('2025-01-01T10:00:00Z')), { limit: 1 })).toEqual(['20T09:00 room3']);
});

test('a full day sends to the next open one, a full week to nobody', () => {
  const day = allBut([], at('00:00'), at('24:00'));
  expect(offers(search(day), wanted(at('10:00')), { limit: 1 })).toEqual(['21T09:00 room3']);
  const fortnight = allBut([], at('10:00') - alternativesHorizonMs, at('10:00') + alternativesHorizonMs + hour);
  expect(offers(search(fortnight), wanted(at('10:00')), { earliest: 0 })).toEqual([]);
});

test('without a service one resource may be another of its kind, two are those two', () => {
  const spans = [busy('room3', at('00:00'), at('23:00'))];
  const named = (resourceIds: string[]): Demand => ({ resourceIds, durationMs: hour, preparationMs: 0, cleanupMs: 0 });
  expect(offers(search(spans, { demand: named(['room3']) }), wanted(at('10:00')), { limit: 2 })).toEqual([
    '20T10:00 room1',
    '20T10:00 room2',
  ]);
  expect(offers(search(spans, { demand: named(['room3', 'ann']) }), wanted(at('10:00'), ['room3', 'ann']), { limit: 1 })).toEqual([
    '21T09:00 room3+ann',
  ]);
});

test('without a service an unknown resource is replaced by nobody, and a known one by its own kind', () => {
  const named = (id: string): SlotSearch => search([], { demand: { resourceIds: [id], durationMs: hour, preparationMs: 0, cleanupMs: 0 } });
  expect(offers(named('ghost'), wanted(at('10:00'), ['ghost']))).toEqual([]);
  expect(offers(named('ann'), wanted(at('10:00'), ['ann']), { limit: 2 })).toEqual(['20T10:00 ann', '20T10:30 ann']);
});

test('a millisecond too late to end before closing is too late', () => {
  const [first] = rankedAlternatives(search([]), wanted(at('17:00') + 1, ['room1']), { earliest: 0, limit: 1 });
  expect(first).toMatchObject({ start: at('17:00') });
  const [exact] = rankedAlternatives(search([]), wanted(at('17:00') - 1, ['room1']), { earliest: 0, limit: 1 });
  expect(exact).toMatchObject({ start: at('17:00') - 1 });
});

test('at equal distance the whole set decides, not its first resource', () => {
  const bo = { id: 'bo', kind: 'person', capacity: 1, position: 10 };
  const people = [...resources, bo];
  const spans = [...people.map(({ id }) => busy(id, at('12:00'), at('13:00'))), busy('ann', at('11:00'), at('12:00'))];
  const demand: Demand = { ...room, needs: ['room', 'person'] };
  const where = search([], { resources: people, busy: indexBusy(people, spans), demand });
  // 11:00 has only Bo, 13:00 has Ann, who stands before him.
  expect(offers(where, wanted(at('12:00'), []), { limit: 2 })).toEqual(['20T13:00 room1+ann', '20T11:00 room1+bo']);
});

test('nothing sensible was wanted: nothing is offered', () => {
  expect(offers(search([]), wanted(at('10:00'), ['room1'], 0))).toEqual([]);
  expect(offers(search([]), wanted(at('10:00'), ['room1'], Number.NaN))).toEqual([]);
  expect(offers(search([]), wanted(at('10:00')), { limit: 0 })).toEqual([]);
});
