import { minuteMs, toWire } from '@holdfast/domain/instant';
import type { CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { isUndoable } from '@holdfast/protocol/undoable-kinds';
import { createContext, use } from 'react';
import { toast } from 'sonner';
import type { Approval, BlockOnBoard, BookingOnBoard, Desk, Exceptions, HistoryEntry, Intent } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { theirClock } from '../both-clocks.tsx';
import type { Landing } from '../day-board/landing.ts';
import type { BlockPiece } from './block-span.ts';
import { namesOf, whoIs } from './booking-names.ts';
import { noShowStep, primaryStep } from './booking-steps.ts';
import { startsFromTo } from './from-to.ts';

/** Who it is for and what is written on it. */
type Edit = Omit<CommandArgs<'edit_booking'>, 'bookingId' | 'expectedVersion' | 'behindOwn'>;

/** What is done to several bookings of a series at once. */
type OfSeries = 'create_series' | 'move_series' | 'cancel_series' | 'edit_series';

/** What a person does to what is already on the board. Each is painted before it returns. */
export interface CounterActions {
  submit<K extends CommandKind>(intent: Intent<K>): string;
  /** Somebody new is on the board. `theirs`: the time that is said, on the customer's clock. */
  book(intent: Intent<'create_booking'> | Intent<'confirm_hold'>, who: string, text: string, theirs: string | null): void;
  /** Time is kept without being booked; `theirs` as above. */
  hold(intent: Intent<'place_hold'>, who: string, text: string, theirs: string | null): void;
  releaseHold(holdId: string): void;
  /** `supersedes`, here and below: the refused command that this one takes the place of. */
  move(booking: BookingOnBoard, to: Landing, supersedes?: string, exceptions?: Exceptions): void;
  advance(booking: BookingOnBoard): void;
  noShow(booking: BookingOnBoard): void;
  cancel(booking: BookingOnBoard, reason: string, supersedes?: string): void;
  edit(booking: BookingOnBoard, changes: Edit, approval?: Approval, supersedes?: string): void;
  /** `text`: what is said of it, beside the way back. */
  toSeries<K extends OfSeries>(intent: Intent<K>, who: string, text: string): void;
  /** `moved`: how many are expected to. */
  runLate(args: CommandArgs<'run_late'>, who: string, moved: number): void;
  /** All of them at once, and back. */
  block(pieces: readonly BlockPiece[], reason: string): void;
  removeBlock(block: BlockOnBoard): void;
  /** The last of the above that can still be, taken back. */
  undo(): void;
  /** What the history says was done to a booking last, by whomever, taken back. */
  takeBack(booking: BookingOnBoard, entry: HistoryEntry): void;
}

const CounterActionsContext = createContext<CounterActions | null>(null);
export const CounterActionsProvider = CounterActionsContext.Provider;

export function useCounterActions(): CounterActions {
  const actions = use(CounterActionsContext);
  if (actions === null) throw new Error('A screen was rendered outside CounterActionsProvider.');
  return actions;
}

/** Only what the server has committed has a version to insist on. */
export const expectedOf = (booking: BookingOnBoard) => (booking.certainty === 'confirmed' ? { expectedVersion: booking.row.version } : {});

/** What can be taken back here without looking for it: one thing done at this counter. */
interface WayBack {
  commandId: string;
  /** A booking or a hold. An undo is a change of its own: what was done to the same before cannot be taken back any more. */
  about: string | null;
  isHold: boolean;
  take(): void;
}

/** As many steps as anybody remembers. */
const mostWaysBack = 20;

export function createCounterActions(desk: Desk): CounterActions {
  let waysBack: readonly WayBack[] = [];

  const submit = <K extends CommandKind>(intent: Intent<K>): string => {
    const { commandId, onDisk } = desk.submit(intent);
    onDisk.catch(() => toast.error(words.form.notKept, { duration: Infinity }));
    return commandId;
  };

  /** Their messages go with them: a button that does nothing any more is none. */
  const drop = (isOver: (way: WayBack) => boolean) => {
    for (const { commandId } of waysBack.filter(isOver)) toast.dismiss(commandId);
    waysBack = waysBack.filter((way) => !isOver(way));
  };
  const forget = (commandId: string, about: string | null) => drop((way) => way.commandId === commandId || (about !== null && way.about === about));

  /** Held time ends in many ways, most of them elsewhere or by itself: then there is nothing to give back. */
  const forgetEndedHolds = () => {
    const held = new Set(desk.holds.get().map(({ id }) => id));
    drop(({ about, isHold }) => isHold && about !== null && !held.has(about));
  };

  /** `theirs`: the time that is said, on the customer's clock. */
  const offerUndo = (done: string | readonly string[], who: string, text: string, about: string | null = null, theirs: string | null = null, isHold = false) => {
    const commandIds = [done].flat();
    const [commandId = ''] = commandIds;
    const isThere = () => waysBack.some((way) => way.commandId === commandId);
    const take = () => {
      forgetEndedHolds();
      if (!isThere()) return;
      forget(commandId, about);
      for (const each of commandIds) submit({ kind: 'undo_command', args: { commandId: each, showsWhose: true } });
      toast(words.undone(who));
    };
    waysBack = [...waysBack, { commandId, about, isHold, take }].slice(-mostWaysBack);
    // The change's frame comes first: a toast measures itself, which lays the page out once more.
    const tell = () => isThere() && toast(text, { id: commandId, description: theirs, action: { label: words.undo, onClick: take } });
    requestAnimationFrame(() => setTimeout(tell));
  };

  const sendMove = (booking: BookingOnBoard, to: Landing, supersedes: string | undefined, { approval, waive }: Exceptions): string => {
    const service = desk.catalogue.get().services.find((candidate) => candidate.id === booking.row.serviceId);
    const usual = service !== undefined && to.end - to.start === service.durationMinutes * minuteMs;
    return submit({
      kind: 'move_booking',
      args: {
        bookingId: booking.id,
        ...expectedOf(booking),
        start: toWire(to.start),
        ...(usual ? {} : { end: toWire(to.end) }),
        resourceIds: to.resourceIds,
        ...(waive === undefined ? {} : { waive }),
      },
      approval,
      supersedes,
    });
  };

  return {
    submit,
    book(intent, who, text, theirs) {
      if (intent.kind === 'confirm_hold') drop(({ about }) => about === intent.args.holdId);
      offerUndo(submit(intent), who, text, intent.args.bookingId, theirs);
    },
    hold(intent, who, text, theirs) {
      offerUndo(submit(intent), who, text, intent.args.holdId, theirs, true);
    },
    releaseHold(holdId) {
      drop(({ about }) => about === holdId);
      submit({ kind: 'release_hold', args: { holdId } });
    },
    move(booking, to, supersedes, exceptions = {}) {
      const { location, resources } = desk.catalogue.get();
      const clock = clockOf(location.timeZone);
      const who = whoIs(booking.row);
      const before: Landing = { start: booking.start, end: booking.end, resourceIds: [...booking.resourceIds] };
      const commandId = sendMove(booking, to, supersedes, exceptions);
      const [text, said] =
        to.start !== before.start
          ? [words.move.moved(who, ...startsFromTo(before, to, clock)), to.start]
          : to.resourceIds.join() !== before.resourceIds.join()
            ? [words.move.reassigned(who, clock.time(to.start), namesOf(to.resourceIds, resources)), to.start]
            : [words.move.resized(who, clock.time(to.end)), to.end];
      offerUndo(commandId, who, text, booking.id, theirClock(clock, { start: said, zone: booking.row.customerTimeZone }));
    },
    advance(booking) {
      const step = primaryStep(booking.row.status);
      if (step === null) return;
      const who = whoIs(booking.row);
      const commandId = submit({ kind: step.kind, args: { bookingId: booking.id, ...expectedOf(booking) } });
      offerUndo(commandId, who, words.details.saidStatus(who, words.status[step.after]), booking.id);
    },
    noShow(booking) {
      if (noShowStep(booking.row, desk.now())?.allowed !== true) return;
      const who = whoIs(booking.row);
      const commandId = submit({ kind: 'no_show_booking', args: { bookingId: booking.id, ...expectedOf(booking) } });
      offerUndo(commandId, who, words.details.saidStatus(who, words.status.no_show), booking.id);
    },
    cancel(booking, reason, supersedes) {
      const who = whoIs(booking.row);
      const commandId = submit({ kind: 'cancel_booking', args: { bookingId: booking.id, ...expectedOf(booking), ...(reason === '' ? {} : { reason }) }, supersedes });
      offerUndo(commandId, who, words.details.cancelled(who), booking.id);
    },
    edit(booking, changes, approval, supersedes) {
      const who = whoIs(booking.row);
      offerUndo(submit({ kind: 'edit_booking', args: { bookingId: booking.id, ...expectedOf(booking), ...changes }, approval, supersedes }), who, words.details.edited(who), booking.id);
    },
    toSeries(intent, who, text) {
      offerUndo(submit(intent), who, text);
    },
    runLate(args, who, moved) {
      offerUndo(submit({ kind: 'run_late', args }), words.late.undone(who), moved === 0 ? words.late.finding(who) : words.late.moved(who, args.minutes, moved));
    },
    block(pieces, reason) {
      const { location, resources } = desk.catalogue.get();
      const { date, range, time } = clockOf(location.timeZone);
      const done = pieces.map(({ resourceIds, start, end }) =>
        submit({ kind: 'place_block', args: { blockId: crypto.randomUUID(), resourceIds, start: toWire(start), end: toWire(end), ...(reason === '' ? {} : { reason }) } }),
      );
      const where = namesOf([...new Set(pieces.flatMap(({ resourceIds }) => resourceIds))], resources);
      const [start, end] = [Math.min(...pieces.map((piece) => piece.start)), Math.max(...pieces.map((piece) => piece.end))];
      const when = date(start) === date(end - 1) ? range(start, end) : words.block.over(`${date(start)} ${time(start)}`, `${date(end)} ${time(end)}`);
      offerUndo(done, where, words.block.placed(where, when));
    },
    removeBlock(block) {
      const { resources } = desk.catalogue.get();
      offerUndo(submit({ kind: 'remove_block', args: { blockId: block.id } }), namesOf(block.resourceIds, resources), words.block.removed);
    },
    undo() {
      forgetEndedHolds();
      waysBack.at(-1)?.take();
    },
    takeBack(booking, { commandId, kind, before }) {
      if (!isUndoable(kind)) return;
      const known = waysBack.find((way) => way.commandId === commandId);
      if (known !== undefined) return known.take();
      forget(commandId, booking.id);
      submit({ kind: 'undo_command', args: { commandId, showsWhose: true }, ...(before === null ? {} : { takesBack: { kind, before } }) });
      toast(words.undone(whoIs(booking.row)));
    },
  };
}
