import { expect, test } from 'vitest';
import { toWire } from '@holdfast/domain/instant';
import { at, calendar, catalogueOf, claim, hourService, resource } from '../availability/test-catalogue.ts';
import type { ClaimSource } from '../availability/claim-source.ts';
import { freeAt, openSlots } from './open-slots.ts';
import { OpeningList } from './opening-list.ts';
import { decidingOn, waiting, type ListInMemory } from './test-waiting.ts';

const dayHours = 24;
/** Wednesday, 2 December 2026 at midnight: weeks of the list begin on Thursdays, at hour 24. */
const weekEnd = dayHours;
const any = () => true;
const hourOf = (start: number): number => (start - at(0)) / 3_600_000;
const window = (from: number, to: number) => ({ from: toWire(at(from)), to: toWire(at(to)) });

async function firstOf(entry: Parameters<typeof waiting>[1], over: ListInMemory = {}, passes: (start: number) => boolean = any) {
  const found = await new OpeningList(decidingOn(over)).first(waiting('a', entry), (slot) => passes(hourOf(slot.start)));
  return found && `${hourOf(found.start)}-${hourOf(found.end)} ${found.resourceIds.join()}`;
}

test('the first opening inside the window that passes', async () => {
  const taken = calendar(claim(1, 8, 11), claim(2, 8, 10));
  expect(await firstOf({}, { claims: taken })).toBe('10-11 r2');
  expect(await firstOf({ resourceIds: ['r1'] }, { claims: taken })).toBe('11-12 r1');
  expect(await firstOf({}, { claims: taken }, (start) => start > 10)).toBe('11-12 r1');
  expect(await firstOf(window(9, 10), { claims: taken })).toBeNull();
});

test('the window holds to the minute on both sides', async () => {
  expect(await firstOf(window(9, 10))).toBe('9-10 r1');
  expect(await firstOf(window(9.25, 10.75))).toBeNull();
  expect(await firstOf(window(9.25, 11))).toBe('10-11 r1');
});

test('nothing is found before now', async () => {
  expect(await firstOf({}, { now: at(11.5) })).toBe('12-13 r1');
  expect(await firstOf({}, { now: at(16.5) })).toBeNull();
});

test('a window of weeks is looked through to its end', async () => {
  const busy = calendar(claim(1, 0, 15 * dayHours), claim(2, 0, 15 * dayHours));
  expect(await firstOf(window(9, 20 * dayHours), { claims: busy })).toBe(`${15 * dayHours + 8}-${15 * dayHours + 9} r1`);
});

test('an opening over the end of a week of the list is one of the week it starts in, and found once', async () => {
  const always = { catalogue: catalogueOf([resource(1)], { location: { gridMinutes: 30, openingHours: Object.fromEntries([1, 2, 3, 4, 5, 6, 7].map((day) => [String(day), [['00:00', '24:00']]])) as never } }) };
  const starts: number[] = [];
  await firstOf(window(weekEnd - 1, weekEnd + 1.5), always, (start) => {
    starts.push(start);
    return false;
  });
  expect(starts).toEqual([weekEnd - 1, weekEnd - 0.5, weekEnd, weekEnd + 0.5]);
});

test('who waits for the same is answered from one look at the calendar; who waits for something else is not', async () => {
  let looks = 0;
  const empty = calendar();
  const counted: ClaimSource = (...asked) => {
    looks += 1;
    return empty(...asked);
  };
  const catalogue = catalogueOf([resource(1, { capacity: 4, kind: 'class' }), resource(2)], { services: [hourService, { ...hourService, id: 'other', needs: ['class'] }] });
  const list = new OpeningList(decidingOn({ catalogue, claims: counted }));
  // A window that ends with the week asks nothing of the next.
  for (const id of ['a', 'b', 'c']) await list.first(waiting(id, window(19, weekEnd)), any);
  expect(looks).toBe(1);
  expect(await list.first(waiting('d', { serviceId: 'other', partySize: 2 }), any)).toMatchObject({ resourceIds: ['r1'] });
  expect(await list.first(waiting('e', { serviceId: 'other', partySize: 5 }), any)).toBeNull();
  expect(await list.first(waiting('f', { resourceIds: ['r2'] }), any)).toMatchObject({ resourceIds: ['r2'] });
  expect(looks).toBe(4);
});

test('nothing is open for a service that is gone or sold no more', async () => {
  const catalogue = catalogueOf([resource(1)], { services: [{ ...hourService, archived: true }] });
  expect(await firstOf({}, { catalogue })).toBeNull();
  expect(await firstOf({ serviceId: 'gone' })).toBeNull();
  const none = await openSlots(decidingOn({}), waiting('a', { serviceId: 'gone' }).row, { start: at(9), end: at(17) }, at(8));
  expect(none.next()).toMatchObject({ done: true });
});

test('only resources large enough for the party count, and as many of their places', async () => {
  const group = { ...hourService, needs: ['class'] };
  const catalogue = catalogueOf([resource(1, { kind: 'class', capacity: 2 }), resource(2, { kind: 'class', capacity: 3 })], { services: [group] });
  expect(await firstOf({ partySize: 3 }, { catalogue })).toBe('9-10 r2');
  expect(await firstOf({ partySize: 3 }, { catalogue, claims: calendar(claim(2, 8, 10)) })).toBe('10-11 r2');
  expect(await firstOf({ partySize: 2 }, { catalogue, claims: calendar(claim(1, 8, 10), claim(2, 8, 10)) })).toBe('9-10 r2');
});

test('time kept for an undo is not free', async () => {
  const kept = calendar(claim(1, 8, 12, { ownerKind: 'hold', yields: true }), claim(2, 8, 18));
  expect(await firstOf({}, { claims: kept })).toBe('12-13 r1');
});

test('neighbours count where a remainder could not be sold', async () => {
  const catalogue = catalogueOf([resource(1)], { location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });
  // At 9:30 half an hour would be left since 9:00, where the neighbour ends; the window itself begins at 9:30.
  expect(await firstOf(window(9.5, 12), { catalogue, claims: calendar(claim(1, 8, 9)) })).toBe('10-11 r1');
});

test('at one very start, beside the grid as well, what is free is named', async () => {
  const free = (claims: ClaimSource, hour: number, over: Parameters<typeof waiting>[1] = {}) => freeAt(decidingOn({ claims }), waiting('a', over).row, at(hour));
  expect(await free(calendar(), 10.1)).toEqual(['r1']);
  expect(await free(calendar(claim(1, 11, 12)), 10)).toEqual(['r1']);
  expect(await free(calendar(claim(1, 11, 12)), 10.1)).toEqual(['r2']);
  expect(await free(calendar(claim(1, 9, 12), claim(2, 9, 12)), 10)).toBeNull();
  expect(await free(calendar(), 10, { serviceId: 'gone' })).toBeNull();
});
