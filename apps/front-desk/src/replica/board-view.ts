import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { ResourceRow, ServiceRow } from '@holdfast/protocol/rows';
import type { BoardItem, BookingOnBoard, DayBoard, HoldOnBoard, Readable } from '../desk.ts';
import { occupationOf, type Occupation } from '../occupation.ts';
import type { Outbox } from '../outbox/outbox.ts';
import type { Timers } from '../platform/platform.ts';
import { Cell } from '../platform/readable.ts';
import { isAtRisk, takesTime } from './at-risk.ts';
import { liveHolds } from './live-holds.ts';
import { Overlay, unabsorbed, type Overlaid } from './overlay.ts';
import type { Replica, ReplicaChange } from './replica.ts';

const longestTimerMs = 2 ** 31 - 1;

/**
 * What the screens see: the base with the overlay folded in. Recomputed per day, and only for days that
 * somebody looks at and that changed.
 */
export class BoardView {
  readonly #replica: Replica;
  readonly #outbox: Outbox;
  readonly #timers: Timers;
  readonly #overlay = new Overlay();
  #overlaid: ReadonlyMap<string, Overlaid> = new Map();
  /** What the overlay shows on each day it touches. */
  #overlaidByDay = new Map<string, Set<Overlaid>>();
  readonly #boards = new Map<string, Cell<DayBoard>>();
  readonly #holds = new Cell<readonly HoldOnBoard[]>([]);
  readonly #bookings = new Map<string, Cell<BookingOnBoard | null>>();
  /** The same item marked at risk, so that it keeps its identity too. */
  readonly #risky = new WeakMap<BoardItem, BoardItem>();
  /** By resource, what is committed on a day; kept until the day changes. */
  readonly #committed = new Map<string, Map<string, BoardItem[]>>();
  /** Refusals that a command on its way settles: what is held of them makes way for it. */
  #settled: ReadonlySet<string> = new Set();
  #resources = new Map<string, ResourceRow>();
  /** Those that are archived too: what was booked of them still stands. */
  #services: readonly ServiceRow[] = [];
  #days = new WeakMap<BoardItem, string[]>();
  #cancelExpiry = (): void => {};
  readonly #stop: (() => void)[];

  constructor(replica: Replica, outbox: Outbox, timers: Timers) {
    this.#replica = replica;
    this.#outbox = outbox;
    this.#timers = timers;
    this.#stop = [replica.subscribe(({ days, catalogue }) => this.#refresh(catalogue ? 'all' : days)), outbox.subscribe(() => this.#refresh(new Set()))];
    this.#refresh('all');
  }

  close(): void {
    for (const stop of this.#stop) stop();
    this.#cancelExpiry();
  }

  day(day: string): Readable<DayBoard> {
    let board = this.#boards.get(day);
    if (!board) {
      board = new Cell(this.#boardOf(day));
      this.#boards.set(day, board);
    }
    return board;
  }

  /** What is held right now, the first to run out first. */
  get holds(): Readable<readonly HoldOnBoard[]> {
    return this.#holds;
  }

  booking(bookingId: string): Readable<BookingOnBoard | null> {
    let booking = this.#bookings.get(bookingId);
    if (!booking) {
      booking = new Cell(this.findBooking(bookingId));
      this.#bookings.set(bookingId, booking);
    }
    return booking;
  }

  /** With the overlay; a refused wish for a booking that does not exist counts as that booking. */
  findBooking(bookingId: string): BookingOnBoard | null {
    const overlaid = this.#overlaid.get(`booking:${bookingId}`);
    const item = overlaid
      ? (overlaid.item ?? overlaid.ghosts[0])
      : this.#replica.state?.index.booking(bookingId);
    return item?.kind === 'booking' ? (this.#judged(item) as BookingOnBoard) : null;
  }

  /** A booking's version without the overlay; null: the feed has told of none. */
  versionInFeed(bookingId: string): number | null {
    return this.#replica.state?.index.booking(bookingId)?.row.version ?? null;
  }

  /** A hold as it stands, wherever it came from. */
  findHold(holdId: string): Extract<BoardItem, { kind: 'hold' }> | null {
    const overlaid = this.#overlaid.get(`hold:${holdId}`);
    const item = overlaid ? overlaid.item : this.#replica.state?.index.hold(holdId);
    return item?.kind === 'hold' ? item : null;
  }

  findBlock(blockId: string): Extract<BoardItem, { kind: 'block' }> | null {
    const overlaid = this.#overlaid.get(`block:${blockId}`);
    const item = overlaid ? overlaid.item : this.#replica.state?.index.block(blockId);
    return item?.kind === 'block' ? item : null;
  }

  /** Of a customer's clock, as the copy knows it. */
  zoneOf(customerId: string): string | null {
    return this.#replica.state?.customers.get(customerId)?.timeZone ?? null;
  }

  /** Every booking, the overlay's included. */
  *allBookings(): Generator<BookingOnBoard> {
    for (const item of this.#replica.state?.index.bookings() ?? [])
      if (!this.#overlaid.has(`booking:${item.id}`)) yield item;
    for (const overlaid of this.#overlaid.values()) {
      const item = overlaid.item ?? overlaid.ghosts[0];
      if (item?.kind === 'booking') yield item;
    }
  }

  /** Days that a screen shows and the copy does not have. */
  missingDays(): string[] {
    return [...this.#boards].filter(([, board]) => board.watched && !board.get().loaded).map(([day]) => day);
  }

  busy(resourceId: string, within: TimeRange): readonly Occupation[] {
    const now = this.#replica.now();
    const resource = this.#resources.get(resourceId) ?? { id: resourceId, capacity: 1 };
    const seen = new Map<string, Occupation>();
    for (const day of this.#daysOf(within))
      for (const item of this.#itemsTouching(day)) {
        if (!item.resourceIds.includes(resourceId) || !takesTime(item, now)) continue;
        const occupation = occupationOf(item, resource, this.#services);
        if (overlaps(occupation, within)) seen.set(item.key, occupation);
      }
    return [...seen.values()].sort((a, b) => a.start - b.start);
  }

  #refresh(changed: ReplicaChange['days']): void {
    const state = this.#replica.state;
    const records = unabsorbed(this.#outbox.records(), state?.head ?? null);
    this.#settled = new Set(records.flatMap(({ command }) => command.supersedes ?? []));
    const before = this.#overlaid;
    this.#overlaid = this.#overlay.fold(records, state);
    const dirty = changed === 'all' ? null : new Set(changed);
    if (!dirty) this.#forgetDerived();
    for (const [key, overlaid] of this.#overlaid) if (before.get(key) !== overlaid) this.#touch(overlaid, dirty);
    for (const [key, overlaid] of before) if (this.#overlaid.get(key) !== overlaid) this.#touch(overlaid, dirty);
    this.#groupByDay();
    for (const day of dirty ?? []) this.#committed.delete(day);
    for (const [day, board] of this.#boards) if (!dirty || dirty.has(day)) board.set(this.#boardOf(day));
    if (!dirty || dirty.size > 0) for (const [id, booking] of this.#bookings) booking.set(this.findBooking(id));
    this.#showHolds();
    this.#watchExpiry();
  }

  #touch(overlaid: Overlaid, dirty: Set<string> | null): void {
    if (!dirty) return;
    const base = this.#replica.state?.index[overlaid.kind](overlaid.id);
    for (const item of [overlaid.item, base, ...overlaid.ghosts])
      if (item) for (const day of this.#daysOfItem(item)) dirty.add(day);
  }

  #groupByDay(): void {
    this.#overlaidByDay = new Map();
    for (const overlaid of this.#overlaid.values())
      for (const item of [overlaid.item, ...overlaid.ghosts])
        for (const day of item ? this.#daysOfItem(item) : []) {
          const known = this.#overlaidByDay.get(day);
          if (known) known.add(overlaid);
          else this.#overlaidByDay.set(day, new Set([overlaid]));
        }
  }

  #boardOf(day: string): DayBoard {
    const state = this.#replica.state;
    const now = this.#replica.now();
    const range = state?.index.days.rangeOf(day);
    const items = range
      ? this.#itemsTouching(day)
          .filter((item) => item.kind !== 'hold' || takesTime(item, now) || item.certainty === 'refused')
          .filter((item) => overlaps(item, range))
          .map((item) => this.#judged(item))
          .sort((a, b) => a.start - b.start || (a.key < b.key ? -1 : 1))
      : [];
    return { day, loaded: state?.completeDays.has(day) ?? false, items };
  }

  #itemsTouching(day: string): BoardItem[] {
    const items: BoardItem[] = [];
    for (const item of this.#replica.state?.index.onDay(day).values() ?? [])
      if (!this.#overlaid.has(`${item.kind}:${item.id}`)) items.push(item);
    const range = this.#replica.state?.index.days.rangeOf(day);
    for (const overlaid of this.#overlaidByDay.get(day) ?? [])
      for (const item of [overlaid.item, ...overlaid.ghosts])
        if (item && range && overlaps({ start: Math.min(item.start, item.occupied.start), end: Math.max(item.end, item.occupied.end) }, range))
          items.push(item);
    return items;
  }

  /** The item, marked when it is at risk. */
  #judged(item: BoardItem): BoardItem {
    if (item.certainty !== 'waiting') return item;
    const near = new Map(item.resourceIds.map((id) => [id, this.#committedNear(item, id)]));
    if (!isAtRisk(item, near, { resourceOf: (id) => this.#resources.get(id), services: this.#services }, this.#replica.now())) return item;
    const risky = this.#risky.get(item) ?? { ...item, atRisk: true };
    this.#risky.set(item, risky);
    return risky;
  }

  #committedNear(item: BoardItem, resourceId: string): BoardItem[] {
    const [day, ...more] = this.#daysOfItem(item).map((each) => this.#committedOn(each).get(resourceId) ?? []);
    return more.length === 0 ? (day ?? []) : [...new Set([day ?? [], ...more].flat())];
  }

  #committedOn(day: string): Map<string, BoardItem[]> {
    let committed = this.#committed.get(day);
    if (committed) return committed;
    committed = new Map();
    for (const item of this.#itemsTouching(day)) {
      if (item.certainty !== 'confirmed' || this.#isGivenBack(item)) continue;
      for (const id of item.resourceIds) {
        const known = committed.get(id);
        if (known) known.push(item);
        else committed.set(id, [item]);
      }
    }
    this.#committed.set(day, committed);
    return committed;
  }

  #isGivenBack(item: BoardItem): boolean {
    return item.kind === 'hold' && item.row.refusedCommandId !== null && this.#settled.has(item.row.refusedCommandId);
  }

  /** The index or the catalogue is another: nothing that was worked out from the old one holds. */
  #forgetDerived(): void {
    const { resources = [], services = [] } = this.#replica.state?.wholeCatalogue() ?? {};
    this.#resources = new Map(resources.map((row) => [row.id, row]));
    this.#services = services;
    this.#committed.clear();
    this.#days = new WeakMap();
  }

  #daysOfItem(item: BoardItem): string[] {
    let days = this.#days.get(item);
    if (!days) {
      days = this.#replica.state?.index.daysOf(item) ?? [];
      this.#days.set(item, days);
    }
    return days;
  }

  #daysOf(range: TimeRange): string[] {
    return this.#replica.state?.index.days.daysOf(range) ?? [];
  }

  #showHolds(): void {
    const now = this.#replica.now();
    const held = liveHolds(this.#replica.state?.index.holds() ?? [], this.#overlaid, now);
    const shown = this.#holds.get();
    if (held.length !== shown.length || held.some((hold, index) => hold !== shown[index])) this.#holds.set(held);
  }

  /** Repaints the days of the next hold to expire; display only, the server frees it by itself. */
  #watchExpiry(): void {
    this.#cancelExpiry();
    const state = this.#replica.state;
    if (!state) return;
    const now = this.#replica.now();
    let soonest = Infinity;
    for (const { row } of state.index.holds()) {
      const expiry = Date.parse(row.expiresAt);
      if (expiry > now) soonest = Math.min(soonest, expiry);
    }
    if (soonest === Infinity) return;
    this.#cancelExpiry = this.#timers.after(Math.min(soonest - now + 1, longestTimerMs), () => {
      for (const [day, board] of this.#boards) board.set(this.#boardOf(day));
      this.#showHolds();
      this.#watchExpiry();
    });
  }
}
