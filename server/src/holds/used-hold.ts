import { fromWire } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { HoldRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import type { DecidedPlan } from '../commands/plan.ts';
import { readHold } from './hold-sql.ts';

/**
 * The hold that somebody names to take over, or null where it is none to take: then it stands in their way like anybody's.
 * One that ran out meanwhile is no reason to refuse: the time may still be free.
 */
export async function heldToTake(context: DecisionContext, holdId: string | undefined): Promise<HoldRow | null> {
  const held = holdId === undefined ? null : await readHold(context, holdId);
  if (held?.row.status !== 'active') return null;
  // Kept for an undo, or offered to somebody who waits: neither is an alternative to take.
  return held.row.purpose === 'undo' || held.row.purpose === 'waitlist' ? null : held.row;
}

/**
 * The plan's part that takes it over. One on other time or other resources is left alone: knowing its id is no licence
 * to free what somebody else was promised.
 */
export function takeOverHold(
  held: HoldRow | null,
  wanted: { occupied: TimeRange; resources: readonly { id: string }[] },
): Pick<DecidedPlan, 'closeHolds'> {
  if (held === null) return {};
  const { id, occupiedStart, occupiedEnd, resourceIds } = held;
  const inTheWay =
    overlaps({ start: fromWire(occupiedStart), end: fromWire(occupiedEnd) }, wanted.occupied) &&
    wanted.resources.some((resource) => resourceIds.includes(resource.id));
  return inTheWay ? { closeHolds: [{ id, status: 'converted' }] } : {};
}
