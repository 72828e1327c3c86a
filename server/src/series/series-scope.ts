import { fromWire, type Instant } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import { readSeries } from './series-sql.ts';

type SeriesRequest = Pick<CommandArgs<'cancel_series'>, 'seriesId' | 'bookingId' | 'scope' | 'expectedVersion' | 'expectedVersions'>;

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
export async function seriesScope(context: DecisionContext, args: SeriesRequest): Promise<InScope | Refusal> {
  const { seriesId, bookingId, scope } = args;
  const found = await readSeries(context, seriesId);
  if (!found) return refuse('not_found', 'There is no such series at this location.');
  const anchor = named(found.bookings, bookingId);
  if (!anchor) return refuse('not_found', 'This booking is none of the series.');
  const changed = changedSince(args, anchor, found.bookings);
  if (changed) return changed;
  const toCome = found.bookings.filter((booking) => isToCome(booking, context.now));
  const bookings = toCome.filter((booking) => isWithin(scope, booking, anchor));
  return { kind: 'scope', anchor, bookings, isRest: bookings.length === toCome.length };
}

/** The database writes ids in small letters; whoever asks may not. */
export function named(bookings: readonly BookingRow[], bookingId: string): BookingRow | undefined {
  return bookings.find(({ id }) => id === bookingId.toLowerCase());
}

export function isWithin(scope: SeriesRequest['scope'], booking: BookingRow, anchor: BookingRow): boolean {
  if (scope === 'this') return booking === anchor;
  return scope === 'all' || booking.start >= anchor.start;
}

/** Of what the asker saw, the named booking or all they list, something is not as they saw it. */
function changedSince({ expectedVersion, expectedVersions = [] }: SeriesRequest, anchor: BookingRow, bookings: readonly BookingRow[]): Refusal | null {
  const seen = [...(expectedVersion === undefined ? [] : [{ bookingId: anchor.id, version: expectedVersion }]), ...expectedVersions];
  const present = new Map(bookings.map((booking) => [booking.id, booking]));
  for (const { bookingId, version } of seen) {
    const booking = present.get(bookingId.toLowerCase());
    if (!booking) return refuse('stale_version', 'One of the bookings that you saw is none of the series. Look again, then decide.');
    if (booking.version !== version)
      return refuse('stale_version', `The booking at ${booking.start} has changed since: it is at version ${booking.version}, not ${version}. Look again, then decide.`);
  }
  return null;
}

/** Refused: a booking that would be changed is none that the asker saw, of those who say what they saw. */
export function unseenAmong({ expectedVersions }: SeriesRequest, changes: readonly BookingRow[]): Refusal | null {
  if (expectedVersions === undefined) return null;
  const seen = new Set(expectedVersions.map(({ bookingId }) => bookingId.toLowerCase()));
  const unseen = changes.find(({ id }) => !seen.has(id));
  return unseen ? refuse('stale_version', `The booking at ${unseen.start} would be changed too, and is none that you saw. Look again, then decide.`) : null;
}
