import { IDBFactory, IDBKeyRange } from 'fake-indexeddb';
import type { HeldLock, Locks, Platform } from '../platform/platform.ts';
import type { SimulatedTime } from './simulated-time.ts';

/** What the tabs of one computer share: disk, locks, and a channel. Survives every tab. */
export class SimulatedBrowser {
  readonly time: SimulatedTime;
  readonly random: () => number;
  readonly disk = new IDBFactory();
  readonly locks = new SimulatedLocks();
  readonly tabs = new Set<SimulatedTab>();

  constructor(time: SimulatedTime, random: () => number) {
    this.time = time;
    this.random = random;
  }

  openTab(crash?: CrashPoint): SimulatedTab {
    const tab = new SimulatedTab(this, crash);
    this.tabs.add(tab);
    return tab;
  }
}

/** Dies just before its `transaction`-th transaction begins, or just after it is durable. */
export interface CrashPoint {
  transaction: number;
  when: 'before' | 'after';
}

/** One tab's machine. A dead one sends, hears and writes nothing any more, whatever its code still does. */
export class SimulatedTab {
  readonly platform: Platform;
  readonly #browser: SimulatedBrowser;
  readonly #crash: CrashPoint | undefined;
  #transactions = 0;
  #wakeListeners = new Set<() => void>();
  readonly #held = new Set<() => void>();
  readonly #listeners: { name: string; listener: (message: unknown) => void }[] = [];
  dead = false;
  /** Timers and messages stand still, locks stay held: what a browser does to a tab in the background. */
  frozen = false;
  /** When set, the disk refuses writes with this error. */
  diskFault: Error | null = null;

  constructor(browser: SimulatedBrowser, crash: CrashPoint | undefined) {
    this.#browser = browser;
    this.#crash = crash;
    const { time } = browser;
    this.platform = {
      clock: time.clock,
      timers: {
        after: (ms, run) => time.timers.after(ms, () => this.#whenAwake(run)),
      },
      locks: this.#locks(),
      openChannel: (name) => ({
        post: (message) => this.#post(name, message),
        onMessage: (listener) => this.#listeners.push({ name, listener }),
        close: () => this.#listeners.splice(0),
      }),
      indexedDb: { indexedDB: this.#disk(), IDBKeyRange },
      random: browser.random,
      onWake: (listener) => {
        this.#wakeListeners.add(listener);
        return () => this.#wakeListeners.delete(listener);
      },
      persistStorage: () => Promise.resolve(true),
      storagePersisted: () => Promise.resolve(false),
    };
  }

  wake(): void {
    for (const listener of this.#wakeListeners) listener();
  }

  die(): void {
    this.dead = true;
    this.#browser.tabs.delete(this);
    for (const release of this.#held) release();
  }

  #whenAwake(run: () => void): void {
    if (this.dead) return;
    if (this.frozen) this.#browser.time.timers.after(60_000, () => this.#whenAwake(run));
    else run();
  }

  #post(name: string, message: unknown): void {
    if (this.dead) return;
    for (const tab of this.#browser.tabs)
      if (tab !== this) queueMicrotask(() => tab.#hear(name, structuredClone(message)));
  }

  #hear(name: string, message: unknown): void {
    if (this.dead || this.frozen) return;
    for (const each of this.#listeners) if (each.name === name) each.listener(message);
  }

  #locks(): Locks {
    return {
      acquire: async (name, options) => {
        const held = await this.#browser.locks.acquire(name, options);
        if (this.dead) held.release();
        else this.#held.add(held.release);
        return held;
      },
    };
  }

  #disk(): IDBFactory {
    const { disk } = this.#browser;
    const open = (name: string, version?: number): IDBOpenDBRequest => {
      const request = disk.open(name, version);
      this.#browser.time.busyUntil((end) => {
        request.addEventListener('success', end);
        request.addEventListener('error', end);
      });
      request.addEventListener('success', () => this.#watch(request.result));
      return request;
    };
    return new Proxy(disk, {
      get: (target, key) => {
        if (this.dead) throw new DOMException('The process is gone.', 'AbortError');
        if (key === 'open') return open;
        const value: unknown = Reflect.get(target, key);
        return typeof value === 'function' ? (value as () => unknown).bind(target) : value;
      },
    });
  }

  #watch(database: IDBDatabase): void {
    const begin = database.transaction.bind(database);
    database.transaction = (stores, mode, options) => {
      this.#transactions += 1;
      if (this.#isCrash('before')) this.die();
      if (this.dead) throw new DOMException('The process is gone.', 'AbortError');
      if (mode === 'readwrite' && this.diskFault) throw this.diskFault;
      const transaction = begin(stores, mode, options);
      this.#browser.time.busyUntil((end) => {
        transaction.addEventListener('complete', end);
        transaction.addEventListener('abort', end);
      });
      if (this.#isCrash('after')) transaction.addEventListener('complete', () => this.die());
      return transaction;
    };
  }

  #isCrash(when: CrashPoint['when']): boolean {
    return this.#crash?.when === when && this.#crash.transaction === this.#transactions;
  }
}

class SimulatedLocks {
  readonly #holders = new Map<string, { lost: AbortController; next: () => void }>();
  readonly #waiting = new Map<string, (() => void)[]>();

  acquire(name: string, { steal, signal }: { steal: boolean; signal: AbortSignal }): Promise<HeldLock> {
    return new Promise((resolve, reject) => {
      const grant = (): void => {
        if (signal.aborted) return this.#next(name);
        const lost = new AbortController();
        const holder = { lost, next: () => this.#next(name) };
        this.#holders.set(name, holder);
        resolve({
          lost: lost.signal,
          release: () => {
            if (this.#holders.get(name) !== holder) return;
            this.#holders.delete(name);
            holder.next();
          },
        });
      };
      const holder = this.#holders.get(name);
      if (holder && steal) {
        this.#holders.delete(name);
        holder.lost.abort();
      }
      if (!this.#holders.has(name)) return grant();
      this.#waiting.set(name, [...(this.#waiting.get(name) ?? []), grant]);
      signal.addEventListener('abort', () => reject(new DOMException('Aborted', 'AbortError')));
    });
  }

  #next(name: string): void {
    const [next, ...rest] = this.#waiting.get(name) ?? [];
    this.#waiting.set(name, rest);
    next?.();
  }
}
