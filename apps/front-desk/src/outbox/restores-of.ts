import type { CommandArgs } from '@holdfast/protocol/commands';
import type { BookingRow } from '@holdfast/protocol/rows';
import { isUndoable, makesBooking } from '@holdfast/protocol/undoable-kinds';
import type { BlockOnBoard, BookingOnBoard } from '../desk.ts';
import type { AnyIntent } from './attention.ts';
import type { OutboxRecord, Restores, Wanted } from './outbox-record.ts';

/** The board as it is before the tap. */
export interface BeforeTap {
  findBooking(bookingId: string): BookingOnBoard | null;
  findBlock(blockId: string): BlockOnBoard | null;
}

/** What an undo of this tap would put back; of an undo, what it does put back. */
export function restoresOf({ kind, args, takesBack }: AnyIntent, { foreseen }: Pick<Wanted, 'foreseen'>, records: readonly OutboxRecord[], before: BeforeTap): Restores | undefined {
  if (kind === 'undo_command') {
    const undone = records.find(({ id }) => id === args.commandId);
    return undone || !takesBack ? restoredBy(undone, before) : { kind: takesBack.kind, bookingId: takesBack.before.id, blockId: null, booking: takesBack.before, block: null };
  }
  if (!isUndoable(kind)) return undefined;
  if (kind === 'place_hold') return { kind, bookingId: null, blockId: null, holdId: args.holdId, booking: null, block: null };
  const { bookingId = null, blockId = null } = args as Partial<CommandArgs<'cancel_booking'> & CommandArgs<'remove_block'>>;
  return {
    kind,
    bookingId,
    blockId,
    booking: bookingId === null ? null : (before.findBooking(bookingId)?.row ?? null),
    block: blockId === null ? null : (before.findBlock(blockId)?.row ?? null),
    ...(foreseen ? { bookings: foreseen.flatMap((each) => before.findBooking(each.bookingId)?.row ?? []) } : {}),
  };
}

/** What moved just one booking puts that one back: a refusal then offers other times for it. */
function restoredBy(undone: OutboxRecord | undefined, board: BeforeTap): Restores | undefined {
  const { restores, result } = undone ?? {};
  if (restores?.kind === 'create_series') return { ...restores, bookings: cancelled(result, board) };
  if (restores && makesBooking(restores.kind)) return { ...restores, booking: asCancelled(restores.bookingId, board)[0] ?? null };
  const moved = result?.status === 'committed' ? (result.moved ?? []) : [];
  const [only] = moved;
  const booking = only && moved.length === 1 ? restores?.bookings?.find(({ id }) => id === only.bookingId) : undefined;
  return restores && booking ? { ...restores, bookingId: booking.id, booking } : restores;
}

/** Before a series there was none of it: its bookings leave the board, and the server keeps them as cancelled. */
function cancelled(result: OutboxRecord['result'] | undefined, board: BeforeTap): BookingRow[] {
  const made = result?.status === 'committed' ? (result.occurrences ?? []) : [];
  return made.flatMap(({ bookingId }) => asCancelled(bookingId ?? null, board));
}

/** Empty: the board shows none by this id. */
function asCancelled(bookingId: string | null, board: BeforeTap): BookingRow[] {
  const row = bookingId === null ? undefined : board.findBooking(bookingId)?.row;
  return row ? [{ ...row, status: 'cancelled' }] : [];
}
