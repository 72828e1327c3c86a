import type { Instant } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';

export interface ModelBooking extends Place {
  seriesId: string | null;
  status: 'booked' | 'cancelled';
  /** Last moved by a command about it alone, and not about several of its series. */
  alone: boolean;
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

  constructor(now: Instant, buffers: { beforeMs: number; afterMs: number }) {
    this.now = now;
    this.#buffers = buffers;
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

  meets(place: Place, others: readonly Place[]): boolean {
    return others.some((other) => other.resourceId === place.resourceId && overlaps(this.claimOf(other), this.claimOf(place)));
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
