import { daysAtMostMs, furthestAheadMs, waitDaysMax } from '@holdfast/domain/booking-time';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { lanesFor } from '@holdfast/domain/lanes';
import { partyProblem } from '../availability/pick-resources.ts';
import { planCustomer } from '../bookings/plan-customer.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { suitableResources } from './suits-entry.ts';

/** Somebody waits for an opening in a window. Anybody may join, through any channel; nothing is held by it. */
export const joinWaitlist: Handler<'join_waitlist'> = (context, command) => {
  const { args, channel } = command;
  const { catalogue, now } = context;
  const service = catalogue.services.get(args.serviceId);
  if (!service) return refuse('not_found', 'There is no such service at this location.');
  if (service.archived) return refuse('not_found', `${service.name} is no longer offered.`);

  const [from, to] = [fromWire(args.from), fromWire(args.to)];
  if (to <= now) return refuse('past', 'That time has passed.');
  if (to - from < service.durationMinutes * minuteMs)
    return refuse('invalid_times', `The window must have room for ${service.name}: ${service.durationMinutes} minutes.`);
  if (to - from > daysAtMostMs(waitDaysMax) || from - now > furthestAheadMs)
    return refuse('invalid_times', `The window may be at most ${waitDaysMax} days long and begin within two years from now.`);

  const resourceIds = [...new Set(args.resourceIds)];
  for (const id of resourceIds) {
    const resource = catalogue.resources.get(id);
    if (!resource) return refuse('not_found', 'There is no such resource at this location.');
    if (resource.archived) return refuse('unsuitable_resource', `${resource.name} is no longer in use.`);
    if (!service.needs.includes(resource.kind))
      return refuse('unsuitable_resource', `${service.name} does not use ${resource.name}. It needs one of each: ${service.needs.join(', ')}.`);
  }

  // Nobody waits for what never comes: some resource of each kind must have room for the party.
  const partySize = args.partySize ?? 1;
  const suitable = suitableResources(catalogue, { serviceId: service.id, resourceIds });
  for (const kind of service.needs) {
    const ofKind = suitable.filter((resource) => resource.kind === kind);
    if (ofKind.length === 0) return refuse('unsuitable_resource', `There is no ${kind} here, which ${service.name} needs.`);
    if (ofKind.every((resource) => lanesFor(resource, partySize) > resource.capacity))
      return refuse('unsuitable_resource', partyProblem(ofKind, partySize));
  }

  return {
    kind: 'apply',
    plan: {
      ...planCustomer(args.customer),
      // Whoever waits because of a refusal needs none of its alternatives any more.
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      waitlist: [
        {
          id: args.entryId,
          columns: {
            entry_id: args.entryId,
            service_id: service.id,
            window_from: toWire(from),
            window_to: toWire(to),
            resource_ids: resourceIds,
            party_size: partySize,
            customer_id: args.customer.id,
            notes: args.notes ?? '',
            channel,
          },
        },
      ],
      outcome: { status: 'committed', entryId: args.entryId },
    },
  };
};
