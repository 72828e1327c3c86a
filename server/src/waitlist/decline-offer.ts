import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { endOffer } from './end-offer.ts';
import { readEntry } from './waitlist-sql.ts';

/**
 * Not this time: they wait on for another start, and the next in line is offered this one. Said after the offer ran
 * out, it is an answer all the same: they are back in their place.
 */
export const declineOffer: Handler<'decline_offer'> = async (context, { args }) => {
  const found = await readEntry(context, args.entryId);
  if (found.kind === 'refuse') return found;
  const { entry } = found;
  if (args.holdId !== undefined && args.holdId !== entry.row.holdId)
    return refuse('illegal_status', 'That is not what they were offered last.');
  const outcome = { status: 'committed', entryId: entry.row.id } as const;
  if (entry.row.status === 'waiting' && (entry.row.lapses ?? 0) > 0)
    return { kind: 'apply', plan: { waitlist: [{ id: entry.row.id, expectedStatus: 'waiting', columns: { lapses: 0 } }], outcome } };
  if (entry.row.status !== 'offered')
    return refuse('illegal_status', `Nothing is offered to this entry: it is ${entry.row.status}.`);
  if (!context.locked) return { kind: 'lock' };
  return {
    kind: 'apply',
    plan: {
      ...(await endOffer(context, entry, { status: 'waiting', lapses: 0 })),
      outcome,
    },
  };
};
