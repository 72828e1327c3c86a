import { resolveSlot } from '../availability/resolve-slot.ts';
import { slotClaims, slotColumns, wantedSlot } from '../bookings/planned-slot.ts';
import type { Handler } from '../commands/handler.ts';
import { heldFor } from './held-for.ts';

export const placeHold: Handler<'place_hold'> = async (context, command) => {
  const { args, channel } = command;
  const resolved = await resolveSlot(context, channel, { ...args, usingHoldIds: context.ownHoldIds });
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
