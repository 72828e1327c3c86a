import type { ResourceRow } from '@holdfast/protocol/rows';
import type { HistoryEntry } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from './booking-names.ts';

/** One entry of a history in words: what was done, from where to where, and why. */
export function historyLine(entry: HistoryEntry, resources: readonly ResourceRow[], clock: Clock, refusalTitle: (reason: string) => string): string {
  const { before, after } = entry;
  let what: string = words.history[entry.kind];
  if (entry.kind === 'move_booking' && before !== null && after !== null) {
    const movedTime = before.start !== after.start || before.end !== after.end;
    what = movedTime
      ? words.history.movedFromTo(clock.range(Date.parse(before.start), Date.parse(before.end)), clock.range(Date.parse(after.start), Date.parse(after.end)))
      : words.history.movedFromTo(namesOf(before.resourceIds, resources), namesOf(after.resourceIds, resources));
  }
  if (entry.refusalReason !== null) return words.history.refused(what, refusalTitle(entry.refusalReason));
  return entry.reason === null || entry.reason === '' ? what : `${what}: ${entry.reason}`;
}
