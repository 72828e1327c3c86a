import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import { contains, overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { Command, CommandOf } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import type { RefusalReason } from '@holdfast/protocol/refusal-reasons';
import { subjectOf } from '@holdfast/server/commands/registry';
import { CalendarModel, NotPossible, type ModelBooking, type ModelClaim, type Owner } from './calendar-model.ts';
import { lateBookings } from './late-model.ts';
import { Deeds } from './undo-model.ts';

export interface ModelService {
  durationMinutes: number;
  preparationMinutes: number;
  cleanupMinutes: number;
  needs: string[];
}

export interface ModelHouse {
  /** In board order. */
  resources: { id: string; kind: string; capacity: number }[];
  services: Map<string, ModelService>;
  /** Every day, UTC hours. */
  open: { from: number; to: number };
  now: number;
}

/** Words for "somebody has the time": which one depends on who it is and on the resource. */
export const takenReasons: readonly RefusalReason[] = ['slot_taken', 'resource_blocked', 'capacity_full', 'hold_expired'];

export type Verdict = 'committed' | 'taken' | RefusalReason;

function no(reason: Verdict): never {
  throw new NotPossible<Verdict>(reason);
}

const hourMs = 60 * minuteMs;
const openStates = ['booked', 'arrived', 'in_service'];
const next: Record<ModelBooking['status'], readonly string[]> = {
  booked: ['arrived', 'cancelled', 'no_show'],
  arrived: ['in_service', 'done', 'cancelled'],
  in_service: ['done'],
  done: [],
  cancelled: [],
  no_show: [],
};

interface Slot extends TimeRange {
  resourceIds: string[];
}

type BookingCommand = Exclude<
  Extract<Command, { args: { bookingId: string } }>,
  { kind: 'create_booking' | 'confirm_hold' | 'move_series' | 'cancel_series' | 'accept_offer' }
>;

/** The rules of the gateway once more, as short as they can be said, one command after the other. */
export class GatewayModel {
  readonly calendar: CalendarModel;
  /** One for each command that was decided, whatever the answer. */
  version = 0;
  readonly #house: ModelHouse;
  readonly #outcomes = new Map<string, Outcome>();
  readonly #deeds: Deeds;

  constructor(house: ModelHouse) {
    this.#house = house;
    this.calendar = new CalendarModel(new Map(house.resources.map(({ id, capacity }) => [id, capacity])));
    this.#deeds = new Deeds(this.calendar, (booking) => this.#occupied(booking.serviceId, booking));
  }

  /** Decides a new command and, where it commits, carries it out. */
  decide(command: Command): Verdict {
    this.version++;
    if (command.dependsOn !== undefined && this.#outcomes.get(command.dependsOn)?.status !== 'committed')
      return 'dependency_refused';
    const subject = this.subjectOf(command);
    const before = structuredClone(this.calendar.bookings);
    try {
      this.calendar.attempt(() => this.#carryOut(command));
      this.#deeds.remember(command, subject, before);
      return 'committed';
    } catch (fault) {
      if (fault instanceof NotPossible) return fault.reason as Verdict;
      throw fault;
    }
  }

  /** What a command is about: for whom a refusal's alternatives are held. */
  subjectOf(command: Command): string {
    if (command.kind !== 'undo_command') return subjectOf(command) ?? '';
    return this.#deeds.subjectOf(command.args.commandId);
  }

  /** What only the answer tells: which alternatives are held from now on. Throws when one was not free. */
  learn(command: Command, outcome: Outcome): void {
    this.#outcomes.set(command.id, outcome);
    if (outcome.status === 'committed') return;
    const subject = this.subjectOf(command);
    this.#deeds.rememberRefused(command.id, subject);
    const allLanes = command.kind === 'place_block' || (command.kind === 'undo_command' && this.#deeds.wantedBack.allLanes);
    const serviceId = this.#serviceOf(command);
    for (const { start, end, resourceIds } of outcome.alternatives) {
      const range = this.#occupied(serviceId, { start: fromWire(start), end: fromWire(end) });
      if (!resourceIds.every((id) => this.calendar.isFree(id, range, false))) throw new Error(`Offered what is not free: ${start} ${resourceIds.join()}`);
    }
    this.calendar.forgetAlternatives(subject);
    for (const { start, end, resourceIds, holdId } of outcome.alternatives) {
      if (holdId === undefined) continue;
      const range = { start: fromWire(start), end: fromWire(end) };
      this.calendar.take([{ resourceIds, range: this.#occupied(serviceId, range), owner: { kind: 'hold', id: holdId }, allLanes }], false);
      this.calendar.holds.set(holdId, { ...range, status: 'active', ranOut: false, serviceId, resourceIds, asker: subject, refusedCommandId: command.id });
    }
  }

  /** Every hold whose time is up is told so, in one version, if there is one. */
  sweep(): void {
    const due = [...this.calendar.holds].filter(([, hold]) => hold.status === 'active' && hold.ranOut);
    if (due.length > 0) this.version++;
    for (const [id] of due) this.calendar.closeHold(id, 'expired');
  }

  #carryOut(command: Command): void {
    switch (command.kind) {
      case 'create_booking':
        return this.#create(command);
      case 'move_booking':
        return this.#move(command);
      case 'cancel_booking':
        this.#advance(command, 'cancelled');
        return this.#giveUp(command);
      case 'arrive_booking':
        return this.#advance(command, 'arrived');
      case 'start_booking':
        return this.#advance(command, 'in_service');
      case 'complete_booking':
        return this.#advance(command, 'done');
      case 'no_show_booking': {
        const booking = this.#booking(command);
        if (next[booking.status].includes('no_show') && this.#house.now < booking.start + 10 * minuteMs) no('too_early');
        this.#advance(command, 'no_show');
        return this.#giveUp(command);
      }
      case 'edit_booking':
        this.#booking(command).version++;
        return;
      case 'place_hold':
        return this.#placeHold(command);
      case 'confirm_hold':
        return this.#confirm(command);
      case 'release_hold': {
        const hold = this.calendar.holds.get(command.args.holdId);
        if (!hold) return no('not_found');
        if (hold.status !== 'active') no('hold_not_active');
        return this.calendar.closeHold(command.args.holdId, 'released');
      }
      case 'place_block':
        return this.#placeBlock(command);
      case 'remove_block': {
        const block = this.calendar.blocks.get(command.args.blockId);
        if (!block) return no('not_found');
        if (block.removed) no('illegal_status');
        block.removed = true;
        this.calendar.release({ kind: 'block', id: command.args.blockId });
        return;
      }
      case 'dismiss_refusal':
        if (this.#outcomes.get(command.args.refusedCommandId)?.status !== 'refused') no('not_found');
        return this.calendar.settleRefusal(command.args.refusedCommandId);
      case 'undo_command':
        return this.#deeds.undo(command.args.commandId);
      case 'run_late':
        return this.#runLate(command);
      // A series is judged date by date by server/src/series, with an oracle of its own there.
      case 'create_series':
      case 'move_series':
      case 'cancel_series':
      // The waitlist has tests of its own in server/src/waitlist.
      default:
        throw new Error(`No history sends ${command.kind}.`);
    }
  }

  #create({ args, supersedes }: CommandOf<'create_booking'>): void {
    const slot = this.#slot(args.serviceId, args.start, args.end, args.resourceIds);
    this.#settle(supersedes);
    this.#book(args.bookingId, args.serviceId, slot);
  }

  #move(command: CommandOf<'move_booking'>): void {
    const { args } = command;
    const booking = this.#booking(command);
    if (!openStates.includes(booking.status)) no('illegal_status');
    const end = args.end ?? toWire(fromWire(args.start) + booking.end - booking.start);
    const named = args.resourceIds.length > 0 ? args.resourceIds : booking.resourceIds;
    const slot = this.#slot(booking.serviceId, args.start, end, named);
    const occupied = this.#occupied(booking.serviceId, slot);
    this.#takeOver(args.usingHoldId, occupied, slot.resourceIds);
    this.#settle(command.supersedes);
    const owner: Owner = { kind: 'booking', id: args.bookingId };
    const released = this.calendar.release(owner);
    this.calendar.take([{ resourceIds: slot.resourceIds, range: occupied, owner }], true);
    const stays = booking.resourceIds.every((id) => slot.resourceIds.includes(id)) && contains(occupied, this.#occupied(booking.serviceId, booking));
    if (!stays) this.#keepForUndo(command.id, booking, released);
    Object.assign(booking, slot, { version: booking.version + 1 });
  }

  #giveUp(command: CommandOf<'cancel_booking'> | CommandOf<'no_show_booking'>): void {
    const released = this.calendar.release({ kind: 'booking', id: command.args.bookingId });
    this.#keepForUndo(command.id, this.#booking({ args: { bookingId: command.args.bookingId } } as BookingCommand), released);
  }

  #keepForUndo(commandId: string, { start, end, serviceId, resourceIds }: ModelBooking, released: readonly ModelClaim[]): void {
    this.calendar.keep(released, commandId);
    this.calendar.holds.set(commandId, { start, end, serviceId, resourceIds, status: 'active', ranOut: false, asker: commandId, refusedCommandId: null, forUndo: true });
  }

  #runLate({ args }: CommandOf<'run_late'>): void {
    if (!this.#house.resources.some(({ id }) => id === args.resourceId)) no('not_found');
    const moved = lateBookings(this.calendar, { ...args, from: args.from === undefined ? this.#house.now : fromWire(args.from) }, {
      occupied: (booking) => this.#occupied(booking.serviceId, booking),
      isOpen: (range) => this.#isOpen(range),
    });
    const release = moved.map(({ id }): Owner => ({ kind: 'booking', id }));
    for (const owner of release) this.calendar.release(owner);
    for (const { id, booking } of moved) this.calendar.bookings.set(id, { ...booking, version: booking.version + 1 });
    this.calendar.take(moved.map(({ id, booking }) => ({ resourceIds: booking.resourceIds, range: this.#occupied(booking.serviceId, booking), owner: { kind: 'booking', id } })), true);
  }

  #placeHold({ args, supersedes }: CommandOf<'place_hold'>): void {
    const slot = this.#slot(args.serviceId, args.start, args.end, args.resourceIds);
    this.#settle(supersedes);
    this.calendar.take([{ resourceIds: slot.resourceIds, range: this.#occupied(args.serviceId, slot), owner: { kind: 'hold', id: args.holdId } }], true);
    if (this.calendar.holds.has(args.holdId)) no('already_exists');
    this.calendar.holds.set(args.holdId, { ...slot, serviceId: args.serviceId, status: 'active', ranOut: false, asker: args.holdId, refusedCommandId: null });
  }

  #confirm({ args }: CommandOf<'confirm_hold'>): void {
    const { bookings, holds } = this.calendar;
    const hold = holds.get(args.holdId);
    if (!hold) return no('not_found');
    const { status, ranOut, serviceId, refusedCommandId, start, end, resourceIds } = hold;
    if (hold.forUndo) no('hold_not_active');
    if (status !== 'active' && status !== 'expired') no('hold_not_active');
    if (status === 'active' && !ranOut) {
      this.calendar.convert(args.holdId, args.bookingId);
      this.#settle(refusedCommandId ?? undefined);
      if (bookings.has(args.bookingId)) no('already_exists');
      bookings.set(args.bookingId, { start, end, resourceIds, serviceId, status: 'booked', version: 1 });
      return;
    }
    const slot = this.#slot(serviceId, toWire(start), toWire(end), resourceIds);
    this.#settle(refusedCommandId ?? undefined);
    this.#book(args.bookingId, serviceId, slot);
  }

  #placeBlock({ args, supersedes }: CommandOf<'place_block'>): void {
    const range = { start: fromWire(args.start), end: fromWire(args.end) };
    if (range.start >= range.end) no('invalid_times');
    this.#takeOver(args.usingHoldId, range, args.resourceIds);
    this.#settle(supersedes);
    this.calendar.take([{ resourceIds: args.resourceIds, range, owner: { kind: 'block', id: args.blockId }, allLanes: true }], true);
    if (this.calendar.blocks.has(args.blockId)) no('already_exists');
    this.calendar.blocks.set(args.blockId, { ...range, removed: false, resourceIds: args.resourceIds });
  }

  #book(id: string, serviceId: string | null, slot: Slot): void {
    this.calendar.take([{ resourceIds: slot.resourceIds, range: this.#occupied(serviceId, slot), owner: { kind: 'booking', id } }], true);
    if (this.calendar.bookings.has(id)) no('already_exists');
    this.calendar.bookings.set(id, { ...slot, serviceId, status: 'booked', version: 1 });
  }

  #advance(command: BookingCommand, to: ModelBooking['status']): void {
    const booking = this.#booking(command);
    if (!next[booking.status].includes(to)) no('illegal_status');
    booking.status = to;
    booking.version++;
  }

  #booking({ args }: BookingCommand): ModelBooking {
    const booking = this.calendar.bookings.get(args.bookingId);
    if (!booking) return no('not_found');
    if (args.expectedVersion !== undefined && args.expectedVersion !== booking.version) no('stale_version');
    return booking;
  }

  #settle(refusedCommandId: string | undefined): void {
    if (refusedCommandId !== undefined) this.calendar.settleRefusal(refusedCommandId);
  }

  /** A hold gives way to the one who names it, where it is in the way. */
  #takeOver(holdId: string | undefined, wanted: TimeRange, resourceIds: readonly string[]): void {
    const hold = holdId === undefined ? undefined : this.calendar.holds.get(holdId);
    // Time kept for an undo is no alternative to take.
    if (holdId === undefined || hold?.status !== 'active' || hold.forUndo === true) return;
    const inTheWay = overlaps(this.#occupied(hold.serviceId, hold), wanted) && hold.resourceIds.some((id) => resourceIds.includes(id));
    if (inTheWay) this.calendar.closeHold(holdId, 'converted');
  }

  #slot(serviceId: string | null, startWire: string, endWire: string | undefined, named: readonly string[]): Slot {
    const service = serviceId === null ? null : this.#service(serviceId);
    const start = fromWire(startWire);
    if (!service && endWire === undefined) no('invalid_times');
    const end = endWire === undefined ? start + (service?.durationMinutes ?? 0) * minuteMs : fromWire(endWire);
    if (start >= end) no('invalid_times');
    if (!service && named.length === 0) no('unsuitable_resource');
    const kinds = named.map((id) => this.#house.resources.find((resource) => resource.id === id)?.kind ?? '');
    if (service && named.length > 0 && kinds.toSorted().join() !== service.needs.toSorted().join()) no('unsuitable_resource');
    if (!this.#isOpen({ start, end })) no('outside_hours');
    if (named.length > 0) return { start, end, resourceIds: [...named] };
    const occupied = this.#occupied(serviceId, { start, end });
    const resourceIds = (service?.needs ?? []).map(
      (need) => this.#house.resources.find(({ id, kind }) => kind === need && this.calendar.isFree(id, occupied, true))?.id ?? no('taken'),
    );
    return { start, end, resourceIds };
  }

  #isOpen({ start, end }: TimeRange): boolean {
    const midnight = start - (start % (24 * hourMs));
    return start >= midnight + this.#house.open.from * hourMs && end <= midnight + this.#house.open.to * hourMs;
  }

  #serviceOf(command: Command): string | null {
    switch (command.kind) {
      case 'undo_command':
        return this.#deeds.wantedBack.serviceId;
      case 'create_booking':
      case 'place_hold':
        return command.args.serviceId;
      case 'move_booking':
        return this.calendar.bookings.get(command.args.bookingId)?.serviceId ?? null;
      case 'confirm_hold':
        return this.calendar.holds.get(command.args.holdId)?.serviceId ?? null;
      default:
        return null;
    }
  }

  #service(id: string): ModelService {
    return this.#house.services.get(id) ?? no('not_found');
  }

  #occupied(serviceId: string | null, { start, end }: TimeRange): TimeRange {
    const service = serviceId === null ? null : this.#service(serviceId);
    return {
      start: start - (service?.preparationMinutes ?? 0) * minuteMs,
      end: end + (service?.cleanupMinutes ?? 0) * minuteMs,
    };
  }
}
