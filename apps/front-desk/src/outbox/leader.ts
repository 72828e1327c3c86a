import type { HeldLock, Platform } from '../platform/platform.ts';
import type { TabChannel } from '../platform/tab-messages.ts';

const lockName = 'holdfast-leader';
/** A tab that could not take over (the disk refused) tries again after this long. */
export const takeOverAgainMs = 2_000;
const heartbeatMs = 5_000;
/** A leader that was silent this long is frozen: it holds the lock and will never send. */
const silenceMs = 15_000;

/**
 * Elects the one tab that sends and pulls. The Web Lock decides; the heartbeat finds a leader that holds
 * it while frozen, from whom the lock is stolen.
 */
export class Leader {
  readonly #platform: Pick<Platform, 'locks' | 'clock' | 'timers'>;
  readonly #channel: TabChannel;
  readonly #on: { elected(): void; deposed(): void };
  readonly #closed = new AbortController();
  #held: HeldLock | null = null;
  #candidacy: AbortController | null = null;
  #heardAt = 0;
  #checkedAt = 0;
  #cancelTimer = (): void => {};

  constructor(
    platform: Pick<Platform, 'locks' | 'clock' | 'timers'>,
    channel: TabChannel,
    on: { elected(): void; deposed(): void },
  ) {
    this.#platform = platform;
    this.#channel = channel;
    this.#on = on;
  }

  get leads(): boolean {
    return this.#held !== null;
  }

  start(): void {
    this.#heardAt = this.#checkedAt = this.#platform.clock.elapsed();
    this.#channel.on('heartbeat', () => {
      this.#heardAt = this.#platform.clock.elapsed();
    });
    void this.#stand(false);
    this.#tick();
  }

  close(): void {
    this.#closed.abort();
    this.#candidacy?.abort();
    this.#cancelTimer();
    const held = this.#held;
    this.#held = null;
    held?.release();
  }

  async #stand(steal: boolean): Promise<void> {
    if (this.#closed.signal.aborted) return;
    const candidacy = new AbortController();
    this.#candidacy = candidacy;
    const { locks } = this.#platform;
    let held: HeldLock;
    try {
      held = locks
        ? await locks.acquire(lockName, { steal, signal: candidacy.signal })
        : { lost: new AbortController().signal, release: () => {} };
    } catch {
      return; // given up in favour of a steal, or closed
    }
    if (this.#closed.signal.aborted || candidacy.signal.aborted) {
      held.release();
      return;
    }
    this.#held = held;
    held.lost.addEventListener('abort', () => {
      if (this.#held !== held) return;
      this.#held = null;
      this.#heardAt = this.#platform.clock.elapsed();
      this.#on.deposed();
      void this.#stand(false);
    });
    this.#channel.post({ type: 'heartbeat' });
    this.#on.elected();
  }

  #tick(): void {
    this.#cancelTimer = this.#platform.timers.after(heartbeatMs, () => {
      if (this.#closed.signal.aborted) return;
      if (this.#held) this.#channel.post({ type: 'heartbeat' });
      else this.#judgeSilence();
      this.#tick();
    });
  }

  #judgeSilence(): void {
    const now = this.#platform.clock.elapsed();
    // Our own timer came late: we slept or were throttled, and cannot tell whether the leader did.
    const blind = now - this.#checkedAt > 2 * heartbeatMs;
    this.#checkedAt = now;
    if (blind) this.#heardAt = now;
    if (now - this.#heardAt < silenceMs) return;
    this.#heardAt = now;
    this.#candidacy?.abort();
    void this.#stand(true);
  }
}
