import { isDeepStrictEqual } from 'node:util';
import { occupiesTime } from '@holdfast/domain/booking-status';
import type { TimeRange } from '@holdfast/domain/time-range';
import type { Command, CommandOf } from '@holdfast/protocol/commands';
import { isUndoable, makesBooking } from '@holdfast/protocol/undoable-kinds';
import { isDesk, type Channel } from '@holdfast/protocol/values';
import { undoHoldOf } from '@holdfast/server/undo/undo-hold';
import type { CalendarModel } from './calendar-model.ts';
import type { ModelBooking, ModelWish, Owner } from './calendar-records.ts';
import { isOverUndo, no, type ModelHouse } from './house-model.ts';
import { namedWhereShared } from './named-lanes.ts';

interface Change {
  id: string;
  before: ModelBooking;
  after: ModelBooking;
}

interface Deed {
  kind: Command['kind'];
  channel: Channel;
  subject: string;
  undone: boolean;
  /** By the house's clock. */
  at: number;
  /** How many bookings a move or an edit of a series was asked of. */
  askedOf: number;
  /** In the order of the day. */
  changes: Change[];
}

/** What may be given to a course, and to one of its dates alone. */
export type Given = Pick<ModelBooking, 'notes' | 'customerId'>;
export const givenFields = ['notes', 'customerId'] as const satisfies (keyof Given)[];

export function isAlike(one: Given, other: Given, field: keyof Given): boolean {
  return (one[field] ?? '') === (other[field] ?? '');
}

const slotIn = ({ start, end, resourceIds, partySize, isBare = false }: ModelBooking) => ({ start, end, resourceIds, partySize, isBare });

/** What each committed command did, and how it is taken back. */
export class Deeds {
  /** What an undo in hand wants back: alternatives for it are looked for like this. */
  wantedBack = { serviceId: null as string | null, partySize: 1, allLanes: false, isNamed: false };
  readonly #calendar: CalendarModel;
  readonly #occupied: (booking: ModelBooking) => TimeRange;
  readonly #house: Pick<ModelHouse, 'now'>;
  readonly #deeds = new Map<string, Deed>();
  readonly #refusedAbout = new Map<string, string>();

  constructor(calendar: CalendarModel, occupied: (booking: ModelBooking) => TimeRange, house: Pick<ModelHouse, 'now'>) {
    this.#calendar = calendar;
    this.#occupied = occupied;
    this.#house = house;
  }

  /** `before`: the bookings as they were before the command was carried out. */
  remember({ id: commandId, kind, channel }: Command, subject: string, before: ReadonlyMap<string, ModelBooking>, askedOf = 1): void {
    const changes = [...before].flatMap(([id, booking]): Change[] => {
      const after = this.#calendar.bookings.get(id);
      return after && after.version !== booking.version ? [{ id, before: booking, after: structuredClone(after) }] : [];
    });
    changes.sort((a, b) => a.before.start - b.before.start || a.before.end - b.before.end || (a.id < b.id ? -1 : 1));
    this.#deeds.set(commandId, { kind, channel, subject, undone: false, at: this.#house.now, askedOf, changes });
  }

  rememberRefused(commandId: string, subject: string): void {
    this.#refusedAbout.set(commandId, subject);
  }

  /** What the undo of a command is about. */
  subjectOf(commandId: string): string {
    return this.#deeds.get(commandId)?.subject ?? this.#refusedAbout.get(commandId) ?? commandId;
  }

  /** Whether its last move that was not taken back was asked of it alone, and not of several of its series. */
  wasMovedAlone(bookingId: string): boolean {
    const last = [...this.#deeds.values()].findLast(
      ({ undone, kind, changes }) =>
        !undone && (kind === 'move_booking' || kind === 'run_late' || kind === 'move_series') && changes.some(({ id }) => id === bookingId),
    );
    return last !== undefined && !(last.kind === 'move_series' && last.askedOf > 1);
  }

  /** Whether the last edit that gave it another of these, and was not taken back, was of it alone. */
  wasGivenAlone(bookingId: string, field: keyof Given): boolean {
    const last = [...this.#deeds.values()].findLast(
      ({ undone, kind, changes }) =>
        !undone && (kind === 'edit_booking' || kind === 'edit_series') && changes.some(({ id, before, after }) => id === bookingId && !isAlike(before, after, field)),
    );
    return last !== undefined && !(last.kind === 'edit_series' && last.askedOf > 1);
  }

  undo({ args: { commandId }, channel, supersedes, dependsOn }: CommandOf<'undo_command'>): void {
    // Sent before that was known: what was held instead is wanted no more.
    if (dependsOn === commandId && this.#refusedAbout.has(commandId)) return this.#calendar.settleRefusal(commandId);
    const deed = this.#deeds.get(commandId);
    if (!deed || deed.undone || !isUndoable(deed.kind)) return no('cannot_undo');
    // What was held when it was refused before stands in nobody's way.
    this.#calendar.settleRefusal(supersedes);
    if (deed.kind === 'place_block' || deed.kind === 'remove_block') this.#undoBlock(commandId, deed, channel);
    else if (deed.kind === 'create_series') this.#takeBack(deed, [...this.#calendar.bookings].filter(([, { seriesId }]) => seriesId === deed.subject));
    else if (makesBooking(deed.kind)) this.#takeBackBooking(deed);
    else if (deed.kind === 'place_hold') this.#takeBackHold(deed);
    else this.#restore(commandId, deed.changes, channel);
    deed.undone = true;
  }

  #undoBlock(commandId: string, { kind, subject }: Deed, channel: Channel): void {
    const block = this.#calendar.blocks.get(subject);
    if (!block || block.removed === (kind === 'place_block')) return no('stale_version');
    const owner: Owner = { kind: 'block', id: subject };
    block.removed = !block.removed;
    this.#giveBack([commandId]);
    this.wantedBack = { serviceId: null, partySize: 1, allLanes: true, isNamed: false };
    if (block.removed) this.#calendar.release(owner);
    else this.#calendar.take([{ resourceIds: block.resourceIds, range: block, owner, partySize: 1, allLanes: true }], isOverUndo(channel));
  }

  /** What a guest or a program holds was meant; what somebody has made of it is theirs. */
  #takeBackHold({ channel, subject }: Deed): void {
    if (!isDesk(channel)) return no('cannot_undo');
    const status = this.#calendar.holds.get(subject)?.status;
    if (status === 'converted' || status === 'overridden') no('hold_not_active');
    if (status === 'active') this.#calendar.closeHold(subject, 'released');
  }

  /** What a guest or a program booked was meant. */
  #takeBackBooking(deed: Deed): void {
    if (!isDesk(deed.channel)) return no('cannot_undo');
    this.#takeBack(deed, [...this.#calendar.bookings].filter(([id]) => id === deed.subject));
  }

  /**
   * As it was made, or not at all: what became of one of its dates since, a new date among them, is somebody's wish,
   * and what has begun since is somebody's visit.
   */
  #takeBack({ at }: Deed, made: readonly (readonly [id: string, ModelBooking])[]): void {
    if (made.some(([, { version }]) => version > 1)) no('stale_version');
    if (made.some(([, { start }]) => start > at && start <= this.#house.now)) no('stale_version');
    for (const [id, booking] of made) {
      this.#calendar.release({ kind: 'booking', id });
      booking.status = 'cancelled';
      booking.version++;
    }
  }

  #wantBack({ serviceId = null, partySize = 1, customerId = null }: Partial<Pick<ModelBooking, 'serviceId' | 'partySize' | 'customerId'>> = {}): void {
    this.wantedBack = { serviceId, partySize, allLanes: false, isNamed: customerId !== null };
  }

  #giveBack(holdIds: readonly string[]): void {
    for (const id of holdIds) if (this.#calendar.holds.get(id)?.purpose === 'undo') this.#calendar.closeHold(id, 'released');
  }

  /**
   * Of several each goes back beside those before it, so that who is in whose place can be said. Those that lie across
   * each other name their lanes, looked for as if what ran out were not there.
   */
  #together(wishes: readonly ModelWish[], overUndo: boolean): ModelWish[] {
    const trial = this.#calendar.copy();
    trial.claims = trial.claims.filter(({ ranOut }) => ranOut !== true);
    for (const [at, wish] of wishes.entries()) {
      const before = wishes.slice(0, at).map(({ owner }) => owner);
      if (trial.wouldTakeBeside(wish, before, overUndo)) continue;
      this.#wantBack(wish);
      no(trial.whyTaken(wish, overUndo));
    }
    return namedWhereShared(wishes, trial);
  }

  #restore(commandId: string, changes: readonly Change[], channel: Channel): void {
    const { bookings } = this.#calendar;
    if (changes.some(({ id, after }) => bookings.get(id)?.version !== after.version)) no('stale_version');
    const back = changes.filter(
      ({ before, after }) => occupiesTime(before.status) && (!occupiesTime(after.status) || !isDeepStrictEqual(slotIn(before), slotIn(after))),
    );
    const wishes = back.map(({ id, before }) => ({ ...before, range: this.#occupied(before), owner: { kind: 'booking' as const, id } }));
    this.#wantBack(back[0]?.before);
    this.#giveBack([commandId, ...changes.map(({ id }) => undoHoldOf(commandId, id))]);
    for (const { id } of back) this.#calendar.release({ kind: 'booking', id });
    this.#calendar.take(wishes.length < 2 ? wishes : this.#together(wishes, isOverUndo(channel)), isOverUndo(channel));
    for (const { id, before, after } of changes) bookings.set(id, { ...structuredClone(before), version: after.version + 1 });
  }
}
