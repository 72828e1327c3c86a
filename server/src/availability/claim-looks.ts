import { setImmediate as nextTurn } from 'node:timers/promises';
import { minuteMs } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
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

/** Looks at the same resources at about the same time: how many reads are under way, and who waits for one. */
interface Place {
  reads: number;
  waiting: Look[];
}

/** The shortest that ranges are taken for: few claims, and a read looks as far back in any case (claim-sql.ts). */
const shortestMs = 6 * 60 * minuteMs;
/** One is being read while the next are gathered; a third would only be smaller. */
const readsMax = 2;

/**
 * Looks at the calendar, outside any lock. In a crowd they want to know the same, so those that wait anyway are answered
 * by one read. Nobody waits to be answered with others: where fewer than two such reads are under way, a look is read at
 * once. None joins a read that was sent already: what a look sees is never older than itself.
 */
export class ClaimLooks {
  readonly #db: Pick<Database, 'readOnce'>;
  readonly #places = new Map<string, Place>();
  /** How many reads answered several looks. */
  together = 0;

  constructor(db: Pick<Database, 'readOnce'>) {
    this.#db = db;
  }

  /** How many places somebody looks at; the others are forgotten. */
  get size(): number {
    return this.#places.size;
  }

  of(tenantNo: TenantNo): ClaimSource {
    return (resourceNos, range) =>
      new Promise((resolve, reject) => {
        const key = `${tenantNo}/${whereabouts(range)}/${resourceNos.join()}`;
        const place = this.#places.get(key) ?? { reads: 0, waiting: [] };
        this.#places.set(key, place);
        place.waiting.push({ tenantNo, resourceNos, range, resolve, reject });
        this.#next(key, place);
      });
  }

  #next(key: string, place: Place): void {
    if (place.waiting.length > 0 && place.reads < readsMax) {
      const looks = place.waiting;
      place.waiting = [];
      place.reads++;
      void this.#answer(looks).then(() => {
        place.reads--;
        this.#next(key, place);
      });
    }
    if (place.reads === 0) this.#places.delete(key);
  }

  /** Always resolves. What could not be read for all of them each reads for itself: a lost connection is one look's bad luck. */
  async #answer(looks: readonly Look[]): Promise<void> {
    const [first] = looks;
    if (first && looks.length > 1) {
      const all = { start: Math.min(...looks.map(({ range }) => range.start)), end: Math.max(...looks.map(({ range }) => range.end)) };
      const claims = await this.#read(first, all).catch(() => null);
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

/**
 * The same for ranges that may be read as one: of like length, and less than that length apart. So a read is at most four
 * times as long as what any of them asked for, and who wants an hour never waits for those who leaf through months.
 */
function whereabouts({ start, end }: TimeRange): string {
  const doublings = Math.max(0, Math.ceil(Math.log2((end - start) / shortestMs)));
  return `${doublings}/${Math.floor(start / (shortestMs * 2 ** doublings))}`;
}
