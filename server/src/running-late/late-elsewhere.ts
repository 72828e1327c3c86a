import { minuteMs, toWire } from '@holdfast/domain/instant';
import { tooLateElsewhere, type Lateness } from '@holdfast/domain/late-elsewhere';
import { dayOf } from '@holdfast/domain/opening-hours';
import type { LateElsewhere } from '@holdfast/protocol/outcomes';
import { bookedSlot } from '../bookings/booked-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import type { PlannedMessage } from '../commands/plan.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import type { ComingBooking } from './day-sql.ts';
import { lockPeople, readElsewhere } from './elsewhere-sql.ts';
import { earliestStart, tellElsewhere } from './tell-elsewhere.ts';

/** Who is late at the end of one day may be for what begins in the night. */
const aheadMs = 24 * 60 * minuteMs;

/** What is told here, which names no customer of there, and what the staff there have to tell. */
export interface LateThere {
  listed: LateElsewhere[];
  messages: PlannedMessage[];
}

/**
 * What the person behind a resource comes too late for at other locations. Nothing is moved there: a command belongs to
 * one location and holds that one's lock. `here` is what they have at this one on that day, what has begun included.
 */
export async function lateElsewhere(
  context: Pick<DecisionContext, 'tenantNo' | 'catalogue' | 'read'>,
  resource: CatalogueResource,
  here: readonly ComingBooking[],
  lateness: Lateness,
): Promise<LateThere> {
  const { catalogue } = context;
  const { location } = catalogue;
  const others = (catalogue.elsewhere.get(resource.resourceNo) ?? []).filter(({ locationId }) => locationId !== location.id);
  if (others.length === 0) return { listed: [], messages: [] };
  const stops = here
    .map(({ row }) => {
      const { spans, occupied } = bookedSlot(catalogue, row);
      const { start, end } = spans.find((span) => span.resource.id === resource.id) ?? occupied;
      return { locationId: location.id, start, end, hasBegun: row.status === 'in_service' };
    })
    .filter(({ end, hasBegun }) => end > lateness.from || hasBegun);
  // With nobody left here they come in time, which those there have to hear who were told otherwise.
  const last = Math.max(lateness.from, ...stops.map(({ end }) => end)) + aheadMs;
  await lockPeople(context, [resource.id, ...here.flatMap(({ row }) => row.resourceIds)]);
  const looked = await readElsewhere(context, others.map(({ resourceNo }) => resourceNo), { start: lateness.from, end: last });
  const travelMinutes = (from: string, to: string): number => looked.find(({ locationId }) => locationId === to)?.ways[from] ?? 0;
  const late = tooLateElsewhere(stops, looked, lateness, travelMinutes);
  return {
    listed: late.map((each) => {
      const { locationId, locationName, timeZone, given } = each.elsewhere;
      return { locationId, locationName, timeZone, start: toWire(given.start), end: toWire(given.end), earliest: toWire(earliestStart(each)) };
    }),
    messages: tellElsewhere(looked, late, {
      locationId: location.id,
      locationName: location.name,
      resourceId: resource.id,
      day: dayOf(lateness.from, location.timeZone),
    }),
  };
}
