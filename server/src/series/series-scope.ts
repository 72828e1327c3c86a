import { fromWire, type Instant } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import { readSeries } from './series-sql.ts';

type Scope = CommandArgs<'cancel_series'>['scope'];

/** The booking a command about a series names, and those that the command is about besides. */
export interface InScope {
  kind: 'scope';
  anchor: BookingRow;
  /** By start; all still to come, the anchor among them when it is. */
  bookings: BookingRow[];
  /** Whether the scope leaves nothing of the series that is still to come. */
  isRest: boolean;
}

/** Booked, and not begun: what a command about a series may change. What has begun is a visit of its own. */
export function isToCome(booking: BookingRow, now: Instant): boolean {
  return booking.status === 'booked' && fromWire(booking.start) > now;
}

/** `following` begins with the named booking, by when the bookings take place now. */
export async function seriesScope(
  context: DecisionContext,
  { seriesId, bookingId, scope }: { seriesId: string; bookingId: string; scope: Scope },
): Promise<InScope | Refusal> {
  const found = await readSeries(context, seriesId);
  if (!found) return refuse('not_found', 'There is no such series at this location.');
  const anchor = found.bookings.find(({ id }) => id === bookingId);
  if (!anchor) return refuse('not_found', 'This booking is none of the series.');
  const toCome = found.bookings.filter((booking) => isToCome(booking, context.now));
  const bookings = toCome.filter((booking) => {
    if (scope === 'this') return booking === anchor;
    return scope === 'all' || booking.start >= anchor.start;
  });
  return { kind: 'scope', anchor, bookings, isRest: bookings.length === toCome.length };
}
