import { randomUUID } from 'node:crypto';
import { fromWire } from '@holdfast/domain/instant';
import { proposeOffers } from '../availability/propose-offers.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import { refuse, type HoldColumns, type PlannedMessage } from '../commands/plan.ts';
import { hasRole } from '../locations/policies.ts';
import { clocksWhereTheyDiffer } from '../locations/two-clocks.ts';
import { readHold, type HeldSlot } from './hold-sql.ts';
import { notActive } from './not-active.ts';

/**
 * A manager takes somebody's held time: its claims become a hold of the manager's in place, so nobody else gets it
 * in between. Whoever held it is told in the same transaction, with other times.
 */
export const overrideHold: Handler<'override_hold'> = async (context, command) => {
  const { args, channel } = command;
  if (!hasRole(context.role, 'manager'))
    return refuse('policy_forbids', 'Only a manager may take time that is held for somebody.');
  const held = await readHold(context, args.holdId);
  if (!held) return refuse('not_found', 'There is no such hold at this location.');
  const { row, liveClaims } = held;
  if (row.purpose === 'undo') return refuse('hold_not_active', 'This time is kept for an undo: the desk may simply book it.');
  if (row.status === 'expired' || (row.status === 'active' && liveClaims === 0))
    return refuse('hold_expired', 'This hold ran out by itself: the time may be free.');
  if (row.status !== 'active') return notActive(row, `This hold was already ${row.status}.`);
  const { holdSeconds } = context.catalogue.policies.holds[channel];
  return {
    kind: 'apply',
    plan: {
      convert: {
        holdId: row.id,
        owner: { kind: 'hold', id: args.newHoldId },
        claims: liveClaims,
        seconds: holdSeconds,
        squeezedIn: row.squeezedIn ?? false,
      },
      closeHolds: [{ id: row.id, status: 'overridden' }],
      holds: [{ ...slotOf(held), hold_id: args.newHoldId, channel, purpose: 'override', seconds: holdSeconds }],
      messages: await messageToHolder(context, held),
      outcome: { status: 'committed', holdId: args.newHoldId },
    },
  };
};

function slotOf({ row }: HeldSlot): Omit<HoldColumns, 'hold_id' | 'channel'> {
  return {
    service_id: row.serviceId,
    resource_ids: row.resourceIds,
    starts_at: row.start,
    ends_at: row.end,
    occupied_from: row.occupiedStart,
    occupied_to: row.occupiedEnd,
    party_size: row.partySize ?? 1,
    occupied_by_resource: row.occupiedByResource ?? null,
    // Whoever has it now answers for the same exceptions: they are asked for again should it run out.
    squeeze_reason: row.squeezeReason ?? null,
    waived: row.waived ?? null,
  };
}

/** Nothing when nobody was named: a visitor without a name learns it at their next tap. */
async function messageToHolder(context: DecisionContext, { row, customerEmail }: HeldSlot): Promise<PlannedMessage[]> {
  const { customerName = null, customerPhone = null, customerTimeZone = null } = row;
  if (customerName === null && customerPhone === null && customerEmail === null) return [];
  const { timeZone } = context.catalogue.location;
  const wanted = {
    serviceId: row.serviceId,
    start: fromWire(row.start),
    end: fromWire(row.end),
    resourceIds: row.resourceIds,
    partySize: row.partySize ?? 1,
  };
  const { candidates } = await proposeOffers(context, row.channel, wanted);
  return [
    {
      message_id: randomUUID(),
      kind: 'hold_overridden',
      to_name: customerName,
      to_phone: customerPhone,
      to_email: customerEmail,
      subject_id: row.id,
      body: {
        serviceId: row.serviceId,
        start: row.start,
        end: row.end,
        resourceIds: row.resourceIds,
        timeZone,
        customerTimeZone,
        ...clocksWhereTheyDiffer(row, timeZone, customerTimeZone),
        // Free when it was written, held for nobody: who is told decides in their own time.
        alternatives: candidates.map(({ offer }) => ({ ...offer, ...clocksWhereTheyDiffer(offer, timeZone, customerTimeZone) })),
      },
    },
  ];
}
