import { commandsPerSubmitMax, protocolVersion } from '@holdfast/protocol/protocol-version';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import { ServerCallError, type ServerCalls } from '../api/server-calls.ts';
import type { Platform } from '../platform/platform.ts';
import { nextBatch } from './next-batch.ts';
import type { OutboxRecord } from './outbox-record.ts';
import type { OutboxStore } from './outbox-store.ts';
import { retryDelayMs } from './retry-delay.ts';
import { answeredBy, outcomesOf, settled } from './settle-answer.ts';

export interface SenderEvents {
  /** These changed on disk. */
  changed(records: readonly OutboxRecord[]): void;
  /** The server answered; its feed has moved. */
  answered(answer: SubmitAnswer): void;
  /** This terminal is not enrolled (any more): everything is held until `resume`. */
  notEnrolled(): void;
  /** A send came back without an answer. */
  failed(): void;
}

/** Looks again by itself this often, should every other trigger have been missed. */
const lookAgainMs = 20_000;

/**
 * Sends what the outbox holds; runs only in the tab that leads. One batch is in flight at a time. A
 * command leaves `sending` only by the answer to that send on disk, or back to `queued`.
 */
export class Sender {
  readonly #store: OutboxStore;
  readonly #server: Pick<ServerCalls, 'submit'>;
  readonly #platform: Pick<Platform, 'clock' | 'timers' | 'random'>;
  readonly #events: SenderEvents;
  #running: AbortController | null = null;
  #pumping = false;
  #again = false;
  #held = false;
  #failures = 0;
  /** Elapsed time before which nothing is sent; `firm` when the server named it. */
  #notBefore = { at: 0, firm: false };
  #batchLimit = commandsPerSubmitMax;
  /** Commands the server stumbles over when it gets them alone: each waits for itself, in nobody's way. */
  readonly #stumbling = new Map<string, { failures: number; notBefore: number }>();
  #cancelTimer = (): void => {};

  constructor(
    store: OutboxStore,
    server: Pick<ServerCalls, 'submit'>,
    platform: Pick<Platform, 'clock' | 'timers' | 'random'>,
    events: SenderEvents,
  ) {
    this.#store = store;
    this.#server = server;
    this.#platform = platform;
    this.#events = events;
  }

  /** Called when this tab becomes the leader: what was being sent has an unknown outcome and goes again. */
  async start(): Promise<void> {
    if (this.#running) return;
    const running = new AbortController();
    this.#running = running;
    this.#events.changed([...(await this.#store.recoverSending()), ...(await this.#store.recoverStuck())]);
    if (!running.signal.aborted) this.kick();
  }

  /** Called when another tab leads; what is in flight is aborted and its ids go again from there. */
  stop(): void {
    this.#running?.abort();
    this.#running = null;
    this.#cancelTimer();
  }

  /** Keeps everything where it is until `resume`. */
  hold(): void {
    this.#held = true;
  }

  resume(): void {
    this.#held = false;
    this.kick();
  }

  /**
   * Trying may work now (a tap, a wake-up, the server is back): do not wait for the timer. What the server
   * stumbles over keeps its own wait, or every tap would make it stumble again.
   */
  kick(): void {
    if (!this.#notBefore.firm) this.#notBefore.at = 0;
    void this.#pump();
  }

  async #pump(): Promise<void> {
    if (this.#pumping) {
      this.#again = true;
      return;
    }
    this.#pumping = true;
    try {
      do {
        this.#again = false;
        while (await this.#sendNext());
      } while (this.#again);
    } catch {
      // The disk would not say or take what is to be sent; what is on it stays there.
      this.#failed(null);
    } finally {
      this.#pumping = false;
      this.#wakeLater();
    }
  }

  /** True when it makes sense to go on at once. */
  async #sendNext(): Promise<boolean> {
    const running = this.#running;
    const now = this.#platform.clock.elapsed();
    if (!running || this.#held || now < this.#notBefore.at) return false;
    this.#notBefore.firm = false;
    const batch = this.#choose(await this.#store.unanswered(), now);
    if (batch.length === 0 || running.signal.aborted) return false;
    const sent = await this.#store.update(
      batch.map(({ id }) => id),
      (record) => ({ ...record, state: 'sending', attempts: record.attempts + 1 }),
    );
    this.#events.changed(sent);
    try {
      const answer = await this.#server.submit(
        { protocol: protocolVersion, outboxId: this.#store.outboxId, commands: sent.map(({ command }) => command) },
        running.signal,
      );
      const { ids, change } = answeredBy(sent, outcomesOf(sent, answer));
      const done = await this.#store.update(ids, change);
      this.#succeeded(sent);
      this.#events.changed(done);
      this.#events.answered(answer);
      return true;
    } catch (fault) {
      if (running.signal.aborted) return false; // the next leader takes it from here
      return this.#unanswered(sent, fault);
    }
  }

  /** In order, never past an earlier command of the same chain; a stumbling one goes alone or not at all. */
  #choose(unanswered: readonly OutboxRecord[], now: number): OutboxRecord[] {
    const batch = nextBatch(unanswered, this.#batchLimit, ({ id }) => this.#stumbling.has(id));
    if (batch.length > 0) return batch;
    return nextBatch(unanswered, 1, ({ id }) => (this.#stumbling.get(id)?.notBefore ?? 0) > now);
  }

  #succeeded(sent: readonly OutboxRecord[]): void {
    this.#failures = 0;
    for (const { id } of sent) this.#stumbling.delete(id);
    this.#batchLimit = Math.min(commandsPerSubmitMax, this.#batchLimit * 2);
  }

  /** No answer: back to `queued`, with the same ids. Only a single unreadable command is parked. */
  async #unanswered(sent: readonly OutboxRecord[], thrown: unknown): Promise<boolean> {
    const fault = thrown instanceof ServerCallError ? thrown : null;
    const parked = fault?.fault === 'unreadable' && sent.length === 1;
    const ids = sent.map(({ id }) => id);
    this.#events.changed(
      await this.#store.update(ids, (record) =>
        parked
          ? settled(record, { status: 'unreadable', errors: [{ path: '', message: fault.message }] })
          : record.state === 'sending'
            ? { ...record, state: 'queued' }
            : null,
      ),
    );
    if (parked) {
      this.#batchLimit = commandsPerSubmitMax;
      return true;
    }
    if (fault?.fault === 'unreadable') {
      // One of them makes the whole batch unreadable: singly, the others get their answers.
      this.#batchLimit = 1;
      return true;
    }
    if (fault?.fault === 'not_enrolled') {
      this.#held = true;
      this.#events.notEnrolled();
      return false;
    }
    this.#events.failed();
    if (fault?.fault === 'busy' && fault.retryAfterMs === null && this.#narrowedDown(sent)) return true;
    this.#failed(fault);
    return false;
  }

  /**
   * A server error may be one command's fault: halve the batch until it is alone, then let it wait by
   * itself. True while that is worth going on with at once; two single failures in a row are the server's.
   */
  #narrowedDown(sent: readonly OutboxRecord[]): boolean {
    const [only] = sent;
    if (!only || sent.length > 1) {
      this.#batchLimit = Math.max(1, Math.floor(sent.length / 2));
      return true;
    }
    const failures = (this.#stumbling.get(only.id)?.failures ?? 0) + 1;
    const notBefore = this.#platform.clock.elapsed() + retryDelayMs(failures, this.#platform.random());
    this.#stumbling.set(only.id, { failures, notBefore });
    if (this.#failures > 0) return false;
    this.#failures = 1;
    return true;
  }

  #failed(fault: ServerCallError | null): void {
    this.#failures += 1;
    const wait = fault?.retryAfterMs ?? retryDelayMs(this.#failures, this.#platform.random());
    this.#notBefore = { at: this.#platform.clock.elapsed() + wait, firm: fault?.retryAfterMs != null };
  }

  #wakeLater(): void {
    this.#cancelTimer();
    if (!this.#running || this.#held) return;
    const now = this.#platform.clock.elapsed();
    const due = [this.#notBefore.at, ...[...this.#stumbling.values()].map(({ notBefore }) => notBefore)];
    const soonest = Math.min(lookAgainMs, ...due.filter((at) => at > now).map((at) => at - now));
    this.#cancelTimer = this.#platform.timers.after(soonest, () => void this.#pump());
  }
}
