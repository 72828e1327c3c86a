import type { CustomerRow } from '@holdfast/protocol/rows';
import type { Change } from '@holdfast/protocol/sync';
import type { Catalogue } from '../desk.ts';
import { newestRows } from './apply-changes.ts';
import type { CachedCatalogue, CachedDay, CachedReplica, CacheHead } from './cache-db.ts';
import { CalendarIndex } from './calendar-index.ts';
import { LocationDays } from './location-days.ts';
import { WaitingList } from './waiting-list.ts';

/** What a run of changes touched. */
export interface Touched {
  days: Set<string>;
  customers: CustomerRow[];
  catalogue: boolean;
  waitlist: boolean;
  series: boolean;
  /** The location moved to another zone: every day is another. */
  everything: boolean;
}

/** The replica in memory: base rows only, exactly as the server committed them up to `head.cursor`. */
export class ReplicaState {
  head: CacheHead;
  index: CalendarIndex;
  readonly customers: Map<string, CustomerRow>;
  /** Null: this copy is from before the waitlist was part of it. */
  readonly waiting: WaitingList | null;
  /** Ids. */
  readonly cancelledSeries: Set<string>;
  readonly completeDays = new Set<string>();
  #catalogue: CachedCatalogue;
  #shown: Catalogue | null = null;

  constructor(cached: CachedReplica) {
    this.head = cached.head;
    this.#catalogue = cached.catalogue;
    this.index = new CalendarIndex(new LocationDays(cached.catalogue.location.timeZone));
    this.customers = new Map(cached.customers.map((row) => [row.id, row]));
    this.cancelledSeries = new Set(cached.cancelledSeries);
    this.waiting = cached.waitlist && new WaitingList(cached.waitlist);
    for (const day of cached.days) this.#putDay(day);
  }

  /** For the screens: without what is archived, in order; the same object until something changes. */
  catalogue(): Catalogue {
    this.#shown ??= shownCatalogue(this.#catalogue);
    return this.#shown;
  }

  wholeCatalogue(): CachedCatalogue {
    return this.#catalogue;
  }

  apply(changes: readonly Change[]): Touched {
    const rows = newestRows(changes);
    const touched: Touched = { days: new Set(), customers: [], catalogue: false, waitlist: false, series: rows.series.size > 0, everything: false };
    const touch = (days: readonly string[]): void => days.forEach((day) => touched.days.add(day));
    for (const row of rows.customer.values()) {
      this.customers.set(row.id, row);
      touched.customers.push(row);
    }
    if (rows.location.size + rows.resource.size + rows.service.size + rows.staff.size > 0) {
      const { location, resources, services, staff } = this.#catalogue;
      const moved = rows.location.get(location.id) ?? location;
      touched.catalogue = true;
      touched.everything = moved.timeZone !== location.timeZone;
      this.#catalogue = {
        location: moved,
        resources: merged(resources, rows.resource),
        services: merged(services, rows.service),
        staff: merged(staff, rows.staff),
      };
      this.#shown = null;
      if (touched.everything) this.#reindex(moved.timeZone);
    }
    if (this.waiting && rows.waitlist_entry.size > 0) {
      this.waiting.apply(rows.waitlist_entry.values());
      touched.waitlist = true;
    }
    for (const { id, cancelled } of rows.series.values()) {
      if (cancelled) this.cancelledSeries.add(id);
      else this.cancelledSeries.delete(id);
    }
    for (const row of rows.booking.values()) touch(this.index.putBooking(row));
    for (const row of rows.hold.values()) touch(this.index.putHold(row));
    for (const row of rows.block.values()) touch(this.index.putBlock(row));
    return touched;
  }

  /** Completes days from a snapshot; rows for which `newer` is true are known better already. */
  addDays(days: readonly CachedDay[], newer: (id: string) => boolean): Set<string> {
    const touched = new Set<string>();
    for (const day of days) {
      const known = <T extends { id: string }>(rows: readonly T[]): T[] => rows.filter(({ id }) => !newer(id));
      for (const each of this.#putDay({
        ...day,
        bookings: known(day.bookings),
        holds: known(day.holds),
        blocks: known(day.blocks),
      }))
        touched.add(each);
    }
    return touched;
  }

  cachedDay(day: string): CachedDay {
    return { day, complete: this.completeDays.has(day), ...this.index.startingOn(day) };
  }

  /** The whole, as it would be cached. */
  cached(): CachedReplica {
    const days = new Set([...this.index.knownDays(), ...this.completeDays]);
    return {
      head: this.head,
      catalogue: this.#catalogue,
      days: [...days].map((day) => this.cachedDay(day)),
      customers: [...this.customers.values()],
      waitlist: this.waiting?.rows() ?? null,
      cancelledSeries: [...this.cancelledSeries],
    };
  }

  #putDay(day: CachedDay): string[] {
    if (day.complete) this.completeDays.add(day.day);
    return [
      day.day,
      ...day.bookings.flatMap((row) => this.index.putBooking(row)),
      ...day.holds.flatMap((row) => this.index.putHold(row)),
      ...day.blocks.flatMap((row) => this.index.putBlock(row)),
    ];
  }

  #reindex(timeZone: string): void {
    const old = this.index;
    this.index = new CalendarIndex(new LocationDays(timeZone));
    for (const { row } of old.bookings()) this.index.putBooking(row);
    for (const { row } of old.holds()) this.index.putHold(row);
    for (const { row } of old.blocks()) this.index.putBlock(row);
  }
}

function merged<T extends { id: string }>(rows: readonly T[], newer: ReadonlyMap<string, T>): T[] {
  return [...new Map([...rows.map((row): [string, T] => [row.id, row]), ...newer]).values()];
}

function shownCatalogue({ location, resources, services, staff }: CachedCatalogue): Catalogue {
  const inUse = <T extends { archived: boolean; position: number }>(rows: readonly T[]): T[] =>
    rows.filter(({ archived }) => !archived).sort((a, b) => a.position - b.position);
  return { location, resources: inUse(resources), services: inUse(services), staff: staff.filter(({ active }) => active) };
}
