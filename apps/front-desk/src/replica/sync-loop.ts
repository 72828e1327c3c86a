import { replicaSchemaVersion } from '@holdfast/protocol/protocol-version';
import type { PullInput } from '@holdfast/protocol/sync';
import { faultOf, type ServerCalls } from '../api/server-calls.ts';
import { retryDelayMs } from '../outbox/retry-delay.ts';
import type { Platform } from '../platform/platform.ts';
import { CacheMovedError } from './cache-db.ts';
import { addDays, LocationDays } from './location-days.ts';
import { readSnapshot, type Snapshot } from './read-snapshot.ts';
import type { Delta, Replica } from './replica.ts';
import { missingSpans } from './missing-spans.ts';

export interface SyncEvents {
  synced(): void;
  failed(): void;
  notEnrolled(): void;
  /** The feed's history was replaced (a restore): what was sent but not yet seen must be sent again. */
  historyReplaced(): Promise<void>;
  /** Tell the other tabs. */
  moved(from: number, delta: Delta): void;
  replaced(): void;
}

type SyncServer = Pick<ServerCalls, 'pull' | 'snapshot' | 'pokes'>;
type SyncPlatform = Pick<Platform, 'clock' | 'timers' | 'random'>;

interface Running {
  locationId: string;
  stopped: AbortController;
}

const daysBehind = 7;
const daysAhead = 60;
/** Pulls this often even when every poke is lost. */
const pullEveryMs = 20_000;

/**
 * Keeps the replica at the feed's head: a snapshot the first time and after a reset, deltas otherwise.
 * Runs only in the tab that leads. The cursor moves by pulls alone, never by what a command's answer said.
 */
export class SyncLoop {
  readonly #server: SyncServer;
  readonly #platform: SyncPlatform;
  readonly #replica: Replica;
  readonly #events: SyncEvents;
  readonly #outboxReport: () => Promise<PullInput['outbox']>;
  #running: Running | null = null;
  #busy = false;
  #again = false;
  #failures = 0;
  #pokeFailures = 0;
  readonly #wantedDays = new Set<string>();
  #cancelTimer = (): void => {};
  #cancelPokes = (): void => {};

  constructor(
    server: SyncServer,
    platform: SyncPlatform,
    replica: Replica,
    outboxReport: () => Promise<PullInput['outbox']>,
    events: SyncEvents,
  ) {
    this.#server = server;
    this.#platform = platform;
    this.#replica = replica;
    this.#outboxReport = outboxReport;
    this.#events = events;
  }

  start(locationId: string): void {
    if (this.#running?.locationId === locationId) return;
    this.stop();
    this.#running = { locationId, stopped: new AbortController() };
    this.#armPokes();
    this.pull();
  }

  stop(): void {
    this.#running?.stopped.abort();
    this.#running = null;
    this.#cancelTimer();
    this.#cancelPokes();
  }

  /** Something may have happened: look now instead of waiting for the timer. */
  pull(): void {
    if (this.#busy) this.#again = true;
    else void this.#run();
  }

  /** Days outside the copy that somebody looks at. */
  wantDays(days: readonly string[]): void {
    const { state } = this.#replica;
    const missing = days.filter((day) => !state?.completeDays.has(day));
    for (const day of missing) this.#wantedDays.add(day);
    if (missing.length > 0) this.pull();
  }

  async #run(): Promise<void> {
    this.#busy = true;
    this.#cancelTimer();
    const running = this.#running;
    try {
      do {
        this.#again = false;
        if (!running || running.stopped.signal.aborted) break;
        await this.#catchUp(running.locationId, running.stopped.signal);
        await this.#completeDays(running.locationId, running.stopped.signal);
        this.#failures = 0;
        if (!running.stopped.signal.aborted) this.#events.synced();
      } while (this.#again);
    } catch (fault) {
      await this.#failed(fault, running);
    } finally {
      this.#busy = false;
      const stillOurs = this.#running === running;
      if (stillOurs && running) this.#schedule();
      // Stopped and started again meanwhile, for another location.
      else if (this.#running) this.pull();
    }
  }

  async #failed(fault: unknown, running: Running | null): Promise<void> {
    if (!running || running.stopped.signal.aborted) return;
    this.#failures += 1;
    if (fault instanceof CacheMovedError) {
      // Another tab led for a while and went on from the same copy: so do we, from where it is now.
      if (!(await this.#replica.load(running.locationId))) this.#replica.diskLost();
      this.#again = true;
    } else if (faultOf(fault) === 'not_enrolled') this.#events.notEnrolled();
    else this.#events.failed();
  }

  #schedule(): void {
    const wait =
      this.#failures === 0
        ? this.#again ? 0 : pullEveryMs
        : Math.min(pullEveryMs, retryDelayMs(this.#failures, this.#platform.random()));
    this.#cancelTimer = this.#platform.timers.after(wait, () => this.pull());
  }

  async #catchUp(locationId: string, signal: AbortSignal): Promise<void> {
    // Also a copy from before the waitlist was part of it: there is nothing to go on from.
    if (!this.#replica.state?.waiting) await this.#takeSnapshot(locationId, signal);
    while (!signal.aborted) {
      const { epoch, cursor } = this.#replica.state!.head;
      const outbox = await this.#outboxReport();
      const answer = await this.#server.pull(
        { locationId, epoch, cursor, replicaSchema: replicaSchemaVersion, ...(outbox ? { outbox } : {}) },
        signal,
      );
      if (signal.aborted) return;
      if (answer.kind === 'reset') {
        if (answer.reason === 'epoch') await this.#events.historyReplaced();
        await this.#takeSnapshot(locationId, signal);
        return;
      }
      await this.#advance(cursor, answer);
      if (answer.to >= answer.head || answer.to <= cursor) return;
    }
  }

  async #advance(from: number, delta: Delta): Promise<void> {
    // Told before the disk has it: the other tabs paint from the message.
    this.#events.moved(from, delta);
    await this.#replica.apply(delta);
  }

  async #takeSnapshot(locationId: string, signal: AbortSignal): Promise<void> {
    const span = this.#window();
    const snapshot = await this.#fetchDays(locationId, span, signal);
    if (signal.aborted) return;
    await this.#replica.replace(locationId, snapshot);
    this.#events.replaced();
  }

  async #fetchDays(locationId: string, span: { from: string; to: string }, signal: AbortSignal): Promise<Snapshot> {
    return readSnapshot(this.#server.snapshot({ locationId, ...span }, signal), span);
  }

  /** A week back and two months ahead of the server's today; in UTC until the zone is known, a day wider. */
  #window(): { from: string; to: string } {
    const timeZone = this.#replica.state?.catalogue().location.timeZone ?? 'UTC';
    const today = new LocationDays(timeZone).dayOf(this.#replica.now());
    return { from: addDays(today, -daysBehind), to: addDays(today, daysAhead) };
  }

  /** The days that entered the window since the snapshot, and those somebody asked for. */
  async #completeDays(locationId: string, signal: AbortSignal): Promise<void> {
    const { state } = this.#replica;
    if (!state || signal.aborted) return;
    const { from, to } = this.#window();
    const wanted = [...this.#wantedDays];
    const spans = missingSpans(wanted, (day) => state.completeDays.has(day), { from, to });
    for (const span of spans)
      if (!(await this.#addDays(locationId, span, signal))) {
        // The copy was replaced under it: the days are still wanted, of the new one.
        this.#again = true;
        return;
      }
    for (const day of wanted) this.#wantedDays.delete(day);
  }

  /**
   * A snapshot of other days joins ours at our cursor: ours first catches up, then what it knows newer
   * stays. False when that did not work out and should be tried again.
   */
  async #addDays(locationId: string, span: { from: string; to: string }, signal: AbortSignal): Promise<boolean> {
    const ours = this.#replica.state;
    const recording = this.#replica.recordChanges();
    try {
      const snapshot = await this.#fetchDays(locationId, span, signal);
      if (snapshot.epoch === ours?.head.epoch && ours.head.cursor < snapshot.version) await this.#catchUp(locationId, signal);
      // A replacement brings changes that no recording saw.
      if (signal.aborted || !ours || this.#replica.state !== ours) return false;
      if (ours.head.epoch !== snapshot.epoch) await this.#catchUp(locationId, signal);
      if (ours.head.epoch !== snapshot.epoch || ours.head.cursor < snapshot.version) return false;
      await this.#replica.addDays(snapshot, recording.newerThan(snapshot.version));
      this.#events.replaced();
      return true;
    } finally {
      recording.stop();
    }
  }

  #armPokes(): void {
    const running = this.#running;
    if (!running) return;
    let over = false;
    const disarm = this.#server.pokes(running.locationId, {
      poke: ({ head }) => {
        this.#pokeFailures = 0;
        if (head > (this.#replica.state?.head.cursor ?? -1)) this.pull();
      },
      end: () => {
        if (over || this.#running !== running) return;
        over = true;
        this.#pokeFailures += 1;
        const wait = retryDelayMs(this.#pokeFailures, this.#platform.random());
        this.#cancelPokes = this.#platform.timers.after(wait, () => this.#armPokes());
      },
    });
    if (!over) this.#cancelPokes = disarm;
  }
}
