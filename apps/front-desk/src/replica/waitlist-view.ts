import type { WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { Readable, WaitlistEntry } from '../desk.ts';
import type { OutboxRecord } from '../outbox/outbox-record.ts';
import type { Outbox } from '../outbox/outbox.ts';
import { Cell } from '../platform/readable.ts';
import { foldWaitlist } from './fold-waitlist.ts';
import { unabsorbed } from './overlay.ts';
import type { Replica } from './replica.ts';

/** Who waits, as the screens see it: the copy with this terminal's commands folded in. */
export class WaitlistView {
  readonly #replica: Replica;
  readonly #outbox: Outbox;
  readonly #entries = new Cell<readonly WaitlistEntry[]>([]);
  /** What the list shown was made of. */
  #made: { rows: readonly WaitlistEntryRow[]; records: readonly OutboxRecord[]; services: unknown } | null = null;
  readonly #stop: (() => void)[];

  constructor(replica: Replica, outbox: Outbox) {
    this.#replica = replica;
    this.#outbox = outbox;
    this.#stop = [replica.subscribe(() => this.#refresh()), outbox.subscribe(() => this.#refresh())];
    this.#refresh();
  }

  get entries(): Readable<readonly WaitlistEntry[]> {
    return this.#entries;
  }

  find(entryId: string): WaitlistEntry | null {
    return this.#entries.get().find(({ row }) => row.id === entryId) ?? null;
  }

  close(): void {
    for (const stop of this.#stop) stop();
  }

  #refresh(): void {
    const state = this.#replica.state;
    const rows = state?.waiting?.rows() ?? [];
    const services = state?.wholeCatalogue().services ?? [];
    const records = unabsorbed(this.#outbox.records(), state?.head ?? null).filter(({ command }) => 'entryId' in command.args);
    const made = this.#made;
    if (made?.rows === rows && made.services === services && sameItems(made.records, records)) return;
    this.#made = { rows, records, services };
    if (rows.length === 0 && records.length === 0 && this.#entries.get().length === 0) return;
    this.#entries.set(foldWaitlist(rows, records, (id) => services.find((service) => service.id === id)));
  }
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
