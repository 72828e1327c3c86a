import { isSqueezeLane, maySqueezeIn, squeezeLanesOf, type SqueezeRules } from '@holdfast/domain/squeeze-in';
import { contains, overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LiveClaim } from '../availability/claim-sql.ts';

/** A claim on as many lanes as it needs, not yet laid. */
export interface WantedClaim extends TimeRange {
  resourceNo: number;
  lanes: number;
  ownerId: string;
  /** May go beyond the capacity; the day whose squeeze-ins count. */
  squeezeDay?: TimeRange;
}

/** The lanes of each claim, or why they are not all to be had. */
export type Laid = number[][] | 'taken' | 'squeeze_limit';

/**
 * Claims as the database keeps them: a list without overlaps per lane of each resource. A decision about many slots
 * lays its own claims here as it goes, by the rules of `gateway.take_lanes` and `gateway.take_claims`, so that each
 * slot is judged beside the ones before it.
 */
export class LaneBook {
  /** By resource, by lane − 1, sorted. */
  readonly #lanes = new Map<number, LiveClaim[][]>();

  /** By resource. */
  readonly #yielding = new Map<number, LiveClaim[]>();

  /** What is in nobody's way, and taken away by whoever finds no other lane (time kept for an undo, at the desk). */
  layYielding(claim: LiveClaim): void {
    this.#yielding.set(claim.resourceNo, [...(this.#yielding.get(claim.resourceNo) ?? []), claim]);
  }

  /** False, and nothing laid, when the claim's time on its lane is taken: only claims of somebody else's laying are. */
  lay(claim: LiveClaim): boolean {
    const lane = this.#laneOf(claim.resourceNo, claim.lane);
    const at = firstEndingAfter(lane, claim.start);
    const next = lane[at];
    if (next !== undefined && overlaps(next, claim)) return false;
    lane.splice(at, 0, claim);
    return true;
  }

  /**
   * Lays claims on the lowest free lanes of their resources, beyond the capacity only where that does not suffice, the
   * claim may and its day has room for it; all of them, or nothing.
   */
  take(claims: readonly WantedClaim[], rulesOf: (resourceNo: number) => SqueezeRules): Laid {
    const laid: LiveClaim[] = [];
    const lanes: number[][] = [];
    const yielding = [...this.#yielding];
    for (const wanted of claims) {
      const on = this.#takeOne(wanted, rulesOf(wanted.resourceNo), laid);
      if (typeof on === 'string') {
        for (const claim of laid) this.lift(claim);
        for (const [resourceNo, claims] of yielding) this.#yielding.set(resourceNo, claims);
        return on;
      }
      lanes.push(on);
    }
    return lanes;
  }

  /** What it lays it adds to `laid`, also when it then comes short. */
  #takeOne({ resourceNo, lanes, ownerId, start, end, squeezeDay }: WantedClaim, rules: SqueezeRules, laid: LiveClaim[]): number[] | 'taken' | 'squeeze_limit' {
    const on: number[] = [];
    const layOn = (numbers: readonly number[], yielding: readonly LiveClaim[] = []): void => {
      for (const lane of numbers) {
        if (on.length === lanes) return;
        if (yielding.some((claim) => claim.lane === lane)) continue;
        const claim: LiveClaim = { resourceNo, lane, start, end, ownerKind: 'booking', ownerId, yields: false };
        if (!this.lay(claim)) continue;
        laid.push(claim);
        on.push(lane);
      }
    };
    const regular = Array.from({ length: rules.capacity }, (_, index) => index + 1);
    const yielding = (this.#yielding.get(resourceNo) ?? []).filter((claim) => overlaps(claim, { start, end }));
    layOn(regular, yielding);
    if (on.length < lanes && yielding.length > 0) {
      this.#yielding.set(resourceNo, (this.#yielding.get(resourceNo) ?? []).filter((claim) => !yielding.includes(claim)));
      layOn(regular);
    }
    if (on.length === lanes) return on;
    // A block takes the lanes beyond the capacity too.
    if (!squeezeDay || this.within([resourceNo], { start, end }).some(({ ownerKind }) => ownerKind === 'block')) return 'taken';
    const squeezed = this.#squeezedOn(resourceNo, rules, squeezeDay);
    layOn(squeezeLanesOf(rules));
    if (on.length < lanes) return 'taken';
    return maySqueezeIn(rules, squeezed.size) ? on : 'squeeze_limit';
  }

  /** Who lies beyond the capacity from some time of that day on. */
  #squeezedOn(resourceNo: number, rules: SqueezeRules, day: TimeRange): Set<string> {
    const began = this.within([resourceNo], day).filter(({ lane, start }) => isSqueezeLane(rules, lane) && contains(day, { start, end: start + 1 }));
    return new Set(began.map(({ ownerId }) => ownerId));
  }

  lift(claim: LiveClaim): void {
    const lane = this.#laneOf(claim.resourceNo, claim.lane);
    const at = lane.indexOf(claim);
    if (at >= 0) lane.splice(at, 1);
  }

  /** Takes away what lies on a resource over this time for a booking. */
  liftOwned(ownerId: string, resourceNo: number, range: TimeRange): void {
    // By kind too: terminals mint ids, so a block may carry a booking's.
    for (const claim of this.within([resourceNo], range)) if (claim.ownerId === ownerId && claim.ownerKind === 'booking') this.lift(claim);
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
