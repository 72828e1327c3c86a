import { fromWire } from '@holdfast/domain/instant';
import { overlaps, type TimeRange } from '@holdfast/domain/time-range';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { CalendarModel } from './calendar-model.ts';
import type { ModelHold, ModelSlot, Owner } from './calendar-records.ts';
import { isCounter, isOverUndo, no, type Caller, type HouseRules } from './house-model.ts';
import type { MissedModel } from './missed-model.ts';

/** What becomes of holds. */
export class HoldModel {
  readonly #calendar: CalendarModel;
  readonly #rules: HouseRules;
  readonly #missed: MissedModel;

  constructor(calendar: CalendarModel, rules: HouseRules, missed: MissedModel) {
    this.#calendar = calendar;
    this.#rules = rules;
    this.#missed = missed;
  }

  place({ args, supersedes, channel }: CommandOf<'place_hold'>, caller: Caller): void {
    const { serviceId, resourceIds, partySize = 1 } = args;
    const end = args.end === undefined ? undefined : fromWire(args.end);
    const { atAnyHour, isForgiven } = this.#rules.setAside(args, caller);
    this.#calendar.settleRefusal(supersedes);
    const slot = this.#rules.slot(channel, { serviceId, start: fromWire(args.start), end, resourceIds, partySize, atAnyHour });
    const owner = { kind: 'hold', id: args.holdId } as const;
    this.#calendar.take([{ ...slot, range: this.#rules.occupied(slot), owner }], isOverUndo(channel));
    this.add(args.holdId, { ...slot, channel, purpose: 'asked', isNamed: args.customer != null, atAnyHour, isForgiven });
  }

  add(id: string, hold: ModelSlot & Pick<ModelHold, 'channel' | 'purpose' | 'isNamed'> & Partial<ModelHold>): void {
    const { holds } = this.#calendar;
    if (holds.has(id)) no('already_exists');
    holds.set(id, { status: 'active', ranOut: false, asker: id, refusedCommandId: null, extensions: 0, ...hold });
  }

  confirm({ args, channel }: CommandOf<'confirm_hold'>, caller: Caller): void {
    const hold = this.#calendar.holds.get(args.holdId);
    if (!hold) return no('not_found');
    const { status, purpose, serviceId, start, end, resourceIds, partySize } = hold;
    if (purpose === 'undo') no('hold_not_active');
    if (purpose === 'waitlist') no('policy_forbids');
    if (status !== 'active' && status !== 'expired') no('hold_not_active');
    const { isForgiven } = this.#rules.setAside(args, caller);
    this.#missed.judge({ ...args, serviceId, isForgiven }, caller);
    const owner = { kind: 'booking', id: args.bookingId } as const;
    let { atAnyHour, isForgiven: wasForgiven = false, isBare } = hold;
    if (this.#calendar.isLive(args.holdId)) {
      this.#calendar.convert(args.holdId, owner, 'converted');
      this.#calendar.settleRefusal(hold.refusedCommandId);
      // What was held instead of a block was held whole: a booking takes a lane a head.
      if (hold.allLanes === true) {
        this.#calendar.release(owner);
        this.#calendar.take([{ resourceIds, partySize, range: this.#rules.occupied(hold), owner, isBare: true }], isOverUndo(channel));
      }
    } else {
      // What the hold was an exception for is one again, for who may make it.
      atAnyHour = atAnyHour === true && caller.role === 'manager';
      wasForgiven &&= caller.role === 'manager';
      isBare = false;
      const slot = this.#rules.slot(channel, { serviceId, start, end, resourceIds, partySize, isAgreed: true, atAnyHour, soldWith: resourceIds });
      this.#calendar.settleRefusal(hold.refusedCommandId);
      this.#calendar.take([{ ...slot, range: this.#rules.occupied(slot), owner }], isOverUndo(channel));
    }
    if (this.#calendar.bookings.has(args.bookingId)) no('already_exists');
    const customerId = args.customer?.id ?? null;
    const sold = { serviceId, start, end, resourceIds, partySize, isBare, atAnyHour, isForgiven: wasForgiven || isForgiven, deposit: args.depositReference };
    this.#calendar.bookings.set(args.bookingId, { ...sold, customerId, status: 'booked', version: 1 });
  }

  release({ args }: CommandOf<'release_hold'>): void {
    const hold = this.#calendar.holds.get(args.holdId);
    if (!hold) return no('not_found');
    if (hold.status !== 'active') no('hold_not_active');
    this.#calendar.closeHold(args.holdId, 'released');
  }

  extend({ args }: CommandOf<'extend_hold'>): void {
    const hold = this.#alive(args.holdId);
    if (hold.purpose === 'undo' || hold.purpose === 'waitlist') no('policy_forbids');
    if (hold.extensions >= (isCounter(hold.channel) ? 5 : 2)) no('policy_forbids');
    hold.extensions++;
  }

  override({ args, channel }: CommandOf<'override_hold'>, { role }: Caller): void {
    if (role !== 'manager') no('policy_forbids');
    if (this.#calendar.holds.get(args.holdId)?.purpose === 'undo') no('hold_not_active');
    const { serviceId, start, end, resourceIds, partySize, isNamed, atAnyHour, isForgiven = false, allLanes, isBare, purpose } = this.#alive(args.holdId);
    // An offer is everybody's who has it.
    const told = purpose === 'waitlist' ? this.#calendar.offered(args.holdId).length : Number(isNamed);
    this.#calendar.convert(args.holdId, { kind: 'hold', id: args.newHoldId }, 'overridden');
    this.add(args.newHoldId, { serviceId, start, end, resourceIds, partySize, channel, purpose: 'override', isNamed: false, atAnyHour, isForgiven, allLanes, isBare });
    for (let one = 0; one < told; one++) this.#calendar.messages.push({ kind: 'hold_overridden', subjectId: args.holdId, status: 'queued' });
  }

  /** The hold that somebody names, where it is one to take: time kept for an undo, or offered to somebody who waits, is none. */
  toTake(holdId: string | undefined): Owner | null {
    const hold = holdId === undefined ? undefined : this.#calendar.holds.get(holdId);
    if (holdId === undefined || hold?.status !== 'active' || hold.purpose === 'undo' || hold.purpose === 'waitlist') return null;
    return { kind: 'hold', id: holdId };
  }

  /** A hold gives way to the one who names it, where it is in the way. */
  takeOver(holdId: string | undefined, wanted: TimeRange, resourceIds: readonly string[]): void {
    const { id = '' } = this.toTake(holdId) ?? {};
    const hold = this.#calendar.holds.get(id);
    if (hold && overlaps(this.#rules.envelope(hold), wanted) && hold.resourceIds.some((each) => resourceIds.includes(each))) this.#calendar.closeHold(id, 'converted');
  }

  #alive(holdId: string): ModelHold {
    const hold = this.#calendar.holds.get(holdId);
    if (!hold) return no('not_found');
    if (hold.status === 'expired' || (hold.status === 'active' && !this.#calendar.isLive(holdId))) no('hold_expired');
    if (hold.status !== 'active') no('hold_not_active');
    return hold;
  }
}
