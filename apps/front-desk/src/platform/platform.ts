/**
 * What the terminal needs of the machine it runs on. One interface, so that the same desk runs in a
 * browser, in Electron and under a simulated clock.
 */
export interface Platform {
  clock: Clock;
  timers: Timers;
  /** Null where the browser has none: then every tab believes it is alone, and the server's id check is the guard. */
  locks: Locks | null;
  /** Messages to the other tabs of this terminal; never delivered to the sender. */
  openChannel(name: string): Channel;
  indexedDb: { indexedDB: IDBFactory; IDBKeyRange: typeof IDBKeyRange };
  /** A number in [0, 1), for jitter only. */
  random(): number;
  /** Calls back whenever trying again may work now: network back, tab shown, computer awake. */
  onWake(listener: () => void): () => void;
  /** Asks the browser never to evict this origin; null when it cannot say. */
  persistStorage(): Promise<boolean | null>;
  storagePersisted(): Promise<boolean | null>;
}

export interface Clock {
  /** Wall clock, milliseconds since the epoch. May be wrong and may jump. */
  now(): number;
  /** Milliseconds since some start; never runs backwards, may stand still during sleep. */
  elapsed(): number;
}

export interface Timers {
  /** Runs once after `ms`; returns the way to cancel. */
  after(ms: number, run: () => void): () => void;
}

export interface Locks {
  /** Waits until the lock is ours. `steal` takes it from whoever has it. Rejects when `signal` aborts. */
  acquire(name: string, options: { steal: boolean; signal: AbortSignal }): Promise<HeldLock>;
}

export interface HeldLock {
  /** Aborts when another tab stole the lock. */
  lost: AbortSignal;
  release(): void;
}

export interface Channel {
  post(message: unknown): void;
  onMessage(listener: (message: unknown) => void): void;
  close(): void;
}
