import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import { readBooking } from './booking-sql.ts';

/**
 * The booking a command is about, at the version the asker saw. Without `expectedVersion` the present one
 * is meant; `apply_plan` still re-checks that it has not moved since this read.
 */
export async function existingBooking(
  context: DecisionContext,
  args: { bookingId: string; expectedVersion?: number | undefined },
): Promise<{ kind: 'found'; booking: BookingRow } | Refusal> {
  const booking = await readBooking(context, args.bookingId);
  if (!booking) return refuse('not_found', 'There is no such booking at this location.');
  if (args.expectedVersion !== undefined && args.expectedVersion !== booking.version)
    return refuse(
      'stale_version',
      `The booking has changed since: it is at version ${booking.version}, not ${args.expectedVersion}. Look again, then decide.`,
    );
  return { kind: 'found', booking };
}
