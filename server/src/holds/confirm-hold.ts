import { fromWire, toWire } from '@holdfast/domain/instant';
import type { HoldRow } from '@holdfast/protocol/rows';
import type { Channel } from '@holdfast/protocol/values';
import { exceptionProblem, type ExceptionRequest } from '../availability/exceptions.ts';
import { resolveSlot } from '../availability/resolve-slot.ts';
import { customerRule } from '../bookings/customer-rule.ts';
import { planCustomer } from '../bookings/plan-customer.ts';
import { slotClaims, slotColumns, wantedSlot } from '../bookings/planned-slot.ts';
import { mintReference } from '../bookings/reference.ts';
import { kindsOf } from '../bookings/sold-service.ts';
import { waivedTogether } from '../bookings/waived-rules.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import { refuse, type DecidedPlan, type PlannedBooking, type WantedSlot } from '../commands/plan.ts';
import type { Catalogue } from '../locations/catalogue.ts';
import { seriesRule } from '../series/series-rule.ts';
import { heldForAsBefore } from './held-for.ts';
import { claimsOfWhole } from './held-whole.ts';
import { readHold } from './hold-sql.ts';
import { notActive } from './not-active.ts';

/**
 * A live hold becomes the booking in place: its claims change owner and the slot is never free in between.
 * A hold that ran out is a fresh attempt on the same slot, refused with alternatives if somebody was faster.
 */
export const confirmHold: Handler<'confirm_hold'> = async (context, command) => {
  const { args, channel } = command;
  const held = await readHold(context, args.holdId);
  if (!held) return refuse('not_found', 'There is no such hold at this location.');
  const { row } = held;
  // Who is not named when it is booked was named when it was held.
  const holder = args.customer || args.title !== undefined ? undefined : heldForAsBefore(held);
  if (row.purpose === 'undo') return refuse('hold_not_active', 'This time is kept for an undo; nobody can book it.');
  if (row.purpose === 'waitlist')
    return refuse('policy_forbids', 'This time is offered to somebody who waits. Accept the offer for them instead.');
  if (row.status === 'overridden')
    return refuse('hold_not_active', 'This hold was overridden: a manager took the time. Take another.', { ...soughtInstead(context.catalogue, row), holder });
  if (row.status !== 'active' && row.status !== 'expired')
    return notActive(row, `This hold was ${row.status}. Ask for the time again.`);

  const forbidden = exceptionProblem(context, channel, args);
  if (forbidden) return forbidden;
  const objection = await customerRule(context, channel, { ...args, serviceId: row.serviceId });
  if (objection) return objection;

  const stray = await seriesRule(context, { ...args, serviceId: row.serviceId });
  if (stray) return stray;

  const reference = mintReference();
  const owner = { kind: 'booking', id: args.bookingId } as const;
  const booking: PlannedBooking = {
    id: args.bookingId,
    expectedVersion: null,
    columns: {
      booking_id: args.bookingId,
      reference,
      service_id: row.serviceId,
      resource_ids: row.resourceIds,
      starts_at: row.start,
      ends_at: row.end,
      occupied_from: row.occupiedStart,
      occupied_to: row.occupiedEnd,
      occupied_by_resource: row.occupiedByResource ?? null,
      party_size: row.partySize ?? 1,
      squeeze_reason: row.squeezeReason ?? null,
      hold_id: row.id,
      waived: waivedTogether(row.waived, args.waive),
      deposit_reference: args.depositReference ?? null,
      series_id: args.seriesId ?? null,
      status: 'booked',
      version: 1,
      channel,
      customer_id: args.customer?.id ?? null,
      title: args.title ?? null,
      notes: args.notes ?? '',
      created_at: toWire(context.now),
    },
  };
  const rest: Pick<DecidedPlan, 'customer' | 'settlesRefusal' | 'outcome'> = {
    ...planCustomer(args.customer),
    // The refusal that offered this hold is decided: its other offers go back on sale.
    ...(row.refusedCommandId ? { settlesRefusal: row.refusedCommandId } : {}),
    outcome: { status: 'committed', bookingId: args.bookingId, reference, bookingVersion: 1 },
  };
  const live = row.status === 'active' && held.liveClaims > 0;
  const whole = claimsOfWhole(context.catalogue, held, owner);
  if (live)
    return {
      kind: 'apply',
      plan: {
        ...rest,
        bookings: [booking],
        ...(whole ? { claims: whole } : { convert: { holdId: row.id, owner, claims: held.liveClaims, squeezedIn: row.squeezedIn ?? false } }),
        closeHolds: [{ id: row.id, status: 'converted' }],
      },
    };

  const resolved = await resolveSlot(context, channel, {
    serviceId: row.serviceId,
    alreadySold: true,
    soldNeeds: kindsOf(context.catalogue, row.resourceIds),
    agreedMs: fromWire(row.end) - fromWire(row.start),
    start: row.start,
    end: row.end,
    resourceIds: row.resourceIds,
    partySize: row.partySize,
    holder,
    ...exceptionsAsBefore(context, channel, row, args.waive),
  });
  if (resolved.kind !== 'slot') return resolved;
  const { slot } = resolved;
  const wanted: WantedSlot = { ...wantedSlot(slot), expiredHold: true, holder };
  return {
    kind: 'apply',
    wanted,
    plan: {
      ...rest,
      bookings: [{ ...booking, columns: { ...booking.columns, ...slotColumns(slot), waived: slot.waived } }],
      claims: slotClaims(slot, owner),
    },
  };
};

/** What is looked for around the time that a hold was for. */
function soughtInstead(catalogue: Catalogue, { serviceId, start, end, resourceIds, partySize = 1 }: HoldRow): WantedSlot {
  return { serviceId, soldNeeds: kindsOf(catalogue, resourceIds), start: fromWire(start), end: fromWire(end), resourceIds, partySize };
}

/** What the hold was an exception for is asked for again, by who may; for others the regular lanes may have room by now. */
function exceptionsAsBefore(context: DecisionContext, channel: Channel, { squeezedIn, squeezeReason, waived }: HoldRow, waive: ExceptionRequest['waive']): ExceptionRequest {
  const may = (asked: ExceptionRequest): boolean => exceptionProblem(context, channel, asked) === null;
  const squeezeIn = squeezedIn ? { reason: squeezeReason ?? '' } : undefined;
  return {
    ...(squeezeIn && may({ squeezeIn }) ? { squeezeIn } : {}),
    waive: (waived && may({ waive: waived }) ? waivedTogether(waived, waive) : waive) ?? undefined,
  };
}
