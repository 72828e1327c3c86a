import assert from 'node:assert/strict';
import { fromWire, minuteMs } from '@holdfast/domain/instant';
import { contains, overlaps, subtract } from '@holdfast/domain/time-range';
import type { Command, CommandOf } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { subjectOf } from '@holdfast/server/commands/registry';
import { isBehindUndone } from '@holdfast/server/undo/behind-undone';
import { undoHoldOf } from '@holdfast/server/undo/undo-hold';
import { AlternativesModel } from './alternatives-model.ts';
import { CalendarModel, NotPossible } from './calendar-model.ts';
import type { ModelBooking, ModelClaim, ModelSlot, ModelWish, Owner } from './calendar-records.ts';
import { CourseModel } from './course-model.ts';
import { HoldModel } from './hold-model.ts';
import { HouseRules, isCounter, isGuest, isOverUndo, no, takenReasons, type Caller, type ModelHouse, type Verdict } from './house-model.ts';
import { tooLateThere, type TooLateThere } from './late-elsewhere-model.ts';
import { lateBookings, type LateDay } from './late-model.ts';
import { MissedModel } from './missed-model.ts';
import { Deeds } from './undo-model.ts';
import { Versions } from './versions-model.ts';
import { WaitlistModel } from './waitlist-model.ts';

/** What a guest's key does not do. */
const ofStaff: readonly string[] = ['place_block', 'remove_block', 'run_late'];
const openStates = ['booked', 'arrived', 'in_service'];
const next: Record<ModelBooking['status'], readonly string[]> = {
  booked: ['arrived', 'cancelled', 'no_show'],
  arrived: ['in_service', 'done', 'cancelled'],
  in_service: ['done'],
  done: [],
  cancelled: [],
  no_show: [],
};

type AsSeen = Pick<CommandOf<'cancel_booking'>['args'], 'bookingId' | 'expectedVersion' | 'behindOwn'>;

/** The rules of the gateway once more, as short as they can be said, one command after the other. */
export class GatewayModel {
  readonly calendar: CalendarModel;
  readonly alternatives: AlternativesModel;
  readonly versions = new Versions();
  /** One for each command that was decided, whatever the answer, and for the settings; the house opens with some. */
  version = 0;
  readonly locationId: string;
  readonly #house: ModelHouse;
  readonly #rules: HouseRules;
  readonly #missed: MissedModel;
  readonly #holds: HoldModel;
  readonly #waitlist: WaitlistModel;
  readonly #courses: CourseModel;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #deeds: Deeds;
  /** Of the last that ran late. */
  #unmoved: LateDay['unmoved'] = [];
  #tooLateThere: TooLateThere[] = [];

  constructor(house: ModelHouse, locationId: string) {
    this.locationId = locationId;
    this.#house = house;
    this.calendar = new CalendarModel(new Map(house.resources.map(({ id, capacity }) => [id, capacity])), {
      resourceIds: house.resources.flatMap(({ id, keepsClassesApart }) => (keepsClassesApart ? [id] : [])),
      serviceIds: [...house.services].flatMap(([id, { isClass }]) => (isClass ? [id] : [])),
    }, new Map(house.resources.map(({ id, kind }) => [id, (house.gapMinutes[kind] ?? 0) * minuteMs])));
    this.#rules = new HouseRules(house, this.calendar);
    this.#missed = new MissedModel(this.calendar, house);
    this.#holds = new HoldModel(this.calendar, this.#rules, this.#missed);
    this.#waitlist = new WaitlistModel(this.calendar, this.#rules, this.#holds, this.#missed);
    this.#deeds = new Deeds(this.calendar, (booking) => this.#rules.occupied(booking), house);
    this.alternatives = new AlternativesModel(this.calendar, this.#rules, this.#holds, this.#deeds);
    const known = { deeds: this.#deeds, versions: this.versions, missed: this.#missed };
    this.#courses = new CourseModel(this.calendar, this.#rules, known, (...given) => this.#keepSeveral(...given));
  }

  /** Decides a new command and, where it commits, carries it out. */
  decide(command: Command, caller: Caller): Verdict {
    this.version++;
    const isInVain = command.dependsOn !== undefined && this.#outcomes.get(command.dependsOn)?.status !== 'committed';
    if (isInVain && !isBehindUndone(command)) return 'dependency_refused';
    const verdict = this.#tryOut(command, caller);
    if (isInVain && verdict !== 'committed') return 'dependency_refused';
    const own = takenReasons.includes(verdict) ? this.alternatives.ownRefusal(command, this.#subjectOf(command, caller)) : null;
    return own !== null && this.#tryOut({ ...command, supersedes: own }, caller) === 'committed' ? 'committed' : verdict;
  }

  #tryOut(command: Command, caller: Caller): Verdict {
    const before = structuredClone(this.calendar.bookings);
    try {
      this.calendar.attempt(() => this.#carryOut(command, caller));
      this.#missed.meet(command);
      if (command.kind !== 'move_series') this.#deeds.remember(command, this.#subjectOf(command, caller), before, this.#courses.askedOf(command));
      return 'committed';
    } catch (fault) {
      if (fault instanceof NotPossible) return fault.wish ? this.#whyTaken(command, fault.wish) : (fault.reason as Verdict);
      throw fault;
    }
  }

  /** Asked when nothing of the command is there: what it would have given up for its time stands in its way again. */
  #whyTaken({ kind, channel }: Command, wish: ModelWish): Verdict {
    // They had it once: that it ran out says more.
    if (kind === 'confirm_hold' || kind === 'accept_offer') return 'hold_expired';
    const moves = kind === 'move_booking' || kind === 'move_series' || kind === 'undo_command';
    const isItself = (owner: Owner): boolean => moves && owner.kind === 'booking' && wish.owner.kind === 'booking' && owner.id === wish.owner.id;
    return this.calendar.whyTaken(wish, isOverUndo(channel), isItself);
  }

  /** What only the answer tells: which alternatives are held from now on. Throws when one was not free. */
  learn(command: Command, caller: Caller, outcome: Outcome): void {
    this.#outcomes.set(command.id, outcome);
    if (outcome.status === 'committed' && command.kind === 'run_late') {
      assert.deepEqual(outcome.unmoved?.map(({ bookingId: id, reason }) => ({ id, reason })), this.#unmoved);
      const elsewhere = outcome.elsewhere?.map(({ start, end, earliest }) => ({ start: fromWire(start), end: fromWire(end), earliest: fromWire(earliest) }));
      assert.deepEqual(elsewhere ?? [], this.#tooLateThere);
    }
    if (outcome.status === 'committed' && command.kind === 'move_series') {
      const before = structuredClone(this.calendar.bookings);
      const askedOf = this.#courses.move(command, caller, outcome);
      this.#deeds.remember(command, this.#subjectOf(command, caller), before, askedOf);
    }
    this.alternatives.expectListedFree(command, outcome);
    if (outcome.status === 'committed') return this.versions.note(command.id, this.calendar.bookings);
    const subject = this.#subjectOf(command, caller);
    this.#deeds.rememberRefused(command.id, subject);
    this.alternatives.hold(command, subject, outcome);
  }

  /** Every hold whose time is up is told so, in one version, if there is one. */
  sweep(): void {
    const due = [...this.calendar.holds].filter(([, hold]) => hold.status === 'active' && hold.ranOut);
    if (due.length > 0) this.version++;
    for (const [id] of due) this.calendar.closeHold(id, 'expired');
  }

  /** More people wait by themselves than a day may be held for. */
  get isShort(): boolean {
    return this.#waitlist.isShort;
  }

  /** The waitlist's own job looks once; each of its commands is a version. */
  look(heldFor: (entryId: string) => string): void {
    this.version += this.#waitlist.look(heldFor);
  }

  /** The house's clock; holds run out by another. */
  wait(minutes: number): void {
    this.#house.now += minutes * minuteMs;
  }

  set(policies: Partial<Pick<ModelHouse, 'waitlist' | 'keepsForUndo'>>): void {
    this.version++;
    Object.assign(this.#house, policies);
  }

  /** What a service needs from now on, for what is sold from now on. */
  need(serviceId: string, needs: readonly string[]): void {
    const service = this.#rules.service(serviceId);
    if (service.needs.toSorted().join() === needs.toSorted().join()) return;
    this.version++;
    service.needs = [...needs];
  }

  /** Whether its service needs other kinds today. */
  isSoldOtherwise(bookingId: string): boolean {
    const { serviceId, resourceIds } = this.calendar.bookings.get(bookingId) ?? {};
    if (serviceId == null || resourceIds === undefined) return false;
    return resourceIds.map((id) => this.#rules.kindOf(id)).toSorted().join() !== this.#rules.service(serviceId).needs.toSorted().join();
  }

  /** What a command is about: for whom, at the counter, a refusal's alternatives are held. */
  #subjectOf(command: Command, caller: Caller): string {
    if (command.kind !== 'undo_command' || this.#forbidden(caller) !== null) return subjectOf(command) ?? '';
    return this.#deeds.subjectOf(command.args.commandId);
  }

  #forbidden({ channel, via, role }: Caller): Verdict | null {
    if (via === 'terminal' && !isCounter(channel)) return 'policy_forbids';
    return isCounter(channel) && via === 'terminal' && role === null ? 'actor_revoked' : null;
  }

  #carryOut(command: Command, caller: Caller): void {
    const forbidden = this.#forbidden(caller);
    if (forbidden) no(forbidden);
    if (ofStaff.includes(command.kind) && isGuest(caller.channel) && caller.role !== 'manager') no('policy_forbids');
    switch (command.kind) {
      case 'create_booking':
        return this.#create(command, caller);
      case 'move_booking':
        return this.#move(command, caller);
      case 'cancel_booking':
        this.#advance(command.args, 'cancelled');
        return this.#giveUp(command);
      case 'arrive_booking':
        return this.#advance(command.args, 'arrived');
      case 'start_booking':
        return this.#advance(command.args, 'in_service');
      case 'complete_booking':
        return this.#advance(command.args, 'done');
      case 'no_show_booking': {
        const booking = this.#booking(command.args);
        if (next[booking.status].includes('no_show') && this.#house.now < booking.start + 10 * minuteMs) no('too_early');
        this.#advance(command.args, 'no_show');
        return this.#giveUp(command);
      }
      case 'edit_booking':
        return this.#edit(command, caller);
      case 'place_hold':
        return this.#holds.place(command, caller);
      case 'confirm_hold':
        return this.#holds.confirm(command, caller);
      case 'release_hold':
        return this.#holds.release(command);
      case 'extend_hold':
        return this.#holds.extend(command);
      case 'override_hold':
        return this.#holds.override(command, caller);
      case 'place_block':
        return this.#placeBlock(command);
      case 'remove_block': {
        const block = this.calendar.blocks.get(command.args.blockId);
        if (!block) return no('not_found');
        if (block.removed) no('illegal_status');
        block.removed = true;
        const slot = { ...block, serviceId: null, resourceIds: [...block.resourceIds], partySize: 1 };
        return this.#keepForUndo(command, slot, this.calendar.release({ kind: 'block', id: command.args.blockId }));
      }
      case 'dismiss_refusal':
        if (this.#outcomes.get(command.args.refusedCommandId)?.status !== 'refused') no('not_found');
        return this.calendar.settleRefusal(command.args.refusedCommandId);
      case 'undo_command':
        return this.#deeds.undo(command);
      case 'run_late':
        return this.#runLate(command);
      case 'join_waitlist':
        return this.#waitlist.join(command);
      case 'leave_waitlist':
        return this.#waitlist.leave(command.args.entryId);
      case 'offer_waitlist':
        return this.#waitlist.offer(command);
      case 'accept_offer':
        return this.#waitlist.accept(command, caller);
      case 'decline_offer':
        return this.#waitlist.decline(command);
      case 'create_series':
        return this.#courses.create(command, caller);
      case 'move_series':
        return this.#courses.foresee(command, caller);
      case 'cancel_series':
        return this.#courses.cancel(command);
      case 'edit_series':
        return this.#courses.edit(command, caller);
    }
  }

  #create({ args, supersedes, channel }: CommandOf<'create_booking'>, caller: Caller): void {
    const { bookingId, serviceId, resourceIds, partySize = 1, customer } = args;
    const end = args.end === undefined ? undefined : fromWire(args.end);
    const { atAnyHour, isForgiven } = this.#rules.setAside(args, caller);
    this.calendar.settleRefusal(supersedes);
    const slot = this.#rules.slot(channel, { serviceId, start: fromWire(args.start), end, resourceIds, partySize, atAnyHour });
    this.#missed.judge({ ...args, isForgiven }, caller);
    this.calendar.take([{ ...slot, range: this.#rules.occupied(slot), owner: { kind: 'booking', id: bookingId } }], isOverUndo(channel));
    if (this.calendar.bookings.has(bookingId)) no('already_exists');
    this.calendar.bookings.set(bookingId, { ...slot, customerId: customer?.id ?? null, status: 'booked', version: 1, atAnyHour, isForgiven, deposit: args.depositReference });
  }

  /** Who is attached while it is still to be given is judged as if it were booked for them. */
  #edit({ args }: CommandOf<'edit_booking'>, caller: Caller): void {
    const { isForgiven } = this.#rules.setAside(args, caller);
    const booking = this.#booking(args);
    const customerId = args.customer === undefined ? booking.customerId : (args.customer?.id ?? null);
    const isAnothers = customerId !== booking.customerId;
    if (isAnothers && openStates.includes(booking.status)) this.#missed.judge({ ...args, serviceId: booking.serviceId, isForgiven }, caller);
    const wasForgiven = booking.isForgiven === true && !isAnothers;
    const { notes = booking.notes, depositReference: deposit = booking.deposit } = args;
    Object.assign(booking, { customerId, notes, deposit, isForgiven: wasForgiven || isForgiven, version: booking.version + 1 });
  }

  #move(command: CommandOf<'move_booking'>, caller: Caller): void {
    const { args, channel } = command;
    const booking = this.#booking(args);
    if (!openStates.includes(booking.status)) no('illegal_status');
    const start = fromWire(args.start);
    const end = args.end === undefined ? start + booking.end - booking.start : fromWire(args.end);
    const owner: Owner = { kind: 'booking', id: args.bookingId };
    this.calendar.settleRefusal(command.supersedes);
    // Neither its own time nor that of the hold it uses keeps what is picked.
    const without = this.calendar.copy();
    without.release(owner);
    const held = this.#holds.toTake(args.usingHoldId);
    if (held) without.release(held);
    const { atAnyHour } = this.#rules.setAside(args, caller);
    // Of a class none is theirs: they go wherever it takes place then.
    const isOfClass = booking.serviceId !== null && this.#rules.service(booking.serviceId).isClass === true;
    const asked = { ...booking, start, end, isAgreed: true, atAnyHour, preferred: booking.resourceIds, soldWith: booking.resourceIds, ...(args.resourceIds.length > 0 || isOfClass ? { resourceIds: args.resourceIds } : {}) };
    const slot = this.#rules.over(without).slot(channel, asked);
    const range = this.#rules.occupied(slot);
    this.#holds.takeOver(args.usingHoldId, this.#rules.envelope(slot), slot.resourceIds);
    const released = this.calendar.release(owner);
    this.calendar.take([{ ...slot, range, owner }], isOverUndo(channel));
    const before = { range: this.#rules.occupied(booking), isBare: booking.isBare };
    const stays = booking.resourceIds.every((id) => slot.resourceIds.includes(id) && contains(this.calendar.spanOn(id, { range }), this.calendar.spanOn(id, before)));
    if (!stays) this.#keepForUndo(command, booking, released);
    Object.assign(booking, slot, { version: booking.version + 1, atAnyHour, isBare: false });
  }

  #giveUp(command: CommandOf<'cancel_booking'> | CommandOf<'no_show_booking'>): void {
    const { bookingId } = command.args;
    const released = this.calendar.release({ kind: 'booking', id: bookingId });
    this.#keepForUndo(command, this.#booking({ bookingId }), released);
  }

  /** Only at the counter, where a slip of the hand is seen at once. */
  #keepForUndo({ id, channel }: Command, { start, end, serviceId, resourceIds, partySize }: ModelSlot, released: readonly ModelClaim[]): void {
    if (!isCounter(channel) || !this.#house.keepsForUndo) return;
    this.calendar.keep(released, id);
    this.#holds.add(id, { start, end, serviceId, resourceIds, partySize, channel, purpose: 'undo', isNamed: false });
  }

  /** A hold for each, of what was given up where it was. */
  #keepSeveral({ id, channel }: Command, givenUp: ReadonlyMap<string, ModelSlot>, released: readonly ModelClaim[]): void {
    if (!isCounter(channel) || !this.#house.keepsForUndo) return;
    for (const [bookingId, { start, end, serviceId, resourceIds, partySize, isBare }] of givenUp) {
      const holdId = undoHoldOf(id, bookingId);
      const range = this.#rules.envelope({ serviceId, start, end, resourceIds, isBare });
      this.calendar.keep(released.filter((claim) => resourceIds.includes(claim.resourceId) && overlaps(claim, range)), holdId);
      this.#holds.add(holdId, { start, end, serviceId, resourceIds, partySize, channel, purpose: 'undo', isNamed: false });
    }
  }

  #runLate(command: CommandOf<'run_late'>): void {
    const { args, channel } = command;
    if (!this.#house.resources.some(({ id }) => id === args.resourceId)) no('not_found');
    const from = args.from === undefined ? this.#house.now : fromWire(args.from);
    const { moved, unmoved, wishes } = lateBookings(this.calendar, this.#rules, { ...args, from, channel });
    this.#unmoved = unmoved;
    this.#tooLateThere = tooLateThere(this.calendar, args.resourceId, from, args.minutes);
    const before = new Map(moved.map(({ id }): [string, ModelSlot] => [id, this.#booking({ bookingId: id })]));
    const released = moved.flatMap(({ id }) => this.calendar.release({ kind: 'booking', id }));
    for (const { id, booking } of moved) this.calendar.bookings.set(id, { ...booking, version: booking.version + 1 });
    this.calendar.take([...wishes, ...this.#keepWhileAway(command, from, wishes)], isOverUndo(channel));
    this.#keepSeveral(command, before, released);
    for (const { id, booking } of moved)
      if (booking.customerId !== null) this.calendar.messages.push({ kind: 'running_late', subjectId: id, status: 'queued' });
  }

  /** Who is late is not sold meanwhile, no place of theirs, as far as nobody is there or has it. */
  #keepWhileAway({ id, args: { resourceId, minutes }, channel }: CommandOf<'run_late'>, since: number, wishes: readonly ModelWish[]): ModelWish[] {
    if (!isCounter(channel)) return [];
    const [start, end] = [Math.max(since, this.#house.now), since + minutes * minuteMs];
    if (start >= end) return [];
    const laid = this.calendar.copy();
    laid.take(wishes, isOverUndo(channel));
    const theirs = wishes.flatMap(({ owner }) => laid.claimsOf(owner));
    const here = [...this.calendar.claims, ...theirs].filter((claim) => claim.resourceId === resourceId && claim.ranOut !== true);
    const elsewhere = this.calendar.elsewhere(resourceId).filter(({ ranOut }) => ranOut !== true);
    const isOne = this.calendar.keepsApart(resourceId);
    const places = isOne ? [1] : Array.from({ length: this.calendar.capacityOf(resourceId) }, (_, index) => index + 1);
    const owner: Owner = { kind: 'hold', id };
    const kept = places.flatMap((lane) =>
      subtract([{ start, end }], [...here.filter((claim) => isOne || claim.lane === lane), ...elsewhere]).map((range): ModelWish => ({ resourceIds: [resourceId], partySize: 1, range, owner, yields: 'in part', isBare: true, on: [{ resourceId, lane }] })),
    );
    if (kept.length > 0) this.#holds.add(id, { start, end, serviceId: null, resourceIds: [resourceId], partySize: 1, channel, purpose: 'undo', isNamed: false });
    return kept;
  }

  #placeBlock({ args, supersedes, channel }: CommandOf<'place_block'>): void {
    const range = { start: fromWire(args.start), end: fromWire(args.end) };
    if (range.start >= range.end) no('invalid_times');
    if (this.#rules.isPast(channel, range)) no('past');
    this.#holds.takeOver(args.usingHoldId, range, args.resourceIds);
    this.calendar.settleRefusal(supersedes);
    const owner: Owner = { kind: 'block', id: args.blockId };
    this.calendar.take([{ resourceIds: args.resourceIds, range, owner, partySize: 1, allLanes: true }], isOverUndo(channel));
    if (this.calendar.blocks.has(args.blockId)) no('already_exists');
    this.calendar.blocks.set(args.blockId, { ...range, removed: false, resourceIds: args.resourceIds });
  }

  #advance(args: AsSeen, to: ModelBooking['status']): void {
    const booking = this.#booking(args);
    if (!next[booking.status].includes(to)) no('illegal_status');
    booking.status = to;
    booking.version++;
  }

  #booking({ bookingId, expectedVersion, behindOwn }: AsSeen): ModelBooking {
    const booking = this.calendar.bookings.get(bookingId);
    if (!booking) return no('not_found');
    if (expectedVersion !== undefined && expectedVersion !== booking.version) no('stale_version');
    if (behindOwn && !this.versions.isAsSeen(bookingId, behindOwn.expectedVersion, behindOwn.commandIds)) no('stale_version');
    return booking;
  }
}
