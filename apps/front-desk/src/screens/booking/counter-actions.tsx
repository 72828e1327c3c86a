import { minuteMs, toWire } from '@holdfast/domain/instant';
import type { CommandArgs, CommandKind } from '@holdfast/protocol/commands';
import { createContext, use } from 'react';
import { toast } from 'sonner';
import type { BlockOnBoard, BookingOnBoard, Desk, Intent } from '../../desk.ts';
import { clockOf } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import type { Landing } from '../day-board/landing.ts';
import type { BlockPiece } from './block-span.ts';
import { namesOf, whoIs } from './booking-names.ts';
import { noShowStep, primaryStep } from './booking-steps.ts';

/** What a person does to what is already on the board. Each is painted before it returns. */
export interface CounterActions {
  submit<K extends CommandKind>(intent: Intent<K>): string;
  move(booking: BookingOnBoard, to: Landing): void;
  advance(booking: BookingOnBoard): void;
  noShow(booking: BookingOnBoard): void;
  cancel(booking: BookingOnBoard, reason: string): void;
  edit(booking: BookingOnBoard, changes: Omit<CommandArgs<'edit_booking'>, 'bookingId' | 'expectedVersion'>): void;
  /** `text`: what is said of it, beside the way back. */
  createSeries(intent: Intent<'create_series'>, who: string, text: string): void;
  moveSeries(booking: BookingOnBoard, intent: Intent<'move_series'>, moved: number): void;
  /** `moved`: how many are expected to. */
  runLate(args: CommandArgs<'run_late'>, who: string, moved: number): void;
  cancelSeries(booking: BookingOnBoard, seriesId: string, scope: 'following' | 'all', reason: string): void;
  /** All of them at once, and back. */
  block(pieces: readonly BlockPiece[], reason: string): void;
  removeBlock(block: BlockOnBoard): void;
  /** The last of the above, taken back. */
  undo(): void;
}

const CounterActionsContext = createContext<CounterActions | null>(null);
export const CounterActionsProvider = CounterActionsContext.Provider;

export function useCounterActions(): CounterActions {
  const actions = use(CounterActionsContext);
  if (actions === null) throw new Error('A screen was rendered outside CounterActionsProvider.');
  return actions;
}

/** Only what the server has committed has a version to insist on. */
const expected = (booking: BookingOnBoard) => (booking.certainty === 'confirmed' ? { expectedVersion: booking.row.version } : {});

export function createCounterActions(desk: Desk): CounterActions {
  let lastUndo: (() => void) | null = null;

  const submit = <K extends CommandKind>(intent: Intent<K>): string => {
    const { commandId, onDisk } = desk.submit(intent);
    onDisk.catch(() => toast.error(words.form.notKept, { duration: Infinity }));
    return commandId;
  };

  const offerUndo = (done: string | readonly string[], who: string, text: string) => {
    const once = () => {
      if (lastUndo !== once) return;
      lastUndo = null;
      toast.dismiss(id);
      for (const commandId of [done].flat()) submit({ kind: 'undo_command', args: { commandId } });
      toast(words.undone(who));
    };
    lastUndo = once;
    const id = toast(text, { action: { label: words.undo, onClick: once } });
  };

  const sendMove = (booking: BookingOnBoard, to: Landing): string => {
    const service = desk.catalogue.get().services.find((candidate) => candidate.id === booking.row.serviceId);
    const usual = service !== undefined && to.end - to.start === service.durationMinutes * minuteMs;
    return submit({
      kind: 'move_booking',
      args: {
        bookingId: booking.id,
        ...expected(booking),
        start: toWire(to.start),
        ...(usual ? {} : { end: toWire(to.end) }),
        resourceIds: to.resourceIds,
      },
    });
  };

  return {
    submit,
    move(booking, to) {
      const { location, resources } = desk.catalogue.get();
      const { time } = clockOf(location.timeZone);
      const who = whoIs(booking.row);
      const before: Landing = { start: booking.start, end: booking.end, resourceIds: [...booking.resourceIds] };
      const commandId = sendMove(booking, to);
      const text =
        to.start !== before.start
          ? words.move.moved(who, time(before.start), time(to.start))
          : to.resourceIds.join() !== before.resourceIds.join()
            ? words.move.reassigned(who, time(to.start), namesOf(to.resourceIds, resources))
            : words.move.resized(who, time(to.end));
      offerUndo(commandId, who, text);
    },
    advance(booking) {
      const step = primaryStep(booking.row.status);
      if (step === null) return;
      const who = whoIs(booking.row);
      const commandId = submit({ kind: step.kind, args: { bookingId: booking.id, ...expected(booking) } });
      offerUndo(commandId, who, words.details.saidStatus(who, words.status[step.after]));
    },
    noShow(booking) {
      if (noShowStep(booking.row, desk.now())?.allowed !== true) return;
      const who = whoIs(booking.row);
      const commandId = submit({ kind: 'no_show_booking', args: { bookingId: booking.id, ...expected(booking) } });
      offerUndo(commandId, who, words.details.saidStatus(who, words.status.no_show));
    },
    cancel(booking, reason) {
      const who = whoIs(booking.row);
      const commandId = submit({ kind: 'cancel_booking', args: { bookingId: booking.id, ...expected(booking), ...(reason === '' ? {} : { reason }) } });
      offerUndo(commandId, who, words.details.cancelled(who));
    },
    cancelSeries(booking, seriesId, scope, reason) {
      const who = whoIs(booking.row);
      const commandId = submit({ kind: 'cancel_series', args: { seriesId, bookingId: booking.id, scope, ...(reason === '' ? {} : { reason }) } });
      offerUndo(commandId, who, words.series.cancelled(who));
    },
    edit(booking, changes) {
      const who = whoIs(booking.row);
      offerUndo(submit({ kind: 'edit_booking', args: { bookingId: booking.id, ...expected(booking), ...changes } }), who, words.details.edited(who));
    },
    createSeries(intent, who, text) {
      offerUndo(submit(intent), who, text);
    },
    moveSeries(booking, intent, moved) {
      const who = whoIs(booking.row);
      offerUndo(submit(intent), who, words.series.moved(who, moved));
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
    undo: () => lastUndo?.(),
  };
}
