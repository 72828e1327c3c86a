import { randomUUID } from 'node:crypto';
import { fromWire } from '@holdfast/domain/instant';
import type { Alternative } from '@holdfast/protocol/outcomes';
import type { HoldRow } from '@holdfast/protocol/rows';
import { proposeOffers } from '../availability/propose-offers.ts';
import { kindsOf } from '../bookings/sold-service.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import { refuse, type HoldColumns, type PlannedMessage } from '../commands/plan.ts';
import { hasRole } from '../locations/policies.ts';
import { clocksWhereTheyDiffer } from '../locations/two-clocks.ts';
import { readOffered } from '../waitlist/waitlist-sql.ts';
import { readHold, type HeldSlot } from './hold-sql.ts';
import { notActive } from './not-active.ts';

/**
 * A manager takes somebody's held time: its claims become a hold of the manager's in place, so nobody else gets it
 * in between. Whoever held it is told in the same transaction, with other times; of an offer made to several each of them.
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
  // Others may be joining the offer, or letting go of it.
  if (row.purpose === 'waitlist' && !context.locked) return { kind: 'lock' };
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
      messages: await messagesToHolders(context, held),
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

/** Who held it, by their hold or by their entry of the waitlist. */
interface Holder extends Pick<HeldSlot, 'customerEmail'> {
  row: Pick<HoldRow, 'customerName' | 'customerPhone' | 'customerTimeZone'>;
}

/** Nothing to whom nobody named: a visitor without a name learns it at their next tap. */
async function messagesToHolders(context: DecisionContext, held: HeldSlot): Promise<PlannedMessage[]> {
  const { row } = held;
  // An offer is theirs who have it still, and not only the first one's.
  const holders: Holder[] = row.purpose === 'waitlist' ? await readOffered(context, row.id) : [held];
  const told = holders.filter(({ row: { customerName, customerPhone }, customerEmail }) => [customerName, customerPhone, customerEmail].some((known) => known != null));
  if (told.length === 0) return [];
  const { candidates } = await proposeOffers(context, row.channel, {
    serviceId: row.serviceId,
    soldNeeds: kindsOf(context.catalogue, row.resourceIds),
    start: fromWire(row.start),
    end: fromWire(row.end),
    resourceIds: row.resourceIds,
    partySize: row.partySize ?? 1,
  });
  // Free when it was written, held for nobody: who is told decides in their own time.
  const alternatives = candidates.map(({ offer }) => offer);
  return told.map((holder) => overriddenMessage(context, row, holder, alternatives));
}

function overriddenMessage(
  { catalogue }: DecisionContext,
  { id, serviceId, start, end, resourceIds }: HoldRow,
  { row: { customerName = null, customerPhone = null, customerTimeZone = null }, customerEmail }: Holder,
  alternatives: readonly Alternative[],
): PlannedMessage {
  const { timeZone } = catalogue.location;
  const onBoth = (time: { start: string; end: string }) => clocksWhereTheyDiffer(time, timeZone, customerTimeZone);
  return {
    message_id: randomUUID(),
    kind: 'hold_overridden',
    to_name: customerName,
    to_phone: customerPhone,
    to_email: customerEmail,
    subject_id: id,
    body: {
      serviceId, start, end, resourceIds, timeZone, customerTimeZone,
      ...onBoth({ start, end }),
      alternatives: alternatives.map((offer) => ({ ...offer, ...onBoth(offer) })),
    },
  };
}
