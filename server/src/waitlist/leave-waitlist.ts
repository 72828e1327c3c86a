import { fromWire } from '@holdfast/domain/instant';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { endOffer } from './end-offer.ts';
import { readEntry } from './waitlist-sql.ts';

/** Off the list, by the customer, by staff, or by the server's own job once the window has passed: then it lapsed. */
export const leaveWaitlist: Handler<'leave_waitlist'> = async (context, { args }) => {
  const found = await readEntry(context, args.entryId);
  if (found.kind === 'refuse') return found;
  const { entry } = found;
  const { id, status } = entry.row;
  if (status !== 'waiting' && status !== 'offered') return refuse('illegal_status', `This entry is not waiting any more: it is ${status}.`);
  const over = { status: fromWire(entry.row.to) <= context.now ? ('lapsed' as const) : ('left' as const) };
  const outcome = { status: 'committed', entryId: id } as const;
  if (status === 'waiting')
    return { kind: 'apply', plan: { waitlist: [{ id, expectedStatus: status, columns: over }], outcome } };
  if (!context.locked) return { kind: 'lock' };
  return { kind: 'apply', plan: { ...(await endOffer(context, entry, over)), outcome } };
};
