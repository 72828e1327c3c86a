import { expect, test } from 'vitest';
import { at, catalogueOf, claim, hourService, resource } from '../availability/test-catalogue.ts';
import { judgeOccurrences, type SeriesRequest } from './judge-occurrences.ts';
import { decidingOn, type SeriesInMemory } from './test-series.ts';
import type { WantedOccurrence } from './wanted-occurrences.ts';

const day = 24;
const lesson = (hour: number, over: Partial<WantedOccurrence> = {}): WantedOccurrence => ({
  occurrence: at(hour), start: at(hour), end: at(hour + 1), resourceIds: [], skip: false, ...over,
});
const daily = (count: number, over: Partial<WantedOccurrence> = {}) => Array.from({ length: count }, (_, index) => lesson(10 + index * day, over));

const judge = (occurrences: WantedOccurrence[], over: SeriesInMemory = {}, request: Partial<SeriesRequest> = {}) =>
  judgeOccurrences(decidingOn(over), 'desk', { seriesId: 's', serviceId: 'hour', partySize: 1, occurrences, ...request });

/** Of each occurrence: `free` and where, or why not and the nearest other openings by their hour. */
async function said(...asked: Parameters<typeof judge>): Promise<string | string[]> {
  const judged = await judge(...asked);
  if ('kind' in judged) return `${judged.reason}: ${judged.detail}`;
  return judged.map(({ answer: { status, reason, resourceIds, alternatives } }) => {
    if (status !== 'taken') return `${status} ${resourceIds.join()}`;
    const others = alternatives?.map(({ start, resourceIds: where }) => `${(Date.parse(start) - at(0)) / 3_600_000} ${where.join()}`);
    return [reason, ...(others ?? [])].join('; ');
  });
}

test('one room for all dates where there is one, else the one that is free for most; where two are equal, the leftmost', async () => {
  expect(await said(daily(3))).toEqual(['free r1', 'free r1', 'free r1']);
  const once = [claim(1, 10, 11), claim(2, 10 + day, 11 + day)];
  expect(await said(daily(3), { taken: once })).toEqual(['free r3', 'free r3', 'free r3']);
  expect(await said(daily(3), { taken: [...once, claim(3, 10 + 2 * day, 11 + 2 * day)] })).toEqual(['free r2', 'free r1', 'free r1']);
});

test('dates that name their room say nothing about where the others are to be', async () => {
  const named = daily(4).map((one, index) => (index < 2 ? { ...one, resourceIds: ['r3'] } : one));
  // Room 1 is taken on the dates that want room 3 anyway.
  const taken = [claim(1, 10, 11), claim(1, 10 + day, 11 + day)];
  expect(await said(named, { taken })).toEqual(['free r3', 'free r3', 'free r1', 'free r1']);
});

test('a service with two needs stays with as many of each as it needs', async () => {
  const pair = { ...hourService, id: 'pair', needs: ['person', 'room', 'room'] };
  const catalogue = catalogueOf([resource(1), resource(2), resource(3), resource(4, { kind: 'person' }), resource(5, { kind: 'person' })], { services: [pair] });
  const taken = [claim(1, 10 + day, 11 + day), claim(4, 10 + day, 11 + day)];
  expect(await said(daily(2), { catalogue, taken }, { serviceId: 'pair' })).toEqual(['free r5,r2,r3', 'free r5,r2,r3']);
});

test('each date is judged beside the ones before it, by when they take place and not by their names', async () => {
  // The second is moved before the first, into its time.
  const occurrences = [lesson(10, { resourceIds: ['r1'] }), lesson(10 + day, { start: at(9.5), end: at(10.5), resourceIds: ['r1'] })];
  expect(await said(occurrences)).toEqual([expect.stringMatching(/^slot_taken/), 'free r1']);
});

test('other openings keep clear of the series, and no two dates are told the same one first', async () => {
  const taken = [claim(2, 8, 18), claim(3, 8, 18), claim(1, 10, 12)];
  const both = [lesson(10, { resourceIds: ['r1'] }), lesson(11, { resourceIds: ['r1'] }), lesson(12, { resourceIds: ['r1'] })];
  const [first, second, third] = await said(both, { taken });
  expect([first, second, third]).toEqual(['slot_taken; 9 r1; 8 r1; 13 r1', 'slot_taken; 13 r1; 8 r1; 14 r1', 'free r1']);
});

test('nothing on the days around: then within a week of it, and no farther', async () => {
  const shut = (until: number) => ({ taken: [1, 2, 3].map((room) => claim(room, -9 * day, until * day, { ownerKind: 'block' })) });
  const [near] = await said(daily(2, { resourceIds: ['r1'] }), shut(4));
  expect(near).toBe(`resource_blocked; ${8 + 4 * day} r1; ${8 + 4 * day} r2; ${8 + 4 * day} r3`);
  expect(await said(daily(1, { resourceIds: ['r1'] }), shut(10))).toEqual(['resource_blocked']);
});

const house = (over: Parameters<typeof resource>[1] = {}, location = {}) => catalogueOf([resource(1, over), resource(2, over)], { location });
test.each<[string, SeriesInMemory, Partial<WantedOccurrence>, string]>([
  ['slot_taken', { taken: [claim(1, 10, 11)] }, {}, 'slot_taken; 10 r2; 9 r1; 11 r1'],
  ['resource_blocked', { taken: [claim(1, 10, 11, { ownerKind: 'block' })] }, {}, 'resource_blocked; 10 r2; 9 r1; 11 r1'],
  ['capacity_full', { catalogue: house({ capacity: 2 }), taken: [claim(1, 10, 11), claim(1, 10, 11, { lane: 2 })] }, {}, 'capacity_full; 10 r2; 9 r1; 11 r1'],
  ['outside_hours', {}, { start: at(18), end: at(19) }, 'outside_hours; 17 r1; 17 r2; 16 r1'],
  [
    'gap_too_short', { catalogue: house({}, { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } }), taken: [claim(1, 8, 9.5)] }, {},
    'gap_too_short; 10 r2; 9.5 r1; 10.5 r1',
  ],
])('%s is answered with other times and rooms', async (_, over, occurrence, answer) => {
  const first = lesson(10, { resourceIds: ['r1'], ...occurrence });
  // Another date that can be had, so that the answer is one about each.
  const [judged] = await said([first, lesson(10 + 9 * day, { resourceIds: ['r1'] })], { catalogue: house(), ...over });
  expect(judged).toBe(answer);
});

test('a date of before is answered with what is free from now on', async () => {
  const [past, later] = [lesson(10, { resourceIds: ['r1'] }), lesson(10 + 12 * day, { resourceIds: ['r1'] })];
  const now = at(10 + 9 * day);
  const taken = [claim(1, 10 + 9 * day, 11 + 9 * day), claim(2, 10 + 9 * day, 12 + 9 * day), claim(3, 8 + 9 * day, 18 + 9 * day)];
  expect(await said([past, later], { now, taken })).toEqual([`past; ${11 + 9 * day} r1; ${12 + 9 * day} r1; ${12 + 9 * day} r2`, 'free r1']);
});

test('the counter may still write down the last of those that were, and is told of nothing that is taken since', async () => {
  const [past, written] = [lesson(10, { resourceIds: ['r1'] }), lesson(10 + 8 * day, { resourceIds: ['r1'] })];
  const busy = [...[1, 2, 3].map((room) => claim(room, 14 * day, 17 * day)), claim(1, 8 + 17 * day, 9 + 17 * day)];
  expect(await said([past, written], { now: at(14.5 * day), taken: busy })).toEqual([`past; ${8 + 17 * day} r2; ${8 + 17 * day} r3; ${9 + 17 * day} r1`, 'free r1']);
});

test('somebody who has to be elsewhere is free at other times', async () => {
  const catalogue = catalogueOf([resource(1)], { elsewhere: { 1: [{ resourceNo: 7, locationId: 'there', travelMinutes: 60 }] } });
  const [judged] = await said([lesson(10, { resourceIds: ['r1'] }), lesson(10 + day, { resourceIds: ['r1'] })], { catalogue, taken: [claim(7, 11, 12)] });
  expect(judged).toBe('travel_too_short; 9 r1; 8 r1; 13 r1');
});

test.each<[string, Partial<WantedOccurrence>, string]>([
  ['a room that is not there', { resourceIds: ['gone'] }, 'not_found: There is no such resource at this location.'],
  ['a time that has passed', { start: at(-9 * day), end: at(1 - 9 * day) }, 'past: That time has passed.'],
])('%s is the answer itself when it is so on every date, and told of that date when it is not', async (_, wrong, answer) => {
  expect(await said(daily(2, wrong))).toBe(answer);
  const mixed = [lesson(10, wrong), lesson(10 + day)];
  expect(await said(mixed)).toEqual([expect.stringMatching(new RegExp(`^${answer.split(':')[0]}`)), 'free r1']);
});

test('two dates with different faults are told each its own', async () => {
  expect(await said([lesson(10, { resourceIds: ['gone'] }), lesson(10 + day, { start: at(-9 * day), end: at(1 - 9 * day) })])).toEqual([
    'not_found', expect.stringMatching(/^past/),
  ]);
});

test('what is left out is said to be, and held by nobody', async () => {
  expect(await said([lesson(10, { skip: true, resourceIds: ['r1'] }), lesson(10 + day)])).toEqual(['skipped r1', 'free r1']);
});

test('as long as asked for, without a service too', async () => {
  const long = [lesson(10, { end: at(12), resourceIds: ['r1'] })];
  expect(await judge(long)).toMatchObject([{ slot: { range: { start: at(10), end: at(12) } } }]);
  expect(await judge(long, {}, { serviceId: null })).toMatchObject([{ slot: { range: { start: at(10), end: at(12) } } }]);
});

test('a party is judged by its size', async () => {
  const catalogue = house({ capacity: 2 });
  expect(await said(daily(2, { resourceIds: ['r1'] }), { catalogue, taken: [claim(1, 10, 11)] }, { partySize: 2 })).toEqual([
    'capacity_full; 10 r2; 9 r1; 11 r1', 'free r1',
  ]);
});

/** Lanes of what can be had, by resource, and the reasons of the others. */
async function lanesOf(...asked: Parameters<typeof judge>) {
  const judged = await judge(...asked);
  return 'kind' in judged ? judged.reason : judged.map(({ slot, answer }) => slot?.spans.map(({ resource, on }) => [resource.id, on]) ?? answer.reason);
}

test('one that was given the lowest lane goes to another one where a later one needs it, named or picked', async () => {
  const across = (over: Partial<WantedOccurrence>) => [lesson(10, { end: at(12), ...over }), lesson(11, { end: at(13), ...over })];
  const over = { catalogue: house({ capacity: 2 }), taken: [claim(1, 12, 13, { lane: 2 })] };
  expect(await lanesOf(across({ resourceIds: ['r1'] }), over)).toEqual([[['r1', [2]]], [['r1', [1]]]]);
  const onlyOne = { ...over, catalogue: catalogueOf([resource(1, { capacity: 2 })]) };
  expect(await lanesOf(across({}), onlyOne)).toEqual([[['r1', [2]]], [['r1', [1]]]]);
  // Not for a second party, and nobody who was there before leaves for them.
  const third = lesson(11.5, { end: at(12.5) });
  expect(await lanesOf([...across({}), third], onlyOne)).toEqual([[['r1', [2]]], [['r1', [1]]], 'capacity_full']);
  // Another one that is free as it is comes first.
  expect(await lanesOf(across({}), over)).toEqual([[['r1', [1]]], [['r2', [1]]]]);
});

test('where lanes have to change, whoever is free serves, however many on the board before them are taken, off or elsewhere', async () => {
  const pair = { ...hourService, id: 'pair', needs: ['person', 'room'] };
  const people = Array.from({ length: 90 }, (_, index) => resource(10 + index, { kind: 'person', ...(index % 3 === 1 ? { hours: {} } : {}) }));
  const elsewhere = Object.fromEntries(people.flatMap(({ resourceNo }, index) => (index % 3 === 2 ? [[resourceNo, [{ resourceNo: 200, locationId: 'there', travelMinutes: 60 }]]] : [])));
  // Of the rooms, too, the first is of no use: its lanes are full.
  const rooms = [resource(1, { capacity: 2 }), resource(2, { capacity: 2 })];
  const catalogue = catalogueOf([...rooms, ...people, resource(150, { kind: 'person' }), resource(151, { kind: 'person' })], { services: [pair], elsewhere });
  const taken = [
    ...people.flatMap(({ resourceNo }, index) => (index % 3 === 0 ? [claim(resourceNo, 11, 12)] : [])), claim(200, 11, 12),
    claim(1, 12, 13), claim(1, 12, 13, { lane: 2 }), claim(2, 12, 13, { lane: 2 }),
  ];
  const dates = [lesson(10, { end: at(12), resourceIds: ['r150', 'r2'] }), lesson(11, { end: at(13) })];
  expect(await lanesOf(dates, { catalogue, taken }, { serviceId: 'pair' })).toEqual([[['r150', [1]], ['r2', [2]]], [['r151', [1]], ['r2', [1]]]]);
});

test('it is judged under the lock and nowhere else', async () => {
  const judged = house({}, { kinds: { room: { shortestSellableMinutes: 60 } } });
  await expect(judge(daily(1), { catalogue: judged, locked: false })).rejects.toThrow('A slot of a series is judged under the lock');
});
