import { randomUUID } from 'node:crypto';
import { fromWire, minuteMs, toWire } from '@holdfast/domain/instant';
import type { Command, CommandArgs, CommandKind, CommandOf, CustomerInput } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { isUndoable, makesBooking } from '@holdfast/protocol/undoable-kinds';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import type { ModelBooking, ModelHold } from './calendar-records.ts';
import { idCount, ownIdsFrom, unreachable, type Behind, type Brings, type Deed, type Known, type Seen } from './gateway-steps.ts';
import type { GatewayModel } from './gateway-model.ts';
import type { Caller } from './house-model.ts';

/** The resources and services that numbers pick from. */
export interface Names {
  day: string;
  resources: string[];
  services: (string | null)[];
  locationId: string;
  /** What the customers are called, and no others are. */
  guests: string;
}

type AsSeen = Pick<CommandArgs<'cancel_booking'>, 'bookingId' | 'expectedVersion' | 'behindOwn'>;

interface Sent {
  command: Command;
  outcome: Outcome;
}

/** What is written on bookings; the first on single ones. */
const notes = ['Changed', 'For all', ''] as const;

/** Makes of a step the command it stands for, from what there is at the moment. */
export class StepCommands {
  readonly #world: TestWorld;
  readonly #model: GatewayModel;
  readonly #names: Names;
  readonly #sent: readonly Sent[];
  /** Shared by bookings, holds, blocks and entries. */
  readonly #ids = Array.from({ length: idCount }, () => randomUUID());
  readonly #ownIds: string[] = [];
  readonly #customers: readonly CustomerInput[];

  readonly #noNumber: CustomerInput = { id: randomUUID(), name: 'No number' };

  /** `sent`: what was sent so far, in order; looked at, never changed. */
  constructor(world: TestWorld, model: GatewayModel, names: Names, sent: readonly Sent[]) {
    this.#world = world;
    this.#model = model;
    this.#names = names;
    this.#customers = Array.from({ length: 3 }, (_, at) => ({ id: randomUUID(), name: `${names.guests} ${at + 1}`, phone: `+44 7700 90012${at}` }));
    this.#sent = sent;
  }

  make(step: Deed, { channel, actorId }: Caller): Command {
    const command = <K extends CommandKind>(kind: K, args: CommandArgs<K>, envelope: Partial<Command> = {}): CommandOf<K> =>
      this.#world.command(kind, args, { ...envelope, channel, actorId, locationId: this.#names.locationId });
    switch (step.do) {
      case 'create':
      case 'hold': {
        const { serviceId, ...asked } = this.#asked(step, step.at);
        const slot = { serviceId, ...asked, ...this.#party(step.party), customer: this.#customer(step.customer), ...this.#waives(step) };
        const envelope = { ...this.#decides(step.decides), ...this.#after(step.after) };
        return step.do === 'create'
          ? command('create_booking', { bookingId: this.#id(step.id), ...slot, ...this.#deposit(step) }, envelope)
          : command('place_hold', { holdId: this.#id(step.id), ...slot }, envelope);
      }
      case 'move': {
        const booking = this.#booking(step, actorId);
        const serviceId = this.#model.calendar.bookings.get(booking.bookingId)?.serviceId ?? null;
        const args = { ...booking, start: this.#start(step.at), resourceIds: this.#suitable(serviceId, step) };
        return command('move_booking', { ...args, ...this.#using(step.using), ...this.#waives(step) }, this.#decides(step.decides));
      }
      case 'advance': {
        const args = this.#booking(step, actorId);
        const { status } = this.#model.calendar.bookings.get(args.bookingId) ?? { status: 'booked' };
        const kind = status === 'booked' ? 'arrive_booking' : status === 'arrived' ? 'start_booking' : 'complete_booking';
        return command(kind, args, this.#after(step.after));
      }
      case 'cancel':
        return command('cancel_booking', this.#booking(step, actorId), this.#after(step.after));
      case 'arrive':
        return command('arrive_booking', this.#booking(step, actorId), this.#after(step.after));
      case 'start':
        return command('start_booking', this.#booking(step, actorId), this.#after(step.after));
      case 'complete':
        return command('complete_booking', this.#booking(step, actorId), this.#after(step.after));
      case 'no_show':
        return command('no_show_booking', this.#booking(step, actorId), this.#after(step.after));
      case 'edit':
        return command('edit_booking', { ...this.#booking(step, actorId), notes: notes[0], ...this.#renamed(step), ...this.#brought(step) }, this.#after(step.after));
      case 'confirm':
        return command('confirm_hold', { holdId: this.#hold(step.hold), bookingId: this.#id(step.id), customer: this.#customer(step.customer), ...this.#brought(step) });
      case 'release':
        return command('release_hold', { holdId: this.#hold(step.hold) });
      case 'extend':
        return command('extend_hold', { holdId: this.#hold(step.hold) });
      case 'override':
        return command('override_hold', { holdId: this.#hold(step.hold), newHoldId: this.#id(step.id), reason: 'Emergency' });
      case 'block': {
        const start = this.#start(step.at);
        const args = { blockId: this.#id(step.id), resourceIds: this.#named(step.resources), start, end: later(start, step.halfHours * 30) };
        return command('place_block', { ...args, ...this.#using(step.using) }, this.#decides(step.decides));
      }
      case 'unblock':
        return command('remove_block', { blockId: this.#newest(this.#model.calendar.blocks, step.block) });
      case 'dismiss':
        return command('dismiss_refusal', { refusedCommandId: this.earlier(step.refused), reason: 'Left' });
      case 'undo': {
        const commandId = this.#done(step.done, step.made === true) ?? this.earlier(step.earlier);
        const envelope = { ...this.#decides(step.decides), ...(step.unheard === true ? { dependsOn: commandId } : this.#after(step.after)) };
        return command('undo_command', { commandId, showsWhose: true }, envelope);
      }
      case 'snatch': {
        const { serviceId = null, start = 0, end = 0, resourceIds = [] } = this.#givenUp(step.hold) ?? {};
        return command('create_booking', { bookingId: this.#id(step.id), customer: null, serviceId, start: toWire(start), end: toWire(end), resourceIds });
      }
      case 'late':
        return command('run_late', { resourceId: this.#names.resources[step.resource] ?? '', minutes: step.minutes, from: this.#start(step.at) });
      case 'join': {
        const serviceId = this.#names.services[step.service] ?? this.#world.services.hour;
        const from = this.#start(step.at);
        const customer = this.#customer(step.customer) ?? { id: randomUUID(), name: 'Somebody' };
        const args = { entryId: this.#id(step.id), serviceId, from, to: later(from, 30 + step.halfHours * 30), resourceIds: this.#suitable(serviceId, step), customer };
        return command('join_waitlist', { ...args, ...this.#party(step.party) }, this.#decides(step.decides));
      }
      case 'offer': {
        const entryId = this.#newest(this.#model.calendar.entries, step.entry);
        const { serviceId = null, start: from = fromWire(this.#start(0)) } = this.#model.calendar.entries.get(entryId) ?? {};
        const shared = step.share === null ? undefined : this.#hold(step.share);
        const start = shared === undefined ? later(toWire(Math.max(from, this.#world.clock.now)), step.at * 30 + (step.offGrid ? 5 : 0)) : toWire(this.#model.calendar.holds.get(shared)?.start ?? 0);
        const args = { entryId, holdId: shared ?? this.#id(step.id), start, resourceIds: this.#suitable(serviceId, step) };
        return command('offer_waitlist', args, this.#decides(step.decides));
      }
      case 'accept':
        return command('accept_offer', { entryId: this.#newest(this.#model.calendar.entries, step.entry), bookingId: this.#id(step.id), ...this.#brought(step) });
      case 'course': {
        const serviceId = this.#names.services[step.service] ?? this.#world.services.hour;
        const slot = { serviceId, start: this.#start(step.at), resourceIds: this.#suitable(serviceId, step), ...this.#party(step.party) };
        const args = { seriesId: this.#id(step.id), ...slot, rule: `FREQ=DAILY;COUNT=${step.count}`, customer: this.#customer(step.customer), ...this.#accepts(step), ...this.#waives(step), ...this.#deposit(step) };
        return command('create_series', args, this.#decides(step.decides));
      }
      case 'move_course': {
        const { seriesId, bookingId, booking } = this.#date(step.date);
        const midnight = booking ? booking.start - (booking.start % dayMs) : fromWire(`${this.#names.day}T00:00:00Z`);
        const start = toWire(midnight + step.days * dayMs + (9 * 60 + step.at * 30) * minuteMs);
        const args = { seriesId, bookingId, scope: step.scope, start, resourceIds: this.#suitable(booking?.serviceId ?? null, step), ...this.#accepts(step), ...this.#waives(step) };
        return command('move_series', { ...args, ...this.#asSeen(step, actorId, seriesId, bookingId) }, this.#decides(step.decides));
      }
      case 'end_course': {
        const { seriesId, bookingId } = this.#date(step.date);
        return command('cancel_series', { seriesId, bookingId, scope: step.scope, ...this.#asSeen(step, actorId, seriesId, bookingId) });
      }
      case 'edit_course': {
        const { seriesId, bookingId } = this.#date(step.date);
        const who = step.customer === null ? {} : { customer: this.#customer(step.customer) };
        return command('edit_series', { seriesId, bookingId, scope: step.scope, notes: notes[step.note] ?? '', ...who, ...this.#brought(step), ...this.#asSeen(step, actorId, seriesId, bookingId) });
      }
      case 'decline':
        return command('decline_offer', { entryId: this.#newest(this.#model.calendar.entries, step.entry) });
      case 'leave':
        return command('leave_waitlist', { entryId: this.#newest(this.#model.calendar.entries, step.entry) });
    }
  }

  /** The hold a step runs out of. */
  holdOf(number: number | null): string {
    return this.#hold(number);
  }

  earlier(number: number): string {
    return this.#sent.at(-1 - (number % Math.max(this.#sent.length, 1)))?.command.id ?? this.#id(0);
  }

  #accepts({ all }: { all: boolean }): { acceptance: 'all' | 'free' } {
    return { acceptance: all ? 'all' : 'free' };
  }

  #date(number: number | null): { seriesId: string; bookingId: string; booking?: ModelBooking | undefined } {
    const dates = new Map([...this.#model.calendar.bookings].filter(([, { seriesId }]) => seriesId !== undefined));
    const bookingId = this.#newest(dates, number);
    const booking = dates.get(bookingId);
    return { seriesId: booking?.seriesId ?? this.#id(1), bookingId, booking };
  }

  #asSeen(step: { seen: Seen; behind: Behind | null }, actorId: string, seriesId: string, named: string): Pick<CommandArgs<'cancel_series'>, 'expectedVersion' | 'expectedVersions' | 'behindOwn'> {
    const { behind } = step;
    if (behind === null) return this.#saw(step, seriesId, named);
    const { since, commandIds } = this.#own(behind, actorId);
    return { ...this.#saw(step, seriesId, named), behindOwn: { commandIds, ...this.#saw(behind, seriesId, named, since) } };
  }

  /** `since`: what came after they looked. */
  #saw({ seen }: { seen: Seen }, seriesId: string, named: string, since: readonly string[] = []): Pick<CommandArgs<'cancel_series'>, 'expectedVersion' | 'expectedVersions'> {
    const dates = [...this.#model.calendar.bookings].flatMap(([bookingId, booking]) => (booking.seriesId === seriesId ? [bookingId] : []));
    const versions = dates.map((bookingId) => ({ bookingId, version: this.#model.versions.before(bookingId, since) })).filter(({ version }) => version > 0);
    switch (seen) {
      case 'nothing':
        return {};
      case 'named':
        return { expectedVersion: versions.find(({ bookingId }) => bookingId === named)?.version ?? 1 };
      case 'all':
        return { expectedVersions: versions };
      case 'too_few':
        return { expectedVersions: versions.slice(1) };
      case 'another':
        return { expectedVersions: versions.map(({ bookingId, version }, at) => ({ bookingId, version: at === 0 ? version + 1 : version })) };
    }
  }

  #asked(step: { service: number; resources: number[]; odd: boolean }, at: number) {
    const serviceId = this.#names.services[step.service] ?? null;
    const start = this.#start(at);
    return { serviceId, start, ...(serviceId ? {} : { end: later(start, 90) }), resourceIds: this.#suitable(serviceId, step) };
  }

  #booking({ booking, version, behind }: { booking: Known; version: Known; behind: Behind | null }, actorId: string): AsSeen {
    const bookingId = this.#newest(this.#model.calendar.bookings, booking);
    const asSeen = { bookingId, ...(version === null ? {} : { expectedVersion: version }) };
    if (behind === null) return asSeen;
    const { since, commandIds } = this.#own(behind, actorId);
    const seen = Math.max(this.#model.versions.before(bookingId, since), 1);
    return { ...asSeen, behindOwn: { commandIds, expectedVersion: behind.seen === 'another' ? seen + 1 : seen } };
  }

  /** The commands that came since they looked, and those of them that they name. */
  #own({ since: count, named, besides }: Behind, actorId: string): { since: string[]; commandIds: string[] } {
    const latest = this.#sent.slice(-count).map(({ command }) => command);
    const theirs = latest.filter((command) => named === 'all' || (named === 'theirs' && command.actorId === actorId)).map(({ id }) => id);
    const lost = besides === 'lost' || theirs.length === 0 ? [randomUUID()] : [];
    return { since: latest.map(({ id }) => id), commandIds: [...theirs, ...lost, ...(besides === 'repeated' ? theirs : [])] };
  }

  #id(number: number): string {
    if (number >= ownIdsFrom) return (this.#ownIds[number - ownIdsFrom] ??= randomUUID());
    return this.#ids[number % this.#ids.length] ?? '';
  }

  #hold(number: number | null): string {
    return this.#newest(this.#model.calendar.holds, number);
  }

  /** Counted from the newest and round again; null is an id that may be anything, or nothing. */
  #newest(known: ReadonlyMap<string, unknown>, number: number | null): string {
    return (number === null ? undefined : [...known.keys()].at(-1 - (number % Math.max(known.size, 1)))) ?? this.#id(0);
  }

  /** `made`: of those that made a booking, otherwise of those that changed something. */
  #done(number: number | null, made: boolean): string | undefined {
    const done = this.#sent.filter(({ command: { kind }, outcome }) => isUndoable(kind) && makesBooking(kind) === made && outcome.status === 'committed');
    return number === null ? undefined : done.at(-1 - (number % Math.max(done.length, 1)))?.command.id;
  }

  #givenUp(number: number): ModelHold | undefined {
    const givenUp = [...this.#model.calendar.holds.values()].filter(({ purpose }) => purpose === 'undo');
    return givenUp.at(-1 - (number % Math.max(givenUp.length, 1)));
  }

  #customer(number: number | null): CustomerInput | null {
    if (number === unreachable) return this.#noNumber;
    return number === null ? null : (this.#customers[number] ?? null);
  }

  #party(size: number | null): { partySize?: number } {
    return size === null ? {} : { partySize: size };
  }

  #renamed({ customer }: { customer?: Known }): Pick<CommandArgs<'edit_booking'>, 'customer'> {
    return customer === undefined ? {} : { customer: this.#customer(customer) };
  }

  #waives({ stays = false, brings = null }: { stays?: boolean; brings?: Brings | null }): Pick<CommandArgs<'create_booking'>, 'waive'> {
    const rules = [...(stays ? (['hours'] as const) : []), ...(brings === 'word' ? (['no_shows'] as const) : [])];
    return rules.length > 0 ? { waive: { rules, reason: 'They stay' } } : {};
  }

  #deposit({ brings = null }: { brings?: Brings | null }): { depositReference?: string } {
    return brings === 'deposit' || brings === 'blank' ? { depositReference: brings === 'blank' ? ' ' : 'Till 2' } : {};
  }

  /** What those say who name no time. */
  #brought({ brings = null }: { brings?: Brings | null }): Pick<CommandArgs<'edit_booking'>, 'waive' | 'depositReference'> {
    return { ...this.#waives({ brings }), ...this.#deposit({ brings }) };
  }

  #using(hold: 'none' | number | null): { usingHoldId?: string } {
    return hold === 'none' ? {} : { usingHoldId: this.#hold(hold) };
  }

  #decides(refused: number | null): { supersedes?: string } {
    return refused === null ? {} : { supersedes: this.earlier(refused) };
  }

  #after(sent: number | null): { dependsOn?: string } {
    return sent === null ? {} : { dependsOn: this.earlier(sent) };
  }

  #named(numbers: readonly number[]): string[] {
    return [...new Set(numbers.flatMap((number) => this.#names.resources[number] ?? []))];
  }

  /** What the service needs, mostly; `odd` takes the numbers as they are. */
  #suitable(serviceId: string | null, { resources, odd }: { resources: number[]; odd: boolean }): string[] {
    const { hour, buffered, visit, class: lesson } = this.#world.services;
    const [number = 0] = resources;
    const room = this.#names.resources[number % 3] ?? '';
    if (odd || serviceId === null || resources.length === 0) return this.#named(resources);
    if (serviceId === hour || serviceId === buffered) return [room];
    // Of two needs one may be named, and the other is picked.
    if (serviceId === visit && number > 3) return number % 2 === 0 ? [room] : [this.#world.doctor];
    return serviceId === visit ? [room, this.#world.doctor] : serviceId === lesson ? [this.#world.classRoom] : [];
  }

  #start(at: number): string {
    return toWire(fromWire(`${this.#names.day}T09:00:00Z`) + at * 30 * minuteMs);
  }
}

const dayMs = 24 * 60 * minuteMs;
const later = (start: string, minutes: number): string => toWire(fromWire(start) + minutes * minuteMs);
