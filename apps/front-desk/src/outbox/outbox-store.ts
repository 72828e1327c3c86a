import { protocolVersion } from '@holdfast/protocol/protocol-version';
import { isQuotaExceeded, reopenOnce } from '../platform/database-faults.ts';
import { mintId } from './command-id.ts';
import type { OutboxDb, OutboxMeta } from './outbox-db.ts';
import { decided, isUnanswered, type Decision, type OutboxRecord } from './outbox-record.ts';
import { openItems } from './shortfalls.ts';

export interface Appended {
  record: OutboxRecord;
  /** What this command decided about, as it now stands. */
  decided: OutboxRecord | null;
}

/** Somebody decided this already, in another tab or a moment ago. */
class AlreadyDecidedError extends Error {
  override readonly name = 'AlreadyDecidedError';
}

/** How long settled commands are kept: they cover for a cache that a power cut set back. */
const keptSettledMs = 7 * 24 * 3_600_000;

/** The outbox on disk. Every method is one transaction, done when it is durable. */
export class OutboxStore {
  readonly #db: OutboxDb;
  readonly #makeRoom: () => Promise<void>;
  outboxId = '';

  /** `makeRoom` frees disposable storage when the disk is full. */
  constructor(db: OutboxDb, makeRoom: () => Promise<void>) {
    this.#db = db;
    this.#makeRoom = makeRoom;
  }

  async open(now: number): Promise<void> {
    const meta = await this.#write(async () => {
      const known = await this.#db.meta.get('outbox');
      if (known) return known;
      const fresh: OutboxMeta = { key: 'outbox', outboxId: mintId(now), nextSeq: 1 };
      await this.#db.meta.add(fresh);
      return fresh;
    });
    this.outboxId = meta.outboxId;
  }

  /** Gives the command its seq and its dependency and stores it, with the decision it carries out. */
  async append(
    unplaced: OutboxRecord,
    decides: Decision | null,
  ): Promise<Appended> {
    return this.#write(async () => {
      // Side by side: between two requests the page may be busy painting, and the tap is not safe before the last.
      // One `equals` a chain, because `anyOf` walks a cursor, a request for every row.
      const [meta, ...earlier] = await Promise.all([
        this.#db.meta.get('outbox'),
        ...unplaced.chains.map((chain) => this.#db.commands.where('chains').equals(chain).toArray()),
      ]);
      if (!meta) throw new Error('The outbox was not opened.');
      const dependsOn = earlier
        .flat()
        .filter(isUnanswered)
        .reduce<OutboxRecord | null>((last, each) => (last && last.seq > each.seq ? last : each), null);
      const record: OutboxRecord = {
        ...unplaced,
        seq: meta.nextSeq,
        command: {
          ...unplaced.command,
          seq: meta.nextSeq,
          ...(dependsOn ? { dependsOn: dependsOn.id } : {}),
        },
      };
      const settled = decides ? await this.#decide(decides, record.id) : null;
      await Promise.all([
        this.#db.commands.add(record),
        this.#db.meta.put({ ...meta, nextSeq: meta.nextSeq + 1 }),
      ]);
      return { record, decided: settled };
    });
  }

  async #decide(decision: Decision, decidedBy: string): Promise<OutboxRecord> {
    const about = await this.#db.commands.get(decision.commandId);
    const next = about && decided(about, decision, decidedBy);
    if (!next) throw new AlreadyDecidedError('This was already decided.');
    const stored: OutboxRecord = { ...next, revision: next.revision + 1 };
    await this.#db.commands.put(stored);
    return stored;
  }

  /** All that is kept, by seq. */
  all(): Promise<OutboxRecord[]> {
    return reopenOnce(this.#db, () => this.#db.commands.orderBy('seq').toArray());
  }

  async read(ids: readonly string[]): Promise<OutboxRecord[]> {
    const records = await reopenOnce(this.#db, () => this.#db.commands.bulkGet([...ids]));
    return records.filter((record) => record !== undefined);
  }

  /** What waits for an answer, by seq. */
  async unanswered(): Promise<OutboxRecord[]> {
    const records = await reopenOnce(this.#db, () =>
      this.#db.commands.where('state').anyOf('queued', 'sending').toArray(),
    );
    return records.sort((a, b) => a.seq - b.seq);
  }

  async nextSeq(): Promise<number> {
    const meta = await reopenOnce(this.#db, () => this.#db.meta.get('outbox'));
    return meta?.nextSeq ?? 1;
  }

  /**
   * Changes each of `ids` as `change` says, in one transaction; null leaves it alone. Reads what is on
   * disk now, so two tabs cannot overwrite each other's progress.
   */
  async update(
    ids: readonly string[],
    change: (record: OutboxRecord) => OutboxRecord | null,
  ): Promise<OutboxRecord[]> {
    if (ids.length === 0) return [];
    return this.#write(async () => {
      const found = await this.#db.commands.bulkGet([...ids]);
      const changed = found.flatMap((record) => {
        const next = record && change(record);
        return next ? [{ ...next, revision: next.revision + 1 }] : [];
      });
      await this.#db.commands.bulkPut(changed);
      return changed;
    });
  }

  /** After a restart nobody knows what became of what was being sent: the same ids go again. */
  async recoverSending(): Promise<OutboxRecord[]> {
    const sending = await reopenOnce(this.#db, () => this.#db.commands.where('state').equals('sending').primaryKeys());
    return this.update(sending, (record) =>
      record.state === 'sending' ? { ...record, state: 'queued' } : null,
    );
  }

  /**
   * A backup was restored: what it may not contain goes again under its old id, and gets one answer still.
   * Also what is being sent: its answer may be from before the restore.
   */
  async recoverUnabsorbed(): Promise<OutboxRecord[]> {
    const unabsorbed = await reopenOnce(this.#db, () => this.#db.commands.where('state').anyOf('sending', 'committed').primaryKeys());
    return this.update(unabsorbed, (record) =>
      record.state === 'sending' || record.state === 'committed' ? { ...record, state: 'queued', result: null, version: null } : null,
    );
  }

  /** An app that speaks a newer protocol tries once more what an older one could not say. */
  async recoverStuck(): Promise<OutboxRecord[]> {
    const stuck = await reopenOnce(this.#db, () => this.#db.commands.where('state').equals('stuck').primaryKeys());
    return this.update(stuck, (record) =>
      record.state === 'stuck' && record.stuckUnder !== null && record.stuckUnder < protocolVersion
        ? { ...record, state: 'queued', result: null, stuckUnder: null }
        : null,
    );
  }

  /** Forgets what was settled long ago; never anything that waits for an answer or a person. */
  async forgetSettled(now: number): Promise<string[]> {
    return this.#write(async () => {
      const settled = await this.#db.commands.where('state').anyOf('absorbed', 'superseded', 'dismissed').toArray();
      const old = settled.filter((record) => record.createdAt < now - keptSettledMs && openItems(record).length === 0).map(({ id }) => id);
      await this.#db.commands.bulkDelete(old);
      return old;
    });
  }

  /** A full disk costs the calendar's copy first, and only then the tap. */
  async #write<T>(work: () => Promise<T>): Promise<T> {
    const run = (): Promise<T> =>
      reopenOnce(this.#db, () => this.#db.transaction('rw', this.#db.commands, this.#db.meta, work));
    try {
      return await run();
    } catch (fault) {
      if (!isQuotaExceeded(fault)) throw fault;
      await this.#makeRoom();
      return run();
    }
  }
}
