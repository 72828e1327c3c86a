import { overlaps } from '@holdfast/domain/time-range';
import type { LocationRow, ServiceRow } from '@holdfast/protocol/rows';
import type { Catalogue, CatalogueResource, Elsewhere } from '../locations/catalogue.ts';
import { policiesOf } from '../locations/policies.ts';
import type { OccupiedSpan } from '../bookings/planned-slot.ts';
import type { ClaimSource } from './claim-source.ts';
import type { LiveClaim } from './claim-sql.ts';

// A location and its calendar in memory, for tests of what decides without asking a database.

/** The hour of one Wednesday, 2 December 2026, in UTC; an instant. */
export const at = (hour: number): number => Date.UTC(2026, 11, 2) + hour * 3_600_000;
export const span = (from: number, to: number) => ({ start: at(from), end: at(to) });

export function resource(resourceNo: number, over: Partial<CatalogueResource> = {}): CatalogueResource {
  return {
    id: `r${resourceNo}`, locationId: 'here', slug: `r${resourceNo}`, name: `Room ${resourceNo}`, kind: 'room', label: '', capacity: 1,
    position: resourceNo, archived: false, resourceNo, ...over,
  };
}

export const hourService: ServiceRow = {
  id: 'hour', locationId: 'here', slug: 'hour', name: 'An hour', durationMinutes: 60, preparationMinutes: 0, cleanupMinutes: 0,
  needs: ['room'], colour: 1, position: 1, archived: false,
};

export function catalogueOf(
  resources: readonly CatalogueResource[],
  { location = {}, services = [hourService], elsewhere = {} }: { location?: Partial<LocationRow>; services?: readonly ServiceRow[]; elsewhere?: Record<number, Elsewhere[]> } = {},
): Catalogue {
  const open = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['08:00', '18:00'] as [string, string]]]));
  return {
    version: 1,
    location: { id: 'here', slug: 'here', name: 'Riverside', timeZone: 'UTC', openingHours: open, gridMinutes: 60, ...location },
    resources: new Map(resources.map((one) => [one.id, one])),
    services: new Map(services.map((one) => [one.id, one])),
    staff: new Map(),
    policies: policiesOf({}),
    elsewhere: new Map(Object.entries(elsewhere).map(([no, places]) => [Number(no), places])),
  };
}

export function claim(resourceNo: number, from: number, to: number, over: Partial<LiveClaim> = {}): LiveClaim {
  return { resourceNo, lane: 1, ...span(from, to), ownerKind: 'booking', ownerId: `b${resourceNo}-${from}`, yields: false, classKey: null, ...over };
}

/** What the database would answer. */
export function calendar(...claims: LiveClaim[]): ClaimSource {
  return async (resourceNos, range) => claims.filter((one) => resourceNos.includes(one.resourceNo) && overlaps(one, range));
}

export function occupied(of: CatalogueResource, from: number, to: number, over: Partial<OccupiedSpan> = {}): OccupiedSpan {
  return { resource: of, lanes: 1, ...span(from, to), classKey: null, ...over };
}
