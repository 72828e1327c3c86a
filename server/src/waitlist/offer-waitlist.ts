import { fromWire, toWire } from '@holdfast/domain/instant';
import { isDesk } from '@holdfast/protocol/values';
import { resolveSlot } from '../availability/resolve-slot.ts';
import { customerRule } from '../bookings/customer-rule.ts';
import { slotClaims, slotColumns, wantedSlot, type PlannedSlot } from '../bookings/planned-slot.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import { refuse, type Decision, type PlannedWaitlistEntry, type Refusal } from '../commands/plan.ts';
import { readHold, type HeldSlot } from '../holds/hold-sql.ts';
import { waitlistMessage } from './offer-message.ts';
import { OfferQuota } from './offer-quota.ts';
import { freeAt } from './open-slots.ts';
import { allowsResources, wasOffered } from './suits-entry.ts';
import { isWaitlistJob } from './waitlist-job.ts';
import { readEntry, type WaitingEntry } from './waitlist-sql.ts';

/**
 * Holds an opening for somebody who waits, with a deadline, and queues the message that says so. An offer to several
 * is one hold: a `holdId` that is offered already is offered to this entry too, until the same deadline.
 */
export const offerWaitlist: Handler<'offer_waitlist'> = async (context, command) => {
  const { args, channel } = command;
  if (!isDesk(channel) && !isWaitlistJob(command))
    return refuse('policy_forbids', 'Offers are made by the waitlist itself or by staff.');
  const found = await readEntry(context, args.entryId);
  if (found.kind === 'refuse') return found;
  const { entry } = found;
  const { row } = entry;
  if (row.status !== 'waiting')
    return refuse('illegal_status', row.status === 'offered' ? 'Something is offered to them already.' : `This entry is not waiting any more: it is ${row.status}.`);
  // Others may be offering the same customer, or as much of the same day.
  if (!context.locked) return { kind: 'lock' };
  if (entry.otherOffer) return refuse('policy_forbids', 'Something else is offered to the same customer: one at a time.');
  const start = fromWire(args.start);
  if (start < context.now) return refuse('past', 'That time has passed.');
  if (start < fromWire(row.from)) return refuse('invalid_times', `They can come from ${row.from} on, not before.`);
  if (wasOffered(entry, start)) return refuse('policy_forbids', 'That start was offered to them before, and they did not take it.');

  const asks = await askedOf(context, row);
  const shared = await readHold(context, args.holdId);
  if (shared) return offerShared(context, entry, { ...shared, start, asks });

  const service = context.catalogue.services.get(row.serviceId);
  const named = args.resourceIds.length > 0 || !service ? args.resourceIds : await freeAt(context, row, start);
  if (named === null) return refuse('slot_taken', 'Nothing that suits them is free at that time.');
  const holder = { customer_id: row.customerId };
  const resolved = await resolveSlot(context, channel, { serviceId: row.serviceId, start: args.start, resourceIds: named, partySize: row.partySize, holder });
  // The job offers to nobody what cannot be had, and holds no alternatives either: nobody asked.
  if (resolved.kind === 'refuse') return isWaitlistJob(command) ? refuse(resolved.reason, resolved.detail) : resolved;
  if (resolved.kind !== 'slot') return resolved;
  const { slot } = resolved;
  const unsuitable = misfit(context, entry, slot);
  if (unsuitable) return unsuitable;
  const opening = { ...slot.range, resourceIds: slot.resources.map(({ id }) => id) };
  if (isWaitlistJob(command) && !(await new OfferQuota(context).allows(entry, opening)))
    return refuse('policy_forbids', 'As much of that day is held for people who wait as may be.');
  const seconds = context.catalogue.policies.waitlistOfferSeconds;
  return {
    kind: 'apply',
    ...(isWaitlistJob(command) ? {} : { wanted: { ...wantedSlot(slot), holder } }),
    plan: {
      // Another time instead of one that was refused: what is held of that goes back first, this time included.
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      claims: slotClaims(slot, { kind: 'hold', id: args.holdId }, seconds),
      holds: [
        {
          ...slotColumns(slot),
          hold_id: args.holdId,
          channel,
          purpose: 'waitlist',
          seconds,
          customer_id: row.customerId,
          customer_name: row.customerName,
          customer_phone: row.customerPhone,
          customer_email: entry.customerEmail,
          customer_time_zone: row.customerTimeZone ?? null,
        },
      ],
      ...offered(context, entry, {
        holdId: args.holdId,
        start: toWire(slot.range.start),
        end: toWire(slot.range.end),
        resourceIds: opening.resourceIds,
        asks,
      }),
      outcome: { status: 'committed', entryId: row.id, holdId: args.holdId },
    },
  };
};

/** One of several to whom the same opening is offered: the first to accept has it. */
function offerShared(
  context: DecisionContext,
  entry: WaitingEntry,
  { row: hold, liveClaims, start, asks }: HeldSlot & { start: number; asks: Asked },
): Decision {
  const { row } = entry;
  if (hold.purpose !== 'waitlist') return refuse('already_exists', 'This hold id is already in use.');
  if (hold.status !== 'active' || liveClaims === 0) return refuse('hold_not_active', 'That offer is over.');
  const same = hold.serviceId === row.serviceId && (hold.partySize ?? 1) === row.partySize && fromWire(hold.start) === start;
  if (!same) return refuse('unsuitable_resource', 'That offer is for another service, party or start.');
  if (fromWire(hold.end) > fromWire(row.to) || !allowsResources(context.catalogue, entry, hold.resourceIds))
    return refuse('unsuitable_resource', 'That offer does not suit them.');
  return {
    kind: 'apply',
    plan: {
      ...offered(context, entry, { holdId: hold.id, start: hold.start, end: hold.end, resourceIds: hold.resourceIds, asks }),
      outcome: { status: 'committed', entryId: row.id, holdId: hold.id },
    },
  };
}

type Asked = 'approval' | 'deposit' | null;

/** What their missed bookings ask of them, whoever offers: they accept by themselves, or cannot. */
async function askedOf(context: DecisionContext, { serviceId, customerId }: WaitingEntry['row']): Promise<Asked> {
  // It is told, not decided: what is counted meanwhile is judged when they accept.
  const rule = await customerRule({ ...context, role: null, locked: true }, 'web', { serviceId, customer: { id: customerId } });
  if (rule?.kind !== 'refuse') return null;
  return rule.reason === 'approval_required' ? 'approval' : rule.reason === 'deposit_required' ? 'deposit' : null;
}

function offered({ catalogue }: DecisionContext, entry: WaitingEntry, opening: Parameters<typeof waitlistMessage>[2]) {
  const change: PlannedWaitlistEntry = {
    id: entry.row.id,
    expectedStatus: 'waiting',
    columns: { status: 'offered', hold_id: opening.holdId },
  };
  return { waitlist: [change], messages: [waitlistMessage('waitlist_offer', entry, opening, catalogue)] };
}

function misfit({ catalogue }: DecisionContext, entry: WaitingEntry, { range, resources }: PlannedSlot): Refusal | null {
  if (range.end > fromWire(entry.row.to)) return refuse('invalid_times', `They have to be done by ${entry.row.to}.`);
  return allowsResources(catalogue, entry, resources.map(({ id }) => id))
    ? null
    : refuse('unsuitable_resource', 'They wait for other resources.');
}
