import type { Command, CommandKind } from '@holdfast/protocol/commands';
import { cancelBooking } from '../bookings/cancel-booking.ts';
import { arriveBooking, completeBooking, startBooking } from '../bookings/advance-booking.ts';
import { createBooking } from '../bookings/create-booking.ts';
import { editBooking } from '../bookings/edit-booking.ts';
import { moveBooking } from '../bookings/move-booking.ts';
import { noShowBooking } from '../bookings/no-show-booking.ts';
import { placeBlock } from '../blocks/place-block.ts';
import { removeBlock } from '../blocks/remove-block.ts';
import { confirmHold } from '../holds/confirm-hold.ts';
import { dismissRefusal } from '../holds/dismiss-refusal.ts';
import { extendHold } from '../holds/extend-hold.ts';
import { overrideHold } from '../holds/override-hold.ts';
import { placeHold } from '../holds/place-hold.ts';
import { releaseHold } from '../holds/release-hold.ts';
import { undoCommand } from '../undo/undo-command.ts';
import { runLate } from '../running-late/run-late.ts';
import { cancelSeries } from '../series/cancel-series.ts';
import { createSeries } from '../series/create-series.ts';
import { editSeries } from '../series/edit-series.ts';
import { moveSeries } from '../series/move-series.ts';
import { acceptOffer } from '../waitlist/accept-offer.ts';
import { declineOffer } from '../waitlist/decline-offer.ts';
import { joinWaitlist } from '../waitlist/join-waitlist.ts';
import { leaveWaitlist } from '../waitlist/leave-waitlist.ts';
import { offerWaitlist } from '../waitlist/offer-waitlist.ts';
import type { DecisionContext, Handler } from './handler.ts';
import type { Decision } from './plan.ts';

/** Every command kind and who decides it. A kind without a handler does not compile. */
const registry: { [K in CommandKind]: Handler<K> } = {
  create_booking: createBooking,
  move_booking: moveBooking,
  cancel_booking: cancelBooking,
  arrive_booking: arriveBooking,
  start_booking: startBooking,
  complete_booking: completeBooking,
  no_show_booking: noShowBooking,
  edit_booking: editBooking,
  place_hold: placeHold,
  confirm_hold: confirmHold,
  release_hold: releaseHold,
  extend_hold: extendHold,
  override_hold: overrideHold,
  place_block: placeBlock,
  remove_block: removeBlock,
  dismiss_refusal: dismissRefusal,
  undo_command: undoCommand,
  run_late: runLate,
  create_series: createSeries,
  move_series: moveSeries,
  cancel_series: cancelSeries,
  edit_series: editSeries,
  join_waitlist: joinWaitlist,
  leave_waitlist: leaveWaitlist,
  offer_waitlist: offerWaitlist,
  accept_offer: acceptOffer,
  decline_offer: declineOffer,
};

export function decide(context: DecisionContext, command: Command): Decision | Promise<Decision> {
  // One cast: the key and the command are correlated, which the mapped type above guarantees.
  const handler = registry[command.kind] as (
    context: DecisionContext,
    command: Command,
  ) => Decision | Promise<Decision>;
  return handler(context, command);
}

/** What a command is about, a booking, a hold, a block, …: the subject of its event in the record. */
export function subjectOf(command: Command): string | null {
  switch (command.kind) {
    case 'create_booking':
    case 'move_booking':
    case 'cancel_booking':
    case 'arrive_booking':
    case 'start_booking':
    case 'complete_booking':
    case 'no_show_booking':
    case 'edit_booking':
    case 'confirm_hold':
    case 'move_series':
    case 'cancel_series':
    case 'edit_series':
    case 'accept_offer':
      return command.args.bookingId;
    case 'create_series':
      return command.args.seriesId;
    case 'place_hold':
    case 'release_hold':
    case 'extend_hold':
    case 'override_hold':
      return command.args.holdId;
    case 'place_block':
    case 'remove_block':
      return command.args.blockId;
    case 'dismiss_refusal':
      return command.args.refusedCommandId;
    case 'undo_command':
      return command.args.commandId;
    case 'run_late':
      return command.args.resourceId;
    case 'join_waitlist':
    case 'leave_waitlist':
    case 'offer_waitlist':
    case 'decline_offer':
      return command.args.entryId;
  }
}

/** The reason a person gave, where the kind asks for one. */
export function reasonOf(command: Command): string | undefined {
  switch (command.kind) {
    case 'create_booking':
    case 'move_booking':
    case 'place_hold':
    case 'create_series':
    case 'move_series':
      return exceptionReason(command.args.squeezeIn?.reason, command.args.waive?.reason);
    case 'confirm_hold':
    case 'accept_offer':
    case 'edit_booking':
    case 'edit_series':
      return command.args.waive?.reason;
    case 'cancel_booking':
    case 'arrive_booking':
    case 'start_booking':
    case 'complete_booking':
    case 'no_show_booking':
    case 'place_block':
    case 'dismiss_refusal':
    case 'cancel_series':
    case 'override_hold':
    case 'leave_waitlist':
      return command.args.reason;
    default:
      return undefined;
  }
}

/** Of a squeeze-in, of a waived rule, or of both; said once when it is the same. */
function exceptionReason(...reasons: (string | undefined)[]): string | undefined {
  const given = new Set(reasons.filter((reason) => reason !== undefined));
  return given.size > 0 ? [...given].join('; ') : undefined;
}
