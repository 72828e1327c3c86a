import { closedBy, type LocationHours, type ResourceHours } from './bookable-hours.ts';
import { minuteMs, type Instant } from './instant.ts';
import { durationMs, type TimeRange } from './time-range.ts';

/** Longest booking, hold or block, milliseconds: a week holds any stay a front desk sells; more is a typing error in the date. */
export const longestBookingMs = 7 * 24 * 60 * minuteMs;
/** How far ahead of now something may start, milliseconds: two years, leap day included. More is a typing error in the year. */
export const furthestAheadMs = (365 + 366) * 24 * 60 * minuteMs;
/** The longest window in which somebody waits, days: whoever waits longer is better asked again, and every look reads the window's claims. */
export const waitDaysMax = 92;
/** The longest that so many days can last, milliseconds: where clocks go back, one of them has 25 hours. */
export const daysAtMostMs = (days: number): number => (days * 24 + 1) * 60 * minuteMs;
/**
 * How long ago something recorded at the counter may have ended, milliseconds: seven days. A terminal may have been
 * offline that long and what it recorded did happen; the server cannot ask the terminal's clock when that was.
 */
export const counterPastMs = 7 * 24 * 60 * minuteMs;

/** The protocol's `Channel`. */
export type BookingChannel = 'desk' | 'walk_in' | 'web' | 'phone_ai' | 'chat_ai' | 'api' | 'import';
/** Those of the protocol's refusal reasons that the time alone decides. */
export type BookingTimeProblem = 'invalid_times' | 'past' | 'outside_hours';

export interface BookingTimeCheck {
  /** What the customer sees, without preparation and cleanup. */
  readonly range: TimeRange;
  readonly channel: BookingChannel;
  /** The server's clock. */
  readonly now: Instant;
  /** Null where hours do not apply: blocks, and where somebody set them aside. Channel `import` records what was, so it ignores them. */
  readonly hours: LocationHours | null;
  /** Those chosen already, whose own hours count too. `closedBy` tells whose hours `outside_hours` means. */
  readonly resources?: readonly (ResourceHours & { readonly id: string })[];
}

/** Why something may not be at this time, or null when it may. The first of the reasons in the order of their type. */
export function bookingTimeProblem({ range, channel, now, hours, resources }: BookingTimeCheck): BookingTimeProblem | null {
  // Negated so that NaN is refused too.
  if (!(range.start < range.end) || durationMs(range) > longestBookingMs || range.start - now > furthestAheadMs)
    return 'invalid_times';
  if (liesInPast(range, channel, now)) return 'past';
  if (hours !== null && channel !== 'import' && closedBy(hours, resources ?? [], range) !== null)
    return 'outside_hours';
  return null;
}

function liesInPast(range: TimeRange, channel: BookingChannel, now: Instant): boolean {
  switch (channel) {
    case 'import':
      return false;
    case 'desk':
    case 'walk_in':
      return range.end < now - counterPastMs;
    default:
      return range.start < now;
  }
}
