import { bookingTimeProblem } from '@holdfast/domain/booking-time';
import { fromWire, toWire } from '@holdfast/domain/instant';
import { timeProblemDetail } from '../availability/time-problem-detail.ts';
import { planBlock, slotClaims, wantedSlot } from '../bookings/planned-slot.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { heldToTake, takeOverHold } from '../holds/used-hold.ts';

/** All lanes of the resources. Displaces nothing: all that is in the way is listed, and the block refused. */
export const placeBlock: Handler<'place_block'> = async (context, command) => {
  const { args, channel } = command;
  const { catalogue, now } = context;
  const range = { start: fromWire(args.start), end: fromWire(args.end) };
  // A room may be blocked while the house is closed.
  const problem = bookingTimeProblem({ range, now, channel, hours: null });
  if (problem) return refuse(problem, timeProblemDetail(problem, catalogue, { range, resources: [] }));
  const resources = [];
  for (const id of new Set(args.resourceIds)) {
    const resource = catalogue.resources.get(id);
    if (!resource) return refuse('not_found', 'There is no such resource at this location.');
    resources.push(resource);
  }
  const slot = planBlock(catalogue, range, resources);
  return {
    kind: 'apply',
    wanted: { ...wantedSlot(slot), allLanes: true, holder: { title: args.reason ?? '' } },
    plan: {
      ...takeOverHold(await heldToTake(context, args.usingHoldId), slot),
      claims: slotClaims(slot, { kind: 'block', id: args.blockId }),
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      block: {
        block_id: args.blockId,
        resource_ids: resources.map(({ id }) => id),
        starts_at: toWire(range.start),
        ends_at: toWire(range.end),
        reason: args.reason ?? '',
      },
      outcome: { status: 'committed', blockId: args.blockId },
    },
  };
};
