import type { CommandKind } from './command-args.ts';

// No zod in this file: terminals load it.

/** What `undo_command` takes back; an undo itself is not among them. */
export const undoableKinds = [
  'create_booking',
  'confirm_hold',
  'place_hold',
  'move_booking',
  'cancel_booking',
  'arrive_booking',
  'start_booking',
  'complete_booking',
  'no_show_booking',
  'edit_booking',
  'place_block',
  'remove_block',
  'run_late',
  'create_series',
  'move_series',
  'cancel_series',
  'edit_series',
] as const satisfies readonly CommandKind[];
export type UndoableKind = (typeof undoableKinds)[number];

export function isUndoable(kind: CommandKind): kind is UndoableKind {
  return (undoableKinds as readonly CommandKind[]).includes(kind);
}

/** Where there was no booking before: undone, it is cancelled. */
export function makesBooking(kind: CommandKind): kind is 'create_booking' | 'confirm_hold' {
  return kind === 'create_booking' || kind === 'confirm_hold';
}
