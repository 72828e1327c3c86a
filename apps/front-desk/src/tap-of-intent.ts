import { fromWire, toWire } from '@holdfast/domain/instant';
import type { Command, CommandArgs } from '@holdfast/protocol/commands';
import { commandSchemaVersion } from '@holdfast/protocol/protocol-version';
import type { Catalogue, LateDay } from './desk.ts';
import type { AnyIntent } from './outbox/attention.ts';
import { behindOwn } from './outbox/behind-own.ts';
import type { Decision, OutboxRecord, Wanted } from './outbox/outbox-record.ts';
import type { Tap } from './outbox/outbox.ts';
import { restoresOf } from './outbox/restores-of.ts';
import type { BoardView } from './replica/board-view.ts';
import type { WaitlistView } from './replica/waitlist-view.ts';
import { offeredSlot, wantedBack, wantedOf, type BoardReader } from './replica/wanted-of.ts';

/** What this computer knows at the moment of the tap. */
export interface TapContext {
  id: string;
  now: number;
  locationId: string;
  actorId: string;
  cursor: number;
  catalogue: Catalogue;
  board: Pick<BoardView, 'findBooking' | 'versionInFeed' | 'findHold' | 'findBlock' | 'busy' | 'zoneOf'>;
  waitlist: Pick<WaitlistView, 'find'>;
  records: readonly OutboxRecord[];
  foreseeLate(resourceId: string, minutes: number, from: number): LateDay;
}

/** The command of a tap, with what the person saw and wanted, and what an undo would put back. */
export function tapOf(asked: AnyIntent, decides: Decision | null, context: TapContext): Tap {
  const { id, now, locationId, actorId, cursor, records, board } = context;
  const intent = behindOwn(asked, {
    records,
    cursor,
    seriesOf: (bookingId) => board.findBooking(bookingId)?.row.seriesId ?? null,
    versionInFeed: (bookingId) => board.versionInFeed(bookingId),
  });
  const command = {
    id,
    seq: 0,
    schema: commandSchemaVersion,
    locationId,
    actorId,
    channel: intent.channel ?? 'desk',
    ...(intent.supersedes === undefined ? {} : { supersedes: intent.supersedes }),
    sawVersion: cursor,
    tappedAt: toWire(now),
    kind: intent.kind,
    args: intent.args,
  } as Command;
  const wanted = wantedFor(intent, context);
  return { command, wanted, decides, restores: restoresOf(intent, wanted, records, board) };
}

function wantedFor(intent: AnyIntent, context: TapContext): Wanted {
  const { records, catalogue, board, waitlist } = context;
  const reader: BoardReader = {
    catalogue,
    findBooking: (id) => board.findBooking(id),
    findHold: (id) => board.findHold(id),
    findWaiting: (id) => waitlist.find(id),
    busy: (id, within) => board.busy(id, within),
    zoneOf: (id) => board.zoneOf(id),
  };
  if (intent.kind === 'undo_command') return wantedBack(intent, records, reader);
  const wanted = wantedOf(intent.kind, intent.args, reader);
  if (intent.kind === 'run_late') return { ...wanted, foreseen: foreseen(intent.args, context) };
  const refused = records.find(({ id }) => id === intent.supersedes);
  if (!refused || wanted.start !== null) return wanted;
  return offeredSlot(wanted, refused, 'holdId' in intent.args ? intent.args.holdId : undefined);
}

function foreseen({ resourceId, minutes, from }: CommandArgs<'run_late'>, { now, foreseeLate }: TapContext): NonNullable<Wanted['foreseen']> {
  const { moved } = foreseeLate(resourceId, minutes, from === undefined ? now : fromWire(from));
  return moved.map(({ booking, start, end }) => ({ bookingId: booking.id, start, end }));
}
