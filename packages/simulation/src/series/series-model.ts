import type { Instant } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';

export interface ModelBooking extends Place {
  seriesId: string | null;
  status: 'booked' | 'cancelled';
  /** Last moved by a command about it alone, and not about several of its series. */
  alone: boolean;
  /** Squeezed in: it takes nothing from what is for sale. */
  beyond: boolean;
}

/** Where a booking lies, or would lie. */
export interface Place extends TimeRange {
  id: string;
  resourceId: string;
}

/**
 * The rooms of one location as a plain list of bookings: nothing is indexed, everything is compared with everything.
 * Every booking takes its room from `beforeMs` before its start to `afterMs` after its end.
 */
export class SeriesModel {
  bookings: ModelBooking[] = [];
  now: Instant;
  readonly #buffers: { beforeMs: number; afterMs: number };
  readonly #dayOf: (instant: Instant) => number | null;

  /** `dayOf`: the local day, by any number. */
  constructor(now: Instant, buffers: { beforeMs: number; afterMs: number }, dayOf: (instant: Instant) => number | null) {
    this.now = now;
    this.#buffers = buffers;
    this.#dayOf = dayOf;
  }

  find(id: string): ModelBooking | undefined {
    return this.bookings.find((booking) => booking.id === id);
  }

  claimOf({ start, end }: TimeRange): TimeRange {
    return { start: start - this.#buffers.beforeMs, end: end + this.#buffers.afterMs };
  }

  /** What takes time, but for some. */
  standing(except: ReadonlySet<string> = new Set()): ModelBooking[] {
    return this.bookings.filter(({ id, status }) => status === 'booked' && !except.has(id));
  }

  /** Whether something has its room, squeeze-ins apart. */
  meets(place: Place, others: readonly (Place & { beyond?: boolean })[]): boolean {
    return others.some((other) => other.beyond !== true && other.resourceId === place.resourceId && overlaps(this.claimOf(other), this.claimOf(place)));
  }

  /** Whether it could be squeezed in: one a day in each room, by when they begin; there are lanes enough for two days. */
  maySqueezeIn(place: Place, others: readonly ModelBooking[]): boolean {
    const day = (of: Place): number | null => this.#dayOf(this.claimOf(of).start);
    return !others.some((other) => other.beyond && other.resourceId === place.resourceId && day(other) === day(place));
  }

  /** Whether these of `moves` can go at once while everything else stays where it is. */
  canGo(moves: readonly Place[], going: ReadonlySet<string>): boolean {
    const gone = moves.filter(({ id }) => going.has(id));
    const rest = this.standing(going);
    return gone.every((place, at) => !this.meets(place, [...rest, ...gone.slice(0, at)]));
  }

  toCome({ status, start }: ModelBooking): boolean {
    return status === 'booked' && start > this.now;
  }

  scope(seriesId: string, anchor: ModelBooking, scope: 'this' | 'following' | 'all'): ModelBooking[] {
    return this.bookings
      .filter((booking) => booking.seriesId === seriesId && this.toCome(booking))
      .filter((booking) => booking === anchor || scope === 'all' || (scope === 'following' && booking.start >= anchor.start))
      .toSorted((a, b) => a.start - b.start);
  }
}
