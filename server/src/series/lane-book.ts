import { maySqueezeIn, squeezeLanesOf, type SqueezeRules } from '@holdfast/domain/squeeze-in';
import { clip, overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { LiveClaim } from '../availability/claim-sql.ts';
import { isApart } from '../availability/conflicts.ts';
import { layTogether, mostAtOnce, type Patience } from '../availability/lay-together.ts';
import { squeezedOn } from '../availability/squeezed-on.ts';

/** A claim on as many lanes as it needs, not yet laid. */
export interface WantedClaim extends TimeRange {
  resourceNo: number;
  lanes: number;
  ownerId: string;
  /** As its claims have it. */
  classKey: string | null;
  /** May go beyond the capacity; the day whose squeeze-ins count. */
  squeezeDay?: TimeRange;
}

/** The lanes of each claim, until another one needs them; or why they are not all to be had. */
export type Laid = number[][] | 'taken' | 'squeeze_limit';

/** Lanes of dates that hang together: more are left as they lie, for the sake of those who wait meanwhile. */
const regroupedMax = 1_000;

/** Ways back, the last one first. */
type Steps = (() => void)[];

/**
 * Claims as the database keeps them: a list without overlaps per lane of each resource. A decision about many slots
 * lays its own claims here as it goes, by the rules of `gateway.take_lanes` and `gateway.take_claims`, so that each
 * slot is judged beside the ones before it. What it laid before goes to other lanes where that leaves the next one its own.
 */
export class LaneBook {
  /** By resource, by lane − 1, sorted. */
  readonly #lanes = new Map<number, LiveClaim[][]>();

  /** By resource. */
  readonly #yielding = new Map<number, LiveClaim[]>();

  /** Laid by `take`. */
  readonly #own = new Set<LiveClaim>();

  readonly #patience: Patience;

  constructor(patience: Patience) {
    this.#patience = patience;
  }

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
   * Lays claims on the lowest free lanes of their resources, beyond the capacity only where no arrangement with what was
   * taken before does, the claim may and its day has room for it; all of them, or nothing, and then all is as it was.
   */
  take(claims: readonly WantedClaim[], rulesOf: (resourceNo: number) => SqueezeRules): Laid {
    const back: Steps = [];
    const lanes: number[][] = [];
    for (const wanted of claims) {
      const on = this.#takeOne(wanted, rulesOf(wanted.resourceNo), back);
      if (typeof on === 'string') {
        goBack(back);
        return on;
      }
      lanes.push(on);
    }
    return lanes;
  }

  /** Whether `take` would lay this one; all stays as it is. */
  couldTake(wanted: WantedClaim, rules: SqueezeRules): boolean {
    const back: Steps = [];
    const on = this.#takeOne(wanted, rules, back);
    goBack(back);
    return typeof on !== 'string';
  }

  /** Whether something that was taken lies there. */
  hasOwn(resourceNo: number, range: TimeRange): boolean {
    return this.within([resourceNo], range).some((claim) => this.#own.has(claim));
  }

  /** The lanes that a booking took of a resource at this time, as they are by now. */
  lanesOf(ownerId: string, resourceNo: number, range: TimeRange): number[] {
    const isIts = (claim: LiveClaim): boolean => this.#own.has(claim) && claim.ownerId === ownerId && claim.start === range.start && claim.end === range.end;
    return this.within([resourceNo], range).filter(isIts).map(({ lane }) => lane);
  }

  /** How to undo what it does it adds to `back`, also when it then comes short. */
  #takeOne(wanted: WantedClaim, rules: SqueezeRules, back: Steps): number[] | 'taken' | 'squeeze_limit' {
    const { resourceNo, ownerId, start, end, squeezeDay } = wanted;
    const regular = Array.from({ length: rules.capacity }, (_, index) => index + 1);
    const yielding = this.#yielding.get(resourceNo) ?? [];
    let missing = wanted.lanes;
    for (const kept of [yielding, []]) {
      // Whoever it may not share the resource with is in its way on every lane.
      if (this.#isKeptApart(wanted, kept)) {
        if (yielding.length === 0 || kept.length === 0) return 'taken';
        continue;
      }
      missing = this.#layOn(regular, wanted, missing, kept, back);
      if (missing > 0) missing = this.#makeRoom(wanted, missing, rules, kept, back);
      if (missing === 0 || yielding.length === 0) break;
    }
    if (yielding.length > 0) {
      this.#yielding.set(resourceNo, yielding.filter((claim) => !this.within([resourceNo], claim).some((other) => other.lane === claim.lane || isApart(other, claim))));
      back.push(() => this.#yielding.set(resourceNo, yielding));
    }
    if (missing === 0) return this.lanesOf(ownerId, resourceNo, wanted);
    // A block takes the lanes beyond the capacity too.
    if (!squeezeDay || this.within([resourceNo], { start, end }).some(({ ownerKind }) => ownerKind === 'block')) return 'taken';
    const squeezed = squeezedOn(this.within([resourceNo], squeezeDay), { ...rules, resourceNo }, squeezeDay);
    missing = this.#layOn(squeezeLanesOf(rules), wanted, missing, [], back);
    if (missing > 0) return 'taken';
    return maySqueezeIn(rules, squeezed.size) ? this.lanesOf(ownerId, resourceNo, wanted) : 'squeeze_limit';
  }

  #isKeptApart(wanted: WantedClaim, kept: readonly LiveClaim[]): boolean {
    return [...this.within([wanted.resourceNo], wanted), ...kept].some((claim) => isApart(claim, wanted) && overlaps(claim, wanted));
  }

  /** Lays on those of the lanes that are free; answers how many are still missing. */
  #layOn(lanes: readonly number[], wanted: WantedClaim, missing: number, kept: readonly LiveClaim[], back: Steps): number {
    const { resourceNo, ownerId, classKey, start, end } = wanted;
    let left = missing;
    for (const lane of lanes) {
      if (left === 0) break;
      if (kept.some((claim) => claim.lane === lane && overlaps(claim, wanted))) continue;
      const claim: LiveClaim = { resourceNo, lane, start, end, ownerKind: 'booking', ownerId, yields: false, classKey };
      if (!this.lay(claim)) continue;
      this.#own.add(claim);
      back.push(() => this.lift(claim));
      left -= 1;
    }
    return left;
  }

  /**
   * Lays what was taken before, as far as it lies across, on other lanes where that leaves this one its own: all that are
   * missing, or as many as it can be where others may lie beyond the capacity. Answers how many are still missing.
   */
  #makeRoom(wanted: WantedClaim, missing: number, { capacity }: SqueezeRules, kept: readonly LiveClaim[], back: Steps): number {
    const { resourceNo, squeezeDay } = wanted;
    const there = [...this.within([resourceNo], wanted), ...kept].filter(({ lane }) => lane <= capacity);
    // At the fullest moment of its time, however all lie.
    const left = capacity - mostAtOnce(there.flatMap((claim) => clip(claim, wanted) ?? []));
    if (left <= 0 || (left < missing && !squeezeDay)) return missing;
    const { claims, span } = this.#ownAcross(wanted, capacity);
    if (claims.length === 0 || claims.length > regroupedMax) return missing;
    const moving = new Set(claims);
    const around = [...this.within([resourceNo], span).filter((claim) => !moving.has(claim)), ...kept];
    for (let more = Math.min(missing, left); more > 0; more = squeezeDay ? more - 1 : 0) {
      const wishes = [...claims.map((claim) => ({ ...claim, lanes: 1 })), { ...wanted, lanes: more }].map((wish) => ({ ...wish, capacity }));
      const lanes = layTogether(wishes, around, this.#patience);
      if (lanes === null) continue;
      const before = claims.map(({ lane }) => [lane]);
      this.#layAnew(claims, lanes);
      back.push(() => this.#layAnew(claims, before));
      return missing - more + this.#layOn(lanes.at(-1) ?? [], wanted, more, [], back);
    }
    return missing;
  }

  /** What `take` laid on regular lanes across this time, or across what lies across it, and so on; from the first to the last moment. */
  #ownAcross({ resourceNo, start, end }: WantedClaim, capacity: number): { claims: LiveClaim[]; span: TimeRange } {
    let span: TimeRange = { start, end };
    for (let known = 0; ; ) {
      const claims = this.within([resourceNo], span).filter((claim) => this.#own.has(claim) && claim.lane <= capacity);
      if (claims.length === known || claims.length > regroupedMax) return { claims, span };
      known = claims.length;
      span = { start: Math.min(span.start, ...claims.map((claim) => claim.start)), end: Math.max(span.end, ...claims.map((claim) => claim.end)) };
    }
  }

  #layAnew(claims: readonly LiveClaim[], lanes: readonly (readonly number[])[]): void {
    for (const claim of claims) this.lift(claim);
    for (const [at, claim] of claims.entries()) {
      claim.lane = lanes[at]?.[0] ?? claim.lane;
      this.lay(claim);
    }
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

function goBack(steps: Steps): void {
  for (const step of steps.toReversed()) step();
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
