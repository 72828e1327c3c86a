import { expect, test } from 'vitest';
import { minuteMs } from '@holdfast/domain/instant';
import type { TimeRange } from '@holdfast/domain/time-range';
import { readBusy } from './busy-claims.ts';
import type { LiveClaim } from './claim-sql.ts';
import { at, calendar, catalogueOf, claim, resource, span } from './test-catalogue.ts';

const doctor = resource(1, { kind: 'person', capacity: 2 });
const room = resource(2);
/** The doctor is number 11 half an hour away, and 12 next door. */
const places = [
  { resourceNo: 11, locationId: 'there', travelMinutes: 30 },
  { resourceNo: 12, locationId: 'next door', travelMinutes: 0 },
];
const catalogue = catalogueOf([doctor, room], { elsewhere: { 1: places } });

const busy = async (range: TimeRange, ...claims: LiveClaim[]) =>
  (await readBusy(calendar(...claims), catalogue, [doctor, room], range)).map(({ resourceNo, lane, start, end }) => [
    resourceNo, lane, (start - at(0)) / 3_600_000, (end - at(0)) / 3_600_000,
  ]);

test('own claims are what they are', async () => {
  expect(await busy(span(10, 12), claim(1, 9, 11), claim(2, 11, 13))).toEqual([[1, 1, 9, 11], [2, 1, 11, 13]]);
});

test('own claims that lie within the way of the range, and not in it, stand in nobody’s way', async () => {
  expect(await busy(span(10, 12), claim(1, 9, 10), claim(2, 12, 12.25))).toEqual([]);
});

test('a person elsewhere is busy here on every lane, the way before and after included', async () => {
  expect(await busy(span(10, 12), claim(11, 10, 11))).toEqual([[1, 1, 9.5, 11.5], [1, 2, 9.5, 11.5]]);
  expect(await busy(span(10, 12), claim(12, 10, 11))).toEqual([[1, 1, 10, 11], [1, 2, 10, 11]]);
});

test('what ends before the range reaches into it by the longest way', async () => {
  expect(await busy(span(10, 12), claim(11, 9, 9.75))).toHaveLength(2);
  expect(await busy(span(10, 12), claim(11, 12.25, 13))).toHaveLength(2);
});

test('a block elsewhere keeps nobody from being here', async () => {
  expect(await busy(span(10, 12), claim(11, 10, 11, { ownerKind: 'block' }), claim(1, 10, 11, { ownerKind: 'block' }))).toEqual([[1, 1, 10, 11]]);
});

test('it says when they really are there, and how long the way is', async () => {
  const [away] = await readBusy(calendar(claim(11, 10, 11)), catalogue, [doctor], span(10, 12));
  expect(away).toMatchObject({ elsewhere: { ...span(10, 11), travelMinutes: 30 } });
});

test('nothing is read twice, nor more than the way around', async () => {
  const asked: unknown[] = [];
  const both = catalogueOf([doctor, room], { elsewhere: { 1: places, 2: [{ resourceNo: 11, locationId: 'there', travelMinutes: 30 }] } });
  await readBusy(async (nos, range) => (asked.push([nos, range]), []), both, [doctor, room], span(10, 12));
  await readBusy(async (nos, range) => (asked.push([nos, range]), []), both, [resource(3)], span(10, 12));
  expect(asked).toEqual([
    [[1, 2, 11, 12], { start: at(10) - 30 * minuteMs, end: at(12) + 30 * minuteMs }],
    [[3], span(10, 12)],
  ]);
});
