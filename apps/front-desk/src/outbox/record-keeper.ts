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
    const contained = ({ state, version, command }: OutboxRecord): boolean =>
      state === 'committed' && (command.locationId !== locationId || (version ?? 0) <= onDisk.cursor);
    const ids = this.#outbox.records().filter(contained).map(({ id }) => id);
    // Asked again of what is on disk: it may have been taken back meanwhile.
    this.moved(await this.#store.update(ids, (record) => (contained(record) ? { ...record, state: 'absorbed', absorbedIn: onDisk.epoch } : null)));
  }

  /** A backup was restored: what is not known to be in it goes again. */
  async sendUnabsorbedAgain(): Promise<void> {
    this.moved(await this.#store.recoverUnabsorbed());
  }

  /** One missing piece of a command was decided in this computer's outbox only: the server has nothing to do about it. */
  async leave({ commandId, item }: { commandId: string; item: string }): Promise<void> {
    this.moved(await this.#store.update([commandId], (record) => decided(record, { commandId, item }, commandId)));
  }
}
