import { fromWire, minuteMs, type Instant } from '@holdfast/domain/instant';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

type Wish = Pick<WaitlistEntryRow, 'serviceId' | 'resourceIds'>;

/** Resources a booking for the entry may use: of each kind the named ones, or any when fewer are named than are needed. */
export function suitableResources(catalogue: Catalogue, wish: Wish): CatalogueResource[] {
  const { resources, services } = catalogue;
  const { serviceId, resourceIds } = wish;
  const needs = services.get(serviceId)?.needs ?? [];
  const namedKinds = new Set(resourceIds.flatMap((id) => resources.get(id)?.kind ?? []));
  const open = new Set(besideOthers(catalogue, wish).flatMap((id) => resources.get(id)?.kind ?? []));
  return [...resources.values()].filter(
    ({ id, kind, archived }) => !archived && needs.includes(kind) && (resourceIds.includes(id) || !namedKinds.has(kind) || open.has(kind)),
  );
}

/** Who is named of a kind of which the service needs more than are named: they are wanted, and others beside them. */
export function besideOthers({ resources, services }: Catalogue, { serviceId, resourceIds }: Wish): string[] {
  const needs = services.get(serviceId)?.needs ?? [];
  const named = Map.groupBy(resourceIds, (id) => resources.get(id)?.kind);
  return [...named].flatMap(([kind, ids]) => (ids.length < needs.filter((need) => need === kind).length ? ids : []));
}

export function allowsResources(catalogue: Catalogue, { row }: WaitingEntry, resourceIds: readonly string[]): boolean {
  const suitable = new Set(suitableResources(catalogue, row).map(({ id }) => id));
  return resourceIds.every((id) => suitable.has(id)) && besideOthers(catalogue, row).every((id) => resourceIds.includes(id));
}

/** So often in a row an offer to them ran out that nothing is offered to them any more, until they are heard of. */
export function isPaused({ policies }: Pick<Catalogue, 'policies'>, { lapses = 0 }: Pick<WaitlistEntryRow, 'lapses'>): boolean {
  return lapses >= policies.waitlistLapses;
}

/** That very start was offered, and declined or let lapse. */
export function wasOffered({ declined }: Pick<WaitingEntry, 'declined'>, start: Instant): boolean {
  return declined.some((before) => fromWire(before) === start);
}

/**
 * Whether a start is as good as one that was not taken: the same opening a grid step later. Whoever declined 10:00 is
 * not asked about 10:15 and 10:30 as well; an opening that shares no time with a declined one is a new one.
 */
export function wasAnswered({ declined }: Pick<WaitingEntry, 'declined'>, start: Instant, durationMinutes: number): boolean {
  return declined.some((before) => Math.abs(fromWire(before) - start) < durationMinutes * minuteMs);
}
