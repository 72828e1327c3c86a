import { overlaps, subtract, type TimeRange } from '@holdfast/domain/time-range';
import type { Classes, ModelBlock, ModelBooking, ModelClaim, ModelEntry, ModelHold, ModelMessage, ModelWish, Owner } from './calendar-records.ts';

/** Why a step may not be; thrown inside it, and then none of it was. */
export class NotPossible<Reason extends string> extends Error {
  readonly reason: Reason;
  /** Of one that finds its time taken: what it wanted. Who or what has it is asked when the step was taken back. */
  readonly wish: ModelWish | null;
  constructor(reason: Reason, wish: ModelWish | null = null) {
    super(reason);
    this.reason = reason;
    this.wish = wish;
  }
}

/** Why time cannot be had. */
type Taken = 'resource_blocked' | 'capacity_full' | 'slot_taken' | 'travel_too_short';

/** Whoever stands behind a resource works at another place, too, behind another one. */
interface Tie {
  calendar: CalendarModel;
  resourceId: string;
  /** The way, either way. */
  travelMs: number;
}

/** What the record should look like, kept in plain lists and found by looking at everything. */
export class CalendarModel {
  claims: ModelClaim[] = [];
  bookings = new Map<string, ModelBooking>();
  holds = new Map<string, ModelHold>();
  blocks = new Map<string, ModelBlock>();
  /** In order of joining. */
  entries = new Map<string, ModelEntry>();
  messages: ModelMessage[] = [];
  series = new Set<string>();
  /** What was given up so far, in order; not what was held for somebody who had not asked for it. */
  freed: (TimeRange & { resourceId: string })[] = [];
  readonly #capacity: ReadonlyMap<string, number>;
  readonly #classes: Classes;
  readonly #gapsMs: ReadonlyMap<string, number>;
  #ties = new Map<string, Tie>();

  /** `capacity`: lanes by resource id, in the order in which the record takes several resources; `gapsMs`: what is kept free after each booking of one. */
  constructor(capacity: ReadonlyMap<string, number>, classes: Classes, gapsMs: ReadonlyMap<string, number>) {
    this.#capacity = capacity;
    this.#classes = classes;
    this.#gapsMs = gapsMs;
  }

  /** Runs a step whole or not at all. */
  attempt(step: () => void): void {
    const before = this.copy();
    try {
      step();
    } catch (fault) {
      const { claims, bookings, holds, blocks, entries, messages, series, freed } = before;
      Object.assign(this, { claims, bookings, holds, blocks, entries, messages, series, freed });
      throw fault;
    }
  }

  /** Another one of the same state, to try things on. */
  copy(): CalendarModel {
    const { claims, bookings, holds, blocks, entries, messages, series, freed } = this;
    const copy = new CalendarModel(this.#capacity, this.#classes, this.#gapsMs);
    copy.#ties = this.#ties;
    return Object.assign(copy, structuredClone({ claims, bookings, holds, blocks, entries, messages, series, freed }));
  }

  /** Nobody is in two places: what they do there keeps them from here. */
  tie(resourceId: string, to: Tie): void {
    this.#ties.set(resourceId, to);
  }

  /** They are somebody else than who is there. */
  untie(resourceId: string): void {
    this.#ties.delete(resourceId);
  }

  tieOf(resourceId: string): Tie | undefined {
    return this.#ties.get(resourceId);
  }

  /** What whoever stands behind a resource does at another place, the way there and back included; a block keeps the place, not them. */
  elsewhere(resourceId: string): ModelClaim[] {
    const tie = this.#ties.get(resourceId);
    const claims = tie?.calendar.claims.filter((claim) => claim.resourceId === tie.resourceId && claim.owner.kind !== 'block') ?? [];
    return claims.map((claim) => ({ ...claim, start: claim.start - (tie?.travelMs ?? 0), end: claim.end + (tie?.travelMs ?? 0) }));
  }

  isElsewhere(resourceId: string, range: TimeRange, overUndo: boolean): boolean {
    return this.elsewhere(resourceId).some((claim) => overlaps(claim, range) && !this.givesWay(claim, overUndo));
  }

  /** Takes it, and says whether it could. */
  wouldTake(wish: ModelWish, overUndo: boolean): boolean {
    return this.wouldTakeAll([wish], overUndo);
  }

  wouldTakeAll(wishes: readonly ModelWish[], overUndo: boolean): boolean {
    try {
      this.attempt(() => this.take(wishes, overUndo));
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

  keepsApart(resourceId: string): boolean {
    return this.#classes.resourceIds.includes(resourceId);
  }

  /** A party takes one place each of what has several, and the whole of what has one. */
  lanesFor(resourceId: string, partySize: number): number {
    return this.capacityOf(resourceId) > 1 ? partySize : 1;
  }

  /**
   * Whether enough lanes of each are empty the whole time, seen by somebody who waits for no expired hold. `overUndo`:
   * by the desk, for which time that is kept for an undo is free. `anywhere`: whether they could be there or not.
   */
  areFree(wish: Omit<ModelWish, 'owner'>, overUndo: boolean, anywhere = false): boolean {
    const { resourceIds, partySize } = wish;
    return resourceIds.every((resourceId) => {
      const range = this.spanOn(resourceId, wish);
      if (!anywhere && this.isElsewhere(resourceId, range, overUndo)) return false;
      if (this.isWithOthers(resourceId, wish, overUndo)) return false;
      const busy = new Set(this.#inTheWay(resourceId, range, overUndo).map(({ lane }) => lane));
      return this.capacityOf(resourceId) - busy.size >= this.lanesFor(resourceId, partySize);
    });
  }

  /** In the words of a refusal: what is blocked is not for sale at all, and what has several places is full. `isExcept`: its own former time. */
  whyTaken(wish: Omit<ModelWish, 'owner'>, overUndo: boolean, isExcept: (owner: Owner) => boolean = () => false): Taken {
    const { resourceIds, partySize, allLanes } = wish;
    const inTheWay = new Map(resourceIds.map((id) => [id, this.#inTheWay(id, this.spanOn(id, wish), overUndo).filter(({ owner }) => !isExcept(owner))]));
    if ([...inTheWay.values()].flat().some(({ owner }) => owner.kind === 'block')) return 'resource_blocked';
    const isApart = (claims: readonly ModelClaim[]): boolean => claims.some((claim) => this.#isApart(claim, wish));
    const short = [...inTheWay].filter(([id, claims]) => {
      const free = this.capacityOf(id) - new Set(claims.map(({ lane }) => lane)).size;
      return isApart(claims) || free < (allLanes ? this.capacityOf(id) : this.lanesFor(id, partySize));
    });
    if (short.length === 0 && resourceIds.some((id) => this.isElsewhere(id, this.spanOn(id, wish), overUndo))) return 'travel_too_short';
    return short.some(([id, claims]) => this.capacityOf(id) > 1 && !isApart(claims)) ? 'capacity_full' : 'slot_taken';
  }

  /** Whether somebody is there of another class, or for themselves, whatever places are left. */
  isWithOthers(resourceId: string, wish: Omit<ModelWish, 'owner'>, overUndo: boolean): boolean {
    return this.#inTheWay(resourceId, this.spanOn(resourceId, wish), overUndo).some((claim) => this.#isApart(claim, wish));
  }

  /** What it takes of a resource, with what is kept free after it. */
  spanOn(resourceId: string, { range, allLanes = false, isBare = false }: Pick<ModelWish, 'range' | 'allLanes' | 'isBare'>): TimeRange {
    return allLanes || isBare ? range : { start: range.start, end: range.end + (this.#gapsMs.get(resourceId) ?? 0) };
  }

  /** Those of a class all come at the same time. */
  #classOf({ serviceId, start, end }: Omit<ModelWish, 'owner'>): string | undefined {
    return serviceId != null && this.#classes.serviceIds.includes(serviceId) ? [serviceId, start, end].join() : undefined;
  }

  #isApart({ sharedBy }: ModelClaim, wish: Omit<ModelWish, 'owner'>): boolean {
    return sharedBy !== undefined && sharedBy !== this.#classOf(wish);
  }

  /**
   * Takes lanes of each resource, the lowest first; of several wishes for one resource the earliest first. A hold that
   * ran out gives way when it is in the way, and one that yields to whoever is `overUndo`.
   */
  take(wishes: readonly ModelWish[], overUndo: boolean): void {
    const inOrder = wishes.toSorted((a, b) => a.range.start - b.range.start || (a.owner.id < b.owner.id ? -1 : 1));
    for (const resourceId of this.#capacity.keys())
      for (const wish of inOrder) {
        const { resourceIds, partySize, allLanes } = wish;
        if (!resourceIds.includes(resourceId)) continue;
        if (wish.owner.kind !== 'block' && this.isElsewhere(resourceId, this.spanOn(resourceId, wish), overUndo)) throw new NotPossible('slot_taken', wish);
        let missing = this.#takeLanes(resourceId, wish, allLanes ? this.capacityOf(resourceId) : this.lanesFor(resourceId, partySize));
        if (missing === 0) continue;
        for (const claim of this.#at(resourceId, this.spanOn(resourceId, wish)))
          if (this.givesWay(claim, overUndo) && !isInPart(claim, overUndo) && this.#isWanted(resourceId, claim, wish)) this.closeHold(claim.owner.id, 'expired');
        missing = this.#takeLanes(resourceId, wish, missing, overUndo);
        if (missing > 0) throw new NotPossible('slot_taken', wish);
      }
  }

  /** Takes it beside what `before` took: that goes to other lanes where it leaves this one its own. Says whether it could. */
  wouldTakeBeside(wish: ModelWish, before: readonly Owner[], overUndo: boolean): boolean {
    const isFree = wish.resourceIds.every((resourceId) => {
      const lanes = new Set(this.#at(resourceId, this.spanOn(resourceId, wish)).map(({ lane }) => lane));
      return this.capacityOf(resourceId) - lanes.size >= this.lanesFor(resourceId, wish.partySize);
    });
    const { claims } = this;
    const isApart = wish.resourceIds.some((resourceId) => this.#at(resourceId, this.spanOn(resourceId, wish)).some((claim) => this.#isApart(claim, wish)));
    const isAway = wish.resourceIds.some((resourceId) => this.isElsewhere(resourceId, this.spanOn(resourceId, wish), overUndo));
    if (!isFree && !isApart && !isAway && wish.resourceIds.every((resourceId) => this.#isLaidAnew(resourceId, wish, before))) return true;
    this.claims = claims;
    return this.wouldTake(wish, overUndo);
  }

  /** Every lane is tried for every one of them, by start, the lowest first. */
  #isLaidAnew(resourceId: string, wish: ModelWish, before: readonly Owner[]): boolean {
    const isMovable = (claim: ModelClaim): boolean =>
      claim.resourceId === resourceId && before.some(({ kind, id }) => kind === claim.owner.kind && id === claim.owner.id);
    const wanted = Array.from({ length: this.lanesFor(resourceId, wish.partySize) }, (): ModelClaim => ({ resourceId, lane: Infinity, ...this.spanOn(resourceId, wish), owner: wish.owner, ...this.#sharing(resourceId, wish) }));
    const units = [...this.claims.filter(isMovable), ...wanted].toSorted((a, b) => a.start - b.start || a.lane - b.lane);
    const fixed = this.claims.filter((claim) => claim.resourceId === resourceId && !isMovable(claim));
    const lay = (laid: readonly ModelClaim[]): readonly ModelClaim[] | null => {
      const next = units[laid.length];
      if (next === undefined) return laid;
      for (let lane = 1; lane <= this.capacityOf(resourceId); lane++) {
        if ([...fixed, ...laid].some((claim) => claim.lane === lane && overlaps(claim, next))) continue;
        const all = lay([...laid, { ...next, lane }]);
        if (all) return all;
      }
      return null;
    };
    const laid = lay([]);
    if (laid) this.claims = [...this.claims.filter((claim) => !isMovable(claim)), ...laid];
    return laid !== null;
  }

  /** Answers what was given up. */
  release(owner: Owner): ModelClaim[] {
    const released = this.claimsOf(owner);
    this.claims = this.claims.filter((claim) => !released.includes(claim));
    const { purpose } = (owner.kind === 'hold' && this.holds.get(owner.id)) || {};
    if (purpose !== 'alternative' && purpose !== 'waitlist') this.freed.push(...released);
    return released;
  }

  claimsOf({ kind, id }: Owner): ModelClaim[] {
    return this.claims.filter(({ owner }) => owner.kind === kind && owner.id === id);
  }

  /** A hold keeps given-up lanes as far as nobody is on them. */
  keep(released: readonly ModelClaim[], holdId: string): void {
    for (const { resourceId, lane, start, end, sharedBy } of released) {
      const taken = this.#at(resourceId, { start, end }).filter((claim) => claim.lane === lane || claim.sharedBy !== sharedBy);
      for (const piece of subtract([{ start, end }], taken))
        this.claims.push({ resourceId, lane, ...piece, owner: { kind: 'hold', id: holdId }, yields: 'whole', ...(sharedBy === undefined ? {} : { sharedBy }) });
    }
  }

  /** Still keeps time from others. */
  isLive(holdId: string): boolean {
    const hold = this.holds.get(holdId);
    return hold?.status === 'active' && !hold.ranOut && this.claimsOf({ kind: 'hold', id: holdId }).length > 0;
  }

  /** The claims stay where they are and belong to somebody else. */
  convert(holdId: string, owner: Owner, status: 'converted' | 'overridden'): void {
    for (const claim of this.claimsOf({ kind: 'hold', id: holdId })) claim.owner = owner;
    this.closeHold(holdId, status);
  }

  /** Its time is up. */
  runOut(holdId: string, hold: ModelHold): void {
    hold.ranOut = true;
    for (const claim of this.claimsOf({ kind: 'hold', id: holdId })) claim.ranOut = true;
  }

  closeHold(id: string, status: Exclude<ModelHold['status'], 'active'>): void {
    const hold = this.holds.get(id);
    if (hold?.status !== 'active') return;
    hold.status = status;
    this.release({ kind: 'hold', id });
    if (hold.purpose !== 'waitlist' || status === 'converted') return;
    // Not taken in time, or taken away: they wait on, and not for this start again.
    for (const [entryId, entry] of this.offered(id)) {
      entry.status = 'waiting';
      entry.declined.push(hold.start);
      if (status === 'expired') entry.lapses++;
      this.stopOffer(entryId);
    }
  }

  /** Everybody to whom a hold is offered. */
  offered(holdId: string): [string, ModelEntry][] {
    return [...this.entries].filter(([, entry]) => entry.status === 'offered' && entry.holdId === holdId);
  }

  /** An offer that is over is news to nobody any more. */
  stopOffer(entryId: string): void {
    for (const message of this.messages)
      if (message.subjectId === entryId && message.kind === 'waitlist_offer') message.status = 'stopped';
  }

  /** A person decided about this refusal: what it holds goes back on sale. */
  settleRefusal(refusedCommandId: string | null | undefined): void {
    if (refusedCommandId == null) return;
    for (const [id, hold] of this.holds) if (hold.refusedCommandId === refusedCommandId) this.closeHold(id, 'released');
  }

  /** Only the newest refusal of an asker holds anything. */
  forgetAlternatives(asker: string): void {
    for (const [id, hold] of this.holds) if (hold.refusedCommandId !== null && hold.asker === asker) this.closeHold(id, 'released');
  }

  #sharing(resourceId: string, wish: ModelWish): Pick<ModelClaim, 'sharedBy'> {
    return this.keepsApart(resourceId) ? { sharedBy: this.#classOf(wish) ?? wish.owner.id } : {};
  }

  #takeLanes(resourceId: string, wish: ModelWish, lanes: number, overUndo = false): number {
    const { owner, on, yields } = wish;
    const range = this.spanOn(resourceId, wish);
    const staying = this.#at(resourceId, range).filter((claim) => !isInPart(claim, overUndo));
    let missing = lanes;
    if (staying.some((claim) => this.#isApart(claim, wish) && claim.sharedBy !== owner.id)) return missing;
    for (let lane = 1; lane <= this.capacityOf(resourceId) && missing > 0; lane++) {
      if (on?.every((named) => named.resourceId !== resourceId || named.lane !== lane)) continue;
      if (staying.some((claim) => claim.lane === lane)) continue;
      if (overUndo) this.#makeWay(resourceId, lane, wish);
      this.claims.push({ resourceId, lane, start: range.start, end: range.end, owner, ...(yields ? { yields } : {}), ...this.#sharing(resourceId, wish) });
      missing--;
    }
    return missing;
  }

  /** What yields in part on a lane, or keeps another class out of all, gives up this time; a hold that keeps nothing any more ends. */
  #makeWay(resourceId: string, lane: number, wish: ModelWish): void {
    const range = this.spanOn(resourceId, wish);
    const yielding = this.#at(resourceId, range).filter((claim) => isInPart(claim, true) && (claim.lane === lane || (this.#isApart(claim, wish) && claim.sharedBy !== wish.owner.id)));
    const left = yielding.flatMap((claim) => subtract([claim], [range]).map(({ start, end }): ModelClaim => ({ ...claim, start, end })));
    this.claims = [...this.claims.filter((claim) => !yielding.includes(claim)), ...left];
    for (const { owner } of yielding) if (this.claimsOf(owner).length === 0) this.closeHold(owner.id, 'expired');
  }

  /** Whether it lies on a lane that would do, or keeps another class out of all of them. */
  #isWanted(resourceId: string, claim: ModelClaim, wish: ModelWish): boolean {
    const { on, owner } = wish;
    if (on === undefined || on.some((named) => named.resourceId === resourceId && named.lane === claim.lane)) return true;
    return this.#isApart(claim, wish) && claim.sharedBy !== owner.id;
  }

  #at(resourceId: string, range: TimeRange): ModelClaim[] {
    return this.claims.filter((claim) => claim.resourceId === resourceId && overlaps(claim, range));
  }

  #inTheWay(resourceId: string, range: TimeRange, overUndo: boolean): ModelClaim[] {
    return this.#at(resourceId, range).filter((claim) => !this.givesWay(claim, overUndo));
  }

  givesWay({ yields, ranOut }: ModelClaim, overUndo: boolean): boolean {
    return (overUndo && yields !== undefined) || ranOut === true;
  }
}

/** Gives up what is wanted, and no more. */
function isInPart({ yields, ranOut }: ModelClaim, overUndo: boolean): boolean {
  return overUndo && yields === 'in part' && ranOut !== true;
}
