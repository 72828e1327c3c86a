import { occupiesTime } from '@holdfast/domain/booking-status';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { Committed } from '@holdfast/protocol/outcomes';
import { bookedSlot } from '../bookings/booked-slot.ts';
import { readBooking } from '../bookings/booking-sql.ts';
import { countedAs } from '../bookings/edit-booking.ts';
import { claimsTogether } from '../bookings/planned-slot.ts';
import type { DecisionContext } from '../commands/handler.ts';
import { refuse, type Applicable, type BookingColumns, type PlannedBooking, type Refusal } from '../commands/plan.ts';
import { isStillAs } from './contact-sql.ts';
import type { RecordedBooking } from './event-sql.ts';
import { backInClass, backTogether, wantedBack } from './former-slot.ts';
import { giveBackHolds } from './undo-hold.ts';

/** A booking as a command found it and as it left it. */
export interface BookingChange {
  before: RecordedBooking;
  after: RecordedBooking;
}

/** Undoes what one command did to its bookings, all of them or none. Ask under the location's lock. */
export async function restoreBookings(
  context: DecisionContext,
  command: CommandOf<'undo_command'>,
  changes: readonly BookingChange[],
): Promise<Applicable | Refusal> {
  const { catalogue } = context;
  for (const { after } of changes) {
    const now = await readBooking(context, after.id);
    if (now?.version !== after.version)
      return refuse('stale_version', `${after.reference} has changed since. Look again, then decide.`);
  }
  // One command corrects one customer, whichever of its bookings are theirs.
  const [corrected] = changes.flatMap(({ before, after }) =>
    before.customer && after.customer ? [{ reference: after.reference, restoreCustomer: { from: after.customer, to: before.customer } }] : [],
  );
  if (corrected && !(await isStillAs(context, corrected.restoreCustomer.from)))
    return refuse('stale_version', `The customer of ${corrected.reference} was corrected since. Look again, then decide.`);
  const takingBack = changes.filter(takesTimeBack);
  const inClass = await backInClass(context, takingBack);
  const former = takingBack.map(({ before: booking }) => ({ booking, slot: bookedSlot(catalogue, booking, inClass.has(booking.id)) }));
  const gone = former.find(({ slot }) => slot.resources.some(({ archived }) => archived));
  if (gone) return refuse('unsuitable_resource', `${gone.booking.reference} was on a resource that is no longer in use.`);
  const kept = await giveBackHolds(context, command.args.commandId, changes.map(({ after }) => after.id));
  // Several go back together or not at all, so whoever is in the way of any of them is looked for first.
  const back = former.length > 1 ? await backTogether(context, command, former, kept.closeHolds?.map(({ id }) => id) ?? []) : former;
  if ('kind' in back) return back;
  const [only] = back;
  return {
    kind: 'apply',
    ...(only && back.length === 1 ? { wanted: wantedBack(only) } : { looksAgain: true }),
    plan: {
      ...kept,
      releaseOwners: back.map(({ booking }) => ({ kind: 'booking', id: booking.id })),
      claims: claimsTogether(back.map(({ booking, slot }) => ({ bookingId: booking.id, slot }))),
      bookings: changes.map(restored),
      // A correction is taken back as well; somebody who was entered by the undone command stays known.
      ...(corrected ? { restoreCustomer: corrected.restoreCustomer } : {}),
      outcome: { status: 'committed', undoneCommandId: command.args.commandId, ...answerFor(changes) },
    },
  };
}

/** Whether the booking was elsewhere, or gave its time up. */
function takesTimeBack({ before, after }: BookingChange): boolean {
  return occupiesTime(before.status) && (!occupiesTime(after.status) || JSON.stringify(slotColumns(before)) !== JSON.stringify(slotColumns(after)));
}

function slotColumns(row: RecordedBooking) {
  return {
    resource_ids: row.resourceIds,
    starts_at: row.start,
    ends_at: row.end,
    occupied_from: row.occupiedStart,
    occupied_to: row.occupiedEnd,
    occupied_by_resource: row.occupiedByResource ?? null,
    party_size: row.partySize ?? 1,
  } satisfies BookingColumns;
}

function restored(change: BookingChange): PlannedBooking {
  const { before, after } = change;
  const columns: BookingColumns = {
    // Without them the record leaves the booking's lanes, and whether it was squeezed in, as they are.
    ...(takesTimeBack(change) ? { ...slotColumns(before), squeeze_reason: before.squeezeReason ?? null } : {}),
    status: before.status,
    customer_id: before.customerId,
    title: before.title,
    notes: before.notes,
    waived: before.waived ?? null,
    deposit_reference: before.depositReference ?? null,
  };
  const counted = countedAs(after.status);
  if (before.customerId !== after.customerId) return { id: after.id, expectedVersion: after.version, columns, ...counted };
  const uncounted = before.status === after.status || !counted.recount ? {} : { countFor: counted.recount, uncount: true };
  return { id: after.id, expectedVersion: after.version, columns, ...uncounted };
}

function answerFor(changes: readonly BookingChange[]): Partial<Committed> {
  const [first] = changes;
  if (first && changes.length === 1)
    return { bookingId: first.after.id, reference: first.after.reference, bookingVersion: first.after.version + 1 };
  return {
    moved: changes.map(({ before, after }) => ({ bookingId: after.id, bookingVersion: after.version + 1, start: before.start, end: before.end })),
  };
}
