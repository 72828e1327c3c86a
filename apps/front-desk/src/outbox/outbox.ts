import type { Command } from '@holdfast/protocol/commands';
import { chainsOf, decided, isUnanswered, type Decision, type OutboxRecord, type Restores, type Wanted } from './outbox-record.ts';
import type { OutboxStore } from './outbox-store.ts';

export interface Tap {
  /** Complete but for its place: `seq` is 0 until the disk has given it one. */
  command: Command;
  wanted: Wanted;
  decides: Decision | null;
  restores?: Restores | undefined;
}

/**
 * The outbox in memory: what is on disk plus the taps on their way there. Screens read it synchronously;
 * only the store's answers move a record forward.
 */
export class Outbox {
  readonly #store: OutboxStore;
  #placed: readonly OutboxRecord[] = [];
  #unplaced: readonly OutboxRecord[] = [];
  /** What is being decided by a tap that is not on disk yet. */
  readonly #deciding = new Map<string, OutboxRecord>();
  #all: readonly OutboxRecord[] | null = null;
  readonly #listeners = new Set<() => void>();

  constructor(store: OutboxStore) {
    this.#store = store;
  }

  get outboxId(): string {
    return this.#store.outboxId;
  }

  async load(): Promise<void> {
    this.#placed = await this.#store.all();
    this.#changed();
  }

  /** Every command that is kept, in tap order. */
  records(): readonly OutboxRecord[] {
    this.#all ??= [
      ...this.#placed.map((record) => this.#deciding.get(record.id) ?? record),
      ...this.#unplaced,
    ];
    return this.#all;
  }

  unansweredCount(): number {
    return this.records().filter(isUnanswered).length;
  }

  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Shown at once; resolves with the ids that changed when they are on disk. Rejected: nothing was taken. */
  enqueue({ command, wanted, decides, restores }: Tap): Promise<string[]> {
    const own = chainsOf(command.kind, command.args);
    // An undo keeps its place behind what it takes back, and behind whatever else is done to the same booking.
    const undone = command.kind === 'undo_command' ? this.records().find(({ id }) => id === command.args.commandId) : undefined;
    const chains = undone ? undone.chains : own;
    const record: OutboxRecord = {
      id: command.id,
      seq: 0,
      chain: undone?.chain ?? own[0],
      chains,
      state: 'queued',
      kind: command.kind,
      command,
      wanted,
      ...(restores ? { restores } : {}),
      createdAt: Date.parse(command.tappedAt),
      attempts: 0,
      result: null,
      version: null,
      absorbedIn: null,
      decidedBy: null,
      stuckUnder: null,
      revision: 1,
    };
    const about = decides && this.#placed.find(({ id }) => id === decides.commandId);
    const ahead = about && decided(about, decides, record.id);
    if (ahead) this.#deciding.set(ahead.id, ahead);
    this.#unplaced = [...this.#unplaced, record];
    this.#changed();

    const settle = (): void => {
      this.#unplaced = this.#unplaced.filter(({ id }) => id !== record.id);
      if (ahead) this.#deciding.delete(ahead.id);
    };
    return this.#store.append(record, decides).then(
      (appended) => {
        settle();
        const stored = appended.decided ? [appended.decided, appended.record] : [appended.record];
        this.put(stored);
        return stored.map(({ id }) => id);
      },
      (fault: unknown) => {
        settle();
        this.#changed();
        throw fault;
      },
    );
  }

  /** Takes over what the disk now says of these commands. */
  put(records: readonly OutboxRecord[]): void {
    if (records.length === 0) return;
    const fresh = new Map(records.map((record) => [record.id, record]));
    const kept = this.#placed.map((record) => {
      const newer = fresh.get(record.id);
      fresh.delete(record.id);
      return newer && newer.revision >= record.revision ? newer : record;
    });
    this.#placed = fresh.size === 0 ? kept : [...kept, ...fresh.values()].sort((a, b) => a.seq - b.seq);
    this.#changed();
  }

  forget(ids: readonly string[]): void {
    if (ids.length === 0) return;
    const gone = new Set(ids);
    this.#placed = this.#placed.filter(({ id }) => !gone.has(id));
    this.#changed();
  }

  /** Another tab changed these. */
  async reread(ids: readonly string[]): Promise<void> {
    this.put(await this.#store.read(ids));
  }

  #changed(): void {
    this.#all = null;
    for (const listener of [...this.#listeners]) listener();
  }
}
