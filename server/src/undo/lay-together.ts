import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LiveClaim } from '../availability/claim-sql.ts';

export interface LaneWish extends TimeRange {
  resourceNo: number;
  capacity: number;
  lanes: number;
}

/** A dozen dates in one hour are tried through; where that is not enough the lowest lanes have to do, as for anybody. */
const triesMax = 10_000;

/**
 * Lanes for claims that go back together, in the order given, beside what others have: of an arrangement that stood there
 * before one is left, and laid one after the other on the lowest free lanes they may miss it. Null where none was found.
 */
export function layTogether(wishes: readonly LaneWish[], others: readonly Pick<LiveClaim, 'resourceNo' | 'lane' | 'start' | 'end'>[]): number[][] | null {
  const on = wishes.map((): number[] => []);
  const units = wishes
    .flatMap((wish, at) => Array.from({ length: wish.lanes }, () => ({ ...wish, at, mine: on[at] ?? [] })))
    .toSorted((a, b) => a.resourceNo - b.resourceNo || a.start - b.start);
  const laid = [...others];
  let tries = triesMax;
  const layFrom = (next: number): boolean => {
    const unit = units[next];
    if (!unit) return true;
    const { resourceNo, capacity, start, end, mine } = unit;
    for (let lane = (mine.at(-1) ?? 0) + 1; lane <= capacity; lane++) {
      if (tries-- <= 0) return false;
      if (laid.some((claim) => claim.resourceNo === resourceNo && claim.lane === lane && overlaps(claim, unit))) continue;
      mine.push(lane);
      laid.push({ resourceNo, lane, start, end });
      if (layFrom(next + 1)) return true;
      mine.pop();
      laid.pop();
    }
    return false;
  };
  return layFrom(0) ? on : null;
}
