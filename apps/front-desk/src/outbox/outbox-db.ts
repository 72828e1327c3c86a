import Dexie, { type EntityTable } from 'dexie';
import type { Platform } from '../platform/platform.ts';
import type { OutboxRecord } from './outbox-record.ts';

export interface OutboxMeta {
  key: 'outbox';
  /** This store's identity. A new one while the old had unsent commands is an incident at the manager's. */
  outboxId: string;
  nextSeq: number;
}

/** Device settings that must outlive the cache: enrolment, who is signed in, PIN verifiers. */
export interface DeviceEntry {
  key: string;
  value: unknown;
}

/**
 * Never disposable. Strict durability: `transaction complete` means on the platter, which costs 1.5 ms
 * instead of 0.8 and is why a tap survives the power cut a second later. The schema is only ever added to,
 * and nothing deletes this database.
 */
export class OutboxDb extends Dexie {
  declare commands: EntityTable<OutboxRecord, 'id'>;
  declare meta: EntityTable<OutboxMeta, 'key'>;
  declare device: EntityTable<DeviceEntry, 'key'>;

  constructor(platform: Pick<Platform, 'indexedDb'>, name = 'holdfast-outbox') {
    super(name, { ...platform.indexedDb, chromeTransactionDurability: 'strict' });
    this.version(1).stores({ commands: 'id, &seq, *chains, state', meta: 'key', device: 'key' });
  }
}
