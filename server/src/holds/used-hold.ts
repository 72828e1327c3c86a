import { fromWire } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { DecisionContext } from '../commands/handler.ts';
import type { DecidedPlan } from '../commands/plan.ts';
import { readHold } from './hold-sql.ts';

/**
 * The plan's part that takes over a held alternative. A hold that ran out meanwhile is no reason to refuse: the
 * time may still be free. One on other time or other resources is left alone: knowing its id is no licence to
 * free what somebody else was promised.
 */
export async function takeOverHold(
  context: DecisionContext,
  holdId: string | undefined,
  wanted: { occupied: TimeRange; resources: readonly { id: string }[] },
): Promise<Pick<DecidedPlan, 'closeHolds'>> {
  const held = holdId === undefined ? null : await readHold(context, holdId);
  if (held?.row.status !== 'active') return {};
  // Kept for an undo, or offered to somebody who waits: neither is an alternative to take.
  if (held.row.purpose === 'undo' || held.row.purpose === 'waitlist') return {};
  const { id, occupiedStart, occupiedEnd, resourceIds } = held.row;
  const inTheWay =
    overlaps({ start: fromWire(occupiedStart), end: fromWire(occupiedEnd) }, wanted.occupied) &&
    wanted.resources.some((resource) => resourceIds.includes(resource.id));
  return inTheWay ? { closeHolds: [{ id, status: 'converted' }] } : {};
}
