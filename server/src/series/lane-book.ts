import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LiveClaim } from '../availability/claim-sql.ts';

/** A claim on as many lanes as it needs, not yet laid. */
export interface WantedClaim extends TimeRange {
  resourceNo: number;
  lanes: number;
  ownerId: string;
}

/**
 * Claims as the database keeps them: a list without overlaps per lane of each resource. A decision about many slots
 * lays its own claims here as it goes, by the rule of `gateway.take_lanes` (the lowest free lanes), so that each
 * slot is judged beside the ones before it.
 */
export class LaneBook {
  /** By resource, by lane − 1, sorted. */
  readonly #lanes = new Map<number, LiveClaim[][]>();

  /** False, and nothing laid, when the claim's time on its lane is taken: only claims of somebody else's laying are. */
  lay(claim: LiveClaim): boolean {
    const lane = this.#laneOf(claim.resourceNo, claim.lane);
    const at = firstEndingAfter(lane, claim.start);
    const next = lane[at];
    if (next !== undefined && overlaps(next, claim)) return false;
    lane.splice(at, 0, claim);
    return true;
  }

  /** Lays claims on the lowest free lanes of their resources; all of them or, with false, none. */
  take(claims: readonly WantedClaim[], capacityOf: (resourceNo: number) => number): boolean {
    const laid: LiveClaim[] = [];
    for (const { resourceNo, lanes, ownerId, start, end } of claims) {
      let missing = lanes;
      for (let lane = 1; lane <= capacityOf(resourceNo) && missing > 0; lane++) {
        const claim: LiveClaim = { resourceNo, lane, start, end, ownerKind: 'booking', ownerId, yields: false };
        if (!this.lay(claim)) continue;
        laid.push(claim);
        missing -= 1;
      }
      if (missing > 0) {
        for (const claim of laid) this.lift(claim);
        return false;
      }
    }
    return true;
  }

  lift(claim: LiveClaim): void {
    const lane = this.#laneOf(claim.resourceNo, claim.lane);
    const at = lane.indexOf(claim);
    if (at >= 0) lane.splice(at, 1);
  }

  /** What touches the range on these resources. */
  within(resourceNos: readonly number[], range: TimeRange): LiveClaim[] {
    const found: LiveClaim[] = [];
    for (const resourceNo of resourceNos)
      for (const lane of this.#lanes.get(resourceNo) ?? [])
        for (let at = firstEndingAfter(lane, range.start); at < lane.length; at++) {
          const claim = lane[at];
          if (claim === undefined || claim.start >= range.end) break;
          found.push(claim);
        }
    return found;
  }

  #laneOf(resourceNo: number, lane: number): LiveClaim[] {
    const lanes = this.#lanes.get(resourceNo) ?? [];
    this.#lanes.set(resourceNo, lanes);
    while (lanes.length < lane) lanes.push([]);
    return lanes[lane - 1] ?? [];
  }
}

/** Claims of a lane do not overlap, so their ends are sorted too. */
function firstEndingAfter(lane: readonly LiveClaim[], instant: number): number {
  let low = 0;
  let high = lane.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((lane[middle]?.end ?? Infinity) <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
