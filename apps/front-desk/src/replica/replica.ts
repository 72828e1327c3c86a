import type { Change } from '@holdfast/protocol/sync';
import type { Clock } from '../platform/platform.ts';
import { CacheMovedError, type CacheChange, type CacheStore } from './cache-db.ts';
import type { Snapshot } from './read-snapshot.ts';
import { ReplicaState } from './replica-state.ts';

/** Which days look different now; `all` after a load or a replacement. */
export type ReplicaChange = { days: ReadonlySet<string> | 'all'; catalogue: boolean };

export interface Delta {
  changes: readonly Change[];
  to: number;
  serverNow: string;
}

/** After the disk refused the copy, it is offered again this much later. */
const retryDiskMs = 60_000;

/**
 * The calendar's copy: in memory for reading, on disk for the next start. Memory moves first; the disk
 * follows with rows and cursor in one transaction, and `cursorOnDisk` says how far it came.
 */
export class Replica {
  readonly #cache: CacheStore;
  readonly #clock: Clock;
  readonly #listeners = new Set<(change: ReplicaChange) => void>();
  #state: ReplicaState | null = null;
  #onDisk: { epoch: string; cursor: number } | null = null;
  #diskRefusedAt: number | null = null;
  /** Ids that changed, with their versions, while somebody needs to know. */
  readonly #recordings = new Set<Map<string, number>>();

  constructor(cache: CacheStore, clock: Clock) {
    this.#cache = cache;
    this.#clock = clock;
  }

  /** Null before the first snapshot. */
  get state(): ReplicaState | null {
    return this.#state;
  }

  get cursorOnDisk(): { epoch: string; cursor: number } | null {
    return this.#onDisk;
  }

  subscribe(listener: (change: ReplicaChange) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** The server's clock as this computer can tell; for painting only. */
  now(): number {
    return this.#clock.now() + (this.#state?.head.clockOffset ?? 0);
  }

  /** Reads the cache. False when there is nothing usable in it, and then memory is left as it is. */
  async load(locationId: string): Promise<boolean> {
    const cached = await this.#cache.load(locationId);
    if (!cached) return false;
    this.#state = new ReplicaState(cached);
    this.#onDisk = cached.head;
    this.#tell({ days: 'all', catalogue: true });
    return true;
  }

  /** Forgets the copy in memory, for a terminal that now belongs elsewhere. */
  clear(): void {
    this.#state = null;
    this.#onDisk = null;
    this.#tell({ days: 'all', catalogue: true });
  }

  async replace(locationId: string, snapshot: Snapshot): Promise<void> {
    const { epoch, version, catalogue, days, customers, waitlist, cancelledSeries } = snapshot;
    const head = { locationId, epoch, cursor: version, ...this.#heard(snapshot.serverNow) };
    this.#state = new ReplicaState({ head, catalogue, days, customers, waitlist, cancelledSeries });
    this.#tell({ days: 'all', catalogue: true });
    await this.#writeWhole();
  }

  /** Moves the copy forward by a page of the feed. Throws `CacheMovedError` when another tab did already. */
  async apply(delta: Delta): Promise<void> {
    const state = this.#state;
    if (!state) return;
    const from = { epoch: state.head.epoch, cursor: state.head.cursor };
    const touched = this.applyInMemory(delta)!;
    const days = [...touched.days].map((day) => state.cachedDay(day));
    const catalogue = touched.catalogue ? state.wholeCatalogue() : null;
    const waitlist = touched.waitlist ? (state.waiting?.rows() ?? null) : null;
    const cancelledSeries = touched.series ? [...state.cancelledSeries] : null;
    if (touched.everything) await this.#writeWhole();
    else await this.#write({ head: state.head, from, days, customers: touched.customers, catalogue, waitlist, cancelledSeries });
  }

  /** The same without the disk, for the tabs that follow. */
  applyInMemory({ changes, to, serverNow }: Delta): ReturnType<ReplicaState['apply']> | null {
    const state = this.#state;
    if (!state) return null;
    const touched = state.apply(changes);
    state.head = { ...state.head, cursor: to, ...this.#heard(serverNow) };
    for (const recording of this.#recordings) for (const { id, version } of changes) recording.set(id, version);
    this.#tell({ days: touched.everything ? 'all' : touched.days, catalogue: touched.catalogue });
    return touched;
  }

  /** The copy on disk was emptied behind our back: the next write writes it whole. */
  diskLost(): void {
    this.#onDisk = null;
    this.#diskRefusedAt = null;
  }

  /** From now on, which rows changed in which version; until `stop`. */
  recordChanges(): { newerThan(version: number): (id: string) => boolean; stop(): void } {
    const recording = new Map<string, number>();
    this.#recordings.add(recording);
    return {
      newerThan: (version) => (id) => (recording.get(id) ?? 0) > version,
      stop: () => this.#recordings.delete(recording),
    };
  }

  /** Adds days outside the window; the cursor must have reached the snapshot's version before. */
  async addDays(snapshot: Snapshot, newer: (id: string) => boolean): Promise<void> {
    const state = this.#state;
    if (!state) return;
    const from = { epoch: state.head.epoch, cursor: state.head.cursor };
    const customers = snapshot.customers.filter(({ id }) => !newer(id));
    for (const row of customers) state.customers.set(row.id, row);
    const touched = state.addDays(snapshot.days, newer);
    this.#tell({ days: touched, catalogue: false });
    const days = [...touched].map((day) => state.cachedDay(day));
    await this.#write({ head: state.head, from, days, customers, catalogue: null, waitlist: null, cancelledSeries: null });
  }

  #heard(serverNow: string): { clockOffset: number; syncedAt: number } {
    const now = this.#clock.now();
    return { clockOffset: Date.parse(serverNow) - now, syncedAt: now };
  }

  async #write(change: CacheChange): Promise<void> {
    if (!this.#onDisk) {
      const since = this.#diskRefusedAt === null ? Infinity : this.#clock.elapsed() - this.#diskRefusedAt;
      if (since >= retryDiskMs) await this.#writeWhole();
      return;
    }
    try {
      await this.#cache.change(change);
      this.#onDisk = { epoch: change.head.epoch, cursor: change.head.cursor };
    } catch (fault) {
      if (fault instanceof CacheMovedError) throw fault;
      this.#refused();
    }
  }

  async #writeWhole(): Promise<void> {
    const state = this.#state;
    if (!state) return;
    const { epoch, cursor } = state.head;
    try {
      await this.#cache.replace(state.cached());
      this.#onDisk = { epoch, cursor };
    } catch {
      this.#refused();
    }
  }

  /** No room, or no disk: the calendar goes on from memory and is offered to the disk again later. */
  #refused(): void {
    this.#onDisk = null;
    this.#diskRefusedAt = this.#clock.elapsed();
  }

  #tell(change: ReplicaChange): void {
    for (const listener of [...this.#listeners]) listener(change);
  }
}
