import { ownCommandsMax, type CommandArgs, type CommandKind } from '@holdfast/protocol/commands';
import type { AnyIntent } from './attention.ts';
import { isUnanswered, type OutboxRecord } from './outbox-record.ts';

interface BeforeTap {
  records: readonly OutboxRecord[];
  /** The newest version of the feed that this computer has. */
  cursor: number;
  seriesOf(bookingId: string): string | null;
  /** A booking's version as the feed last told it, without what was done here since; null: it has told of none. */
  versionInFeed(bookingId: string): number | null;
}

type Saw = Pick<CommandArgs<'cancel_series'>, 'expectedVersion' | 'expectedVersions'>;
type Insists = Saw & Pick<CommandArgs<'cancel_series'>, 'bookingId' | 'behindOwn'> & { seriesId?: string };

/** Those that may say what was seen. */
const insisting: ReadonlySet<CommandKind> = new Set<CommandKind>([
  'move_booking', 'cancel_booking', 'arrive_booking', 'start_booking', 'complete_booking', 'no_show_booking', 'edit_booking',
  'move_series', 'cancel_series', 'edit_series',
]);

/**
 * The intent as it is to be asked behind commands of this computer that may change the same before it comes. What becomes
 * of a series by them only the server knows, so it is told which they are and what was seen before they came: their doing
 * is no news to who did it, and somebody else's still is.
 */
export function behindOwn(intent: AnyIntent, { records, cursor, seriesOf, versionInFeed }: BeforeTap): AnyIntent {
  if (!insisting.has(intent.kind)) return intent;
  const { expectedVersion, expectedVersions, behindOwn: _, ...args } = intent.args as Insists;
  const seriesId = args.seriesId ?? seriesOf(args.bookingId);
  const mayChange = (record: OutboxRecord) =>
    touches(record, args.bookingId) || (seriesId !== null && seriesTouchedBy(record).includes(seriesId) && (args.seriesId !== undefined || isOfMany(record)));
  const ahead = records.filter((record) => isStillToCome(record, cursor) && mayChange(record));
  if (ahead.length === 0) return intent;
  // What waits here has no version on the board.
  const saw = expectedVersion === undefined && expectedVersions === undefined ? inFeed(versionInFeed(args.bookingId)) : { expectedVersion, expectedVersions };
  const told = saw === null || ahead.length > ownCommandsMax ? {} : { behindOwn: { commandIds: ahead.map(({ id }) => id), ...saw } };
  return { ...intent, args: { ...args, ...told } } as AnyIntent;
}

function inFeed(expectedVersion: number | null): Saw | null {
  return expectedVersion === null ? null : { expectedVersion };
}

/** It is not answered, or what it did is not on the board yet. */
function isStillToCome(record: OutboxRecord, cursor: number): boolean {
  return isUnanswered(record) || (record.state === 'committed' && (record.version ?? 0) > cursor);
}

/** Whom running late takes along only the server knows. */
function touches({ kind, chains, restores }: OutboxRecord, bookingId: string): boolean {
  return chains.includes(bookingId) || kind === 'run_late' || restores?.kind === 'run_late' || restores?.bookings?.some(({ id }) => id === bookingId) === true;
}

function seriesTouchedBy({ command, restores }: OutboxRecord): string[] {
  const { seriesId } = command.args as { seriesId?: string };
  return [seriesId, restores?.booking?.seriesId, ...(restores?.bookings ?? []).map((booking) => booking.seriesId)].filter((id) => id != null);
}

/** It changes more of the series than the bookings that the board shows as waiting because of it. */
function isOfMany({ command, restores }: OutboxRecord): boolean {
  switch (command.kind) {
    case 'move_series':
    case 'cancel_series':
    case 'edit_series':
      return command.args.scope !== 'this';
    case 'undo_command':
      return restores?.kind.endsWith('_series') === true;
    default:
      return false;
  }
}
