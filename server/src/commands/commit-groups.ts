import type { Committed } from '@holdfast/protocol/outcomes';
import type { TenantNo } from '../access/scope.ts';
import { applyGroup, applyPlan, type Interruption, type Queryable } from './apply-plan.ts';
import type { Plan } from './plan.ts';

/** One flush of the log and one round trip for this many; longer groups only make their first command wait. */
const groupMax = 8;
/** While one group is flushed the others are applied; more on their way would only be smaller (8 by 3 measured best). */
const atOnceMax = 3;

interface Waiting {
  tenantNo: TenantNo;
  plan: Plan;
  resolve: (answer: Committed | Interruption) => void;
  reject: (fault: unknown) => void;
}

/**
 * Commits plans that wait anyway several in one transaction. Nobody waits to be grouped: with fewer than three
 * calls under way a plan goes at once and alone. Outcomes, order within a location and durability are those of
 * single commits; a group in which one plan fails is rolled back whole and committed one by one.
 */
export class CommitGroups {
  readonly #on: Queryable;
  readonly #atOnce: number;
  readonly #waiting: Waiting[] = [];
  #underWay = 0;
  /** How many groups of more than one were committed as one, and how many had to be taken apart. */
  readonly counts = { together: 0, apart: 0 };

  constructor(on: Queryable, atOnce = atOnceMax) {
    this.#on = on;
    this.#atOnce = atOnce;
  }

  apply(tenantNo: TenantNo, plan: Plan): Promise<Committed | Interruption> {
    if (!isGroupable(plan)) return applyPlan(this.#on, tenantNo, plan);
    return new Promise((resolve, reject) => {
      this.#waiting.push({ tenantNo, plan, resolve, reject });
      this.#next();
    });
  }

  #next(): void {
    if (this.#underWay >= this.#atOnce) return;
    const group = this.#waiting.splice(0, groupMax);
    if (group.length === 0) return;
    this.#underWay++;
    void this.#commit(group).finally(() => {
      this.#underWay--;
      this.#next();
    });
  }

  async #commit(group: Waiting[]): Promise<void> {
    if (group.length > 1) {
      const outcomes = await applyGroup(this.#on, group).catch(() => null);
      if (outcomes) {
        this.counts.together++;
        for (const [index, { resolve }] of group.entries()) resolve(outcomes[index]!);
        return;
      }
      this.counts.apart++;
    }
    // In the order they came, so that of two that want the same slot the first still gets it.
    for (const { tenantNo, plan, resolve, reject } of group)
      await applyPlan(this.#on, tenantNo, plan).then(resolve, reject);
  }
}

/**
 * Only plans that lock nothing but their location, their claims and the customer they name: a group takes these
 * in one order (gateway.apply_group), and counting on customers would lock more of them in no order.
 */
function isGroupable({ bookings = [], series, waitlist, messages, restoreCustomer }: Plan): boolean {
  if (series || waitlist || messages || restoreCustomer || bookings.length > 1) return false;
  return bookings.every(({ countFor, recount }) => !countFor && !recount);
}
