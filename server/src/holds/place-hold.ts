import { resolveSlot } from '../availability/resolve-slot.ts';
import { slotClaims, slotColumns, wantedSlot } from '../bookings/planned-slot.ts';
import type { Handler } from '../commands/handler.ts';

export const placeHold: Handler<'place_hold'> = async (context, command) => {
  const { args, channel } = command;
  const resolved = await resolveSlot(context, channel, args);
  if (resolved.kind === 'refuse') return resolved;
  const { slot, picked } = resolved;
  return {
    kind: 'apply',
    wanted: wantedSlot(slot),
    picked,
    plan: {
      claims: slotClaims(slot),
      owner: { kind: 'hold', id: args.holdId },
      expiresInSeconds: context.catalogue.holds[channel].holdSeconds,
      ...(command.supersedes ? { settlesRefusal: command.supersedes } : {}),
      hold: { ...slotColumns(slot), hold_id: args.holdId, channel, asker: args.holdId },
      outcome: { status: 'committed', holdId: args.holdId },
    },
  };
};
