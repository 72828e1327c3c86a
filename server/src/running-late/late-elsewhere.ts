import { minuteMs, toWire } from '@holdfast/domain/instant';
import { tooLateElsewhere, type Lateness } from '@holdfast/domain/late-elsewhere';
import type { LateElsewhere } from '@holdfast/protocol/outcomes';
import { bookedSlot } from '../bookings/booked-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { ComingBooking } from './day-sql.ts';
import { readElsewhere } from './elsewhere-sql.ts';

/** Who is late at the end of one day may be for what begins in the night. */
const aheadMs = 24 * 60 * minuteMs;

/**
 * What the person behind a resource comes too late for at other locations. Nothing is moved there: a command belongs to
 * one location and holds that one's lock. `here` is what they have at this one on that day, what has begun included.
 */
export async function lateElsewhere(
  context: Pick<DecisionContext, 'tenantNo' | 'catalogue' | 'read'>,
  resource: CatalogueResource,
  here: readonly ComingBooking[],
  lateness: Lateness,
): Promise<LateElsewhere[]> {
  const { catalogue } = context;
  const { location } = catalogue;
  const others = (catalogue.elsewhere.get(resource.resourceNo) ?? []).filter(({ locationId }) => locationId !== location.id);
  const stops = here
    .map(({ row }) => {
      const { spans, occupied } = bookedSlot(catalogue, row);
      const { start, end } = spans.find((span) => span.resource.id === resource.id) ?? occupied;
      return { locationId: location.id, start, end, hasBegun: row.status === 'in_service' };
    })
    .filter(({ end, hasBegun }) => end > lateness.from || hasBegun);
  if (others.length === 0 || stops.length === 0) return [];
  const last = Math.max(lateness.from, ...stops.map(({ end }) => end)) + aheadMs;
  const elsewhere = await readElsewhere(context, others.map(({ resourceNo }) => resourceNo), { start: lateness.from, end: last });
  const travelMinutes = (from: string, to: string): number => elsewhere.find(({ locationId }) => locationId === to)?.ways[from] ?? 0;
  return tooLateElsewhere(stops, elsewhere, lateness, travelMinutes).map(({ elsewhere: { locationId, locationName, start, given }, reachedAt }) => ({
    locationId,
    locationName,
    start: toWire(given.start),
    end: toWire(given.end),
    earliest: toWire(given.start + reachedAt - start),
  }));
}
