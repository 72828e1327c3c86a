import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { endOffer } from './end-offer.ts';
import { readEntry } from './waitlist-sql.ts';

/** Not this time: they wait on for another start, and the next in line is offered this one. */
export const declineOffer: Handler<'decline_offer'> = async (context, { args }) => {
  const found = await readEntry(context, args.entryId);
  if (found.kind === 'refuse') return found;
  const { entry } = found;
  if (entry.row.status !== 'offered')
    return refuse('illegal_status', `Nothing is offered to this entry: it is ${entry.row.status}.`);
  if (!context.locked) return { kind: 'lock' };
  return {
    kind: 'apply',
    plan: {
      ...(await endOffer(context, entry, { status: 'waiting' })),
      outcome: { status: 'committed', entryId: entry.row.id },
    },
  };
};
