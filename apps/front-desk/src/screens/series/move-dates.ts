import type { CommandArgs } from '@holdfast/protocol/commands';
import type { Alternative, Conflict } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import type { SeriesPreview } from '../../desk.ts';

/** What would become of one booking of a series that moves. Times as they go over the wire. */
export interface MoveDate {
  key: string;
  /** When it would be; null: a server before this version does not say it of those that stay. */
  to: string | null;
  squeezedIn: boolean;
  stays: Stays | null;
  /** Somebody changed it since it was listed the last time. */
  isNews: boolean;
}

type Seen = CommandArgs<'move_series'>['expectedVersions'];

/** Why it would stay, and since when it is there, as far as the server says. */
export interface Stays {
  at: string | null;
  reason: RefusalReason;
  conflict: Conflict | null;
  /** None of them is held. */
  alternatives: readonly Alternative[];
}

/** One by one what a move of a series would do, in the order of the dates. `before`: at which versions they were listed the last time. */
export function moveDates(answer: SeriesPreview, before?: Seen): MoveDate[] {
  const known = before && new Map(before.map(({ bookingId, version }) => [bookingId, version]));
  const isNews = new Map(seenVersions(answer)?.expectedVersions?.map(({ bookingId, version }) => [bookingId, known !== undefined && known.get(bookingId) !== version]));
  const dates = answer.status === 'possible' ? possible(answer) : refused(answer);
  return dates.map((date) => ({ ...date, isNews: isNews.get(date.key) ?? false })).sort((a, b) => ((a.to ?? a.stays?.at ?? '') < (b.to ?? b.stays?.at ?? '') ? -1 : 1));
}

function possible({ outcome: { moved = [], unmoved = [] } }: Extract<SeriesPreview, { status: 'possible' }>): Omit<MoveDate, 'isNews'>[] {
  return [
    ...moved.map(({ bookingId, start, squeezedIn }) => ({ key: bookingId, to: start, squeezedIn: squeezedIn === true, stays: null })),
    ...unmoved.map(({ bookingId, start = null, wanted, reason, conflicts, alternatives }) => ({
      key: bookingId, to: wanted?.start ?? null, squeezedIn: false, stays: { at: start, reason, conflict: conflicts[0] ?? null, alternatives },
    })),
  ];
}

/** Of a series the name of an occurrence that moves is the time at which it is now. */
function refused({ occurrences = [] }: Extract<SeriesPreview, { status: 'refused' }>): Omit<MoveDate, 'isNews'>[] {
  return occurrences.map(({ occurrence, start, reason = 'slot_taken', alternatives = [] }) => ({
    key: occurrence, to: start, squeezedIn: false, stays: { at: occurrence, reason, conflict: null, alternatives },
  }));
}

/** At which versions the bookings were of which a move was told, null where nobody said: another counter may change them before it is asked for. */
export function seenVersions(answer: SeriesPreview): Pick<CommandArgs<'move_series'>, 'expectedVersions'> | null {
  if (answer.status === 'refused') return null;
  const { moved = [], unmoved = [] } = answer.outcome;
  // A server before this version does not say it of those that stay.
  if (unmoved.some(({ bookingVersion }) => bookingVersion === undefined)) return null;
  return {
    expectedVersions: [
      ...moved.map(({ bookingId, bookingVersion }) => ({ bookingId, version: bookingVersion - 1 })),
      ...unmoved.map(({ bookingId, bookingVersion = 1 }) => ({ bookingId, version: bookingVersion })),
    ],
  };
}
