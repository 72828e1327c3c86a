import type pg from 'pg';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import { lockPatienceMs } from '../db/pipelined-connections.ts';
import { applyGroup, applyPlan, gaveUpWaiting, type Interruption, type OutcomeOf, type Queryable } from './apply-plan.ts';
import type { Plan, PlannedRefusal } from './plan.ts';

/**
 * A call that takes longer waits for a location that another node holds, or PostgreSQL has no time for anybody (a group
 * of eight takes 5 ms, at a busy minute's p95 18).
 */
const patienceMs = lockPatienceMs;

interface Sizes {
  /** One flush of the log and one round trip for this many; longer groups only make their first command wait. */
  groupMax: number;
  /**
   * With what else waits at its locations and is written with it table by table: no other call could take that meanwhile,
   * and more of it costs little (55 clients on one location: 1 100 commits a second in groups of 8, 1 500 of 16, 2 200 of 32).
   */
  togetherMax: number;
  /**
   * While one group is flushed the others are applied, and one is there already when one of them is done; more on their
   * way would only be smaller (8 by 3 measured best). As many more may be waiting: no more, or nobody else would get a connection.
   */
  callsMax: number;
  /** So many are applied beside each other, the other calls lie behind them (`PipelinedConnections`). */
  connectionsMax: number;
}

/** Writes to one location under its lock, which it needs for longer than one call. */
export interface LockedWork<T> {
  tenantNo: TenantNo;
  locationId: string;
  run: (client: pg.PoolClient) => Promise<T>;
}

interface Turn {
  location: string;
  reject: (fault: unknown) => void;
}

interface Planned extends Turn {
  tenantNo: TenantNo;
  plan: Plan | PlannedRefusal;
  /** Its group left it: it goes by itself, and waits for its location if somebody holds it. */
  isApart: boolean;
  resolve: (answer: never) => void;
}

interface Locked extends Turn {
  /** In a transaction of its own. */
  alone: () => Promise<unknown>;
  resolve: (answer: never) => void;
}

/**
 * Whoever writes to a location waits here for their turn: its writers would wait for each other in PostgreSQL anyway,
 * on one row, each holding a connection. First come, first served within a location; another node's writers are met
 * at the row as ever.
 *
 * What waits anyway is written several in one transaction, plans and refusals, of any locations. Nobody waits to be
 * grouped: one whose location is free goes at once when fewer than three calls are under way. Outcomes, order within a
 * location and durability are those of single commits; a group that fails as a whole is rolled back, and each is written
 * by itself. One whose location another node holds is left out of its group, so that the others do not wait with it, and
 * then waits there by itself.
 */
export class CommitGroups {
  readonly #db: Database;
  readonly #sizes: Sizes;
  readonly #behindOthers: Queryable;
  #waiting: (Planned | Locked)[] = [];
  /** Locations that are being written to. */
  readonly #busy = new Set<string>();
  #calls = 0;
  /** Of those, and not among them any more: who wait for a location beyond their patience. */
  #stuck = 0;
  /**
   * How many groups of more than one were committed as one, how many of those in them could not be had all the same, and
   * how many groups failed and were taken apart.
   */
  readonly counts = { together: 0, notHad: 0, apart: 0 };

  constructor(db: Database, sizes: Partial<Sizes> = {}) {
    this.#db = db;
    this.#sizes = { groupMax: 8, togetherMax: 32, callsMax: 3, connectionsMax: 2, ...sizes };
    this.#behindOthers = { query: (statement) => db.query(statement, { behindOthersOn: this.#sizes.connectionsMax }) };
  }

  /** A transaction for each: two to each of three connections (of pgbench 0.9, three without any behind them 0.7, more no better). */
  static single(db: Database): CommitGroups {
    return new CommitGroups(db, { groupMax: 1, togetherMax: 1, callsMax: 6, connectionsMax: 3 });
  }

  apply<P extends Plan | PlannedRefusal>(tenantNo: TenantNo, plan: P): Promise<OutcomeOf<P> | Interruption> {
    const location = keyOf(tenantNo, plan.locationId);
    return new Promise((resolve, reject) => {
      if (isGroupable(plan)) this.#wait({ location, tenantNo, plan, isApart: false, resolve, reject });
      else this.#wait({ location, alone: () => applyPlan(this.#db, tenantNo, plan), resolve, reject });
    });
  }

  locked<T>({ tenantNo, locationId, run }: LockedWork<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.#wait({ location: keyOf(tenantNo, locationId), alone: () => this.#db.lockLocation(tenantNo, locationId, run), resolve, reject });
    });
  }

  #wait(turn: Planned | Locked): void {
    this.#waiting.push(turn);
    this.#next();
  }

  #next(): void {
    for (;;) {
      const [locked] = this.#take(isLocked, 1);
      if (!locked) break;
      void settled(locked.alone()).then((answer) => this.#free([locked], () => tell(locked, answer)));
    }
    while (this.#calls < this.#sizes.callsMax) {
      const apart = this.#take(isApart, 1);
      const plans = apart.length > 0 ? apart : this.#take(isTogether, this.#sizes.groupMax);
      if (plans.length === 0) break;
      const returned = this.#called();
      void this.#commit(plans).then((answers) => {
        const left = plans.filter((_, place) => answers[place] === null);
        // In the order they came and before all others, so that of two that want the same slot the first still gets it.
        this.#waiting.unshift(...left.map((turn) => ({ ...turn, isApart: true })));
        returned();
        this.#free(plans, () => plans.forEach((turn, place) => tell(turn, answers[place] ?? null)));
      });
    }
  }

  /** Counts a call until it has returned, or until it takes so long that others are let past. */
  #called(): () => void {
    let isStuck = false;
    this.#calls++;
    const timer = setInterval(() => {
      if (this.#stuck >= this.#sizes.callsMax) return;
      clearInterval(timer);
      isStuck = true;
      this.#calls--;
      this.#stuck++;
      this.#next();
    }, patienceMs);
    return () => {
      clearInterval(timer);
      if (isStuck) this.#stuck--;
      else this.#calls--;
    };
  }

  /** The next turns of a kind, so many at most, and what goes along with them at their locations; within a location nobody overtakes. */
  #take<T extends Planned | Locked>(isKind: (turn: Planned | Locked) => turn is T, max: number): T[] {
    const group: T[] = [];
    const taken = new Set<string>();
    const passed = new Set<string>(this.#busy);
    this.#waiting = this.#waiting.filter((turn) => {
      const { location } = turn;
      const fits = group.length < max || (group.length < this.#sizes.togetherMax && taken.has(location) && goesAlong(turn));
      if (!passed.has(location) && isKind(turn) && fits) {
        group.push(turn);
        taken.add(location);
        this.#busy.add(location);
        return false;
      }
      passed.add(location);
      return true;
    });
    return group;
  }

  /** The next is on its way to the database before anybody hears of this one: hearing costs each a while. */
  #free(group: readonly Turn[], tellThem: () => void): void {
    for (const { location } of group) this.#busy.delete(location);
    this.#next();
    tellThem();
  }

  /** Always resolves. Null: it is still to be committed, by itself. */
  async #commit(group: readonly Planned[]): Promise<(Settled | null)[]> {
    const [first] = group;
    if (first && group.length === 1) {
      const answer = await settled(applyPlan(first.isApart ? this.#db : this.#behindOthers, first.tenantNo, first.plan));
      return [!first.isApart && answer.status === 'rejected' && gaveUpWaiting(answer.reason) ? null : answer];
    }
    const outcomes = await applyGroup(this.#behindOthers, group).catch(() => null);
    this.counts[outcomes ? 'together' : 'apart']++;
    this.counts.notHad += outcomes?.filter((outcome) => typeof outcome === 'string').length ?? 0;
    return group.map((_, place) => {
      const value = outcomes?.[place] ?? null;
      return value && { status: 'fulfilled', value };
    });
  }
}

type Settled = PromiseSettledResult<unknown>;

const settled = (work: Promise<unknown>): Promise<Settled> =>
  work.then((value) => ({ status: 'fulfilled', value }), (reason: unknown) => ({ status: 'rejected', reason }));

function tell({ resolve, reject }: Planned | Locked, answer: Settled | null): void {
  if (answer?.status === 'fulfilled') resolve(answer.value as never);
  else if (answer) reject(answer.reason);
}

const isTogether = (turn: Planned | Locked): turn is Planned => 'plan' in turn && !turn.isApart;
const isApart = (turn: Planned | Locked): turn is Planned => 'plan' in turn && turn.isApart;
const isLocked = (turn: Planned | Locked): turn is Locked => 'alone' in turn;
const goesAlong = (turn: Planned | Locked): boolean => isTogether(turn) && goesTogether(turn.plan);
const keyOf = (tenantNo: TenantNo, locationId: string): string => `${tenantNo}/${locationId}`;

/** Roughly as `gateway.goes_together` has it, which decides. */
const partsTogether = new Set<string>([
  'locationId', 'catalogueVersion', 'command', 'outcome', 'overUndo', 'tellsRow', 'customer', 'claims', 'bookings', 'holds', 'convert', 'closeHolds', 'settlesRefusal',
] satisfies (keyof Plan)[]);
const goesTogether = (plan: Plan | PlannedRefusal): boolean => 'candidates' in plan || Object.keys(plan).every((part) => partsTogether.has(part));

/**
 * Only plans that lock nothing but their location, their claims and the customer they name: a group takes these
 * in one order (gateway.apply_each), and counting on customers would lock more of them in no order.
 */
function isGroupable(plan: Plan | PlannedRefusal): boolean {
  if ('candidates' in plan) return true;
  const { bookings = [], series, waitlist, messages, restoreCustomer } = plan;
  if (series || waitlist || messages || restoreCustomer || bookings.length > 1) return false;
  return bookings.every(({ countFor, recount }) => !countFor && !recount);
}
