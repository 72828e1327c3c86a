import { decided, type OutboxRecord } from './outbox-record.ts';
import type { OutboxStore } from './outbox-store.ts';
import type { Outbox } from './outbox.ts';

/** Moves records on after their answer, on disk first, then in this tab's memory, then in the others'. */
export class RecordKeeper {
  readonly #store: OutboxStore;
  readonly #outbox: Outbox;
  readonly #tellTabs: (ids: string[]) => void;

  constructor(store: OutboxStore, outbox: Outbox, tellTabs: (ids: string[]) => void) {
    this.#store = store;
    this.#outbox = outbox;
    this.#tellTabs = tellTabs;
  }

  /** The disk says so already. */
  moved(records: readonly OutboxRecord[]): void {
    if (records.length === 0) return;
    this.#outbox.put(records);
    this.#tellTabs(records.map(({ id }) => id));
  }

  /** Marks what the cache on disk now contains; the cache first, so that a crash in between shows it still. */
  async absorb(onDisk: { epoch: string; cursor: number } | null, locationId: string | undefined): Promise<void> {
    if (!onDisk) return;
    const ready = this.#committed().filter(({ version, command }) => command.locationId !== locationId || (version ?? 0) <= onDisk.cursor);
    await this.#change(ready, (record) => (record.state === 'committed' ? { ...record, state: 'absorbed', absorbedIn: onDisk.epoch } : null));
  }

  /** A backup was restored: what it may not contain goes again under its old id, and gets one answer still. */
  async sendCommittedAgain(): Promise<void> {
    await this.#change(this.#committed(), (record) => (record.state === 'committed' ? { ...record, state: 'queued', result: null, version: null } : null));
  }

  /** One missing piece of a command was decided in this computer's outbox only: the server has nothing to do about it. */
  async leave({ commandId, item }: { commandId: string; item: string }): Promise<void> {
    this.moved(await this.#store.update([commandId], (record) => decided(record, { commandId, item }, commandId)));
  }

  #committed(): OutboxRecord[] {
    return this.#outbox.records().filter(({ state }) => state === 'committed');
  }

  async #change(records: readonly OutboxRecord[], to: (record: OutboxRecord) => OutboxRecord | null): Promise<void> {
    this.moved(await this.#store.update(records.map(({ id }) => id), to));
  }
}
