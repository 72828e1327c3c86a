import type { BookingStatus } from './booking-status.ts';
import { minuteMs, type Instant } from './instant.ts';
import { dayOf } from './opening-hours.ts';
import { overlaps, type TimeRange } from './time-range.ts';

/** A booking of the person who runs late. */
export interface LateBooking extends TimeRange {
  readonly id: string;
  /** What it claims of the person: with preparation, cleanup and minimum gap. */
  readonly occupied: TimeRange;
}

/** Why a booking keeps its time: a later one of the same person keeps its own, or what the caller's rules say. */
export type StaysBecause<Reason> =
  | { readonly kind: 'behind'; readonly id: string }
  | { readonly kind: 'refused'; readonly reason: Reason };

export interface RunningLate<Reason> {
  readonly moved: readonly ({ readonly id: string } & TimeRange)[];
  readonly unmoved: readonly { readonly id: string; readonly because: StaysBecause<Reason> }[];
}

/** What has been decided of the bookings after the one that is asked about. */
export interface DecidedLater<B> {
  /** With their new times. */
  readonly moved: readonly B[];
  readonly staying: readonly B[];
}

/**
 * What is left of somebody's day: booked or arrived, not begun, on the local day of `now` and not over. One that is
 * due and has not begun is the reason for running late, so it is part of it.
 */
export function remainingOfDay<B extends TimeRange & { readonly status: BookingStatus }>(
  bookings: readonly B[],
  now: Instant,
  timeZone: string,
): B[] {
  const today = dayOf(now, timeZone);
  return bookings
    .filter(({ status, start, end }) => {
      const isToCome = status === 'booked' || status === 'arrived';
      return isToCome && end > now && dayOf(start, timeZone) === today;
    })
    .sort(byStart);
}

/**
 * Shifts bookings of one person by `minutes` (a whole number from 1, else `RangeError`), as many as can be: the last
 * of the day first, so that each finds free what the next one leaves, and a booking stays when its new time would run
 * into a later one that stays. Both lists come in the order of the day.
 *
 * `whyNot` says what else stands against a booking at its new time (other claims on its resources, hours), or null.
 * It must not count the present times of the bookings given here: `decided` has the later ones as they will be, and
 * earlier ones end before. What was sold over another on purpose (they overlap already) is not in each other's way.
 */
export function shiftRemaining<B extends LateBooking, Reason>(
  bookings: readonly B[],
  minutes: number,
  whyNot: (shifted: B, decided: DecidedLater<B>) => Reason | null,
): RunningLate<Reason> {
  if (!Number.isInteger(minutes) || minutes < 1) throw new RangeError(`Cannot run ${minutes} minutes late`);
  const moved: B[] = [];
  const staying: B[] = [];
  const unmoved: { id: string; because: StaysBecause<Reason> }[] = [];
  for (const booking of bookings.toSorted(byStart).reverse()) {
    const shifted = { ...booking, ...later(booking, minutes), occupied: later(booking.occupied, minutes) };
    const because = whyItStays(booking, shifted, { moved, staying }, whyNot);
    if (because === null) moved.unshift(shifted);
    else {
      staying.unshift(booking);
      unmoved.unshift({ id: booking.id, because });
    }
  }
  return { moved: moved.map(({ id, start, end }) => ({ id, start, end })), unmoved };
}

function whyItStays<B extends LateBooking, Reason>(
  booking: B,
  shifted: B,
  decided: DecidedLater<B>,
  whyNot: (shifted: B, decided: DecidedLater<B>) => Reason | null,
): StaysBecause<Reason> | null {
  const behind = decided.staying.find(
    (other) => overlaps(other.occupied, shifted.occupied) && !overlaps(other.occupied, booking.occupied),
  );
  if (behind !== undefined) return { kind: 'behind', id: behind.id };
  const reason = whyNot(shifted, decided);
  return reason === null ? null : { kind: 'refused', reason };
}

function later({ start, end }: TimeRange, minutes: number): TimeRange {
  return { start: start + minutes * minuteMs, end: end + minutes * minuteMs };
}

function byStart(a: TimeRange, b: TimeRange): number {
  return a.start - b.start || a.end - b.end;
}
