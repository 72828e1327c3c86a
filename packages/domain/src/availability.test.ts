import { describe, expect, test } from 'vitest';
import { firstFree, freeSets, freeSlots, givenTime, isWithOthers, openIn, type Demand, type SlotSearch } from './availability.ts';
import { indexBusy, type BusySpan } from './busy-index.ts';
import { classKey } from './class-sharing.ts';
import { minuteMs, toWire } from './instant.ts';

const at = (clock: string) => Date.parse(`2026-11-20T${clock}:00Z`);
const rooms = [1, 2, 3].map((n) => ({ id: `room${n}`, kind: 'room', capacity: 1, position: n }));
const ann = { id: 'ann', kind: 'person', capacity: 1, position: 4 };
const resources = [...rooms, ann];
const massage: Demand = {
  needs: ['room', 'person'],
  durationMs: 60 * minuteMs,
  preparationMs: 0,
  cleanupMs: 15 * minuteMs,
};
const busy = (resourceId: string, start: string, end: string): BusySpan => ({ resourceId, lane: 1, start: at(start), end: at(end) });
const search = (spans: BusySpan[], demand: Demand = massage): SlotSearch => ({
  calendar: { timeZone: 'UTC', gridMinutes: 30, openingHours: { '5': [['09:00', '12:00']] } },
  resources,
  busy: indexBusy(resources, spans),
  demand,
});
const friday = { start: at('00:00'), end: at('23:00') };
const starts = (slots: Iterable<{ start: number }>) => [...slots].map(({ start }) => toWire(start).slice(11, 16));

test('cleanup may run past closing, and into nobody', () => {
  expect(starts(freeSlots(search([]), friday, 0))).toEqual(['09:00', '09:30', '10:00', '10:30', '11:00']);
  expect(starts(freeSlots(search([busy('ann', '10:00', '11:00')]), friday, 0))).toEqual(['11:00']);
  expect(starts(freeSlots(search([busy('ann', '10:15', '11:00')]), friday, 0))).toEqual(['09:00', '11:00']);
});

test('nothing is offered before now', () => {
  expect(starts(freeSlots(search([]), friday, at('09:31')))).toEqual(['10:00', '10:30', '11:00']);
});

test('one slot per start, with the leftmost free room or the one asked for', () => {
  const spans = [busy('room1', '09:00', '10:15')];
  const [first] = freeSlots(search(spans), friday, 0);
  expect(first).toEqual({ start: at('09:00'), end: at('10:00'), resourceIds: ['room2', 'ann'] });
  const [asked] = freeSlots(search(spans), friday, 0, ['room3']);
  expect(asked?.resourceIds).toEqual(['room3', 'ann']);
});

test('a walk-in gets the first free room now, opening hours or not', () => {
  expect(firstFree(search([busy('room1', '20:00', '21:00')]), at('20:07'))).toEqual(['room2', 'ann']);
  expect(firstFree(search([busy('ann', '20:00', '21:00')]), at('20:07'))).toBe(null);
  expect(firstFree(search([busy('room1', '20:00', '21:00')]), at('20:07'), ['room1'])).toEqual(['room2', 'ann']);
});

test('a person is offered in their shift only, cleanup may run past it', () => {
  const shift = { ...ann, hours: { '5': [['09:30', '10:30'], ['10:45', '12:00']] as [string, string][] } };
  const onShift = { ...search([]), resources: [...rooms, shift] };
  expect(starts(freeSlots(onShift, friday, 0))).toEqual(['09:30', '11:00']);
  expect(starts(freeSlots({ ...onShift, anyHours: true }, { start: at('09:00'), end: at('11:00') }, 0))).toEqual(['09:00', '09:30', '10:00']);
  expect(firstFree(onShift, at('09:00'))).toBe(null);
  expect(firstFree(onShift, at('09:30'))).toEqual(['room1', 'ann']);
  expect(firstFree({ ...onShift, offHours: true }, at('09:00'))).toEqual(['room1', 'ann']);
  expect(firstFree({ ...onShift, offHours: false }, at('09:00'))).toBe(null);
  const off = { ...ann, exceptions: [{ date: '2026-11-20', hours: [] }] };
  expect(starts(freeSlots({ ...search([]), resources: [...rooms, off] }, friday, 0))).toEqual([]);
});

test('a closed day has no slots', () => {
  const { calendar, ...rest } = search([]);
  const closed = { ...rest, calendar: { ...calendar, exceptions: [{ date: '2026-11-20', hours: [] }] } };
  expect(starts(freeSlots(closed, friday, 0))).toEqual([]);
});

test('no time is open in an empty window', () => {
  expect(openIn(search([]), { start: at('10:00'), end: at('10:00') })).toEqual([]);
  expect(openIn({ ...search([]), anyHours: true }, { start: at('10:00'), end: at('10:00') })).toEqual([]);
  expect(openIn({ ...search([]), anyHours: true }, { start: at('11:00'), end: at('10:00') })).toEqual([]);
});

test('named resources are all free or it cannot be', () => {
  const both: Demand = { resourceIds: ['room2', 'room1'], durationMs: 60 * minuteMs, preparationMs: 0, cleanupMs: 0 };
  expect(firstFree(search([], both), at('10:00'))).toEqual(['room2', 'room1']);
  expect(firstFree(search([busy('room1', '10:30', '10:45')], both), at('10:00'))).toBe(null);
  expect(firstFree(search([], { ...both, resourceIds: ['room1', 'ghost'] }), at('10:00'))).toBe(null);
});

test('a block wants every lane empty', () => {
  const sauna = { id: 'sauna', kind: 'sauna', capacity: 8, position: 1 };
  const block: Demand = { resourceIds: ['sauna'], durationMs: 60 * minuteMs, preparationMs: 0, cleanupMs: 0, everyLane: true };
  const oneGuest = { ...search([], block), resources: [sauna], busy: indexBusy([sauna], [busy('sauna', '10:00', '11:00')]) };
  expect(firstFree(oneGuest, at('10:00'))).toBe(null);
  expect(firstFree({ ...oneGuest, demand: { ...block, everyLane: false } }, at('10:00'))).toEqual(['sauna']);
  expect(firstFree(oneGuest, at('11:00'))).toEqual(['sauna']);
});

describe('squeezing in', () => {
  const hour = { durationMs: 60 * minuteMs, preparationMs: 0, cleanupMs: 0 };
  const tight = rooms.map((room, i) => ({ ...room, squeezeLanes: i === 1 ? 0 : 1 }));
  const full = tight.map(({ id }) => busy(id, '09:00', '12:00'));
  const where = (spans: BusySpan[], demand: Demand, more: Partial<SlotSearch> = {}): SlotSearch => ({
    ...search([], demand),
    resources: tight,
    busy: indexBusy(tight, spans),
    squeezeIn: true,
    ...more,
  });
  const sets = (asked: SlotSearch, limit = 9, preferred: string[] = []) => [...freeSets(asked, at('10:00'), preferred, limit)].map((set) => set.join('+'));
  const anyRoom: Demand = { ...hour, needs: ['room'] };

  test('takes the lanes beyond the capacity, where there are any, when nothing else is free', () => {
    expect(sets(where(full, anyRoom))).toEqual(['room1', 'room3']);
    expect(sets({ ...where(full, anyRoom), squeezeIn: false })).toEqual([]);
    expect(sets(where([...full, { ...busy('room1', '10:30', '11:00'), lane: 2 }], anyRoom))).toEqual(['room3']);
    expect(sets(where([], anyRoom, { resources: [] }))).toEqual([]);
  });
  test('comes after what is free, the fewest first', () => {
    const spans = full.filter(({ resourceId }) => resourceId !== 'room3');
    expect(sets(where(spans, anyRoom))).toEqual(['room3', 'room1']);
    expect(sets(where(spans, anyRoom), 1)).toEqual(['room3']);
    expect(sets(where(spans, anyRoom), 0)).toEqual([]);
    const four = [...tight, { id: 'room4', kind: 'room', capacity: 1, position: 4, squeezeLanes: 1 }];
    const two = where([], { ...hour, needs: ['room', 'room'] }, { resources: four, busy: indexBusy(four, [...full, busy('room1', '09:00', '12:00')]) });
    expect(sets(two)).toEqual(['room1+room4', 'room3+room4', 'room1+room3']);
    expect(sets(two, 2)).toEqual(['room1+room4', 'room3+room4']);
    const three = where([busy('room1', '09:00', '12:00')], { ...hour, needs: ['room', 'room'] });
    expect(sets(three, 9, ['room3'])).toEqual(['room2+room3', 'room1+room2', 'room1+room3']);
  });
  test('does for named resources', () => {
    expect(sets(where(full, { ...hour, resourceIds: ['room3', 'room1'] }))).toEqual(['room3+room1']);
    expect(sets(where(full, { ...hour, resourceIds: ['room2'] }))).toEqual([]);
    expect(sets(where(full, { ...hour, resourceIds: ['room3'] }, { squeezeIn: false }))).toEqual([]);
  });
  test('goes over no block, outside no shift, round no orphan, and makes no block', () => {
    const block: BusySpan = { resourceId: 'room1', lane: 'all', start: at('09:00'), end: at('12:00') };
    expect(sets(where([block], { ...hour, resourceIds: ['room1'] }))).toEqual([]);
    const off = { ...tight[0]!, exceptions: [{ date: '2026-11-20', hours: [] }] };
    expect(sets(where(full, { ...hour, resourceIds: ['room1'] }, { resources: [off] }))).toEqual([]);
    expect(sets(where(full, { ...hour, resourceIds: ['room1'] }, { resources: [{ ...tight[0]!, archived: true }] }))).toEqual([]);
    const beside = [busy('room1', '11:15', '12:00')];
    const policy = { shortestSellable: { room: [{ durationMs: 30 * minuteMs, preparationMs: 0, cleanupMs: 0 }] }, calendar: { ...search([]).calendar, gridMinutes: 15 } };
    expect(sets(where(beside, { ...hour, resourceIds: ['room1'] }))).toEqual(['room1']);
    expect(sets(where(beside, { ...hour, resourceIds: ['room1'] }, policy))).toEqual([]);
    expect(sets(where(full, { ...hour, resourceIds: ['room1'], everyLane: true }))).toEqual([]);
  });
  test('a party needs as many lanes, one of what is sold whole', () => {
    expect(sets(where(full, { ...hour, resourceIds: ['room1'], partySize: 6 }))).toEqual(['room1']);
    const bench = [{ id: 'bench', kind: 'bench', capacity: 2, position: 1, squeezeLanes: 1 }];
    const onBench = (partySize: number) =>
      sets(where([], { ...hour, needs: ['bench'], partySize }, { resources: bench, busy: indexBusy(bench, [busy('bench', '09:00', '12:00')]) }));
    expect([1, 2, 3].map(onBench)).toEqual([['bench'], ['bench'], []]);
  });
});

describe('classes that are kept apart', () => {
  const studios = [1, 2].map((n) => ({ id: `studio${n}`, kind: 'studio', capacity: 3, squeezeLanes: 1, squeezePerDay: 3, position: n }));
  const teachers = ['ines', 'juan'].map((id, n) => ({ id, kind: 'teacher', capacity: 3, squeezeLanes: 1, squeezePerDay: 3, position: 5 + n }));
  const there = [...studios, ...teachers];
  const yoga: Demand = { needs: ['studio', 'teacher'], durationMs: 60 * minuteMs, preparationMs: 0, cleanupMs: 0, classOf: { serviceId: 'yoga', resources: 2 } };
  const { classOf: _, ...alone } = yoga;
  const key = (from: string, to: string, ids: string[]) => classKey({ id: 'yoga', isClass: true }, { start: at(from), end: at(to) }, ids);
  const guests = (from: string, to: string, ids: string[], count = 1): BusySpan[] =>
    ids.flatMap((resourceId) => Array.from({ length: count }, (_guest, lane) => ({ resourceId, lane: lane + 1, start: at(from), end: at(to), classKey: key(from, to, ids) })));
  const looking = (spans: BusySpan[], demand: Demand, more: Partial<SlotSearch> = {}): SlotSearch => ({ ...search([], demand), resources: there, busy: indexBusy(there, spans), ...more });

  test('a class that takes place is filled first, unless somebody else is wanted', () => {
    const running = guests('10:00', '11:00', ['studio2', 'juan']);
    expect(firstFree(looking(running, yoga), at('10:00'))).toEqual(['studio2', 'juan']);
    expect(firstFree(looking(running, yoga), at('10:00'), ['ines'])).toEqual(['studio1', 'ines']);
    expect(firstFree(looking(guests('10:00', '11:00', ['studio2', 'juan'], 3), yoga), at('10:00'))).toEqual(['studio1', 'ines']);
  });

  test('nobody is in two, and who comes alone is alone', () => {
    const running = guests('10:00', '11:00', ['studio1', 'ines']);
    expect([...freeSets(looking(running, yoga), at('10:00'), [], 9)]).toEqual([['studio1', 'ines'], ['studio2', 'juan']]);
    expect([...freeSets(looking(running, yoga), at('10:30'), [], 9)]).toEqual([['studio2', 'juan']]);
    expect([...freeSets(looking(running, alone), at('10:00'), [], 9)]).toEqual([['studio2', 'juan']]);
    expect([...freeSets(looking(running, yoga), at('11:00'), [], 1)]).toEqual([['studio1', 'ines']]);
    expect([...freeSets(looking([...running, ...guests('10:00', '11:00', ['studio2', 'juan'])], alone), at('10:30'), [], 9)]).toEqual([]);
  });

  test('named ones are had together or not at all', () => {
    const { needs: _needs, ...rest } = alone;
    const running = guests('10:00', '11:00', ['studio1', 'ines']);
    expect(firstFree(looking(running, { ...rest, resourceIds: ['studio1'] }), at('10:30'))).toBe(null);
    expect(firstFree(looking(running, { ...rest, resourceIds: ['studio2', 'juan'] }), at('10:30'))).toEqual(['studio2', 'juan']);
    expect(firstFree(looking(running, { ...rest, resourceIds: ['studio2', 'nobody'] }), at('10:30'))).toBe(null);
    expect(firstFree(looking(running, { ...rest, resourceIds: ['studio2'], everyLane: true }), at('10:30'))).toEqual(['studio2']);
  });

  test('a guest is squeezed into their class, and not into another', () => {
    const full = guests('10:00', '11:00', ['studio1', 'ines'], 3);
    const other = guests('09:30', '10:30', ['studio2', 'juan'], 3);
    expect([...freeSets(looking([...full, ...other], yoga, { squeezeIn: true }), at('10:00'), [], 9)]).toEqual([['studio1', 'ines']]);
    expect([...freeSets(looking([...full, ...other], alone, { squeezeIn: true }), at('10:00'), [], 9)]).toEqual([]);
  });

  test('of a resource alone it is said whether it is with others', () => {
    const running = looking(guests('10:00', '11:00', ['studio1', 'ines']), yoga);
    const then = (from: string) => givenTime(running, { start: at(from), end: at(from) + 60 * minuteMs });
    const [studio1 = ann] = studios;
    expect(isWithOthers(running, studio1, then('10:00'))).toBe(false);
    expect(isWithOthers(running, studio1, then('10:30'))).toBe(true);
    expect(isWithOthers(running, studio1, then('11:00'))).toBe(false);
  });
});
