import type { TimeRange } from '@holdfast/domain/time-range';
import type { CommandKind } from '@holdfast/protocol/commands';
import type { ResourceRow } from '@holdfast/protocol/rows';
import { isUndoable, makesBooking } from '@holdfast/protocol/undoable-kinds';
import type { HistoryEntry, HistoryImage } from '../../desk.ts';
import type { Clock } from '../../words/clock.ts';
import { words } from '../../words/words.ts';
import { namesOf } from './booking-names.ts';
import { rangesFromTo } from './from-to.ts';

/** Why it was refused, in words; `ofSeries`: it was about dates of a series. */
type RefusalTitle = (reason: string, ofSeries: boolean) => string;

/** One entry of a history in words: what was done, from what to what, and why. */
export function historyLine(entry: HistoryEntry, resources: readonly ResourceRow[], clock: Clock, refusalTitle: RefusalTitle): string {
  const what = whatWasDone(entry, resources, clock);
  if (entry.refusalReason !== null) return words.history.refused(what, refusalTitle(entry.refusalReason, isOfSeries(entry.undoes ?? entry.kind)));
  const exception = exceptionMade(entry);
  const marked = exception === null ? what : `${what}, ${exception.said}`;
  const reason = entry.reason === null || entry.reason === '' ? exception?.reason : entry.reason;
  return reason == null || reason === '' ? marked : `${marked}: ${reason}`;
}

/** What was done beyond the rules, and why: a reason that was given for the hold stands with the booking that it became. */
function exceptionMade({ before, after }: HistoryEntry): { said: string; reason: string | null } | null {
  const isSqueezedIn = after?.squeezedIn === true && before?.squeezedIn !== true;
  const rules = (after?.waived?.rules ?? []).filter((rule) => before?.waived?.rules.includes(rule) !== true);
  if (!isSqueezedIn && rules.length === 0) return null;
  const setAside = rules.length > 0 ? [words.history.setAside(rules.map((rule) => words.details.waivedRule[rule]).join(', '))] : [];
  return {
    said: [...(isSqueezedIn ? [words.history.squeezedIn] : []), ...setAside].join(', '),
    reason: (isSqueezedIn ? after.squeezeReason : after?.waived?.reason) ?? null,
  };
}

/**
 * What was done last and can be taken back, or null: only the last change can, and an undo is one. Whether it may is the
 * server's to say. That it was booked, or held, is no change: who looks at it cancels it, with a reason, or releases it.
 */
export function lastChange(entries: readonly HistoryEntry[]): HistoryEntry | null {
  // An undo that came before its refusal was heard took nothing back.
  const last = entries.find(({ kind, refusalReason, after }) => refusalReason === null && !(kind === 'undo_command' && after === null));
  return last !== undefined && isUndoable(last.kind) && !makesBooking(last.kind) && last.kind !== 'place_hold' ? last : null;
}

/** Whether taking it back does so for all the bookings it was done to. */
export function isOfSeveral(kind: CommandKind): boolean {
  return kind === 'run_late' || kind === 'create_series' || kind === 'move_series' || kind === 'cancel_series' || kind === 'edit_series';
}

/** Whether it is about the dates of a series: about more than this one, as far as anybody can tell from here. */
function isOfSeries(kind: CommandKind): boolean {
  return kind !== 'run_late' && isOfSeveral(kind);
}

/** Who did it, where, by which channel, and what they could see. */
export function historySource({ actorName, terminalName, channel, sawVersion, unseen }: HistoryEntry): string {
  const saw = sawVersion === null ? null : words.history.saw(sawVersion);
  return words.history.by(actorName, terminalName, words.channel[channel], saw, unseen ? words.history.unseen : null);
}

function whatWasDone({ kind, undoes, takenFrom, before, after }: HistoryEntry, resources: readonly ResourceRow[], clock: Clock): string {
  if (kind === 'undo_command') return undoes === null ? words.history[kind] : words.history.undid(words.history[undoes]);
  if (takenFrom !== null) return words.history.takenFrom(takenFrom.name, words.channel[takenFrom.channel]);
  if (before === null || after === null) return words.history[kind];
  const [from, to] = rangesFromTo(rangeOf(before), rangeOf(after), clock);
  const times: Changed[] = before.start !== after.start || before.end !== after.end ? [[from, to]] : [];
  const places: Changed[] = before.resourceIds.join() === after.resourceIds.join() ? [] : [[namesOf(before.resourceIds, resources), namesOf(after.resourceIds, resources)]];
  switch (kind) {
    case 'run_late':
      return words.history.laterFromTo(from, to);
    case 'move_series':
    case 'move_booking':
      return words.history.moved(words.history[kind], [...times, ...places]);
    case 'edit_booking':
    case 'edit_series':
      return [words.history[kind], ...edits(before, after)].join(' · ');
    default:
      return words.history[kind];
  }
}

type Changed = readonly [from: string, to: string];

const rangeOf = ({ start, end }: HistoryImage): TimeRange => ({ start: Date.parse(start), end: Date.parse(end) });

/** What an edit changed, from what to what. */
function edits(before: HistoryImage, after: HistoryImage): string[] {
  const said = (image: HistoryImage) => ({
    name: image.customer?.name ?? image.customerName,
    phone: image.customer?.phone ?? image.customerPhone,
    email: image.customer?.email ?? null,
    timeZone: (image.customer ? image.customer.timeZone : image.customerTimeZone) ?? null,
    title: image.title,
    notes: image.notes,
  });
  const [from, to] = [said(before), said(after)];
  const fields = Object.keys(words.history.fields) as (keyof typeof words.history.fields)[];
  return fields
    .filter((field) => (from[field] ?? '') !== (to[field] ?? ''))
    .map((field) => words.history.changed(words.history.fields[field], orNothing(from[field]), orNothing(to[field])));
}

const orNothing = (value: string | null): string => (value === null || value === '' ? words.history.nothing : value);
