import { expect, test } from 'vitest';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { dayQuota } from './day-quota.ts';

const hour = 3_600_000;
const resource = (resourceNo: number, capacity: number): CatalogueResource => ({
  id: `r${resourceNo}`, locationId: 'l', slug: 's', name: 'n', kind: 'k', label: '', capacity, position: 1, archived: false, resourceNo,
});
const open = [{ start: 8 * hour, end: 16 * hour }];
const wanted = { start: 9 * hour, end: 10 * hour };
const claim = (resourceNo: number, lane: number, start: number, end: number) =>
  ({ resourceNo, lane, start: start * hour, end: end * hour, ownerKind: 'booking' as const, ownerId: 'b', yields: false, classKey: null });

test('a quarter of the openings that are left from now on', () => {
  const sellable = [{ resource: resource(1, 1), open }, { resource: resource(2, 1), open }];
  expect(dayQuota(sellable, [], 0, wanted, 1)).toBe(4);
  expect(dayQuota(sellable, [claim(1, 1, 8, 16)], 0, wanted, 1)).toBe(2);
  expect(dayQuota(sellable, [], 12 * hour, wanted, 1)).toBe(2);
});

test('what a shift leaves out is not open', () => {
  expect(dayQuota([{ resource: resource(1, 1), open: [{ start: 8 * hour, end: 12 * hour }] }], [], 0, wanted, 1)).toBe(1);
});

test('a party needs a lane a head, so fewer fit', () => {
  const sellable = [{ resource: resource(1, 4), open }];
  expect(dayQuota(sellable, [], 0, wanted, 1)).toBe(8);
  expect(dayQuota(sellable, [], 0, wanted, 4)).toBe(2);
});

test('each lane is open when nothing lies on it, whatever lies on the others', () => {
  const sellable = [{ resource: resource(1, 2), open }];
  expect(dayQuota(sellable, [claim(1, 1, 8, 12), claim(1, 2, 12, 16)], 0, wanted, 1)).toBe(2);
});
