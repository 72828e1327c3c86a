import type { CommandOf } from '@holdfast/protocol/commands';
import { isUndoable } from '@holdfast/protocol/undoable-kinds';
import type { DecisionContext, Handler } from '../commands/handler.ts';
import { refuse, type Applicable, type Refusal } from '../commands/plan.ts';
import { lockPeople, readNoticed } from '../running-late/elsewhere-sql.ts';
import { takeBackElsewhere } from '../running-late/tell-elsewhere.ts';
import { isSettingKind } from '../locations/setting-history.ts';
import { isBehindUndone } from './behind-undone.ts';
import { readEvent, type RecordedEvent } from './event-sql.ts';
import { bringBackBlock, takeBackBlock } from './restore-block.ts';
import { restoreBookings, type BookingChange } from './restore-bookings.ts';
import { takeBackBooking } from './take-back-booking.ts';
import { takeBackHold } from './take-back-hold.ts';
import { takeBackSeries } from './take-back-series.ts';

/**
 * Puts back what the record says stood before, as long as nobody changed it since. Within the undo window the time
 * is kept for it; later it may be had if it is still free.
 */
export const undoCommand: Handler<'undo_command'> = async (context, command) => {
  // What was done, what came of it and who is in its place are read one after the other and must belong together.
  if (!context.locked) return { kind: 'lock' };
  const event = await readEvent(context, command.args.commandId);
  if (!event) return refuse('cannot_undo', 'No command with this id was answered at this location.');
  const decision = endOfRefused(command, event) ?? whyNot(event) ?? settling(command, await takeBack(context, command, event));
  return event.subjectId === null ? decision : { ...decision, subjectId: event.subjectId };
};

/** Sent before anybody knew that there would be nothing to take back: so nobody wants what was held instead either. */
function endOfRefused(command: CommandOf<'undo_command'>, { refusalReason }: RecordedEvent): Applicable | null {
  const { commandId } = command.args;
  if (refusalReason === null || !isBehindUndone(command)) return null;
  return { kind: 'apply', plan: { settlesRefusal: commandId, outcome: { status: 'committed', undoneCommandId: commandId } } };
}

function whyNot({ kind, refusalReason, undone }: RecordedEvent): Refusal | null {
  if (refusalReason !== null) return refuse('cannot_undo', 'This command was refused: there is nothing to take back.');
  if (kind === 'undo_command') return refuse('cannot_undo', 'An undo cannot be undone. Make the change again instead.');
  if (isSettingKind(kind)) return refuse('cannot_undo', 'Settings are changed back, not undone: the record says what they were.');
  if (!isUndoable(kind)) return refuse('cannot_undo', `There is no undo for ${kind}. Cancel or release what it made instead.`);
  if (undone) return refuse('cannot_undo', 'This command was undone already.');
  return null;
}

/** What was held when this was refused before stands in nobody's way, least of all its own. */
function settling({ supersedes }: CommandOf<'undo_command'>, decision: Applicable | Refusal): Applicable | Refusal {
  if (decision.kind === 'refuse' || supersedes === undefined) return decision;
  return { ...decision, plan: { ...decision.plan, settlesRefusal: supersedes } };
}

async function takeBack(context: DecisionContext, command: CommandOf<'undo_command'>, event: RecordedEvent): Promise<Applicable | Refusal> {
  switch (event.kind) {
    case 'create_booking':
    case 'confirm_hold':
      return takeBackBooking(context, command, event);
    case 'place_hold':
      return takeBackHold(context, command, event);
    case 'place_block':
      return takeBackBlock(context, command.args.commandId, event.subjectId ?? '');
    case 'remove_block':
      return bringBackBlock(context, command.args.commandId, event.subjectId ?? '');
    case 'create_series':
      return takeBackSeries(context, command, event);
    case 'run_late':
      return alsoElsewhere(context, command, changesOf(event));
    default:
      return restoreBookings(context, command, changesOf(event));
  }
}

/** Running late was told at other locations as well, though nothing was moved there. */
async function alsoElsewhere(context: DecisionContext, command: CommandOf<'undo_command'>, changes: readonly BookingChange[]): Promise<Applicable | Refusal> {
  const { commandId } = command.args;
  const decision = await restoreBookings(context, command, changes);
  if (decision.kind === 'refuse') return decision;
  const noticed = await readNoticed(context, commandId);
  if (noticed.length === 0) return decision;
  await lockPeople(context, [...noticed.map(({ resourceId }) => resourceId), ...changes.flatMap(({ before }) => before.resourceIds)]);
  // Another location may have told something else of them until now, or taken it back.
  const messages = takeBackElsewhere(await readNoticed(context, commandId));
  return messages.length === 0 ? decision : { ...decision, plan: { ...decision.plan, messages } };
}

/** The bookings that a command changed, each as it was before and after. */
function changesOf({ before, after }: RecordedEvent): BookingChange[] {
  const [from, to] = [before, after].map((images) => (images !== null && 'bookings' in images ? images.bookings : [images]));
  return (from ?? []).flatMap((image, i) => {
    const made = to?.[i];
    return image && made ? [{ before: image, after: made }] : [];
  });
}
