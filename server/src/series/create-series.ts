import { toWire, fromWire } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Occurrence } from '@holdfast/protocol/outcomes';
import type { Channel } from '@holdfast/protocol/values';
import { exceptionProblem } from '../availability/exceptions.ts';
import { customerRule } from '../bookings/customer-rule.ts';
import { planCustomer } from '../bookings/plan-customer.ts';
import { claimsTogether, slotColumns, type PlannedSlot } from '../bookings/planned-slot.ts';
import { mintReference } from '../bookings/reference.ts';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import type { PlannedBooking } from '../commands/plan.ts';
import { incomplete } from './incomplete.ts';
import { judgeOccurrences } from './judge-occurrences.ts';
import { wantedOccurrences } from './wanted-occurrences.ts';

/**
 * All occurrences of a rule as one command: each is decided by the rules of a single booking under the location's
 * lock, and those that were accepted are committed together.
 */
export const createSeries: Handler<'create_series'> = async (context, command) => {
  const { args, channel } = command;
  const occurrences = wantedOccurrences(context.catalogue, args);
  if ('kind' in occurrences) return occurrences;
  const forbidden = exceptionProblem(context, channel, args);
  if (forbidden) return forbidden;
  // It looks at the calendar of months: nothing of it may move until all of it is applied.
  if (!context.locked) return { kind: 'lock' };
  const objection = await customerRule(context, channel, args);
  if (objection) return objection;
  const judged = await judgeOccurrences(context, channel, {
    seriesId: args.seriesId,
    serviceId: args.serviceId,
    partySize: args.partySize ?? 1,
    squeezeIn: args.squeezeIn,
    waive: args.waive,
    occurrences,
  });
  if ('kind' in judged) return judged;
  const refusal = incomplete(judged.map(({ answer }) => answer), args.acceptance);
  if (refusal) return refusal;

  const booked: { bookingId: string; slot: PlannedSlot }[] = [];
  const bookings: PlannedBooking[] = [];
  const answers: Occurrence[] = [];
  for (const { answer, slot, bookingId } of judged) {
    if (!slot) {
      answers.push(answer);
      continue;
    }
    const reference = mintReference();
    booked.push({ bookingId, slot });
    bookings.push({ id: bookingId, expectedVersion: null, columns: { ...slotColumns(slot), ...bookingColumns(context, channel, args), booking_id: bookingId, reference } });
    answers.push({ ...answer, status: 'booked', bookingId, reference });
  }
  return {
    kind: 'apply',
    looksAgain: true,
    plan: {
      claims: claimsTogether(booked),
      ...planCustomer(args.customer),
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      series: {
        series_id: args.seriesId,
        service_id: args.serviceId,
        rule: args.rule.trim(),
        starts_at: toWire(fromWire(args.start)),
        customer_id: args.customer?.id ?? null,
      },
      bookings,
      outcome: { status: 'committed', seriesId: args.seriesId, occurrences: answers },
    },
  };
};

/** What the bookings of a series have in common. */
function bookingColumns({ now }: DecisionContext, channel: Channel, args: CommandArgs<'create_series'>) {
  return {
    status: 'booked',
    version: 1,
    channel,
    series_id: args.seriesId,
    customer_id: args.customer?.id ?? null,
    title: args.title ?? null,
    notes: args.notes ?? '',
    deposit_reference: args.depositReference ?? null,
    created_at: toWire(now),
  };
}
