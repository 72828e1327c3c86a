import type { CommandOf } from '@holdfast/protocol/commands';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Applicable, type Refusal } from '../commands/plan.ts';
import { readSeries } from '../series/series-sql.ts';
import type { RecordedEvent } from './event-sql.ts';
import { hasBegunSince } from './take-back-booking.ts';

/**
 * Undoes `create_series`: every booking it made is cancelled and the series with them, all or none. Their time is for
 * sale at once, because an undo is not undone. A series that has changed since is not taken back: somebody relies on it.
 * Nor is one of which a date has begun since. Ask under the location's lock.
 */
export async function takeBackSeries(
  context: DecisionContext,
  { args }: CommandOf<'undo_command'>,
  { subjectId, after }: RecordedEvent,
): Promise<Applicable | Refusal> {
  const found = subjectId === null ? null : await readSeries(context, subjectId);
  if (!found || after === null) throw new Error(`The record of ${args.commandId} names no series.`);
  const made = new Map(('bookings' in after ? after.bookings : [after]).map((booking) => [booking.id, booking]));
  // A date that was added and taken back, or cancelled, is nobody's.
  const bookings = found.bookings.filter(({ id, status }) => made.has(id) || status !== 'cancelled');
  const changed = bookings.find(({ id, version }) => made.get(id)?.version !== version);
  if (changed)
    return refuse('stale_version', made.has(changed.id)
      ? 'One of the bookings has changed since. Cancel what is still to come of the series instead.'
      : 'A date was added to the series since. Cancel what is still to come of it instead.');
  if (bookings.some((booking) => hasBegunSince(booking, context.now)))
    return refuse('stale_version', 'One of the dates has begun since. Cancel what is still to come of the series instead.');
  return {
    kind: 'apply',
    plan: {
      releaseOwners: bookings.map(({ id }) => ({ kind: 'booking', id })),
      bookings: bookings.map(({ id, version }) => ({ id, expectedVersion: version, columns: { status: 'cancelled' } })),
      cancelSeries: found.series.id,
      outcome: { status: 'committed', undoneCommandId: args.commandId, seriesId: found.series.id },
    },
  };
}
