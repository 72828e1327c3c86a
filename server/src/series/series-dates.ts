import type { Instant } from '@holdfast/domain/instant';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { EditableField } from '@holdfast/protocol/outcomes';
import type { BookingRow } from '@holdfast/protocol/rows';
import { keptFields } from './kept-fields.ts';
import { isToCome, isWithin } from './series-scope.ts';
import { readSeries, type SeriesReader } from './series-sql.ts';

/** One booking of a series, before the series is edited or cancelled. */
export interface SeriesDate {
  booking: BookingRow;
  /** Whether it would be changed; what has begun, is over or is cancelled is left alone. */
  isToCome: boolean;
  /** Of what is edited, what it was given on its own and keeps. */
  keeps: EditableField[];
}

interface Asked extends Pick<CommandArgs<'cancel_series'>, 'seriesId' | 'bookingId' | 'scope'> {
  /** What an edit is to change. */
  fields: readonly EditableField[];
}

/** By start, which bookings `edit_series` and `cancel_series` would be about now; null: this location has no such booking. */
export async function seriesDates(reader: SeriesReader, { seriesId, bookingId, scope, fields }: Asked, now: Instant): Promise<SeriesDate[] | null> {
  const found = await readSeries(reader, seriesId);
  const anchor = found?.bookings.find(({ id }) => id === bookingId);
  if (!found || !anchor) return null;
  const bookings = found.bookings.filter((booking) => isWithin(scope, booking, anchor));
  const kept = await keptFields(reader, { anchor, bookings: bookings.filter((booking) => isToCome(booking, now)) }, fields);
  return bookings.map((booking) => ({ booking, isToCome: isToCome(booking, now), keeps: kept.get(booking.id) ?? [] }));
}
