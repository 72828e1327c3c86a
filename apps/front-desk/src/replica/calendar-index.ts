import type { TimeRange } from '@holdfast/domain/time-range';
import type { BlockRow, BookingRow, HoldRow } from '@holdfast/protocol/rows';
import type { BlockOnBoard, BoardItem, BookingOnBoard, HoldOnBoard } from '../desk.ts';
import { blockItem, bookingItem, holdItem } from './board-items.ts';
import type { LocationDays } from './location-days.ts';

/** The rows of one day as they are cached and sent: by the day on which they start. */
export interface DayRows {
  bookings: BookingRow[];
  holds: HoldRow[];
  blocks: BlockRow[];
}

const nothing: ReadonlyMap<string, BoardItem> = new Map();

/**
 * What the server committed, in memory, by id and by every day it occupies (a booking across midnight is
 * on both). A day of a busy location is some hundred items, so looking for a resource within a day needs
 * no index of its own.
 */
export class CalendarIndex {
  readonly days: LocationDays;
  readonly #bookings = new Map<string, BookingOnBoard>();
  readonly #holds = new Map<string, HoldOnBoard>();
  readonly #blocks = new Map<string, BlockOnBoard>();
  readonly #byDay = new Map<string, Map<string, BoardItem>>();

  constructor(days: LocationDays) {
    this.days = days;
  }

  booking(id: string): BookingOnBoard | undefined {
    return this.#bookings.get(id);
  }

  hold(id: string): HoldOnBoard | undefined {
    return this.#holds.get(id);
  }

  block(id: string): BlockOnBoard | undefined {
    return this.#blocks.get(id);
  }

  bookings(): IterableIterator<BookingOnBoard> {
    return this.#bookings.values();
  }

  holds(): IterableIterator<HoldOnBoard> {
    return this.#holds.values();
  }

  blocks(): IterableIterator<BlockOnBoard> {
    return this.#blocks.values();
  }

  /** By id: everything that occupies a part of the day. */
  onDay(day: string): ReadonlyMap<string, BoardItem> {
    return this.#byDay.get(day) ?? nothing;
  }

  /** The rows that start on a day. */
  startingOn(day: string): DayRows {
    const rows: DayRows = { bookings: [], holds: [], blocks: [] };
    const range = this.days.rangeOf(day);
    for (const item of this.onDay(day).values()) {
      if (item.start < range.start || item.start >= range.end) continue;
      if (item.kind === 'booking') rows.bookings.push(item.row);
      else if (item.kind === 'hold') rows.holds.push(item.row);
      else rows.blocks.push(item.row);
    }
    return rows;
  }

  /** Days on which anything is known. */
  knownDays(): string[] {
    return [...this.#byDay.keys()];
  }

  /** Puts a row in, or takes it out when it no longer means anything. Returns every day it was or is on. */
  putBooking(row: BookingRow): string[] {
    return this.#replace(this.#bookings, row.id, bookingItem(row, 'confirmed'));
  }

  putHold(row: HoldRow): string[] {
    return this.#replace(this.#holds, row.id, row.status === 'active' ? holdItem(row, 'confirmed') : null);
  }

  putBlock(row: BlockRow): string[] {
    return this.#replace(this.#blocks, row.id, row.removed ? null : blockItem(row, 'confirmed'));
  }

  #replace<T extends BoardItem>(items: Map<string, T>, id: string, item: T | null): string[] {
    const old = items.get(id);
    const touched = new Set<string>();
    if (old)
      for (const day of this.daysOf(old)) {
        this.#byDay.get(day)?.delete(id);
        touched.add(day);
      }
    if (!item) {
      items.delete(id);
      return [...touched];
    }
    items.set(id, item);
    for (const day of this.daysOf(item)) {
      const known = this.#byDay.get(day);
      if (known) known.set(id, item);
      else this.#byDay.set(day, new Map([[id, item]]));
      touched.add(day);
    }
    return [...touched];
  }

  daysOf(item: { start: number; end: number; occupied: TimeRange }): string[] {
    return this.days.daysOf({
      start: Math.min(item.start, item.occupied.start),
      end: Math.max(item.end, item.occupied.end),
    });
  }
}
