import { fromWire, minuteMs } from '@holdfast/domain/instant';
import { contains } from '@holdfast/domain/time-range';
import type { Command, CommandOf } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { Channel } from '@holdfast/protocol/values';
import { occurrenceId } from '@holdfast/server/series/occurrence-id';
import { NotPossible, type CalendarModel } from './calendar-model.ts';
import type { ModelBooking, ModelClaim, ModelSlot } from './calendar-records.ts';
import { isOverUndo, no, type Caller, type HouseRules, type Verdict } from './house-model.ts';
import type { MissedModel } from './missed-model.ts';
import { givenFields, isAlike, type Deeds, type Given } from './undo-model.ts';
import type { Versions } from './versions-model.ts';

const dayMs = 24 * 60 * minuteMs;
/** When it is wrong with every date alike, the answer is about the series as a whole. */
const aboutTheWhole: readonly string[] = ['not_found', 'unsuitable_resource', 'invalid_times', 'policy_forbids', 'past'];

type BehindOwn = NonNullable<CommandOf<'cancel_series'>['args']['behindOwn']>;

type Move = [id: string, to: ModelSlot & { atAnyHour?: boolean }];

/** Keeps for an undo what several bookings, by id as they were, gave up. */
type KeepGivenUp = (command: Command, givenUp: ReadonlyMap<string, ModelSlot>, released: readonly ModelClaim[]) => void;

/** Daily courses in UTC: several dates booked, moved and cancelled as one. Other rules and zones are ../series'. */
export class CourseModel {
  readonly #calendar: CalendarModel;
  readonly #rules: HouseRules;
  readonly #deeds: Deeds;
  readonly #versions: Versions;
  readonly #missed: MissedModel;
  readonly #keep: KeepGivenUp;

  constructor(calendar: CalendarModel, rules: HouseRules, { deeds, versions, missed }: { deeds: Deeds; versions: Versions; missed: MissedModel }, keep: KeepGivenUp) {
    this.#calendar = calendar;
    this.#rules = rules;
    this.#deeds = deeds;
    this.#versions = versions;
    this.#missed = missed;
    this.#keep = keep;
  }

  create({ args, channel, supersedes }: CommandOf<'create_series'>, caller: Caller): void {
    const { seriesId, resourceIds, partySize = 1 } = args;
    const { atAnyHour, isForgiven } = this.#rules.setAside(args, caller);
    const serviceId = args.serviceId ?? '';
    this.#missed.judge({ ...args, isForgiven }, caller);
    const count = Number(/COUNT=(\d+)/.exec(args.rule)?.[1]);
    const first = fromWire(args.start);
    const durationMs = this.#rules.durationMs(serviceId);
    const dates = Array.from({ length: count }, (_, at) => ({ serviceId, start: first + at * dayMs, end: first + at * dayMs + durationMs, partySize }));
    const preferred = resourceIds.length > 0 ? [] : this.#preferred(dates, isOverUndo(channel));
    // Date by date, each beside those before it.
    const trial = this.#calendar.copy();
    const rules = this.#rules.over(trial);
    const had: Move[] = [];
    const lost: Verdict[] = [];
    for (const date of dates) {
      const id = occurrenceId(seriesId, date.start);
      const slot = attempt(() => rules.slot(channel, { ...date, resourceIds, preferred, atAnyHour }));
      const wish = typeof slot === 'string' ? null : { ...slot, range: rules.occupied(slot), owner: { kind: 'booking' as const, id } };
      if (typeof slot === 'string') lost.push(slot);
      else if (wish && trial.wouldTake(wish, isOverUndo(channel))) had.push([id, { ...slot, atAnyHour }]);
      else lost.push('slot_taken');
    }
    const [reason] = lost;
    if (reason !== undefined && had.length === 0 && aboutTheWhole.includes(reason) && lost.every((each) => each === reason)) no(reason);
    if (had.length === 0 || (lost.length > 0 && args.acceptance === 'all')) no('series_incomplete');
    this.#calendar.settleRefusal(supersedes);
    this.#lay(this.#calendar, had, channel);
    if (this.#calendar.series.has(seriesId)) no('already_exists');
    this.#calendar.series.add(seriesId);
    for (const [id, slot] of had)
      this.#calendar.bookings.set(id, { ...slot, seriesId, customerId: args.customer?.id ?? null, status: 'booked', version: 1, isForgiven, deposit: args.depositReference });
  }

  /** Of each kind the one that is free on most dates: a course stays where it is as far as it can. */
  #preferred(dates: readonly Omit<ModelSlot, 'resourceIds'>[], overUndo: boolean): string[] {
    return this.#rules.service(dates[0]?.serviceId ?? '').needs.flatMap((need) => {
      const freeOn = ({ id }: { id: string }): number =>
        dates.filter((date) => this.#calendar.areFree({ ...date, resourceIds: [id], range: this.#rules.occupied(date) }, overUndo)).length;
      const ofKind = this.#rules.house.resources.filter(({ kind }) => kind === need);
      return ofKind.toSorted((a, b) => freeOn(b) - freeOn(a))[0]?.id ?? [];
    });
  }

  cancel(command: CommandOf<'cancel_series'>): void {
    const inScope = this.#scope(command.args);
    this.#expectSeen(command.args, inScope.map(([id]) => id));
    if (inScope.length === 0) no('illegal_status');
    const released = inScope.flatMap(([id]) => this.#calendar.release({ kind: 'booking', id }));
    for (const [, booking] of inScope) {
      booking.status = 'cancelled';
      booking.version++;
    }
    this.#keep(command, inTimeOrder(inScope), released);
  }

  edit({ args }: CommandOf<'edit_series'>, caller: Caller): void {
    const { isForgiven } = this.#rules.setAside(args, caller);
    const inScope = this.#scope(args);
    const anchor = structuredClone(inScope.find(([id]) => id === args.bookingId)?.[1]) ?? no('illegal_status');
    const given: Partial<Given> = {
      ...(args.notes === undefined ? {} : { notes: args.notes }),
      ...(args.customer === undefined ? {} : { customerId: args.customer?.id ?? null }),
    };
    const changes = inScope.flatMap(([id, booking]) => {
      const keeps = givenFields.filter((field) => !isAlike(booking, anchor, field) && this.#deeds.wasGivenAlone(id, field));
      const gets = givenFields.filter((field) => field in given && !keeps.includes(field));
      return gets.length > 0 ? [{ id, booking, columns: Object.fromEntries(gets.map((field) => [field, given[field]])) }] : [];
    });
    this.#expectSeen(args, changes.map(({ id }) => id));
    const isAnothers = ({ booking, columns }: (typeof changes)[number]): boolean => columns['customerId'] !== undefined && columns['customerId'] !== booking.customerId;
    if (changes.some(isAnothers)) this.#missed.judge({ ...args, serviceId: anchor.serviceId, isForgiven }, caller);
    for (const change of changes) {
      const { booking, columns } = change;
      const wasForgiven = booking.isForgiven === true && !isAnothers(change);
      Object.assign(booking, columns, { version: booking.version + 1, isForgiven: wasForgiven || isForgiven, deposit: args.depositReference ?? booking.deposit });
    }
  }

  /** Of how many bookings it is asked; what is not asked of a course is asked of one. */
  askedOf(command: Command): number {
    if (command.kind !== 'edit_series') return 1;
    const { seriesId, bookingId, scope } = command.args;
    return this.#scope({ seriesId, bookingId, scope }).length;
  }

  /** What the answer will be. Which of several dates go along, the answer tells: `move` asks whether that is right. */
  foresee(command: CommandOf<'move_series'>, caller: Caller): void {
    const moves = this.#wantedMoves(command, caller);
    const [only] = moves;
    if (this.#canGo(command, moves)) return;
    if (only && moves.length === 1) {
      const [id, slot] = only;
      this.#rules.slot(command.channel, { ...slot, isAgreed: true, soldWith: this.#soldWith(id) });
      throw new NotPossible('slot_taken', { ...slot, range: this.#rules.occupied(slot), owner: { kind: 'booking', id } });
    }
    if (command.args.acceptance === 'all' || !subsets(moves).some((some) => some.length > 0 && this.#canGo(command, some))) no('series_incomplete');
  }

  /**
   * Carries out what was answered, and says of how many it was asked. Throws when something moved that could not, or
   * stayed that could have gone along.
   */
  move(command: CommandOf<'move_series'>, caller: Caller, outcome: Outcome): number {
    const moves = this.#wantedMoves(command, caller);
    const ids = new Set(outcome.status === 'committed' ? outcome.moved?.map(({ bookingId }) => bookingId) : []);
    const going = moves.filter(([id]) => ids.has(id));
    const staying = moves.filter(([id]) => !ids.has(id));
    if (going.length !== ids.size || !this.#canGo(command, going)) throw new Error('A course moved where it could not.');
    if (subsets(staying).some((more) => more.length > 0 && this.#canGo(command, [...going, ...more]))) throw new Error('A date stayed that could have gone along.');
    this.#calendar.settleRefusal(command.supersedes);
    const inFront = this.#frontFirst(going);
    const before = going.map(([id]): [string, ModelSlot] => [id, structuredClone(this.#calendar.bookings.get(id)) ?? no('not_found')]);
    const released = going.flatMap(([id]) => this.#calendar.release({ kind: 'booking', id }));
    this.#lay(this.#calendar, inFront, command.channel);
    for (const [id, slot] of going) {
      const booking = this.#calendar.bookings.get(id);
      if (booking) Object.assign(booking, slot, { version: booking.version + 1 });
    }
    const leaves = before.filter(([id, was]) => {
      const [, slot] = going.find(([other]) => other === id) ?? no('not_found');
      return !(was.resourceIds.every((each) => slot.resourceIds.includes(each)) && contains(this.#rules.occupied(slot), this.#rules.occupied(was)));
    });
    this.#keep(command, inTimeOrder(leaves), released);
    return moves.length;
  }

  #canGo({ channel }: CommandOf<'move_series'>, moves: readonly Move[]): boolean {
    const trial = this.#calendar.copy();
    for (const [id] of moves) trial.release({ kind: 'booking', id });
    const inFront = this.#frontFirst(moves);
    return attempt(() => {
      for (const [id, slot] of moves) this.#rules.slot(channel, { ...slot, isAgreed: true, soldWith: this.#soldWith(id) });
      this.#lay(trial, inFront, channel);
      return null;
    }) === null;
  }

  #wantedMoves({ args }: CommandOf<'move_series'>, caller: Caller): Move[] {
    const inScope = this.#scope(args);
    const anchor = inScope.find(([id]) => id === args.bookingId)?.[1] ?? no('illegal_status');
    const { atAnyHour } = this.#rules.setAside(args, caller);
    const byMs = fromWire(args.start) - anchor.start;
    const going = inScope.filter(([id, booking]) => booking === anchor || !this.#deeds.wasMovedAlone(id));
    this.#expectSeen(args, going.map(([id]) => id));
    return going.map(([id, { serviceId, start, end, resourceIds, partySize }]): Move => {
      const follows = args.resourceIds.length > 0 && resourceIds.toSorted().join() === anchor.resourceIds.toSorted().join();
      return [id, { serviceId, start: start + byMs, end: end + byMs, partySize, atAnyHour, resourceIds: follows ? this.#replacing(args.resourceIds, resourceIds, serviceId) : resourceIds }];
    });
  }

  #soldWith(bookingId: string): readonly string[] {
    return this.#calendar.bookings.get(bookingId)?.resourceIds ?? [];
  }

  /** Those of other kinds that are still needed stay: nothing here is needed twice. */
  #replacing(named: readonly string[], present: readonly string[], serviceId: string | null): string[] {
    if (serviceId === null) return [...named];
    const kinds = named.map((id) => this.#rules.kindOf(id));
    const needs = this.#rules.neededBy(this.#rules.service(serviceId), named, present);
    return [...named, ...present.filter((id) => needs.includes(this.#rules.kindOf(id)) && !kinds.includes(this.#rules.kindOf(id)))];
  }

  /** What of it is still to come, as far as it is meant. */
  #scope({ seriesId, bookingId, scope, expectedVersion, expectedVersions = [], behindOwn }: CommandOf<'cancel_series'>['args']): [string, ModelBooking][] {
    const { bookings, series } = this.#calendar;
    if (!series.has(seriesId)) no('not_found');
    const anchor = bookings.get(bookingId);
    if (anchor?.seriesId !== seriesId) return no('not_found');
    if (expectedVersion !== undefined && expectedVersion !== anchor.version) no('stale_version');
    if (expectedVersions.some((seen) => bookings.get(seen.bookingId)?.version !== seen.version)) no('stale_version');
    if (behindOwn && !this.#isAsSeenBehind(behindOwn, bookingId)) no('stale_version');
    return [...bookings].filter(
      ([, booking]) =>
        booking.seriesId === seriesId && booking.status === 'booked' && booking.start > this.#rules.house.now &&
        (booking === anchor || scope === 'all' || (scope === 'following' && booking.start >= anchor.start)),
    );
  }

  #isAsSeenBehind({ commandIds, expectedVersion, expectedVersions = [] }: BehindOwn, named: string): boolean {
    const seen = [...expectedVersions, ...(expectedVersion === undefined ? [] : [{ bookingId: named, version: expectedVersion }])];
    return seen.every(({ bookingId, version }) => this.#versions.isAsSeen(bookingId, version, commandIds));
  }

  /** Whoever says what they saw changes nothing else, but for what they made themselves since. */
  #expectSeen({ expectedVersions, behindOwn }: CommandOf<'cancel_series'>['args'], ids: readonly string[]): void {
    const listed = expectedVersions ?? behindOwn?.expectedVersions;
    if (!listed) return;
    const isTheirs = (id: string): boolean => expectedVersions === undefined && this.#versions.wasMadeBehind(id, behindOwn);
    if (ids.some((id) => !isTheirs(id) && !listed.some(({ bookingId }) => bookingId === id))) no('stale_version');
  }

  /** Who goes later leaves room behind, so the last one goes first; of those that go earlier the first. */
  #frontFirst(moves: readonly Move[]): Move[] {
    const inOrder = moves.toSorted(([id, a], [other, b]) => a.start - b.start || (id < other ? -1 : 1));
    return moves.some(([id, { start }]) => start > (this.#calendar.bookings.get(id)?.start ?? start)) ? inOrder.toReversed() : inOrder;
  }

  /** One after the other, each on the lowest lanes that those before it left. */
  #lay(calendar: CalendarModel, moves: readonly Move[], channel: Channel): void {
    for (const [id, slot] of moves) calendar.take([{ ...slot, range: this.#rules.occupied(slot), owner: { kind: 'booking', id } }], isOverUndo(channel));
  }
}

/** As the server takes the dates of a series. */
function inTimeOrder(bookings: readonly [string, ModelSlot][]): ReadonlyMap<string, ModelSlot> {
  return new Map(bookings.toSorted(([id, a], [other, b]) => a.start - b.start || (id < other ? -1 : 1)));
}

/** The reason when it is not possible. */
function attempt<T>(step: () => T): T | Verdict {
  try {
    return step();
  } catch (fault) {
    if (fault instanceof NotPossible) return fault.reason as Verdict;
    throw fault;
  }
}

function subsets<T>(of: readonly T[]): T[][] {
  return of.reduce<T[][]>((sets, each) => [...sets, ...sets.map((set) => [...set, each])], [[]]);
}
