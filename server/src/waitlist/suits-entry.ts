import { fromWire, minuteMs, type Instant } from '@holdfast/domain/instant';
import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { Catalogue, CatalogueResource } from '../locations/catalogue.ts';
import type { WaitingEntry } from './waitlist-sql.ts';

/** Resources a booking for the entry may use: of each kind the named ones, or any when none of it is named. */
export function suitableResources(
  { resources, services }: Catalogue,
  { serviceId, resourceIds }: Pick<WaitlistEntryRow, 'serviceId' | 'resourceIds'>,
): CatalogueResource[] {
  const needs = services.get(serviceId)?.needs ?? [];
  const namedKinds = new Set(resourceIds.flatMap((id) => resources.get(id)?.kind ?? []));
  return [...resources.values()].filter(
    ({ id, kind, archived }) => !archived && needs.includes(kind) && (resourceIds.includes(id) || !namedKinds.has(kind)),
  );
}

export function allowsResources(catalogue: Catalogue, { row }: WaitingEntry, resourceIds: readonly string[]): boolean {
  const suitable = new Set(suitableResources(catalogue, row).map(({ id }) => id));
  return resourceIds.every((id) => suitable.has(id));
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
