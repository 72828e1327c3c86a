import { expect, test } from 'vitest';
import { freeSlots } from '@holdfast/domain/availability';
import { at, catalogueOf, claim, hourService, resource, span } from './test-catalogue.ts';
import { besideMs, blockDemand, plainDemand, serviceDemand, slotSearch, widened, type SearchRules } from './slot-search.ts';

const hour = 3_600_000;
const room = resource(1, { squeezeLanes: 1, squeezePerDay: 9 });
const catalogue = catalogueOf([room], { location: { kinds: { room: { shortestSellableMinutes: 45, minimumGapMinutes: 10 }, class: { shortestSellableMinutes: 30 } } } });
const choice = { wanted: span(10, 12), partySize: 3 };

test('a demand is as long as what is wanted, with the buffers of the service and of the kinds', () => {
  expect(serviceDemand(catalogue, { ...hourService, preparationMinutes: 15, cleanupMinutes: 5 }, choice)).toMatchObject({
    durationMs: 2 * hour, needs: ['room'], partySize: 3, preparationMs: 15 * 60_000, cleanupMs: 5 * 60_000,
  });
  expect(plainDemand(catalogue, ['r1'], choice)).toMatchObject({ durationMs: 2 * hour, resourceIds: ['r1'], partySize: 3, preparationMs: 0, cleanupMs: 0 });
  expect(blockDemand(['r1'], span(10, 12))).toEqual({ durationMs: 2 * hour, preparationMs: 0, cleanupMs: 0, resourceIds: ['r1'], everyLane: true });
});

test('what lies beside a slot matters as far as the longest remainder and a step of the grid', () => {
  expect(besideMs(catalogue)).toBe((45 + 10) * 60_000 + hour);
  expect(besideMs(catalogueOf([room]))).toBe(0);
  expect(widened(span(10, 12), hour)).toEqual(span(9, 13));
});

const demand = { durationMs: hour, preparationMs: 0, cleanupMs: 0, resourceIds: ['r1'], partySize: 1 };
const plain = catalogueOf([room]);
const starts = (claims: Parameters<typeof slotSearch>[2], over: Partial<SearchRules> = {}, asked: Parameters<typeof slotSearch>[3] = demand) =>
  [...freeSlots(slotSearch(plain, [room], claims, asked, { channel: 'desk', ...over }), span(9, 12), at(9))].map(({ start }) => (start - at(0)) / hour);

test('a squeeze-in is in nobody’s way but of who wants the whole resource', () => {
  const squeezed = [claim(1, 10, 11, { lane: 2 })];
  expect(starts(squeezed)).toEqual([9, 10, 11]);
  expect(starts(squeezed, {}, blockDemand(['r1'], span(9, 10)))).toEqual([9, 11]);
});

test('beyond the capacity there is room for who may be squeezed in, and not under a block', () => {
  const taken = [claim(1, 10, 11)];
  expect(starts(taken)).toEqual([9, 11]);
  expect(starts(taken, { squeezeIn: true })).toEqual([9, 10, 11]);
  expect(starts([claim(1, 10, 11, { ownerKind: 'block' })], { squeezeIn: true })).toEqual([9, 11]);
});

test('what others take is nobody’s concern here', () => {
  expect(starts([claim(7, 9, 12)])).toEqual([9, 10, 11]);
});

test('remainders are judged but for an import, a block, and where the rule is set aside', () => {
  const rules = (over: Partial<SearchRules> = {}, asked: Parameters<typeof slotSearch>[3] = demand) => {
    const { anyHours, shortestSellable } = slotSearch(catalogue, [room], [], asked, { channel: 'desk', ...over });
    return [anyHours, shortestSellable !== undefined];
  };
  expect(rules()).toEqual([false, true]);
  expect(rules({ anyRemainder: true })).toEqual([false, false]);
  expect(rules({ channel: 'import' })).toEqual([true, false]);
  expect(rules({}, blockDemand(['r1'], span(9, 10)))).toEqual([true, false]);
});
