import { toWire } from '@holdfast/domain/instant';
import { resolveSlot } from '../availability/resolve-slot.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { customerRule } from './customer-rule.ts';
import { seriesRule } from '../series/series-rule.ts';
import { planCustomer } from './plan-customer.ts';
import { slotClaims, slotColumns, wantedSlot } from './planned-slot.ts';
import { mintReference } from './reference.ts';

export const createBooking: Handler<'create_booking'> = async (context, command) => {
  const { args, channel } = command;
  if (args.reference !== undefined && channel !== 'import')
    return refuse('policy_forbids', 'Only an import brings its own references.');
  const resolved = await resolveSlot(context, channel, { ...args, usingHoldIds: context.ownHoldIds });
  if (resolved.kind !== 'slot') return resolved;
  const { slot, picked } = resolved;
  const objection = await customerRule(context, channel, args);
  if (objection) return objection;
  const stray = await seriesRule(context, args);
  if (stray) return stray;
  const reference = args.reference ?? mintReference();
  return {
    kind: 'apply',
    wanted: wantedSlot(slot),
    picked,
    plan: {
      claims: slotClaims(slot, { kind: 'booking', id: args.bookingId }),
      ...planCustomer(args.customer),
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      bookings: [{
        id: args.bookingId,
        expectedVersion: null,
        columns: {
          ...slotColumns(slot),
          booking_id: args.bookingId,
          reference,
          status: 'booked',
          version: 1,
          channel,
          customer_id: args.customer?.id ?? null,
          title: args.title ?? null,
          notes: args.notes ?? '',
          created_at: toWire(context.now),
          deposit_reference: args.depositReference ?? null,
          series_id: args.seriesId ?? null,
        },
      }],
      outcome: { status: 'committed', bookingId: args.bookingId, reference, bookingVersion: 1 },
    },
  };
};
