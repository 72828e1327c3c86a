import type { CustomerInput } from '@holdfast/protocol/commands';
import { resolveSlot } from '../availability/resolve-slot.ts';
import { slotClaims, slotColumns, wantedSlot } from '../bookings/planned-slot.ts';
import type { Handler } from '../commands/handler.ts';
import type { HoldColumns } from '../commands/plan.ts';

export const placeHold: Handler<'place_hold'> = async (context, command) => {
  const { args, channel } = command;
  const resolved = await resolveSlot(context, channel, args);
  if (resolved.kind !== 'slot') return resolved;
  const { slot, picked } = resolved;
  const seconds = context.catalogue.policies.holds[channel].holdSeconds;
  return {
    kind: 'apply',
    wanted: wantedSlot(slot),
    picked,
    plan: {
      claims: slotClaims(slot, { kind: 'hold', id: args.holdId }, seconds),
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      holds: [{ ...slotColumns(slot), ...heldFor(args.customer), hold_id: args.holdId, channel, seconds }],
      outcome: { status: 'committed', holdId: args.holdId },
    },
  };
};

/** Whom to tell when somebody overrides the hold. They become a customer when they book. */
function heldFor(customer: CustomerInput | null | undefined): Partial<HoldColumns> {
  if (!customer) return {};
  const { id, name, phone, email, timeZone } = customer;
  return {
    customer_id: id,
    customer_name: name.trim(),
    customer_phone: phone?.trim() || null,
    customer_email: email?.trim() || null,
    customer_time_zone: timeZone ?? null,
  };
}
