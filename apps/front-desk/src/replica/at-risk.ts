import { occupiesTime } from '@holdfast/domain/booking-status';
import { lanesFor } from '@holdfast/domain/lanes';
import { overlaps } from '@holdfast/domain/time-range';
import type { BoardItem } from '../desk.ts';
import { isApart, mostLanesTaken, occupationOf, occupiedOn, type Lanes, type Services } from '../occupation.ts';

/** Whether an item takes time from its resources now, as far as somebody at the counter is concerned. */
export function takesTime(item: BoardItem, now: number): boolean {
  if (item.certainty === 'refused') return false;
  if (item.kind === 'booking') return occupiesTime(item.row.status);
  if (item.kind === 'block') return true;
  // Time kept for an undo yields to the desk.
  if (item.row.purpose === 'undo') return false;
  // A hold still waiting for its answer has no expiry yet.
  return item.certainty === 'waiting' || Date.parse(item.row.expiresAt) > now;
}

/**
 * Whether what was committed leaves no room for a waiting item: it will probably be refused, and the
 * person should know before the customer has left. `committed` holds, by resource, at least everything
 * confirmed around the item's time. A resource that nobody knows has one lane.
 */
export function isAtRisk(
  item: BoardItem,
  committed: ReadonlyMap<string, readonly BoardItem[]>,
  { resourceOf, services }: { resourceOf: (resourceId: string) => Lanes | undefined; services: Services },
  now: number,
): boolean {
  if (item.certainty !== 'waiting' || !takesTime(item, now)) return false;
  return item.resourceIds.some((resourceId) => {
    const wanted = occupiedOn(item, resourceId);
    const inWay = (committed.get(resourceId) ?? []).filter(
      (other) => other.id !== item.id && overlaps(occupiedOn(other, resourceId), wanted) && takesTime(other, now),
    );
    if (inWay.length === 0) return false;
    // A block takes every lane, and needs every lane.
    if (item.kind === 'block' || inWay.some(({ kind }) => kind === 'block')) return true;
    const resource = resourceOf(resourceId) ?? { id: resourceId, capacity: 1, squeezeLanes: 0 };
    const taken = inWay.map((other) => occupationOf(other, resource, services));
    if (taken.some((other) => isApart(other, occupationOf(item, resource, services)))) return true;
    // Who is squeezed in goes where the regular lanes end: only the server counts those.
    if (item.row.squeezedIn === true && (resource.squeezeLanes ?? 0) > 0) return false;
    return mostLanesTaken(taken, resource.capacity, wanted) + lanesFor(resource, item.row.partySize ?? 1) > resource.capacity;
  });
}
