import { fromWire, type Instant } from '@holdfast/domain/instant';
import { asLeftByOwn, madeBy, type AtVersion } from '@holdfast/domain/own-changes';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { readOwnChanges } from '../bookings/own-changes-sql.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import { readSeries } from './series-sql.ts';

type SeriesRequest = Pick<CommandArgs<'cancel_series'>, 'seriesId' | 'bookingId' | 'scope' | 'expectedVersion' | 'expectedVersions' | 'behindOwn'>;

/** What the asker saw, as they say. */
interface Saw {
  /** Each is to be at its version. */
  bookings: readonly AtVersion[];
  /** Only these may be changed; null: whichever there are. */
  listed: ReadonlySet<string> | null;
}

/** The booking a command about a series names, and those that the command is about besides. */
export interface InScope {
  kind: 'scope';
  anchor: BookingRow;
  /** By start; all still to come, the anchor among them when it is. */
  bookings: BookingRow[];
  /** Whether the scope leaves nothing of the series that is still to come. */
  isRest: boolean;
  saw: Saw;
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
  const anchor = found.bookings.find(({ id }) => id === bookingId);
  if (!anchor) return refuse('not_found', 'This booking is none of the series.');
  const saw = await whatWasSeen(context, args);
  const changed = changedSince(saw, found.bookings);
  if (changed) return changed;
  const toCome = found.bookings.filter((booking) => isToCome(booking, context.now));
  const bookings = toCome.filter((booking) => isWithin(scope, booking, anchor));
  return { kind: 'scope', anchor, bookings, isRest: bookings.length === toCome.length, saw };
}

export function isWithin(scope: SeriesRequest['scope'], booking: BookingRow, anchor: BookingRow): boolean {
  if (scope === 'this') return booking === anchor;
  return scope === 'all' || booking.start >= anchor.start;
}

/** What was seen while commands of the asker's own were on their way counts as those left it, and what they made as seen. */
async function whatWasSeen(context: DecisionContext, { bookingId, behindOwn, ...asked }: SeriesRequest): Promise<Saw> {
  const outright = saidBy(bookingId, asked);
  if (behindOwn === undefined) return outright;
  const changes = await readOwnChanges(context, behindOwn.commandIds);
  const before = saidBy(bookingId, behindOwn);
  const listed = before.listed && before.listed.union(new Set(madeBy(changes)));
  return { bookings: [...outright.bookings, ...asLeftByOwn(before.bookings, changes)], listed: outright.listed ?? listed };
}

function saidBy(bookingId: string, { expectedVersion, expectedVersions }: Pick<SeriesRequest, 'expectedVersion' | 'expectedVersions'>): Saw {
  const named = expectedVersion === undefined ? [] : [{ bookingId, version: expectedVersion }];
  return { bookings: [...named, ...(expectedVersions ?? [])], listed: expectedVersions ? new Set(expectedVersions.map((each) => each.bookingId)) : null };
}

/** Something is not as the asker saw it. */
function changedSince({ bookings: seen }: Saw, bookings: readonly BookingRow[]): Refusal | null {
  const present = new Map(bookings.map((booking) => [booking.id, booking]));
  for (const { bookingId, version } of seen) {
    const booking = present.get(bookingId);
    if (!booking) return refuse('stale_version', 'One of the bookings that you saw is none of the series. Look again, then decide.');
    if (booking.version !== version)
      return refuse('stale_version', `The booking at ${booking.start} has changed since: it is at version ${booking.version}, not ${version}. Look again, then decide.`);
  }
  return null;
}

/** Refused: a booking that would be changed is none that the asker saw, of those who say what they saw. */
export function unseenAmong({ saw: { listed } }: InScope, changes: readonly BookingRow[]): Refusal | null {
  const unseen = listed && changes.find(({ id }) => !listed.has(id));
  return unseen ? refuse('stale_version', `The booking at ${unseen.start} would be changed too, and is none that you saw. Look again, then decide.`) : null;
}
