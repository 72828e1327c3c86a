import { expect, test } from 'vitest';
import { minuteMs } from './instant.ts';
import { fitsInto, hasShortestSellable, longestToSell, shortestSellable } from './shortest-sellable.ts';

const kinds = { room: { shortestSellableMinutes: 30, minimumGapMinutes: 5 }, person: { minimumGapMinutes: 5 }, chair: { shortestSellableMinutes: 0 } };
const service = { durationMinutes: 30, preparationMinutes: 10, cleanupMinutes: 15, needs: ['room', 'person'], archived: false };
const sellable = (preparation: number, duration: number, cleanup: number) => ({ preparationMs: preparation * minuteMs, durationMs: duration * minuteMs, cleanupMs: cleanup * minuteMs });

test('the policy is there for the kinds that have one, with the gap where no service says more', () => {
  expect(shortestSellable(kinds, [])).toEqual({ room: [sellable(0, 30, 5)] });
  expect(shortestSellable(null, [service])).toEqual({});
  expect(shortestSellable(undefined, [])).toEqual({});
  expect(['room', 'person', 'chair', 'nowhere'].filter((kind) => hasShortestSellable(kinds, kind))).toEqual(['room']);
  expect(hasShortestSellable(null, 'room')).toBe(false);
});

test('around it is what the services of the kind take that last as long, each once', () => {
  const own = { ...service, durationMinutes: 60, kindBuffers: { room: { preparationMinutes: 0, cleanupMinutes: 5 } } };
  const others = [{ ...service, durationMinutes: 25, cleanupMinutes: 0 }, { ...service, archived: true, cleanupMinutes: 1 }, { ...service, needs: ['person'], cleanupMinutes: 2 }];
  const policy = shortestSellable(kinds, [service, own, { ...service, durationMinutes: 90 }, ...others]);
  expect(policy).toEqual({ room: [sellable(10, 30, 20), sellable(0, 30, 10)] });
  expect(longestToSell(policy)).toBe(60 * minuteMs);
  expect(longestToSell({})).toBe(0);
});

test('only what the customer gets has to lie in the hours', () => {
  const free = { start: 0, end: 60 * minuteMs };
  const hours = (from: number, to: number) => ({ start: from * minuteMs, end: to * minuteMs });
  expect(fitsInto(sellable(10, 30, 20), free, hours(10, 40))).toBe(true);
  expect(fitsInto(sellable(10, 30, 20), free, hours(11, 60))).toBe(false);
  expect(fitsInto(sellable(10, 30, 20), free, hours(-60, 39))).toBe(false);
  expect(fitsInto(sellable(10, 30, 21), free, hours(-60, 90))).toBe(false);
});
