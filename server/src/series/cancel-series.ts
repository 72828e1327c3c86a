import { whyNotToCome } from '../bookings/status-words.ts';
import type { Handler } from '../commands/handler.ts';
import { refuse } from '../commands/plan.ts';
import { keepAllVacated } from '../undo/undo-hold.ts';
import { seriesScope, unseenAmong } from './series-scope.ts';

/**
 * Cancels what is still to come of a series, all at once, also what was moved on its own before: who ends a course does
 * not come to the lesson that was put elsewhere either. Their time goes back on sale in the same transaction; for the undo window to the desk alone.
 */
export const cancelSeries: Handler<'cancel_series'> = async (context, command) => {
  const { args } = command;
  const found = await seriesScope(context, args);
  if (found.kind === 'refuse') return found;
  const { anchor, bookings, isRest } = found;
  const unseen = unseenAmong(found, bookings);
  if (unseen) return unseen;
  if (bookings.length === 0)
    return refuse('illegal_status', args.scope === 'this'
      ? `This booking ${whyNotToCome(anchor.status)}: it cannot be cancelled with its series.`
      : 'Nothing of this series is still to come.');
  const own = bookings.includes(anchor) ? { bookingId: anchor.id, reference: anchor.reference, bookingVersion: anchor.version + 1 } : {};
  return {
    kind: 'apply',
    plan: {
      releaseOwners: bookings.map(({ id }) => ({ kind: 'booking', id })),
      bookings: bookings.map(({ id, version }) => ({ id, expectedVersion: version, columns: { status: 'cancelled' } })),
      ...keepAllVacated(context, command, bookings.map((booking) => ({ booking }))),
      ...(isRest ? { cancelSeries: args.seriesId } : {}),
      outcome: { status: 'committed', seriesId: args.seriesId, ...own },
    },
  };
};
