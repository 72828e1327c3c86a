import type { CommandArgs } from '@holdfast/protocol/commands';
import { isUndoable } from '@holdfast/protocol/undoable-kinds';
import type { BlockOnBoard, BookingOnBoard } from '../desk.ts';
import type { AnyIntent } from './attention.ts';
import type { OutboxRecord, Restores } from './outbox-record.ts';

/** The board as it is before the tap. */
export interface BeforeTap {
  findBooking(bookingId: string): BookingOnBoard | null;
  findBlock(blockId: string): BlockOnBoard | null;
}

/** What an undo of this tap would put back; of an undo, what it does put back. */
export function restoresOf({ kind, args }: AnyIntent, records: readonly OutboxRecord[], before: BeforeTap): Restores | undefined {
  if (kind === 'undo_command') return records.find(({ id }) => id === args.commandId)?.restores;
  if (!isUndoable(kind)) return undefined;
  const { bookingId = null, blockId = null } = args as Partial<CommandArgs<'cancel_booking'> & CommandArgs<'remove_block'>>;
  return {
    kind,
    bookingId,
    blockId,
    booking: bookingId === null ? null : (before.findBooking(bookingId)?.row ?? null),
    block: blockId === null ? null : (before.findBlock(blockId)?.row ?? null),
  };
}
