import { expect, test } from 'vitest';
import { furthestAheadMs } from '@holdfast/domain/booking-time';
import type { Catalogue } from '../locations/catalogue.ts';
import type { LiveClaim } from './claim-sql.ts';
import { findSlots, type SlotQuestion } from './find-slots.ts';
import { at, calendar, catalogueOf, claim, hourService, resource, span } from './test-catalogue.ts';

const two = catalogueOf([resource(1), resource(2), resource(3, { kind: 'chair' })]);

async function found(question: Partial<SlotQuestion>, claims: LiveClaim[] = [], catalogue: Catalogue = two, now = at(0)): Promise<string[]> {
  const slots = await findSlots({ catalogue, now, claims: calendar(...claims) }, { service: hourService, range: span(8, 12), partySize: 1, channel: 'desk', limit: 99, ...question });
  return slots.map(({ start, resourceIds }) => `${(start - at(0)) / 3_600_000} ${resourceIds.join()}`);
}

test('each start once, in the first resource that is free', async () => {
  expect(await found({}, [claim(1, 9, 10), claim(1, 10, 11), claim(2, 10, 11)])).toEqual(['8 r1', '9 r2', '11 r1']);
});

test('openings lie wholly inside the range, and not before now', async () => {
  expect(await found({ range: span(9, 10.75) })).toEqual(['9 r1']);
  expect(await found({}, [], two, at(9.5))).toEqual(['10 r1', '11 r1']);
  expect(await found({ range: span(8, 9) }, [], two, at(9))).toEqual([]);
  expect(await found({ range: span(10, 9) })).toEqual([]);
});

test('at most so many, the earliest first', async () => {
  expect(await found({ limit: 2 })).toEqual(['8 r1', '9 r1']);
});

test('a resource asked for is in every opening', async () => {
  expect(await found({ resourceId: 'r2' }, [claim(2, 9, 10)])).toEqual(['8 r2', '10 r2', '11 r2']);
});

test('what is out of use or of another kind serves nobody', async () => {
  const catalogue = catalogueOf([resource(1, { archived: true }), resource(2, { kind: 'chair' })]);
  expect(await found({}, [], catalogue)).toEqual([]);
});

test('what is further ahead than anybody may book is left out', async () => {
  const always = catalogueOf([resource(1)], { location: { openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]])) } });
  const end = at(0) + furthestAheadMs;
  const range = { start: end - 7_200_000, end: end + 9 * 3_600_000 };
  const starts = await found({ range }, [], always);
  expect(starts.at(-1)).toBe(`${furthestAheadMs / 3_600_000} r1`);
  expect(starts).toHaveLength(3);
});

test('in compact order those come first that leave the day in one piece', async () => {
  const booked = [claim(1, 8, 10)];
  const one = catalogueOf([resource(1)]);
  expect(await found({ range: span(8, 18), order: 'compact', limit: 2 }, booked, one)).toEqual(['10 r1', '17 r1']);
  expect(await found({ range: span(8, 18), order: 'time', limit: 2 }, booked, one)).toEqual(['10 r1', '11 r1']);
});

test('in compact order each start comes once, in the room that it fits best', async () => {
  // From 10 to 11 the second room has just that hour left, the first is empty.
  const taken = [claim(2, 8, 10), claim(2, 11, 18)];
  expect(await found({ range: span(8, 18), order: 'compact', limit: 3 }, taken)).toEqual(['10 r2', '8 r1', '17 r1']);
  expect(await found({ range: span(8, 18), limit: 3 }, taken)).toEqual(['8 r1', '9 r1', '10 r1']);
  expect(await found({ range: span(8, 18), order: 'compact' }, taken)).toHaveLength(10);
});

test('no opening leaves a remainder too short to sell, but for an import', async () => {
  const one = catalogueOf([resource(1)], { location: { gridMinutes: 30, kinds: { room: { shortestSellableMinutes: 60 } } } });
  const taken = [claim(1, 8, 9), claim(1, 10.5, 18)];
  expect(await found({ range: span(8, 18) }, taken, one)).toEqual([]);
  expect(await found({ range: span(8, 18), channel: 'import' }, taken, one)).toEqual(['9 r1', '9.5 r1']);
});
