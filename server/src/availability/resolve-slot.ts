import { bookingTimeProblem } from '@holdfast/domain/booking-time';
import { fromWire, minuteMs } from '@holdfast/domain/instant';
import { meetsNeeds } from '@holdfast/domain/needs';
import { occupied } from '@holdfast/domain/occupancy';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import type { PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import type { CatalogueResource } from '../locations/catalogue.ts';
import { pickResources } from './pick-resources.ts';
import { timeProblemDetail } from './time-problem-detail.ts';

export interface SlotRequest {
  serviceId: string | null;
  start: string;
  end?: string | undefined;
  /** A service that is no longer offered still serves those who have it. */
  alreadySold?: boolean;
  /** Empty: free resources that meet the service's needs are picked. */
  resourceIds: readonly string[];
}

/**
 * Everything that can be said about a slot without the database's last word: known ids, legal times,
 * opening hours, suitable resources. The same for every channel; `import` alone ignores opening hours.
 */
export async function resolveSlot(
  context: DecisionContext,
  channel: Channel,
  request: SlotRequest,
): Promise<{ kind: 'slot'; slot: PlannedSlot; picked: boolean } | Refusal> {
  const { catalogue, now } = context;
  const service = request.serviceId === null ? null : (catalogue.services.get(request.serviceId) ?? undefined);
  if (service === undefined) return refuse('not_found', 'There is no such service at this location.');
  if (service?.archived && !request.alreadySold) return refuse('not_found', `${service.name} is no longer offered.`);

  const start = fromWire(request.start);
  const end = endOf(start, request.end, service);
  if (end === null)
    return refuse('invalid_times', 'Without a service, say when it ends: give `end`.');
  const range: TimeRange = { start, end };
  const { openingHours, timeZone, name } = catalogue.location;
  const problem = bookingTimeProblem({ range, now, channel, hours: { openingHours, timeZone } });
  if (problem === 'invalid_times') return refuse(problem, timeProblemDetail(problem, name));

  const named: CatalogueResource[] = [];
  for (const id of new Set(request.resourceIds)) {
    const resource = catalogue.resources.get(id);
    if (!resource) return refuse('not_found', 'There is no such resource at this location.');
    named.push(resource);
  }
  if (named.length === 0 && !service)
    return refuse('unsuitable_resource', 'Without a service, name the resources.');
  if (named.length > 0 && service && !meetsNeeds(service.needs, named))
    return refuse(
      'unsuitable_resource',
      `${service.name} needs one of each: ${service.needs.join(', ')}.`,
    );
  if (named.some(({ archived }) => archived))
    return refuse('unsuitable_resource', 'This resource is no longer in use.');

  const wanted = {
    serviceId: service?.id ?? null,
    ...range,
    resourceIds: named.map(({ id }) => id),
  };
  if (problem) return refuse(problem, timeProblemDetail(problem, name), wanted);

  const spent = occupied(range, service ?? { preparationMinutes: 0, cleanupMinutes: 0 });
  if (named.length > 0) return { kind: 'slot', slot: { service, range, occupied: spent, resources: named }, picked: false };
  const picked = service && (await pickResources(context, channel, service, range));
  if (!picked) return refuse('slot_taken', 'Nothing suitable is free at that time.', wanted);
  return { kind: 'slot', slot: { service, range, occupied: spent, resources: picked }, picked: true };
}

function endOf(start: number, given: string | undefined, service: ServiceRow | null): number | null {
  if (given !== undefined) return fromWire(given);
  return service ? start + service.durationMinutes * minuteMs : null;
}
