import { fromWire } from '@holdfast/domain/instant';
import type { Command } from '@holdfast/protocol/commands';
import type { Alternative, Outcome } from '@holdfast/protocol/outcomes';
import type { CalendarModel } from './calendar-model.ts';
import type { HoldModel } from './hold-model.ts';
import { alternativesHeld, isCounter, isOverUndo, type HouseRules } from './house-model.ts';
import type { Deeds } from './undo-model.ts';

interface Sold {
  serviceId: string | null;
  partySize: number;
}

interface Wanted extends Sold {
  /** All of the resources, and at any hour. */
  allLanes: boolean;
  /** What is held instead is somebody's. */
  isNamed: boolean;
}

/** What is offered instead, and whom it is held for. `subject`: what a command is about. */
export class AlternativesModel {
  readonly #calendar: CalendarModel;
  readonly #rules: HouseRules;
  readonly #holds: HoldModel;
  readonly #deeds: Deeds;

  constructor(calendar: CalendarModel, rules: HouseRules, holds: HoldModel, deeds: Deeds) {
    this.#calendar = calendar;
    this.#rules = rules;
    this.#holds = holds;
    this.#deeds = deeds;
  }

  /** Who asks by its time for what is held for them since they were refused, and not at the counter, has it; so has who undoes again. */
  ownRefusal(command: Command, subject: string): string | null {
    const { kind, args, channel, supersedes } = command;
    const looks = kind === 'undo_command' || (!isCounter(channel) && (kind === 'move_booking' || ((kind === 'create_booking' || kind === 'place_hold') && args.customer != null)));
    if (!looks || supersedes !== undefined) return null;
    const asker = this.#askerOf(command, subject);
    const held = [...this.#calendar.holds].find(([id, hold]) => hold.refusedCommandId !== null && hold.asker === asker && this.#calendar.isLive(id));
    return held?.[1].refusedCommandId ?? null;
  }

  /** What a refusal holds from now on, as only its answer tells. Throws when one was not free. */
  hold(command: Command, subject: string, { alternatives }: Extract<Outcome, { status: 'refused' }>): void {
    const { channel } = command;
    const { serviceId, partySize, allLanes, isNamed } = this.#wantedBy(command);
    const slots = alternatives.map(({ start, end, resourceIds, holdId }) => ({ serviceId, start: fromWire(start), end: fromWire(end), resourceIds, partySize, holdId }));
    this.expectFree(slots, { atAnyHour: allLanes || channel === 'import', isBare: allLanes });
    const asker = this.#askerOf(command, subject);
    this.#calendar.forgetAlternatives(asker);
    const held = slots.flatMap(({ holdId, ...slot }) => (holdId === undefined ? [] : [{ holdId, slot }]));
    if (held.length > alternativesHeld[channel]) throw new Error(`Held ${held.length} alternatives for ${channel}`);
    for (const { holdId, slot } of held) {
      this.#calendar.take([{ ...slot, range: this.#rules.occupied(slot), owner: { kind: 'hold', id: holdId }, allLanes }], false);
      this.#holds.add(holdId, { ...slot, channel, purpose: 'alternative', isNamed, asker, refusedCommandId: command.id, allLanes, isBare: allLanes });
    }
  }

  /** Nobody is offered what cannot be booked: by anybody, at that hour, with that many people. */
  expectFree(slots: readonly (Sold & Pick<Alternative, 'resourceIds'> & { start: number; end: number })[], { atAnyHour = false, overUndo = false, isBare = false } = {}): void {
    for (const slot of slots) {
      const isFree = this.#calendar.areFree({ ...slot, range: this.#rules.occupied(slot), isBare }, overUndo);
      const isBookable = slot.start >= this.#rules.house.now && (atAnyHour || this.#rules.isOpen(slot));
      if (!isFree || !isBookable) throw new Error(`Offered what cannot be had: ${JSON.stringify(slot)}`);
    }
  }

  /** Other times for single dates, or for those who cannot wait for somebody late: none of them held. */
  expectListedFree({ kind, args, channel }: Command, outcome: Outcome): void {
    const rules = { atAnyHour: channel === 'import', overUndo: isOverUndo(channel) };
    const like = (wanted: Sold, alternatives: readonly Alternative[]): void =>
      this.expectFree(alternatives.map(({ start, end, resourceIds }) => ({ ...wanted, start: fromWire(start), end: fromWire(end), resourceIds })), rules);
    if (kind === 'create_series')
      for (const { alternatives = [] } of outcome.occurrences ?? []) like({ serviceId: args.serviceId, partySize: args.partySize ?? 1 }, alternatives);
    if (outcome.status !== 'committed') return;
    for (const { bookingId, alternatives } of outcome.unmoved ?? []) {
      const { serviceId = null, partySize = 1 } = this.#calendar.bookings.get(bookingId) ?? {};
      like({ serviceId, partySize }, alternatives);
    }
  }

  /** A program that asks for the same customer again is the same conversation, whatever it asks for. */
  #askerOf({ args, channel, actorId }: Command, subject: string): string {
    return !isCounter(channel) && 'customer' in args && args.customer ? `${actorId}/${args.customer.id}` : subject;
  }

  #wantedBy(command: Command): Wanted {
    const { bookings, holds, entries } = this.#calendar;
    const like = (wanted: Sold | undefined, isNamed: boolean): Wanted => ({ serviceId: wanted?.serviceId ?? null, partySize: wanted?.partySize ?? 1, allLanes: false, isNamed });
    const ofRecord = (wanted: (Sold & { customerId: string | null }) | undefined): Wanted => like(wanted, wanted !== undefined && wanted.customerId !== null);
    switch (command.kind) {
      case 'undo_command':
        return this.#deeds.wantedBack;
      case 'create_booking':
      case 'place_hold':
        return like({ serviceId: command.args.serviceId, partySize: command.args.partySize ?? 1 }, command.args.customer != null);
      case 'move_booking':
      case 'move_series':
        return ofRecord(bookings.get(command.args.bookingId));
      case 'confirm_hold':
        return like(holds.get(command.args.holdId), command.args.customer !== null);
      case 'offer_waitlist':
      case 'accept_offer':
        return ofRecord(entries.get(command.args.entryId));
      default:
        return { serviceId: null, partySize: 1, allLanes: command.kind === 'place_block', isNamed: false };
    }
  }
}
