import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import Dexie, { type EntityTable, type Table } from 'dexie';
import type { CustomerRow, LocationRow, ResourceRow, ServiceRow, StaffRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { HandedOver, Message } from '../desk.ts';
import { isQuotaExceeded, reopenOnce } from '../platform/database-faults.ts';
import type { Platform } from '../platform/platform.ts';
import type { DayRows } from './calendar-index.ts';

/** Raised when the layout below changes; a cache of another layout is thrown away. */
const layout = 1;
const customerBuckets = 64;

export interface CachedDay extends DayRows {
  day: string;
  /** False when only the feed told us of the day: what is here is right, but not all of it. */
  complete: boolean;
}

export interface CachedCatalogue {
  location: LocationRow;
  resources: ResourceRow[];
  services: ServiceRow[];
  staff: StaffRow[];
}

export interface CacheHead {
  locationId: string;
  epoch: string;
  cursor: number;
  /** Server time minus this computer's, milliseconds, when last heard. */
  clockOffset: number;
  syncedAt: number;
}

export interface CachedReplica {
  head: CacheHead;
  catalogue: CachedCatalogue;
  days: CachedDay[];
  customers: CustomerRow[];
  /** Null: a copy from before the waitlist was part of it; a new one is taken. */
  waitlist: readonly WaitlistEntryRow[] | null;
  /** Ids. A copy from before they were part of it learns of those that are cancelled from then on. */
  cancelledSeries: readonly string[];
}

/** What one pull changes, written with the cursor in one transaction. */
export interface CacheChange {
  head: CacheHead;
  /** The cursor and epoch this change was computed on. */
  from: Pick<CacheHead, 'epoch' | 'cursor'>;
  days: CachedDay[];
  customers: CustomerRow[];
  catalogue: CachedCatalogue | null;
  waitlist: readonly WaitlistEntryRow[] | null;
  cancelledSeries: readonly string[] | null;
}

/** Another tab wrote in between: what was computed is not what is there. */
export class CacheMovedError extends Error {
  override readonly name = 'CacheMovedError';
}

type Entry =
  | { key: 'head'; layout: number; replicaSchema: number; head: CacheHead }
  | { key: 'catalogue'; catalogue: CachedCatalogue }
  | { key: 'waitlist'; rows: readonly WaitlistEntryRow[] }
  | { key: 'cancelled-series'; ids: readonly string[] }
  | { [K in keyof KeptAnswers]: { key: K; layout: number; replicaSchema: number; locationId: string; rows: readonly KeptAnswers[K][] } }[keyof KeptAnswers];

/** What is no part of the calendar: lists that the server keeps, as it last told them. */
export interface KeptAnswers {
  messages: Message;
  handed_over: HandedOver;
}

const keptAnswers = ['messages', 'handed_over'] as const satisfies (keyof KeptAnswers)[];

/** What a copy of the calendar is made of: a new copy leaves the rest as it is. */
const ofTheCopy = ['head', 'catalogue', 'waitlist', 'cancelled-series'] as const;

class CacheDb extends Dexie {
  declare entries: Table<Entry, Entry['key']>;
  declare days: EntityTable<CachedDay, 'day'>;
  declare customers: EntityTable<{ bucket: number; rows: CustomerRow[] }, 'bucket'>;

  constructor(platform: Pick<Platform, 'indexedDb'>, name: string) {
    super(name, { ...platform.indexedDb, chromeTransactionDurability: 'relaxed' });
    this.version(1).stores({ entries: 'key', days: 'day', customers: 'bucket' });
  }
}

/**
 * The calendar's copy on disk. Disposable: whatever is wrong with it, it is emptied and taken anew; it
 * holds nothing that the server does not have. Chunks of a day, because they write 14 times faster than rows.
 */
export class CacheStore {
  readonly #db: CacheDb;

  constructor(platform: Pick<Platform, 'indexedDb'>, name = 'holdfast-cache') {
    this.#db = new CacheDb(platform, name);
  }

  /** Null when there is nothing usable: another location's, another layout's, or none. */
  async load(locationId: string): Promise<CachedReplica | null> {
    const read = await this.#healing(() =>
      this.#db.transaction('r', this.#db.entries, this.#db.days, this.#db.customers, () =>
        Promise.all([
          this.#db.entries.get('head'),
          this.#db.entries.get('catalogue'),
          this.#db.days.toArray(),
          this.#db.customers.toArray(),
          this.#db.entries.get('waitlist'),
          this.#db.entries.get('cancelled-series'),
        ]),
      ),
    );
    const [head, catalogue, days, customers, waitlist, series] = read ?? [];
    if (head?.key !== 'head' || catalogue?.key !== 'catalogue' || !days || !customers) return null;
    if (head.layout !== layout || head.replicaSchema !== replicaSchemaVersion || head.head.locationId !== locationId)
      return null;
    return {
      head: head.head,
      catalogue: catalogue.catalogue,
      days,
      customers: customers.flatMap(({ rows }) => rows),
      waitlist: waitlist?.key === 'waitlist' ? waitlist.rows : null,
      cancelledSeries: series?.key === 'cancelled-series' ? series.ids : [],
    };
  }

  async replace(replica: CachedReplica): Promise<void> {
    await this.#write(async () => {
      await Promise.all([this.#db.entries.bulkDelete([...ofTheCopy]), this.#db.days.clear(), this.#db.customers.clear()]);
      await this.#forgetAnswersBut(replica.head.locationId);
      await this.#putHead(replica.head);
      await this.#db.entries.put({ key: 'catalogue', catalogue: replica.catalogue });
      if (replica.waitlist) await this.#db.entries.put({ key: 'waitlist', rows: replica.waitlist });
      await this.#db.entries.put({ key: 'cancelled-series', ids: replica.cancelledSeries });
      await this.#db.days.bulkPut(replica.days);
      await this.#putCustomers(replica.customers);
    });
  }

  /** Throws `CacheMovedError` when the cache is not where the change starts from. */
  async change(change: CacheChange): Promise<void> {
    await this.#write(async () => {
      const now = await this.#db.entries.get('head');
      const { epoch, cursor } = change.from;
      if (now?.key !== 'head' || now.head.epoch !== epoch || now.head.cursor !== cursor)
        throw new CacheMovedError('The cache moved.');
      await this.#putHead(change.head);
      if (change.catalogue) await this.#db.entries.put({ key: 'catalogue', catalogue: change.catalogue });
      if (change.waitlist) await this.#db.entries.put({ key: 'waitlist', rows: change.waitlist });
      if (change.cancelledSeries) await this.#db.entries.put({ key: 'cancelled-series', ids: change.cancelledSeries });
      await this.#db.days.bulkPut(change.days);
      if (change.customers.length > 0) await this.#putCustomers(change.customers);
    });
  }

  /** Null: never told on this computer, or not for this location. */
  async answer<K extends keyof KeptAnswers>(key: K, locationId: string): Promise<readonly KeptAnswers[K][] | null> {
    const kept = await this.#healing(() => this.#db.entries.get(key));
    if (!kept || !('rows' in kept) || !('locationId' in kept) || kept.locationId !== locationId) return null;
    return kept.layout === layout && kept.replicaSchema === replicaSchemaVersion ? (kept.rows as readonly KeptAnswers[K][]) : null;
  }

  /** Lists are asked for every so often, and seldom are they others than before: the disk hears of those. */
  async keepAnswer<K extends keyof KeptAnswers>(key: K, locationId: string, rows: readonly KeptAnswers[K][]): Promise<void> {
    if (JSON.stringify(await this.answer(key, locationId)) === JSON.stringify(rows)) return;
    await reopenOnce(this.#db, () => this.#db.entries.put({ key, layout, replicaSchema: replicaSchemaVersion, locationId, rows } as Entry));
  }

  /** Empties it, to give its room to something that matters. */
  async purge(): Promise<void> {
    await this.#healing(() =>
      this.#db.transaction('rw', this.#db.entries, this.#db.days, this.#db.customers, () =>
        Promise.all([this.#db.entries.clear(), this.#db.days.clear(), this.#db.customers.clear()]),
      ),
    );
  }

  close(): void {
    this.#db.close();
  }

  /** Of another house's people nothing stays on a computer that serves this one now. */
  async #forgetAnswersBut(locationId: string): Promise<void> {
    const kept = await this.#db.entries.bulkGet([...keptAnswers]);
    await this.#db.entries.bulkDelete(kept.flatMap((entry) => (entry && 'locationId' in entry && entry.locationId !== locationId ? entry.key : [])));
  }

  async #putHead(head: CacheHead): Promise<void> {
    await this.#db.entries.put({ key: 'head', layout, replicaSchema: replicaSchemaVersion, head });
  }

  async #putCustomers(rows: readonly CustomerRow[]): Promise<void> {
    const fresh = Map.groupBy(rows, ({ id }) => Number.parseInt(id.slice(-4), 16) % customerBuckets || 0);
    const buckets = [...fresh.keys()];
    const known = await this.#db.customers.bulkGet(buckets);
    await this.#db.customers.bulkPut(
      buckets.map((bucket, index) => {
        const merged = new Map((known[index]?.rows ?? []).map((row) => [row.id, row]));
        for (const row of fresh.get(bucket)!) merged.set(row.id, row);
        return { bucket, rows: [...merged.values()] };
      }),
    );
  }

  async #write(work: () => Promise<void>): Promise<void> {
    const run = (): Promise<void> =>
      reopenOnce(this.#db, () =>
        this.#db.transaction('rw', this.#db.entries, this.#db.days, this.#db.customers, work),
      );
    try {
      await run();
    } catch (fault) {
      // Better no copy than one that stopped in the middle of its life: the room is the outbox's.
      if (isQuotaExceeded(fault)) await this.purge();
      throw fault;
    }
  }

  /** A database that cannot be opened or read is deleted; null when not even that helps. */
  async #healing<T>(work: () => Promise<T>): Promise<T | null> {
    try {
      return await reopenOnce(this.#db, work);
    } catch {
      try {
        this.#db.close({ disableAutoOpen: false });
        await this.#db.delete({ disableAutoOpen: false });
        return await work();
      } catch {
        return null;
      }
    }
  }
}
