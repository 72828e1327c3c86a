import type { CommandArgs } from '@holdfast/protocol/commands';
import type { AnyIntent } from './attention.ts';
import { isUnanswered, type OutboxRecord } from './outbox-record.ts';

interface BeforeTap {
  records: readonly OutboxRecord[];
  /** The newest version of the feed that this computer has. */
  cursor: number;
  seriesOf(bookingId: string): string | null;
}

type Insists = Partial<Pick<CommandArgs<'cancel_series'>, 'seriesId' | 'bookingId' | 'expectedVersion' | 'expectedVersions'>>;

/**
 * The intent without the versions that an earlier command of this computer is about to change: nobody but the server
 * knows what becomes of a series, and who did both is not to be told that somebody else was faster. A list of versions
 * stands for all that may be changed, so it goes as a whole.
 */
export function behindOwn(intent: AnyIntent, { records, cursor, seriesOf }: BeforeTap): AnyIntent {
  const { expectedVersion, expectedVersions, ...args } = intent.args as Insists;
  if (expectedVersion === undefined && expectedVersions === undefined) return intent;
  const seriesId = args.seriesId ?? seriesOf(args.bookingId ?? '');
  if (seriesId === null) return intent;
  const ahead = records.filter((record) => isStillToCome(record, cursor) && seriesTouchedBy(record).includes(seriesId));
  if (ahead.length === 0) return intent;
  const kept = expectedVersion === undefined || ahead.some(isOfMany) ? {} : { expectedVersion };
  return { ...intent, args: { ...args, ...kept } } as AnyIntent;
}

/** It is not answered, or what it did is not on the board yet. */
function isStillToCome(record: OutboxRecord, cursor: number): boolean {
  return isUnanswered(record) || (record.state === 'committed' && (record.version ?? 0) > cursor);
}

function seriesTouchedBy({ command, restores }: OutboxRecord): string[] {
  const { seriesId } = command.args as Insists;
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
