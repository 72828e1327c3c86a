import type { CommandArgs } from '@holdfast/protocol/commands';
import type { ModelBooking } from './calendar-records.ts';

type BehindOwn = CommandArgs<'cancel_series'>['behindOwn'];

/** By which command each version of each booking came to be. */
export class Versions {
  /** Commands by booking id: the first made it. */
  readonly #commands = new Map<string, string[]>();

  /** Notes what a command left at another version than it was. */
  note(commandId: string, bookings: ReadonlyMap<string, ModelBooking>): void {
    for (const [id, { version }] of bookings) {
      const commands = this.#commands.get(id) ?? [];
      if (commands.length < version) this.#commands.set(id, [...commands, commandId]);
    }
  }

  /** Whether it still is as it was at that version, but for what the asker's own commands did to it. */
  isAsSeen(bookingId: string, seen: number, own: readonly string[] = []): boolean {
    const commands = this.#commands.get(bookingId) ?? [];
    return seen <= commands.length && commands.slice(seen).every((id) => own.includes(id));
  }

  wasMadeBehind(bookingId: string, own: BehindOwn): boolean {
    const maker = this.#commands.get(bookingId)?.[0];
    return maker !== undefined && (own?.commandIds.includes(maker) ?? false);
  }

  /** As it was before these came, the last that did anything; 0: it was not there. */
  before(bookingId: string, commandIds: readonly string[]): number {
    return (this.#commands.get(bookingId) ?? []).filter((id) => !commandIds.includes(id)).length;
  }
}
