import type { Instant } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { WaivableRule } from '@holdfast/protocol/commands';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';

export interface ModelBooking extends Place {
  seriesId: string | null;
  status: 'booked' | 'cancelled';
  /** Last moved by a command about it alone, and not about several of its series. */
  alone: boolean;
  /** Squeezed in: it takes nothing from what is for sale. */
  beyond: boolean;
  /** What was set aside for it where it lies. */
  waived: readonly WaivableRule[];
}

/** Where a booking lies, or would lie. */
export interface Place extends TimeRange {
  id: string;
  resourceId: string;
}

type Lying = Place & { beyond?: boolean };

/** What somebody asks for beyond the rules: to lie beside somebody, as close to them as nobody may, or when nobody is there. */
export interface Exceptions {
  squeeze: boolean;
  waive: boolean;
  anyHour: boolean;
}

/** Of the table of wall clocks. */
interface Clock {
  /** The local day, by any number. */
  dayOf(instant: Instant): number | null;
  isOpen(range: TimeRange): boolean;
}

/**
 * The rooms of one location as a plain list of bookings: nothing is indexed, everything is compared with everything.
 * Every booking takes its room from `beforeMs` before its start to `afterMs` after its end.
 */
export class SeriesModel {
  bookings: ModelBooking[] = [];
  now: Instant;
  readonly #buffers: { beforeMs: number; afterMs: number };
  readonly #shortestMs: number;
  readonly #clock: Clock;

  /** `shortestMs`: nobody may leave less than this between two, unless it is nothing. */
  constructor(now: Instant, buffers: { beforeMs: number; afterMs: number; shortestMs: number }, clock: Clock) {
    this.now = now;
    this.#buffers = buffers;
    this.#shortestMs = buffers.shortestMs;
    this.#clock = clock;
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
  meets(place: Place, others: readonly Lying[]): boolean {
    return others.some((other) => this.#isBeside(place, other) && overlaps(this.claimOf(other), this.claimOf(place)));
  }

  /** Whether less would be left between it and what lies next to it than may be. */
  leavesTooLittle(place: Place, others: readonly Lying[]): boolean {
    const { start, end } = this.claimOf(place);
    const claims = others.filter((other) => this.#isBeside(place, other)).map((other) => this.claimOf(other));
    const gaps = claims.flatMap((claim) => [{ start: claim.end, end: start }, { start: end, end: claim.start }]).filter((gap) => gap.start < gap.end);
    return gaps.some((gap) => gap.end - gap.start < this.#shortestMs && !claims.some((claim) => overlaps(claim, gap)));
  }

  /** Whether somebody is there all the time. */
  isOpen(place: Place): boolean {
    return this.#clock.isOpen(place);
  }

  /** Whether it may lie there on a regular lane. */
  mayLie(place: Place, others: readonly Lying[], { waive, anyHour }: Pick<Exceptions, 'waive' | 'anyHour'> = { waive: false, anyHour: false }): boolean {
    return (anyHour || this.isOpen(place)) && !this.meets(place, others) && (waive || !this.leavesTooLittle(place, others));
  }

  /** Whether it can be squeezed in: one a day in each room, by when they begin; there are lanes enough for two days. Not who has the room. */
  maySqueezeIn(place: Place, others: readonly Lying[]): boolean {
    const day = (of: TimeRange): number | null => this.#clock.dayOf(this.claimOf(of).start);
    const isUsedUp = others.some((other) => other.beyond === true && other.resourceId === place.resourceId && day(other) === day(place));
    return this.meets(place, others) && !isUsedUp;
  }

  /** Why it may not be there one way or the other; null when it may. */
  whyNot(place: Place, others: readonly Lying[], asked: Exceptions): RefusalReason | null {
    if (!asked.anyHour && !this.isOpen(place)) return 'outside_hours';
    if (this.mayLie(place, others, asked)) return null;
    if (!this.meets(place, others)) return 'gap_too_short';
    if (!asked.squeeze) return 'slot_taken';
    return this.maySqueezeIn(place, others) ? null : 'squeeze_limit';
  }

  /** Whether these of `moves` can go at once, on regular lanes, while everything else stays where it is. */
  canGo(moves: readonly Place[], going: ReadonlySet<string>, asked: Exceptions): boolean {
    const gone = moves.filter(({ id }) => going.has(id));
    const rest = this.standing(going);
    return gone.every((place, at) => this.mayLie(place, [...rest, ...gone.slice(0, at)], asked));
  }

  #isBeside(place: Place, other: Lying): boolean {
    return other.beyond !== true && other.resourceId === place.resourceId;
  }

  toCome({ status, start }: ModelBooking): boolean {
    return status === 'booked' && start > this.now;
  }

  scope(seriesId: string, anchor: ModelBooking, scope: 'this' | 'following' | 'all'): ModelBooking[] {
    return this.bookings
      .filter((booking) => booking.seriesId === seriesId && this.toCome(booking))
      .filter((booking) => booking === anchor || scope === 'all' || (scope === 'following' && booking.start >= anchor.start))
      // Of two at one time the server goes by id, which is drawn by lot.
      .toSorted((a, b) => a.start - b.start || (a.id < b.id ? -1 : 1));
  }
}
