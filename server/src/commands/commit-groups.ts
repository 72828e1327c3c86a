import type pg from 'pg';
import type { Committed } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { applyGroup, applyPlan, type Interruption } from './apply-plan.ts';
import type { Plan } from './plan.ts';

interface Sizes {
  /** One flush of the log and one round trip for this many; longer groups only make their first command wait. */
  groupMax: number;
  /** While one group is flushed the others are applied; more on their way would only be smaller (8 by 3 measured best). */
  callsMax: number;
}

/** Writes to one location under its lock, which it needs for longer than one call. */
export interface LockedWork<T> {
  tenantNo: TenantNo;
  locationId: string;
  run: (client: pg.PoolClient) => Promise<T>;
  /**
   * For work that locks nothing but its location, so that others like it may go before it in the same transaction:
   * whether a statement of it failed, and the transaction with it. Locks on people and customers would be taken in no
   * order there.
   */
  isSpoiled?: (answer: T) => boolean;
}

interface Turn {
  location: string;
  reject: (fault: unknown) => void;
}

interface Planned extends Turn {
  tenantNo: TenantNo;
  plan: Plan;
  /** It was of a group that did not commit it: it goes by itself, and waits for its location if somebody holds it. */
  isApart?: boolean;
  resolve: (answer: Committed | Interruption) => void;
}

interface Locked extends Turn {
  /** In a transaction of its own. */
  alone: () => Promise<unknown>;
  /** Null: never in another's. */
  shared: Required<LockedWork<unknown>> | null;
  resolve: (answer: never) => void;
}

/**
 * Whoever writes to a location waits here for their turn: its writers would wait for each other in PostgreSQL anyway,
 * on one row, each holding a connection. First come, first served within a location; another node's writers are met
 * at the row as ever.
 *
 * What waits anyway is written several in one transaction: plans of any locations, or refusals that follow each other
 * at one. Nobody waits to be grouped: a plan whose location is free goes at once when fewer than three calls are
 * under way. Outcomes, order within a location and durability are those of single commits; a group in which one fails
 * is rolled back whole, and each is written by itself. One whose location another node holds is left out of its group,
 * so that the others do not wait with it, and then waits there by itself.
 */
export class CommitGroups {
  readonly #db: Database;
  readonly #sizes: Sizes;
  #waiting: (Planned | Locked)[] = [];
  /** Locations that are being written to. */
  readonly #busy = new Set<string>();
  #calls = 0;
  /** How many groups of more than one were committed as one, and how many had to be taken apart. */
  readonly counts = { together: 0, apart: 0 };

  constructor(db: Database, sizes: Partial<Sizes> = {}) {
    this.#db = db;
    this.#sizes = { groupMax: 8, callsMax: 3, ...sizes };
  }

  /** A transaction for each, as many at once as there are locations and connections. */
  static single(db: Database): CommitGroups {
    return new CommitGroups(db, { groupMax: 1, callsMax: Infinity });
  }

  apply(tenantNo: TenantNo, plan: Plan): Promise<Committed | Interruption> {
    const location = keyOf(tenantNo, plan.locationId);
    return new Promise((resolve, reject) => {
      if (isGroupable(plan)) this.#wait({ location, tenantNo, plan, resolve, reject });
      else this.#wait({ location, alone: () => applyPlan(this.#db, tenantNo, plan), shared: null, resolve, reject });
    });
  }

  locked<T>(work: LockedWork<T>): Promise<T> {
    const { tenantNo, locationId, run } = work;
    return new Promise<T>((resolve, reject) => {
      this.#wait({
        location: keyOf(tenantNo, locationId),
        alone: () => this.#db.lockLocation(tenantNo, locationId, run),
        shared: work.isSpoiled ? (work as Required<LockedWork<unknown>>) : null,
        resolve,
        reject,
      });
    });
  }

  #wait(turn: Planned | Locked): void {
    this.#waiting.push(turn);
    this.#next();
  }

  #next(): void {
    for (;;) {
      const locked = this.#take(isLocked, (turn, first) => turn.location === first.location && turn.shared !== null && first.shared !== null);
      if (locked.length === 0) break;
      void this.#writeLocked(locked).finally(() => this.#free(locked));
    }
    while (this.#calls < this.#sizes.callsMax) {
      const plans = this.#take(isPlanned, (turn, first) => !turn.isApart && !first.isApart);
      if (plans.length === 0) break;
      this.#calls++;
      void this.#commit(plans).then((left) => {
        // In the order they came and before all others, so that of two that want the same slot the first still gets it.
        this.#waiting.unshift(...left.map((turn) => ({ ...turn, isApart: true })));
        this.#calls--;
        this.#free(plans);
      });
    }
  }

  /** The next turns of a kind that may be had together; within a location nobody overtakes. */
  #take<T extends Planned | Locked>(isKind: (turn: Planned | Locked) => turn is T, mayFollow: (turn: T, first: T) => boolean): T[] {
    const group: T[] = [];
    const passed = new Set<string>(this.#busy);
    this.#waiting = this.#waiting.filter((turn) => {
      const { location } = turn;
      const [first = null] = group;
      if (!passed.has(location) && isKind(turn) && group.length < this.#sizes.groupMax && (first === null || mayFollow(turn, first))) {
        group.push(turn);
        this.#busy.add(location);
        return false;
      }
      passed.add(location);
      return true;
    });
    return group;
  }

  #free(group: readonly Turn[]): void {
    for (const { location } of group) this.#busy.delete(location);
    this.#next();
  }

  /** Resolves, always, with those of a group that are still to be committed, each by itself. */
  async #commit(group: readonly Planned[]): Promise<readonly Planned[]> {
    const [first] = group;
    if (first && group.length === 1) {
      await applyPlan(this.#db, first.tenantNo, first.plan).then(first.resolve, first.reject);
      return [];
    }
    const outcomes = this.#counted(await applyGroup(this.#db, group).catch(() => null));
    return group.filter(({ resolve }, place) => {
      const outcome = outcomes?.[place] ?? null;
      if (outcome) resolve(outcome);
      return outcome === null;
    });
  }

  async #writeLocked(group: readonly Locked[]): Promise<void> {
    if (group.length > 1) {
      const answers = this.#counted(await this.#underOneLock(group).catch(() => null));
      if (answers) return group.forEach(({ resolve }, place) => resolve(answers[place] as never));
    }
    for (const { alone, resolve, reject } of group) await alone().then((answer) => resolve(answer as never), reject);
  }

  /** Throws when one of them is spoiled: then nothing of any is written. */
  #underOneLock(group: readonly Locked[]): Promise<unknown[]> {
    const works = group.flatMap(({ shared }) => shared ?? []);
    const [first] = works;
    if (!first || works.length < group.length) throw new Error('Work that is to be alone was put into a group');
    return this.#db.lockLocation(first.tenantNo, first.locationId, async (client) => {
      const answers: unknown[] = [];
      for (const { run, isSpoiled } of works) {
        const answer = await run(client);
        if (isSpoiled(answer)) throw new Error('One of the group is spoiled');
        answers.push(answer);
      }
      return answers;
    });
  }

  #counted<T>(written: T | null): T | null {
    this.counts[written ? 'together' : 'apart']++;
    return written;
  }
}

const isPlanned = (turn: Planned | Locked): turn is Planned => 'plan' in turn;
const isLocked = (turn: Planned | Locked): turn is Locked => 'alone' in turn;
const keyOf = (tenantNo: TenantNo, locationId: string): string => `${tenantNo}/${locationId}`;

/**
 * Only plans that lock nothing but their location, their claims and the customer they name: a group takes these
 * in one order (gateway.apply_group), and counting on customers would lock more of them in no order.
 */
function isGroupable({ bookings = [], series, waitlist, messages, restoreCustomer }: Plan): boolean {
  if (series || waitlist || messages || restoreCustomer || bookings.length > 1) return false;
  return bookings.every(({ countFor, recount }) => !countFor && !recount);
}
