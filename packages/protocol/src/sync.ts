import { z } from 'zod';
import type { BlockRow, BookingRow, CustomerRow, Entity, EntityRows, HoldRow, LocationRow, ResourceRow, SeriesRow, ServiceRow, StaffRow, WaitlistEntryRow } from './rows.ts';
import { uuid } from './values.ts';

export type Change = {
  [E in Entity]: { version: number; entity: E; id: string; row: EntityRows[E] };
}[Entity];

export const pullInput = z.object({
  locationId: uuid,
  epoch: z.string().max(64),
  /** Newest version already applied. */
  cursor: z.int().min(0),
  replicaSchema: z.int().min(1),
  /** What the outbox says of itself; a gap or a lost outbox becomes an incident, not a silent loss. */
  outbox: z
    .object({ outboxId: uuid, nextSeq: z.int().min(1), unsent: z.int().min(0) })
    .optional(),
});
export type PullInput = z.infer<typeof pullInput>;

export type PullAnswer =
  | {
      kind: 'delta';
      /** Ordered by version; a page ends on a version boundary. */
      changes: Change[];
      /** The cursor after applying `changes`. */
      to: number;
      /** The feed's newest version; pull again at once while `to < head`. */
      head: number;
      serverNow: string;
    }
  | { kind: 'reset'; reason: 'epoch' | 'floor' | 'schema' };

/**
 * `GET /sync/snapshot?location=&from=&to=` answers NDJSON (days are dates in the location's zone, both
 * inclusive), one line each, in this order. A stream without its `end` line is not a snapshot.
 */
export type SnapshotLine =
  | {
      type: 'head';
      epoch: string;
      version: number;
      replicaSchema: number;
      serverNow: string;
      location: LocationRow;
      resources: ResourceRow[];
      services: ServiceRow[];
      staff: StaffRow[];
    }
  | { type: 'customers'; rows: CustomerRow[] }
  | {
      type: 'day';
      /** `YYYY-MM-DD` of the row's start in the location's zone. */
      day: string;
      bookings: BookingRow[];
      holds: HoldRow[];
      blocks: BlockRow[];
    }
  /** Everybody who waits, in order of joining. A reader skips lines of types it does not know. */
  | { type: 'waitlist'; rows: WaitlistEntryRow[] }
  /** Series that were cancelled, of those that began in the last half year or begin later. */
  | { type: 'series'; rows: SeriesRow[] }
  /** `rows` of customers and days; `waiting` those of the waitlist. */
  | { type: 'end'; version: number; days: number; rows: number; waiting?: number };

/** Content-free: somebody wrote. */
export interface Poke {
  locationId: string;
  head: number;
}
