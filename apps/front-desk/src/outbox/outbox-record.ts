import type { Command, CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import type { Outcome, Unreadable } from '@holdfast/protocol/outcomes';
import type { BlockRow, BookingRow } from '@holdfast/protocol/rows';
import type { UndoableKind } from '@holdfast/protocol/undoable-kinds';

/**
 * `queued → sending → committed → absorbed`; `sending → queued` whenever the outcome is unknown;
 * `refused` waits for a person and ends `superseded` or `dismissed`; `stuck` can never be sent as it is.
 */
type CommandState =
  | 'queued'
  | 'sending'
  | 'committed'
  | 'absorbed'
  | 'refused'
  | 'superseded'
  | 'dismissed'
  | 'stuck';

/** What the person saw and wanted at the tap, kept because the replica may have forgotten it by the answer. */
export interface Wanted {
  bookingId: string | null;
  title: string;
  start: number | null;
  end: number | null;
  resourceIds: readonly string[];
  serviceId: string | null;
  /** Left out in records from before parties: one. */
  partySize?: number;
  /** Of running late: the bookings that were expected to move, and where to. */
  foreseen?: readonly { bookingId: string; start: number; end: number }[];
  /** `timeZone` is left out in records from before it was kept. */
  customer: { id: string; name: string; phone: string | null; timeZone?: string | null } | null;
}

/** What an undo of a command puts back: what the board showed before the tap. */
export interface Restores {
  kind: UndoableKind;
  bookingId: string | null;
  blockId: string | null;
  /** What was held: undone, it is not. */
  holdId?: string;
  /** Null: there was nothing (what was placed or booked), or nothing of it was on this computer. Of the undo of a new booking: as it will be, cancelled. */
  booking: BookingRow | null;
  block: BlockRow | null;
  /** Of running late: all that were expected to move. Of the undo of a new series: all of it, cancelled. */
  bookings?: readonly BookingRow[];
}

/** What else a tap settles: a refused command, or one thing that a command did not get. */
export type Decision = { commandId: string; as: 'superseded' | 'dismissed' } | { commandId: string; item: string };

/** One command as it stands on disk. Immutable: a change makes a new record. */
export interface OutboxRecord {
  id: string;
  /** From 1, gapless per outbox. 0 while the tap is not on disk yet. */
  seq: number;
  /** The booking, hold, block or waitlist entry it is about: the order within a chain is kept. */
  chain: string;
  /** `chain` and what else it touches (the hold a booking takes). */
  chains: readonly string[];
  state: CommandState;
  kind: CommandKind;
  command: Command;
  wanted: Wanted;
  /** Of a command that can be undone, and of its undo. Absent in records from before there was one. */
  restores?: Restores;
  createdAt: number;
  /** Times it was handed to the network. */
  attempts: number;
  result: Outcome | Unreadable | null;
  /** The feed version of the outcome. */
  version: number | null;
  /** The feed's epoch in which it was absorbed. */
  absorbedIn: string | null;
  /** The command that superseded or dismissed this refusal. */
  decidedBy: string | null;
  /** What did not come through of it and has been decided about since. */
  seenTo?: readonly string[];
  /** Raised by every change on disk, so that an older copy never replaces a newer one in memory. */
  revision: number;
  /** The protocol version that could not be read: a newer app tries once more. */
  stuckUnder: number | null;
}

/** A command that is not on its way or answered yet. */
export function isUnanswered({ state }: OutboxRecord): boolean {
  return state === 'queued' || state === 'sending';
}

/** Still somebody's business: on its way, or waiting for a person. */
export function isOpen(record: OutboxRecord): boolean {
  return isUnanswered(record) || record.state === 'refused' || record.state === 'stuck';
}

/** What undos that are not answered yet take back: whoever takes back a refusal wants nothing else instead. */
export function beingTakenBack(records: readonly OutboxRecord[]): ReadonlySet<string> {
  return new Set(records.flatMap((record) => (record.command.kind === 'undo_command' && isUnanswered(record) ? [record.command.args.commandId] : [])));
}

/** Which chains a command belongs to, its own first. */
export function chainsOf(kind: CommandKind, args: CommandArgs<CommandKind>): [string, ...string[]] {
  const of = args as Partial<Record<'seriesId' | 'bookingId' | 'holdId' | 'blockId' | 'entryId' | 'usingHoldId' | 'newHoldId' | 'refusedCommandId' | 'commandId' | 'resourceId', string>>;
  const keys =
    kind === 'dismiss_refusal'
      ? [of.refusedCommandId]
      : kind === 'create_series'
        ? // The others about a series, and its single dates, name a booking.
          [of.seriesId]
        : [of.bookingId, of.blockId, of.entryId, of.holdId, of.usingHoldId, of.newHoldId, of.commandId, of.resourceId];
  const [first, ...rest] = keys.filter((key) => key !== undefined);
  if (first === undefined) throw new Error(`A ${kind} names nothing it is about.`);
  return [first, ...rest];
}

/** The record as the decision leaves it, or null when it was made already. */
export function decided(record: OutboxRecord, decision: Decision, decidedBy: string): OutboxRecord | null {
  if ('as' in decision) return record.state === 'refused' ? { ...record, state: decision.as, decidedBy } : null;
  const { seenTo = [] } = record;
  return seenTo.includes(decision.item) ? null : { ...record, seenTo: [...seenTo, decision.item] };
}
