import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandKind } from '@holdfast/protocol/commands';

/** Those after which there may be something to offer, or somebody new to offer it to. */
const freeing: ReadonlySet<CommandKind> = new Set([
  'move_booking', 'cancel_booking', 'no_show_booking', 'confirm_hold', 'release_hold', 'override_hold', 'place_block', 'remove_block', 'dismiss_refusal',
  'undo_command', 'run_late', 'move_series', 'cancel_series',
  'join_waitlist', 'leave_waitlist', 'accept_offer', 'decline_offer',
]);

/** Wakes this node's waitlist job at once. Only a hint: what it misses, the steady look finds. */
export class FreedTime {
  #wake = (): void => {};
  #noticed = false;

  committed(kind: CommandKind): void {
    if (freeing.has(kind)) this.notice();
  }

  /** Something else than a command may have freed time: a hold that ran out, a setting. */
  notice(): void {
    this.#noticed = true;
    this.#wake();
  }

  /** Resolves when time may have come free, at the latest after `atMostMs` or when told to stop. */
  async wait(atMostMs: number, signal: AbortSignal): Promise<void> {
    if (!this.#noticed && !signal.aborted) {
      const woken = new AbortController();
      this.#wake = () => woken.abort();
      signal.addEventListener('abort', this.#wake);
      await sleep(atMostMs, undefined, { signal: woken.signal }).catch(() => {});
      signal.removeEventListener('abort', this.#wake);
    }
    this.#noticed = false;
  }
}
