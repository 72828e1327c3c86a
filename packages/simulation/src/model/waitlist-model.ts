import { fromWire, minuteMs } from '@holdfast/domain/instant';
import { durationMs, overlaps, subtract } from '@holdfast/domain/time-range';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { CalendarModel } from './calendar-model.ts';
import type { ModelEntry, ModelHold, ModelSlot } from './calendar-records.ts';
import type { HoldModel } from './hold-model.ts';
import { isCounter, isOverUndo, no, type Caller, type HouseRules } from './house-model.ts';
import type { MissedModel } from './missed-model.ts';

/** Starts of openings lie on the house's grid. */
const gridMs = 15 * minuteMs;
/** The waitlist's own offers go out under the strictest rules there are. */
const jobChannel = 'api';
/** Of those who did not answer so many offers in a row nobody is asked again. */
const lapsesMax = 3;
const dayMs = 24 * 60 * minuteMs;

/** Who waits, what is offered to them and what they make of it. */
export class WaitlistModel {
  readonly #calendar: CalendarModel;
  readonly #rules: HouseRules;
  readonly #holds: HoldModel;
  readonly #missed: MissedModel;
  /** In the last look something was not offered because enough of the day was held. */
  isShort = false;

  constructor(calendar: CalendarModel, rules: HouseRules, holds: HoldModel, missed: MissedModel) {
    this.#calendar = calendar;
    this.#rules = rules;
    this.#holds = holds;
    this.#missed = missed;
  }

  join({ args, channel, supersedes }: CommandOf<'join_waitlist'>): void {
    const { entryId, serviceId, resourceIds, customer, partySize = 1 } = args;
    const { needs, durationMinutes } = this.#rules.service(serviceId);
    const window = { start: fromWire(args.from), end: fromWire(args.to) };
    if (window.end <= this.#rules.house.now) no('past');
    if (window.end - window.start < durationMinutes * minuteMs) no('invalid_times');
    if (resourceIds.some((id) => !needs.includes(this.#rules.kindOf(id)))) no('unsuitable_resource');
    const entry: ModelEntry = { ...window, serviceId, resourceIds, partySize, customerId: customer.id, status: 'waiting', holdId: null, declined: [], channel, lapses: 0, joined: 0 };
    for (const need of needs) {
      const suitable = this.#rules.house.resources.filter(({ id, kind }) => kind === need && this.#allows(entry, id));
      if (!suitable.some(({ id, capacity }) => this.#calendar.lanesFor(id, partySize) <= capacity)) no('unsuitable_resource');
    }
    this.#calendar.settleRefusal(supersedes);
    if (this.#calendar.entries.has(entryId)) no('already_exists');
    this.#calendar.entries.set(entryId, { ...entry, joined: this.#calendar.freed.length });
  }

  leave(entryId: string): void {
    const entry = this.#entry(entryId);
    if (entry.status !== 'waiting' && entry.status !== 'offered') no('illegal_status');
    if (entry.status === 'offered') this.#letGo(entryId, entry);
    entry.status = entry.end <= this.#rules.house.now ? 'lapsed' : 'left';
  }

  decline({ args }: CommandOf<'decline_offer'>): void {
    const entry = this.#entry(args.entryId);
    // An answer, if late.
    if (entry.status !== 'waiting' || entry.lapses === 0) {
      if (entry.status !== 'offered') no('illegal_status');
      this.#letGo(args.entryId, entry);
      entry.status = 'waiting';
    }
    entry.lapses = 0;
  }

  /** The hold goes back on sale with the last one to whom it is offered. */
  #letGo(entryId: string, entry: ModelEntry): void {
    const { holdId } = entry;
    if (holdId === null) throw new Error('Nothing is offered to them.');
    if (this.#calendar.offered(holdId).length === 1) this.#calendar.closeHold(holdId, 'released');
    else {
      entry.declined.push(this.#hold(holdId).start);
      this.#calendar.stopOffer(entryId);
    }
    entry.holdId = null;
  }

  /** By hand, at the counter. */
  offer(command: CommandOf<'offer_waitlist'>): void {
    const { args, channel, supersedes } = command;
    if (!isCounter(channel)) no('policy_forbids');
    const entry = this.#entry(args.entryId);
    if (entry.status !== 'waiting') no('illegal_status');
    if (this.#hasOffer(entry)) no('policy_forbids');
    const start = fromWire(args.start);
    if (start < this.#rules.house.now) no('past');
    if (start < entry.start) no('invalid_times');
    if (entry.declined.includes(start)) no('policy_forbids');
    if (this.#calendar.holds.has(args.holdId)) return this.#share(args.entryId, entry, args.holdId, start);

    const asked = { serviceId: entry.serviceId, start, end: start + this.#rules.durationMs(entry.serviceId), partySize: entry.partySize };
    const named = args.resourceIds.length > 0 ? args.resourceIds : (this.#rules.pick(asked, false, { isAllowed: (id) => this.#allows(entry, id) }) ?? no('slot_taken'));
    const slot = this.#rules.slot(channel, { ...asked, resourceIds: named });
    if (slot.end > entry.end) no('invalid_times');
    if (!slot.resourceIds.every((id) => this.#allows(entry, id))) no('unsuitable_resource');
    this.#calendar.settleRefusal(supersedes);
    this.#holdFor(args.entryId, entry, slot, args.holdId, channel);
  }

  #share(entryId: string, entry: ModelEntry, holdId: string, start: number): void {
    const hold = this.#hold(holdId);
    if (hold.purpose !== 'waitlist') no('already_exists');
    if (!this.#calendar.isLive(holdId)) no('hold_not_active');
    if (hold.serviceId !== entry.serviceId || hold.partySize !== entry.partySize || hold.start !== start) no('unsuitable_resource');
    if (hold.end > entry.end || !hold.resourceIds.every((id) => this.#allows(entry, id))) no('unsuitable_resource');
    this.#tell(entryId, entry, holdId);
  }

  #holdFor(entryId: string, entry: ModelEntry, slot: ModelSlot, holdId: string, channel: ModelHold['channel']): void {
    this.#calendar.take([{ ...slot, range: this.#rules.occupied(slot), owner: { kind: 'hold', id: holdId } }], isOverUndo(channel));
    this.#holds.add(holdId, { ...slot, channel, purpose: 'waitlist', isNamed: true });
    this.#tell(entryId, entry, holdId);
  }

  #tell(entryId: string, entry: ModelEntry, holdId: string): void {
    entry.status = 'offered';
    entry.holdId = holdId;
    const asks = this.#missed.toldWith(entry.serviceId, entry.customerId);
    this.#calendar.messages.push({ kind: 'waitlist_offer', subjectId: entryId, status: 'queued', asks });
  }

  accept({ args, channel }: CommandOf<'accept_offer'>, caller: Caller): void {
    const { bookings } = this.#calendar;
    const { entryId, bookingId } = args;
    const entry = this.#entry(entryId);
    if (entry.status !== 'waiting' && entry.status !== 'offered') no('illegal_status');
    if (entry.holdId === null) return no('illegal_status');
    const { holdId } = entry;
    const { isForgiven } = this.#rules.setAside(args, caller);
    this.#missed.judge({ ...args, serviceId: entry.serviceId, customer: { id: entry.customerId }, isForgiven }, caller);
    const { serviceId, start, end, resourceIds, status } = this.#hold(holdId);
    const sold = { serviceId, start, end, resourceIds, partySize: entry.partySize };
    const owner = { kind: 'booking', id: bookingId } as const;
    if (entry.status === 'offered' && this.#calendar.isLive(holdId)) {
      const others = this.#calendar.offered(holdId).filter(([id]) => id !== entryId);
      this.#calendar.convert(holdId, owner, 'converted');
      for (const [id, other] of others) {
        other.status = 'waiting';
        this.#calendar.stopOffer(id);
        this.#calendar.messages.push({ kind: 'waitlist_taken', subjectId: id, status: 'queued' });
      }
      this.#calendar.stopOffer(entryId);
    } else {
      if (status !== 'active' && status !== 'expired') no('hold_not_active');
      this.#rules.slot(channel, { ...sold, isAgreed: true, soldWith: resourceIds });
      this.#calendar.closeHold(holdId, 'released');
      this.#calendar.take([{ ...sold, range: this.#rules.occupied(sold), owner }], isOverUndo(channel));
    }
    if (bookings.has(bookingId)) no('already_exists');
    bookings.set(bookingId, { ...sold, customerId: entry.customerId, status: 'booked', version: 1, isForgiven, deposit: args.depositReference });
    entry.status = 'booked';
  }

  /**
   * What the waitlist's own job does in one look, and how many commands that takes. `heldFor`: the id of the hold that
   * opens an offer to somebody, which the job mints.
   */
  look(heldFor: (entryId: string) => string): number {
    const { house } = this.#rules;
    this.isShort = false;
    const waiting = () => [...this.#calendar.entries].filter(([, { status }]) => status === 'waiting');
    const over = waiting().filter(([, { end }]) => end <= house.now);
    for (const [entryId] of over) this.leave(entryId);
    for (let commands = over.length; ; ) {
      const inOrder = waiting().toSorted(([, a], [, b]) => a.lapses - b.lapses);
      const next = this.#nextOpening(inOrder.filter(([, entry]) => entry.lapses < lapsesMax && !this.#hasOffer(entry)));
      if (!next) return commands;
      const { slot, takers } = next;
      let { holdId } = next;
      for (const [entryId, entry] of takers) {
        if (holdId === undefined) this.#holdFor(entryId, entry, slot, (holdId = heldFor(entryId)), jobChannel);
        else this.#tell(entryId, entry, holdId);
        commands++;
      }
    }
  }

  /** Who joined first chooses first; when freed time is offered to all, everybody else whom it suits is offered it too. */
  #nextOpening(waiting: [string, ModelEntry][]): { slot: ModelSlot; takers: [string, ModelEntry][]; holdId?: string } | null {
    const toAll = this.#rules.house.waitlist === 'all';
    // For whom it is held comes first: somebody before them may not have it held, and shares it.
    const takersOf = (slot: ModelSlot, ...first: [string, ModelEntry][]) => {
      const suited = [...first, ...waiting.filter((each) => !first.includes(each) && this.#suits(each[1], slot))];
      return suited.filter(([, { customerId }], at) => suited.findIndex(([, other]) => other.customerId === customerId) === at);
    };
    for (const waiter of waiting) {
      const [, entry] = waiter;
      const underWay = toAll ? [...this.#calendar.holds].filter(([id, { purpose, start }]) => purpose === 'waitlist' && start >= this.#rules.house.now && this.#calendar.isLive(id)) : [];
      underWay.sort(([id, a], [other, b]) => a.start - b.start || (id < other ? -1 : 1));
      const shared = underWay.find(([, hold]) => this.#suits(entry, hold));
      if (shared) return { holdId: shared[0], slot: shared[1], takers: takersOf(shared[1]) };
      const slot = this.#firstOpening(entry);
      if (slot) return { slot, takers: toAll ? takersOf(slot, waiter) : [waiter] };
    }
    return null;
  }

  #firstOpening(entry: ModelEntry): ModelSlot | null {
    const { serviceId, partySize } = entry;
    const durationMs = this.#rules.durationMs(serviceId);
    const earliest = Math.ceil(Math.max(entry.start, this.#rules.house.now) / gridMs) * gridMs;
    for (let start = earliest; start + durationMs <= entry.end; start += gridMs) {
      const asked = { serviceId, start, end: start + durationMs, partySize };
      const resourceIds = this.#rules.isOpen(asked) ? this.#rules.pick(asked, false, { isAllowed: (id) => this.#allows(entry, id) }) : null;
      if (resourceIds && this.#suits(entry, { ...asked, resourceIds }) && this.#mayHold(entry, { ...asked, resourceIds })) return { ...asked, resourceIds };
    }
    return null;
  }

  /** One customer, one offer. */
  #hasOffer({ customerId }: ModelEntry): boolean {
    return [...this.#calendar.entries.values()].some((other) => other.customerId === customerId && other.status === 'offered');
  }

  /** Who came by themselves has a quarter of an open day, all together; and what was given up since they came. */
  #mayHold({ channel, joined }: ModelEntry, slot: ModelSlot): boolean {
    const { freed, holds } = this.#calendar;
    const isStranger = (of: ModelEntry['channel']) => !isCounter(of) && of !== 'import';
    if (!isStranger(channel)) return true;
    const midnight = slot.start - (slot.start % dayMs);
    const day = { start: midnight, end: midnight + dayMs };
    const held = [...holds].filter(([id, { start, purpose }]) =>
      purpose === 'waitlist' && start >= day.start && start < day.end && this.#calendar.isLive(id) && this.#calendar.offered(id).some(([, entry]) => isStranger(entry.channel)));
    const { open, now, resources } = this.#rules.house;
    const hourMs = 60 * minuteMs;
    const ahead = subtract([{ start: midnight + open.from * hourMs, end: midnight + open.to * hourMs }], [{ start: 0, end: now }]);
    const needs = this.#rules.service(slot.serviceId ?? '').needs;
    const left = resources.filter(({ kind }) => needs.includes(kind)).map(({ id }) => {
      const lanes = Array.from({ length: this.#calendar.capacityOf(id) }, (_, at) => [...this.#calendar.claims.filter((claim) => claim.resourceId === id && claim.lane === at + 1), ...this.#calendar.elsewhere(id)].filter(({ ranOut }) => ranOut !== true));
      const places = lanes.flatMap((taken) => subtract(ahead, taken)).map((free) => Math.floor(durationMs(free) / durationMs(this.#rules.envelope(slot))));
      return Math.floor(sum(places) / this.#calendar.lanesFor(id, slot.partySize));
    });
    const isIn = held.length < Math.floor(sum(left) / 4) || freed.slice(joined).some((given) => slot.resourceIds.includes(given.resourceId) && overlaps(given, slot));
    this.isShort ||= !isIn;
    return isIn;
  }

  /** In their window, for them, and not what they let go already: an hour declined is the quarter after it as well. */
  #suits(entry: ModelEntry, { serviceId, partySize, start, end, resourceIds }: ModelSlot): boolean {
    return (
      serviceId === entry.serviceId && partySize === entry.partySize && entry.start <= start && end <= entry.end &&
      resourceIds.every((id) => this.#allows(entry, id)) &&
      !entry.declined.some((before) => Math.abs(before - start) < this.#rules.durationMs(serviceId))
    );
  }

  /** What is needed today; of a kind of which they named some, only those. */
  #allows({ serviceId, resourceIds }: ModelEntry, id: string): boolean {
    const kind = this.#rules.kindOf(id);
    const named = resourceIds.filter((each) => this.#rules.kindOf(each) === kind);
    return this.#rules.service(serviceId).needs.includes(kind) && (named.length === 0 || named.includes(id));
  }

  #entry(id: string): ModelEntry {
    return this.#calendar.entries.get(id) ?? no('not_found');
  }

  #hold(id: string): ModelHold {
    const hold = this.#calendar.holds.get(id);
    if (!hold) throw new Error(`An entry names hold ${id}, which is not there.`);
    return hold;
  }
}

const sum = (counts: readonly number[]): number => counts.reduce((total, count) => total + count, 0);
