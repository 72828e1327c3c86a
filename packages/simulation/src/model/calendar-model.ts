import { overlaps, subtract, type TimeRange } from '@holdfast/domain/time-range';

/** Who a claim belongs to. Ids are minted by terminals, so two kinds may share one. */
export interface Owner {
  kind: 'booking' | 'hold' | 'block';
  id: string;
}

export interface ModelClaim extends TimeRange {
  resourceId: string;
  lane: number;
  owner: Owner;
  /** Kept for an undo: gives way to the desk. */
  yields?: boolean;
}

/** What somebody wants of some resources. */
export interface ModelWish {
  resourceIds: readonly string[];
  range: TimeRange;
  owner: Owner;
  allLanes?: boolean;
}

export interface ModelBooking extends TimeRange {
  status: 'booked' | 'arrived' | 'in_service' | 'done' | 'cancelled' | 'no_show';
  version: number;
  serviceId: string | null;
  resourceIds: string[];
}

export interface ModelHold extends TimeRange {
  status: 'active' | 'converted' | 'expired' | 'released';
  /** Its time is up, told or not. */
  ranOut: boolean;
  serviceId: string | null;
  resourceIds: string[];
  asker: string;
  refusedCommandId: string | null;
  forUndo?: boolean;
}

export interface ModelBlock extends TimeRange {
  removed: boolean;
  resourceIds: readonly string[];
}

/** Why a step may not be; thrown inside it, and then none of it was. `taken`: somebody has the time. */
export class NotPossible<Reason extends string> extends Error {
  readonly reason: Reason;
  constructor(reason: Reason) {
    super(reason);
    this.reason = reason;
  }
}

/** What the record should look like, kept in plain lists and found by looking at everything. */
export class CalendarModel {
  claims: ModelClaim[] = [];
  bookings = new Map<string, ModelBooking>();
  holds = new Map<string, ModelHold>();
  blocks = new Map<string, ModelBlock>();
  readonly #capacity: ReadonlyMap<string, number>;

  /** `capacity`: lanes by resource id, in the order in which the record takes several resources. */
  constructor(capacity: ReadonlyMap<string, number>) {
    this.#capacity = capacity;
  }

  /** Runs a step whole or not at all. */
  attempt(step: () => void): void {
    const before = structuredClone([this.claims, this.bookings, this.holds, this.blocks] as const);
    try {
      step();
    } catch (fault) {
      [this.claims, this.bookings, this.holds, this.blocks] = before;
      throw fault;
    }
  }

  /** Another one of the same state, to try things on. */
  copy(): CalendarModel {
    const copy = new CalendarModel(this.#capacity);
    [copy.claims, copy.bookings, copy.holds, copy.blocks] = structuredClone([this.claims, this.bookings, this.holds, this.blocks] as const);
    return copy;
  }

  /** Takes it, and says whether it could. */
  wouldTake(wish: ModelWish): boolean {
    try {
      this.attempt(() => this.take([wish], true));
      return true;
    } catch (fault) {
      if (fault instanceof NotPossible) return false;
      throw fault;
    }
  }

  capacityOf(resourceId: string): number {
    const lanes = this.#capacity.get(resourceId);
    if (lanes === undefined) throw new Error(`The model knows no resource ${resourceId}`);
    return lanes;
  }

  /**
   * Whether a lane of it is empty the whole time, seen by somebody who waits for no expired hold. `overUndo`: by the
   * desk, for which time that is kept for an undo is free.
   */
  isFree(resourceId: string, range: TimeRange, overUndo: boolean, except: ReadonlySet<string> = new Set()): boolean {
    const busy = new Set(
      this.#at(resourceId, range)
        .filter((claim) => !this.#givesWay(claim, overUndo) && !except.has(claim.owner.id))
        .map(({ lane }) => lane),
    );
    return busy.size < this.capacityOf(resourceId);
  }

  /**
   * Takes lanes of each resource, the lowest first; of several wishes for one resource the earliest first. A hold that
   * ran out gives way when it is in the way, and one that keeps time for an undo to whoever is `overUndo`.
   */
  take(wishes: readonly ModelWish[], overUndo: boolean): void {
    const inOrder = wishes.toSorted((a, b) => a.range.start - b.range.start || (a.owner.id < b.owner.id ? -1 : 1));
    for (const resourceId of this.#capacity.keys())
      for (const { resourceIds, range, owner, allLanes } of inOrder) {
        if (!resourceIds.includes(resourceId)) continue;
        let missing = this.#takeLanes(resourceId, range, owner, allLanes ? this.capacityOf(resourceId) : 1);
        if (missing === 0) continue;
        for (const claim of this.#at(resourceId, range))
          if (this.#givesWay(claim, overUndo)) this.closeHold(claim.owner.id, 'expired');
        missing = this.#takeLanes(resourceId, range, owner, missing);
        if (missing > 0) throw new NotPossible('taken');
      }
  }

  /** Answers what was given up. */
  release(owner: Owner): ModelClaim[] {
    const isTheirs = (claim: ModelClaim): boolean => claim.owner.kind === owner.kind && claim.owner.id === owner.id;
    const released = this.claims.filter(isTheirs);
    this.claims = this.claims.filter((claim) => !isTheirs(claim));
    return released;
  }

  /** A hold keeps given-up lanes as far as nobody is on them. */
  keep(released: readonly ModelClaim[], holdId: string): void {
    for (const { resourceId, lane, start, end } of released) {
      const taken = this.#at(resourceId, { start, end }).filter((claim) => claim.lane === lane);
      for (const piece of subtract([{ start, end }], taken))
        this.claims.push({ resourceId, lane, ...piece, owner: { kind: 'hold', id: holdId }, yields: true });
    }
  }

  /** The claims stay where they are and belong to the booking. */
  convert(holdId: string, bookingId: string): void {
    for (const claim of this.claims)
      if (claim.owner.kind === 'hold' && claim.owner.id === holdId) claim.owner = { kind: 'booking', id: bookingId };
    this.closeHold(holdId, 'converted');
  }

  closeHold(id: string, status: 'converted' | 'released' | 'expired'): void {
    const hold = this.holds.get(id);
    if (hold?.status !== 'active') return;
    hold.status = status;
    this.release({ kind: 'hold', id });
  }

  /** A person decided about this refusal: what it holds goes back on sale. */
  settleRefusal(refusedCommandId: string): void {
    for (const [id, hold] of this.holds) if (hold.refusedCommandId === refusedCommandId) this.closeHold(id, 'released');
  }

  /** Only the newest refusal of an asker holds anything. */
  forgetAlternatives(asker: string): void {
    for (const [id, hold] of this.holds) if (hold.refusedCommandId !== null && hold.asker === asker) this.closeHold(id, 'released');
  }

  #takeLanes(resourceId: string, range: TimeRange, owner: Owner, lanes: number): number {
    let missing = lanes;
    for (let lane = 1; lane <= this.capacityOf(resourceId) && missing > 0; lane++) {
      if (this.#at(resourceId, range).some((claim) => claim.lane === lane)) continue;
      this.claims.push({ resourceId, lane, start: range.start, end: range.end, owner });
      missing--;
    }
    return missing;
  }

  #at(resourceId: string, range: TimeRange): ModelClaim[] {
    return this.claims.filter((claim) => claim.resourceId === resourceId && overlaps(claim, range));
  }

  #givesWay({ owner, yields }: ModelClaim, overUndo: boolean): boolean {
    return (overUndo && yields === true) || (owner.kind === 'hold' && this.holds.get(owner.id)?.ranOut === true);
  }
}
