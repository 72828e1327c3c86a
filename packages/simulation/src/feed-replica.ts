import type { BlockRow, BookingRow, CustomerRow, HoldRow, WaitlistEntryRow } from '@holdfast/protocol/rows';
import type { Change, SnapshotLine } from '@holdfast/protocol/sync';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import { pull } from '@holdfast/server/feed/pull';
import { snapshot } from '@holdfast/server/feed/snapshot';

/** The days a replica keeps, both inclusive. */
export interface Days {
  from: string;
  to: string;
}

/** What a board can show: rows by id, those that are over left out. */
export interface Projection {
  bookings: Map<string, BookingRow>;
  holds: Map<string, HoldRow>;
  blocks: Map<string, BlockRow>;
  customers: Map<string, CustomerRow>;
  waiting: Map<string, WaitlistEntryRow>;
}

/** A terminal's copy, as short as the protocol allows: one snapshot, then full rows in feed order. */
export class FeedReplica {
  readonly projection: Projection = { bookings: new Map(), holds: new Map(), blocks: new Map(), customers: new Map(), waiting: new Map() };
  readonly #world: TestWorld;
  #epoch = '';
  #cursor = 0;

  private constructor(world: TestWorld) {
    this.#world = world;
  }

  static async take(world: TestWorld, days: Days): Promise<FeedReplica> {
    const replica = new FeedReplica(world);
    const lines = await snapshot(world.db, world.tenantNo, { locationId: world.locationId, ...days, now: world.clock.now });
    if (!lines) throw new Error('There is no such location');
    for (const line of lines) replica.#load(line);
    return replica;
  }

  /** Applies one page; answers whether the head was reached. */
  async pull(): Promise<boolean> {
    const { db, tenantNo, locationId, clock } = this.#world;
    const answer = await pull(db, tenantNo, { locationId, epoch: this.#epoch, cursor: this.#cursor, replicaSchema: 1 }, clock.now);
    if (answer?.kind !== 'delta') throw new Error(`Pulled ${JSON.stringify(answer)}`);
    for (const change of answer.changes) this.#apply(change);
    this.#cursor = answer.to;
    return answer.to === answer.head;
  }

  async pullToHead(): Promise<void> {
    while (!(await this.pull()));
  }

  #load(line: SnapshotLine): void {
    const { bookings, holds, blocks, customers, waiting } = this.projection;
    switch (line.type) {
      case 'head':
        this.#epoch = line.epoch;
        this.#cursor = line.version;
        return;
      case 'customers':
        for (const row of line.rows) customers.set(row.id, row);
        return;
      case 'day':
        for (const row of line.bookings) bookings.set(row.id, row);
        for (const row of line.holds) holds.set(row.id, row);
        for (const row of line.blocks) blocks.set(row.id, row);
        return;
      case 'waitlist':
        for (const row of line.rows) waiting.set(row.id, row);
        return;
      case 'series':
      case 'end':
        return;
    }
  }

  #apply(change: Change): void {
    const { bookings, holds, blocks, customers, waiting } = this.projection;
    switch (change.entity) {
      case 'booking':
        bookings.set(change.id, change.row);
        return;
      case 'hold':
        if (change.row.status === 'active') holds.set(change.id, change.row);
        else holds.delete(change.id);
        return;
      case 'block':
        if (change.row.removed) blocks.delete(change.id);
        else blocks.set(change.id, change.row);
        return;
      case 'customer':
        customers.set(change.id, change.row);
        return;
      case 'waitlist_entry':
        if (change.row.status === 'waiting' || change.row.status === 'offered') waiting.set(change.id, change.row);
        else waiting.delete(change.id);
        return;
      default:
        return;
    }
  }
}
