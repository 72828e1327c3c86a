import { asLeftByOwn } from '@holdfast/domain/own-changes';
import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Refusal } from '../commands/plan.ts';
import { readBooking } from './booking-sql.ts';
import { readOwnChanges } from './own-changes-sql.ts';

/** Which booking a command is about, and at which version its asker saw it. */
export type AsSeen = Pick<CommandArgs<'cancel_booking'>, 'bookingId' | 'expectedVersion' | 'behindOwn'>;

/**
 * The booking a command is about, at the version the asker saw. Without `expectedVersion` the present one
 * is meant; `apply_plan` still re-checks that it has not moved since this read.
 */
export async function existingBooking(context: DecisionContext, args: AsSeen): Promise<{ kind: 'found'; booking: BookingRow } | Refusal> {
  const booking = await readBooking(context, args.bookingId);
  if (!booking) return refuse('not_found', 'There is no such booking at this location.');
  const expected = [args.expectedVersion, await behindOwn(context, booking, args)];
  const missed = expected.find((version) => version !== undefined && version !== booking.version);
  if (missed !== undefined)
    return refuse('stale_version', `The booking has changed since: it is at version ${booking.version}, not ${missed}. Look again, then decide.`);
  return { kind: 'found', booking };
}

/** As the asker's own commands left what was seen; they are looked up only where it is no longer as it was. */
async function behindOwn(context: DecisionContext, { id, version }: BookingRow, { behindOwn: saw }: AsSeen): Promise<number | undefined> {
  if (saw === undefined || saw.expectedVersion === version) return saw?.expectedVersion;
  const [left] = asLeftByOwn([{ bookingId: id, version: saw.expectedVersion }], await readOwnChanges(context, saw.commandIds));
  return left?.version;
}
