import type { DecisionContext } from '../commands/handler.ts';
import type { DecidedPlan, PlannedWaitlistEntry } from '../commands/plan.ts';
import { readHold } from '../holds/hold-sql.ts';
import { readOffered, type WaitingEntry } from './waitlist-sql.ts';

/**
 * The plan's part by which an entry lets go of the offer under way and becomes `columns`. The hold goes back on sale
 * with the last one it is offered to. Under the location's lock: others may be letting go of the same hold.
 */
export async function endOffer(
  context: DecisionContext,
  { row, declined }: WaitingEntry,
  columns: PlannedWaitlistEntry['columns'],
): Promise<Pick<DecidedPlan, 'closeHolds' | 'waitlist'>> {
  const held = row.holdId === null ? null : await readHold(context, row.holdId);
  const others = row.holdId === null ? [] : (await readOffered(context, row.holdId)).filter((other) => other.row.id !== row.id);
  if (held?.row.status === 'active' && others.length === 0)
    return {
      closeHolds: [{ id: held.row.id, status: 'released' }],
      // Ending the hold has put the entry back to waiting, and noted the start.
      waitlist: [{ id: row.id, expectedStatus: 'waiting', columns: { hold_id: null, ...columns } }],
    };
  const start = held?.row.start;
  return {
    waitlist: [
      {
        id: row.id,
        expectedStatus: 'offered',
        columns: { hold_id: null, declined: start === undefined ? declined : [...declined, start], ...columns },
      },
    ],
  };
}
