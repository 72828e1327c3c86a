import type { Entity } from '@holdfast/protocol/rows';
import type { BoardItem } from '../desk.ts';
import { beingTakenBack, type OutboxRecord } from '../outbox/outbox-record.ts';
import { blockItem, bookingItem, holdItem } from './board-items.ts';
import { foldBlock, foldBooking, foldHold, type Folded } from './fold-commands.ts';
import { emptyCatalogue } from './empty-catalogue.ts';
import type { ReplicaState } from './replica-state.ts';
import type { Rules } from './slot-columns.ts';

type Placed = Extract<Entity, 'booking' | 'hold' | 'block'>;

/** How one booking, hold or block differs from the base. */
export interface Overlaid {
  kind: Placed;
  id: string;
  /** Instead of the base's item; null hides it. */
  item: BoardItem | null;
  /** Refused wishes beside it. */
  ghosts: readonly BoardItem[];
}

interface Remembered {
  base: unknown;
  records: readonly OutboxRecord[];
  rules: Rules;
  overlaid: Overlaid;
}

/**
 * Commands that the base does not contain yet: everything unanswered or undecided, and what was committed
 * in a version the replica has not reached. `absorbed` on disk is not believed over the cursor: a power
 * cut may have set the (relaxed) cache back behind the (strict) outbox.
 */
export function unabsorbed(
  records: readonly OutboxRecord[],
  replica: { locationId: string; epoch: string; cursor: number } | null,
): OutboxRecord[] {
  // Of what was refused an undo put nothing back.
  const endsRefusal = new Set(records.flatMap(({ state, decidedBy }) => (state === 'dismissed' && decidedBy !== null ? [decidedBy] : [])));
  const takenBack = beingTakenBack(records);
  return records.filter((record) => {
    if (endsRefusal.has(record.id) || (record.state === 'refused' && takenBack.has(record.id))) return false;
    if (replica && record.command.locationId !== replica.locationId) return false;
    switch (record.state) {
      case 'queued':
      case 'sending':
      case 'refused':
      case 'stuck':
        return true;
      case 'superseded':
      case 'dismissed':
        return false;
      case 'absorbed':
        if (record.result?.status !== 'committed') return false;
        return !replica || (record.absorbedIn === replica.epoch && (record.version ?? 0) > replica.cursor);
      case 'committed':
        return !replica || (record.version ?? 0) > replica.cursor;
    }
  });
}

/** The fold of unabsorbed commands over the base, remembered per booking so that a tap costs only its own. */
export class Overlay {
  #remembered = new Map<string, Remembered>();

  /** What differs from the base, by `kind:id`; an entry keeps its identity while nothing about it changes. */
  fold(records: readonly OutboxRecord[], state: ReplicaState | null): ReadonlyMap<string, Overlaid> {
    const rules = state?.wholeCatalogue() ?? emptyCatalogue;
    const remembered = new Map<string, Remembered>();
    const overlay = new Map<string, Overlaid>();
    for (const [key, group] of bySubject(records)) {
      const { kind, id } = group;
      const base = state?.index[kind](id)?.row ?? null;
      const old = this.#remembered.get(key);
      const same =
        old?.base === base && old.rules === rules && sameItems(old.records, group.records);
      const overlaid = same ? old.overlaid : overlaidBy(group, base, rules);
      remembered.set(key, { base, records: group.records, rules, overlaid });
      overlay.set(key, overlaid);
    }
    this.#remembered = remembered;
    return overlay;
  }
}

interface Subject {
  kind: Placed;
  id: string;
  records: OutboxRecord[];
}

function bySubject(records: readonly OutboxRecord[]): Map<string, Subject> {
  const subjects = new Map<string, Subject>();
  for (const record of records)
    for (const [kind, id] of subjectsOf(record)) {
      const key = `${kind}:${id}`;
      const subject = subjects.get(key);
      if (subject) subject.records.push(record);
      else subjects.set(key, { kind, id, records: [record] });
    }
  return subjects;
}

function subjectsOf({ command, wanted, result, restores }: OutboxRecord): [Placed, string][] {
  const named = command.args as Partial<Record<'bookingId' | 'holdId' | 'blockId' | 'usingHoldId', string>>;
  const args = command.kind === 'undo_command' ? { ...named, bookingId: restores?.bookingId, blockId: restores?.blockId, holdId: restores?.holdId } : named;
  const hold = args.holdId ?? args.usingHoldId;
  const moved = command.kind === 'run_late' && result?.status === 'committed' ? (result.moved ?? []) : (wanted.foreseen ?? []);
  const bookings = new Set([args.bookingId, ...moved.map(({ bookingId }) => bookingId), ...(command.kind === 'undo_command' ? (restores?.bookings ?? []) : []).map(({ id }) => id)]);
  return [
    ...[...bookings].flatMap((id): [Placed, string][] => (id ? [['booking', id]] : [])),
    ...(args.blockId ? [['block', args.blockId] as [Placed, string]] : []),
    ...(hold ? [['hold', hold] as [Placed, string]] : []),
  ];
}

function overlaidBy(
  { kind, id, records }: Subject,
  base: unknown,
  rules: Rules,
): Overlaid {
  switch (kind) {
    case 'booking':
      return { kind, id, ...itemsOf(foldBooking(base as Parameters<typeof foldBooking>[0], records, rules), bookingItem) };
    case 'hold':
      return { kind, id, ...itemsOf(foldHold(base as Parameters<typeof foldHold>[0], records, rules), holdItem) };
    case 'block':
      return { kind, id, ...itemsOf(foldBlock(base as Parameters<typeof foldBlock>[0], records), blockItem) };
  }
}

function itemsOf<Row extends { id: string }>(
  { row, waiting, refused }: Folded<Row>,
  itemOf: (row: Row, certainty: 'confirmed' | 'waiting' | 'refused', key?: string) => BoardItem,
): Pick<Overlaid, 'item' | 'ghosts'> {
  const ghosts = refused.map(({ record, row: wish }) => itemOf(wish, 'refused', `refused:${record.id}`));
  return { item: row && itemOf(row, waiting ? 'waiting' : 'confirmed'), ghosts };
}

function sameItems<T>(a: readonly T[], b: readonly T[]): boolean {
  return a.length === b.length && a.every((item, index) => item === b[index]);
}
