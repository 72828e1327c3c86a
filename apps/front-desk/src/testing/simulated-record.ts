import { occupiesTime } from '@holdfast/domain/booking-status';
import { fromWire } from '@holdfast/domain/instant';
import { overlaps } from '@holdfast/domain/time-range';
import type { BlockRow, BookingRow, CustomerRow, HoldRow, ResourceRow, SeriesRow, ServiceRow } from '@holdfast/protocol/rows';
import type { Change } from '@holdfast/protocol/sync';

interface Rows {
  booking: BookingRow;
  hold: HoldRow;
  block: BlockRow;
  customer: CustomerRow;
  series: SeriesRow;
  /** Of the catalogue the feed tells, and no more: decisions here rest on none of it. */
  resource: ResourceRow;
  service: ServiceRow;
}
/** A row as it is to stand from now on. */
export type Draft = { [E in keyof Rows]: { entity: E; row: Rows[E] } }[keyof Rows];

/** What a calendar holds, and the gap-free feed of how it came to: rows in, changes out. */
export class SimulatedRecord {
  epoch = 'first';
  head = 0;
  floor = 0;
  changes: Change[] = [];
  /** Every change ever, by epoch; pruning takes from `changes` only. */
  readonly logs = new Map<string, Change[]>([['first', []]]);
  bookings = new Map<string, BookingRow>();
  holds = new Map<string, HoldRow>();
  blocks = new Map<string, BlockRow>();
  customers = new Map<string, CustomerRow>();
  series = new Map<string, SeriesRow>();

  /** As one version, whoever wrote it. */
  write(drafts: readonly Draft[]): void {
    this.head += 1;
    for (const { entity, row } of drafts) {
      this.#keep({ entity, row } as Draft);
      const change = { version: this.head, entity, id: row.id, row } as Change;
      this.changes.push(change);
      this.logs.get(this.epoch)!.push(change);
    }
  }

  /** Forgets changes up to a version: older cursors must reset. */
  prune(version: number): void {
    this.floor = version;
    this.changes = this.changes.filter((change) => change.version > version);
  }

  /** A backup taken at `version` is restored: what came after never happened, and the feed has a new epoch. */
  restore(version: number, epoch: string): void {
    const log = this.logs.get(this.epoch)!.filter((change) => change.version <= version);
    for (const map of [this.bookings, this.holds, this.blocks, this.customers, this.series]) map.clear();
    this.epoch = epoch;
    this.floor = 0;
    this.head = version;
    this.changes = [...log];
    this.logs.set(epoch, [...log]);
    for (const { entity, row } of log) this.#keep({ entity, row } as Draft);
  }

  /** Whether anything but `except` (ids) lies on the slot. Capacity is one everywhere. */
  isTaken(slot: { start: string; end: string; resourceIds: readonly string[] }, except: readonly (string | undefined)[]): boolean {
    const range = { start: fromWire(slot.start), end: fromWire(slot.end) };
    const inWay = (row: { id: string; start: string; end: string; resourceIds: string[] }): boolean =>
      !except.includes(row.id) && row.resourceIds.some((id) => slot.resourceIds.includes(id)) &&
      overlaps({ start: fromWire(row.start), end: fromWire(row.end) }, range);
    return (
      [...this.bookings.values()].some((row) => occupiesTime(row.status) && inWay(row)) ||
      [...this.holds.values()].some((row) => row.status === 'active' && inWay(row)) ||
      [...this.blocks.values()].some((row) => !row.removed && inWay(row))
    );
  }

  #keep({ entity, row }: Draft): void {
    if (entity === 'booking') this.bookings.set(row.id, row);
    else if (entity === 'hold') this.holds.set(row.id, row);
    else if (entity === 'block') this.blocks.set(row.id, row);
    else if (entity === 'customer') this.customers.set(row.id, row);
    else if (entity === 'series') this.series.set(row.id, row);
  }
}
