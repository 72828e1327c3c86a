import { toWire } from '@holdfast/domain/instant';
import { occupiedBy } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { Catalogue } from '../desk.ts';

/** What the catalogue says of bookings that are not answered yet. */
export type Rules = Pick<Catalogue, 'location' | 'resources' | 'services'>;

type SlotColumns = Pick<BookingRow, 'resourceIds' | 'start' | 'end' | 'occupiedStart' | 'occupiedEnd' | 'occupiedByResource'>;

/**
 * The columns of a slot as the gateway fills them: preparation, cleanup and minimum gap by kind, the envelope of
 * all, and one span each only where they differ.
 */
export function slotColumns(range: TimeRange, resourceIds: readonly string[], serviceId: string | null, rules: Rules): SlotColumns {
  const service = rules.services.find(({ id }) => id === serviceId) ?? null;
  const spans = resourceIds.map((resourceId) => {
    const kind = rules.resources.find(({ id }) => id === resourceId)?.kind ?? '';
    return { resourceId, ...occupiedBy(range, service, kind, rules.location.kinds) };
  });
  const occupied = {
    start: Math.min(range.start, ...spans.map(({ start }) => start)),
    end: Math.max(range.end, ...spans.map(({ end }) => end)),
  };
  const alike = spans.every(({ start, end }) => start === occupied.start && end === occupied.end);
  return {
    resourceIds: [...resourceIds],
    start: toWire(range.start),
    end: toWire(range.end),
    occupiedStart: toWire(occupied.start),
    occupiedEnd: toWire(occupied.end),
    occupiedByResource: alike ? null : spans.map(({ resourceId, start, end }) => ({ resourceId, start: toWire(start), end: toWire(end) })),
  };
}
