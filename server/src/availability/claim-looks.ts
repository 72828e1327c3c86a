import { setImmediate as nextTurn } from 'node:timers/promises';
import { minuteMs } from '@holdfast/domain/instant';
import { durationMs, overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { TenantNo } from '../access/scope.ts';
import type { Database } from '../db/database.ts';
import type { ClaimSource } from './claim-source.ts';
import { readClaims, type LiveClaim } from './claim-sql.ts';

/** Somebody wants to know what lies on these resources. */
interface Look {
  tenantNo: TenantNo;
  resourceNos: readonly number[];
  range: TimeRange;
  resolve: (claims: LiveClaim[]) => void;
  reject: (fault: unknown) => void;
}

/** Looks at the same resources of one business, of like length: how many reads are under way, and who waits for one. */
interface Queue {
  reads: number;
  waiting: Look[];
}

/** Few claims, and a read looks as far back in any case (claim-sql.ts). */
const alwaysMs = 6 * 60 * minuteMs;
/** One is being read while the next are gathered; a third would only be smaller. */
const readsMax = 2;

/**
 * Looks at the calendar, outside any lock. In a crowd they want to know the same, so those that wait anyway are answered
 * by one read. Nobody waits to be answered with others: there are two reads at a time for the same resources and length, and
 * a look that finds fewer is read at once: who wants an hour never waits behind those who leaf through months. None joins a
 * read that was sent already: what a look sees is never older than itself.
 */
export class ClaimLooks {
  readonly #db: Pick<Database, 'readOnce'>;
  readonly #queues = new Map<string, Queue>();
  /** How many reads answered several looks. */
  together = 0;

  constructor(db: Pick<Database, 'readOnce'>) {
    this.#db = db;
  }

  /** How many queues there are; where nobody looks they are forgotten. */
  get size(): number {
    return this.#queues.size;
  }

  of(tenantNo: TenantNo): ClaimSource {
    return (resourceNos, range) =>
      new Promise((resolve, reject) => {
        const key = `${tenantNo}/${lengthOf(range)}/${resourceNos.join()}`;
        const queue = this.#queues.get(key) ?? { reads: 0, waiting: [] };
        this.#queues.set(key, queue);
        queue.waiting.push({ tenantNo, resourceNos, range, resolve, reject });
        this.#next(key, queue);
      });
  }

  #next(key: string, queue: Queue): void {
    while (queue.reads < readsMax) {
      const [first, ...others] = queue.waiting;
      if (!first) break;
      const { looks, span, left } = gathered(first, others);
      queue.waiting = left;
      queue.reads++;
      void this.#answer(looks, span).then(() => {
        queue.reads--;
        this.#next(key, queue);
      });
    }
    if (queue.reads === 0) this.#queues.delete(key);
  }

  /** Always resolves. What could not be read for all of them each reads for itself: a lost connection is one look's bad luck. */
  async #answer(looks: readonly Look[], span: TimeRange): Promise<void> {
    const [first] = looks;
    if (first && looks.length > 1) {
      const claims = await this.#read(first, span).catch(() => null);
      if (claims) {
        this.together++;
        for (const { range, resolve } of looks) {
          resolve(claims.filter((claim) => overlaps(claim, range)));
          // One a turn: who decides by it says what it takes, and the next, still looking, hears of that.
          await nextTurn();
        }
        return;
      }
    }
    await Promise.all(looks.map((look) => this.#read(look, look.range).then(look.resolve, look.reject)));
  }

  #read({ tenantNo, resourceNos }: Look, range: TimeRange): Promise<LiveClaim[]> {
    return this.#db.readOnce(tenantNo, (client) => readClaims(client, tenantNo, resourceNos, range));
  }
}

/** In doublings of six hours. */
const lengthOf = (range: TimeRange): number => Math.max(0, Math.ceil(Math.log2(durationMs(range) / alwaysMs)));

/**
 * Who is read together with the first, in the order they came: whose range makes the read at most twice as long as what any
 * of them asked for, so that nobody waits for somebody's month.
 */
function gathered(first: Look, others: readonly Look[]): { looks: Look[]; span: TimeRange; left: Look[] } {
  const looks = [first];
  const left: Look[] = [];
  let span = first.range;
  let shortestMs = durationMs(first.range);
  for (const look of others) {
    const both = { start: Math.min(span.start, look.range.start), end: Math.max(span.end, look.range.end) };
    const shorterMs = Math.min(shortestMs, durationMs(look.range));
    if (durationMs(both) <= Math.max(2 * shorterMs, alwaysMs)) {
      looks.push(look);
      span = both;
      shortestMs = shorterMs;
    } else left.push(look);
  }
  return { looks, span, left };
}
