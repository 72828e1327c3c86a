import { fromWire, toWire } from '@holdfast/domain/instant';
import { exceptionProblem } from '../availability/exceptions.ts';
import { resolveSlot } from '../availability/resolve-slot.ts';
import { customerRule } from '../bookings/customer-rule.ts';
import { slotClaims, slotColumns, wantedSlot } from '../bookings/planned-slot.ts';
import { mintReference } from '../bookings/reference.ts';
import { kindsOf } from '../bookings/sold-service.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import { refuse, type DecidedPlan, type Decision, type PlannedBooking, type PlannedWaitlistEntry } from '../commands/plan.ts';
import { readHold, type HeldSlot } from '../holds/hold-sql.ts';
import { waitlistMessage } from './offer-message.ts';
import { readEntry, readOffered, type WaitingEntry } from './waitlist-sql.ts';

/**
 * The offered time becomes the booking in place, as a confirmed hold does. Whoever else had the same offer waits on
 * and is told. After the deadline it is a fresh attempt on the same slot: the next in line may have it by now.
 */
export const acceptOffer: Handler<'accept_offer'> = async (context, { args, channel }) => {
  const found = await readEntry(context, args.entryId);
  if (found.kind === 'refuse') return found;
  const { entry } = found;
  const { status, holdId } = entry.row;
  if (status !== 'offered' && status !== 'waiting')
    return refuse('illegal_status', `This entry is not waiting any more: it is ${status}.`);
  if (holdId === null) return refuse('illegal_status', 'Nothing is offered to them right now.');
  // Others may be accepting the same hold.
  if (!context.locked) return { kind: 'lock' };
  const objection =
    exceptionProblem(context, channel, args) ??
    (await customerRule(context, channel, { ...args, serviceId: entry.row.serviceId, customer: { id: entry.row.customerId } }));
  if (objection) return objection;
  const held = await readHold(context, holdId);
  if (!held) throw new Error(`Waitlist entry ${args.entryId} names hold ${holdId}, which is not there`);

  const reference = mintReference();
  const booking: PlannedBooking = {
    id: args.bookingId,
    expectedVersion: null,
    columns: {
      booking_id: args.bookingId,
      reference,
      service_id: held.row.serviceId,
      resource_ids: held.row.resourceIds,
      starts_at: held.row.start,
      ends_at: held.row.end,
      occupied_from: held.row.occupiedStart,
      occupied_to: held.row.occupiedEnd,
      occupied_by_resource: held.row.occupiedByResource ?? null,
      party_size: entry.row.partySize,
      hold_id: held.row.id,
      waived: args.waive ?? null,
      deposit_reference: args.depositReference ?? null,
      status: 'booked',
      version: 1,
      channel,
      customer_id: entry.row.customerId,
      title: null,
      notes: entry.row.notes,
      created_at: toWire(context.now),
    },
  };
  const outcome = { status: 'committed', bookingId: args.bookingId, reference, bookingVersion: 1, entryId: entry.row.id } as const;
  const live = status === 'offered' && held.row.status === 'active' && held.liveClaims > 0;
  if (!live) return attemptAfresh(context, entry, held, { channel, booking, outcome });
  return {
    kind: 'apply',
    plan: {
      bookings: [booking],
      convert: {
        holdId,
        owner: { kind: 'booking', id: args.bookingId },
        claims: held.liveClaims,
        squeezedIn: held.row.squeezedIn ?? false,
      },
      closeHolds: [{ id: holdId, status: 'converted' }],
      ...(await tooLate(context, entry, held, { status: 'booked', booking_id: args.bookingId })),
      outcome,
    },
  };
};

/** The entry becomes `columns`; all others with the same offer go back to waiting, are told, and may be offered that start again. */
async function tooLate(
  context: DecisionContext,
  entry: WaitingEntry,
  { row: hold }: HeldSlot,
  columns: PlannedWaitlistEntry['columns'],
): Promise<Pick<DecidedPlan, 'waitlist' | 'messages'>> {
  const others = (await readOffered(context, hold.id)).filter(({ row }) => row.id !== entry.row.id);
  const opening = { holdId: hold.id, start: hold.start, end: hold.end, resourceIds: hold.resourceIds };
  return {
    waitlist: [
      ...others.map(({ row }): PlannedWaitlistEntry => ({ id: row.id, expectedStatus: 'offered', columns: { status: 'waiting' } })),
      { id: entry.row.id, expectedStatus: 'offered', columns },
    ],
    messages: others.map((other) => waitlistMessage('waitlist_taken', other, opening, context.catalogue)),
  };
}

async function attemptAfresh(
  context: DecisionContext,
  entry: WaitingEntry,
  { row: hold }: HeldSlot,
  { channel, booking, outcome }: { channel: Parameters<typeof resolveSlot>[1]; booking: PlannedBooking; outcome: DecidedPlan['outcome'] },
): Promise<Decision> {
  if (hold.status !== 'active' && hold.status !== 'expired')
    return refuse('hold_not_active', hold.status === 'converted' ? 'Somebody else was faster. They wait on.' : `This offer was ${hold.status}. They wait on.`);
  const holder = { customer_id: entry.row.customerId };
  const resolved = await resolveSlot(context, channel, {
    serviceId: hold.serviceId,
    alreadySold: true,
    soldNeeds: kindsOf(context.catalogue, hold.resourceIds),
    agreedMs: fromWire(hold.end) - fromWire(hold.start),
    start: hold.start,
    end: hold.end,
    resourceIds: hold.resourceIds,
    partySize: entry.row.partySize,
    holder,
  });
  if (resolved.kind !== 'slot') return resolved;
  const { slot } = resolved;
  return {
    kind: 'apply',
    wanted: { ...wantedSlot(slot), expiredHold: true, holder },
    plan: {
      // Not swept yet: ended here, which puts the entry back to waiting.
      ...(hold.status === 'active' ? { closeHolds: [{ id: hold.id, status: 'released' as const }] } : {}),
      claims: slotClaims(slot, { kind: 'booking', id: booking.id }),
      bookings: [{ ...booking, columns: { ...booking.columns, ...slotColumns(slot) } }],
      waitlist: [{ id: entry.row.id, expectedStatus: 'waiting', columns: { status: 'booked', booking_id: booking.id } }],
      outcome,
    },
  };
}

