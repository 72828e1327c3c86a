import { occupiesTime } from '@holdfast/domain/booking-status';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { BoardItem } from '../desk.ts';

/** Whether an item takes time from its resources now. */
export function takesTime(item: BoardItem, now: number): boolean {
  if (item.certainty === 'refused') return false;
  if (item.kind === 'booking') return occupiesTime(item.row.status);
  // A hold still waiting for its answer has no expiry yet.
  // Time kept for an undo yields to the desk.
  if (item.kind === 'hold' && item.row.purpose === 'undo') return false;
  if (item.kind === 'hold') return item.certainty === 'waiting' || Date.parse(item.row.expiresAt) > now;
  return true;
}

/**
 * Whether what was committed leaves no lane for a waiting item: it will probably be refused, and the
 * person should know before the customer has left. `committed` holds, by resource, at least everything
 * confirmed around the item's time.
 */
export function isAtRisk(
  item: BoardItem,
  committed: ReadonlyMap<string, readonly BoardItem[]>,
  capacityOf: (resourceId: string) => number,
  now: number,
): boolean {
  if (item.certainty !== 'waiting' || !takesTime(item, now)) return false;
  return item.resourceIds.some((resourceId) => {
    const inWay = (committed.get(resourceId) ?? []).filter(
      (other) => other.id !== item.id && overlaps(other.occupied, item.occupied) && takesTime(other, now),
    );
    if (inWay.length === 0) return false;
    // A block takes every lane, and needs every lane.
    if (item.kind === 'block' || inWay.some(({ kind }) => kind === 'block')) return true;
    return mostAtOnce(inWay.map(({ occupied }) => occupied), item.occupied) >= capacityOf(resourceId);
  });
}

/** The largest number of ranges that share an instant within `within`; it is reached where one begins. */
function mostAtOnce(ranges: readonly TimeRange[], within: TimeRange): number {
  const instants = ranges.map(({ start }) => Math.max(start, within.start));
  return Math.max(0, ...instants.map((at) => ranges.filter(({ start, end }) => start <= at && at < end).length));
}
