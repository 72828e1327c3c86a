import type { StaffRow } from '@holdfast/protocol/rows';
import type { ExceptionPolicies } from '../desk.ts';
import type { OutboxDb } from '../outbox/outbox-db.ts';
import { reopenOnce } from '../platform/database-faults.ts';

/** What this device knows of itself, also offline. */
export interface Enrolment {
  terminalId: string;
  terminalName: string;
  tenantName: string;
  locationId: string;
  locationName: string;
  staff: StaffRow[];
  /** Absent on devices that were enrolled before they were told. */
  policies?: ExceptionPolicies;
  /** The server said it does not know us (any more). Everything unsent is kept until it does. */
  revoked: boolean;
}

/** Proof that somebody knew their PIN here, online, once. Worthless off this device. */
export interface PinVerifier {
  salt: Uint8Array<ArrayBuffer>;
  iterations: number;
  mac: Uint8Array<ArrayBuffer>;
}

interface PinTries {
  wrong: number;
  /** Wall-clock instant before which no try is looked at. */
  notBefore: number;
}

export interface SignedIn {
  staffId: string;
  /** False after an offline sign-in: the server's staff cookie is somebody else's, or nobody's. */
  online: boolean;
}

interface Entries {
  enrolment: Enrolment;
  signedIn: SignedIn;
  deviceKey: CryptoKey;
  /** The server still has a staff session that was locked here while it could not be told. */
  signOutOwed: boolean;
  [verifier: `verifier:${string}`]: PinVerifier;
  [tries: `tries:${string}`]: PinTries;
}

/** Kept in the outbox's database: it must be as durable, and outlive the cache. */
export class DeviceStore {
  readonly #db: OutboxDb;

  constructor(db: OutboxDb) {
    this.#db = db;
  }

  async get<K extends keyof Entries>(key: K): Promise<Entries[K] | null> {
    const entry = await reopenOnce(this.#db, () => this.#db.device.get(key));
    return (entry?.value as Entries[K] | undefined) ?? null;
  }

  async put<K extends keyof Entries>(key: K, value: Entries[K]): Promise<void> {
    await reopenOnce(this.#db, () => this.#db.device.put({ key, value }));
  }

  async delete(key: keyof Entries): Promise<void> {
    await reopenOnce(this.#db, () => this.#db.device.delete(String(key)));
  }
}
