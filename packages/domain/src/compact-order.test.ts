import { describe, expect, test } from 'vitest';
import { freeSlots, withHours, type Demand, type Slot, type SlotSearch } from './availability.ts';
import { indexBusy, type BusySpan } from './busy-index.ts';
import { compactFirst, fragmentation } from './compact-order.ts';
import { minuteMs, toWire } from './instant.ts';

/** Friday 20 November 2026, open 09:00–17:00, and Saturday, 10:00–13:00; half hours. */
const at = (clock: string, day = '20') => Date.parse(`2026-11-${day}T${clock}:00Z`);
const room = { id: 'room', kind: 'room', capacity: 1, position: 1 };
const ann = { id: 'ann', kind: 'person', capacity: 1, position: 2 };
const sauna = { id: 'sauna', kind: 'sauna', capacity: 4, position: 3 };
const resources = [room, ann, sauna];
const hourOf = (...needs: string[]): Demand => ({ needs, durationMs: 60 * minuteMs, preparationMs: 0, cleanupMs: 0 });
const taken = (start: string, end: string, resourceId = 'room'): BusySpan => ({ resourceId, lane: 1, start: at(start), end: at(end) });
const search = (spans: BusySpan[], more: Partial<SlotSearch> = {}): SlotSearch => ({
  calendar: { timeZone: 'UTC', gridMinutes: 30, openingHours: { '5': [['09:00', '17:00']], '6': [['10:00', '13:00']] } },
  resources,
  busy: indexBusy(resources, spans),
  demand: hourOf('room'),
  ...more,
});
const week = { start: at('00:00'), end: at('24:00', '21') };
const order = (where: SlotSearch, from = week) =>
  compactFirst(where, [...freeSlots(where, from, 0)]).map(({ start }) => toWire(start).slice(8, 16).replace('T', ' '));
const friday = { start: at('00:00'), end: at('24:00') };
const clocks = (where: SlotSearch) => order(where, friday).map((shown) => shown.slice(3));

describe('compact first', () => {
  test('an empty day is filled from its ends', () => {
    expect(clocks(search([])).slice(0, 4)).toEqual(['09:00', '16:00', '10:00', '10:30']);
    // Half an hour at either end could not be sold as another hour.
    expect(clocks(search([])).slice(-2)).toEqual(['09:30', '15:30']);
  });

  test('a gap that fits exactly comes before one side, one side before none, none before small remainders', () => {
    // Free: 10:00–11:00, 12:00–15:00.
    const where = search([taken('09:00', '10:00'), taken('11:00', '12:00'), taken('15:00', '17:00')]);
    expect(clocks(where)).toEqual(['10:00', '12:00', '14:00', '13:00', '12:30', '13:30']);
  });

  test('days stay in order', () => {
    const where = search([taken('09:00', '14:00'), taken('16:00', '17:00')]);
    expect(order(where)).toEqual(['20 14:00', '20 15:00', '20 14:30', '21 10:00', '21 12:00', '21 11:00', '21 10:30', '21 11:30']);
  });

  test('days given out of order are put in order', () => {
    const slots = [...freeSlots(search([]), week, 0)];
    const days = compactFirst(search([]), slots.toReversed()).map(({ start }) => toWire(start).slice(8, 10));
    expect(days).toEqual(days.toSorted());
    expect(new Set(days).size).toBe(2);
  });

  test('all resources of a slot count', () => {
    const where = search([taken('09:00', '12:00'), taken('09:00', '13:00', 'ann')], { demand: hourOf('room', 'person') });
    // 13:00 leaves the room an hour, and adjoins on ann's side; 16:00 adjoins the end of both.
    expect(clocks(where).slice(0, 2)).toEqual(['16:00', '13:00']);
  });

  test('the policy says what is too short to sell', () => {
    const where = search([], { shortestSellable: { room: [{ durationMs: 30 * minuteMs, preparationMs: 0, cleanupMs: 0 }] } });
    expect(clocks(where).slice(0, 4)).toEqual(['09:00', '16:00', '09:30', '10:00']);
  });

  test('a stretched grid leaves nothing between', () => {
    const where = search([taken('09:00', '10:10')]);
    expect(clocks(where)[0]).toBe('10:30');
  });

  test('what has several lanes stays in time order', () => {
    const where = search([taken('09:00', '10:00', 'sauna')], { demand: hourOf('sauna') });
    expect(clocks(where).slice(0, 3)).toEqual(['09:00', '09:30', '10:00']);
  });

  test('beside a slot there is room for another with all that is taken between the two', () => {
    const where = search([], { demand: { ...hourOf('room'), durationMs: 120 * minuteMs, preparationMs: 10 * minuteMs, cleanupMs: 5 * minuteMs } });
    const slot = { start: at('12:00'), end: at('14:00'), resourceIds: ['room'] };
    expect(fragmentation(withHours(where, slot), slot)).toEqual({ smallRemainders: 0, openSides: 2 });
  });

  test('equals keep the order they came in, and nothing is lost', () => {
    const slots = [...freeSlots(search([]), friday, 0)];
    const backwards = compactFirst(search([]), slots.toReversed());
    expect(backwards.slice(0, 2).map(({ start }) => start)).toEqual([at('16:00'), at('09:00')]);
    expect(backwards.toSorted((a, b) => a.start - b.start)).toEqual(slots);
    expect(compactFirst(search([]), [])).toEqual([]);
  });
});

test('the days are those of the location', () => {
  const openingHours = { '5': [['22:00', '24:00']], '6': [['00:00', '02:00']] } as const;
  const where = search([], { calendar: { timeZone: 'Asia/Tokyo', gridMinutes: 60, openingHours } });
  const night = { start: at('12:00'), end: at('18:00') };
  // 22:00 to 02:00 in Tokyo, all on one UTC day: 13:00Z … 17:00Z; midnight there is 15:00Z.
  expect(order(where, night)).toEqual(['20 13:00', '20 14:00', '20 16:00', '20 15:00']);
});

test('fragmentation counts small remainders and open sides', () => {
  const where = withHours(search([taken('09:00', '10:00')]), friday);
  const slot = (start: string): Slot => ({ start: at(start), end: at(start) + 60 * minuteMs, resourceIds: ['room', 'ghost'] });
  expect(fragmentation(where, slot('10:00'))).toEqual({ smallRemainders: 0, openSides: 1 });
  expect(fragmentation(where, slot('10:30'))).toEqual({ smallRemainders: 1, openSides: 2 });
  expect(fragmentation(where, slot('11:00'))).toEqual({ smallRemainders: 0, openSides: 2 });
  expect(fragmentation(where, slot('16:00'))).toEqual({ smallRemainders: 0, openSides: 1 });
});

test('a remainder is small when what is sold does not fit in with what is kept around it', () => {
  const gap = { ...hourOf('room'), byKind: { room: { preparationMs: 0, cleanupMs: 10 * minuteMs } } };
  const where = withHours(search([taken('09:00', '10:00')], { demand: gap }), friday);
  const slot = (start: string): Slot => ({ start: at(start), end: at(start) + 60 * minuteMs, resourceIds: ['room'] });
  expect(fragmentation(where, slot('11:00'))).toEqual({ smallRemainders: 1, openSides: 2 });
  expect(fragmentation(where, slot('11:30'))).toEqual({ smallRemainders: 0, openSides: 2 });
});

test('fragmentation looks as far as the grid and the buffers reach, however short the booking', () => {
  const { calendar } = search([]);
  const short = { ...hourOf('room'), durationMs: 15 * minuteMs };
  const noon: Slot = { start: at('12:00'), end: at('12:15'), resourceIds: ['room'] };
  const hourly = search([], { calendar: { ...calendar, gridMinutes: 60 }, demand: short });
  expect(fragmentation(withHours(hourly, noon), noon).openSides).toBe(2);
  const prepared = search([], { demand: { ...short, preparationMs: 120 * minuteMs } });
  expect(fragmentation(withHours(prepared, noon), noon).openSides).toBe(2);
  const cleaned = search([], { demand: { ...short, cleanupMs: 120 * minuteMs } });
  expect(fragmentation(withHours(cleaned, noon), noon).openSides).toBe(2);
});
