import { randomUUID } from 'node:crypto';
import { minuteMs, toWire } from '@holdfast/domain/instant';
import type { Command } from '@holdfast/protocol/commands';
import type { Alternative, Outcome } from '@holdfast/protocol/outcomes';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import { pickOne } from './seeded.ts';

/** What the people at a house's counters have to do with: ids of what exists, or was once refused. */
interface Dealings {
  bookings: string[];
  holds: string[];
  blocks: string[];
  customers: string[];
  waiting: string[];
  refused: { command: Command; alternatives: Alternative[] }[];
}

/**
 * Everything a counter does, in random order on few rooms and few hours, so that people get in each other's way.
 * What comes next depends on what was answered, as it does with people.
 */
export class RandomDesk {
  readonly #world: TestWorld;
  readonly #random: () => number;
  readonly #firstMs: number;
  readonly #dealings: Dealings = { bookings: [], holds: [], blocks: [], customers: [], waiting: [], refused: [] };

  constructor(world: TestWorld, random: () => number, first: string) {
    this.#world = world;
    this.#random = random;
    this.#firstMs = Date.parse(first);
  }

  /** Does one thing and returns what it was answered. */
  async act(): Promise<Outcome> {
    const command = this.#next();
    const outcome = await this.#world.gateway.submit(this.#world.submitter, command);
    this.#learn(command, outcome);
    return outcome;
  }

  #learn(command: Command, outcome: Outcome): void {
    if (outcome.status === 'refused') {
      if (outcome.alternatives.length > 0) this.#dealings.refused.push({ command, alternatives: outcome.alternatives });
      return;
    }
    if (command.kind === 'create_booking' || command.kind === 'confirm_hold') this.#dealings.bookings.push(command.args.bookingId);
    if (command.kind === 'place_hold') this.#dealings.holds.push(command.args.holdId);
    if (command.kind === 'override_hold') this.#dealings.holds.push(command.args.newHoldId);
    if (command.kind === 'join_waitlist') this.#dealings.waiting.push(command.args.entryId);
    if (command.kind === 'accept_offer') this.#dealings.bookings.push(command.args.bookingId);
    if (command.kind === 'place_block') this.#dealings.blocks.push(command.args.blockId);
  }

  #next(): Command {
    const { command, services } = this.#world;
    const random = this.#random;
    const bookingId = this.#one(this.#dealings.bookings);
    switch (Math.floor(random() * 20)) {
      case 0:
      case 1:
        return command('move_booking', { bookingId, start: this.#start(), resourceIds: [this.#room()] });
      case 2:
        return command('cancel_booking', { bookingId });
      case 3:
        return command('arrive_booking', { bookingId });
      case 4:
        return command('start_booking', { bookingId });
      case 5:
        return command('complete_booking', { bookingId });
      case 6:
        return command('no_show_booking', { bookingId });
      case 7:
        return command('edit_booking', { bookingId, customer: this.#customer(), notes: `Note ${Math.floor(random() * 100)}` });
      case 8:
        return command('place_hold', { holdId: randomUUID(), serviceId: services.hour, start: this.#start(), resourceIds: [this.#room()] });
      case 9:
        return command('confirm_hold', { holdId: this.#one(this.#dealings.holds), bookingId: randomUUID(), customer: this.#customer() });
      case 10:
        return command('release_hold', { holdId: this.#one(this.#dealings.holds) });
      case 11: {
        const start = this.#start();
        const end = toWire(Date.parse(start) + 90 * minuteMs);
        return command('place_block', { blockId: randomUUID(), resourceIds: [this.#room()], start, end, reason: 'Cleaning' });
      }
      case 12:
        return command('remove_block', { blockId: this.#one(this.#dealings.blocks) });
      case 13:
        return this.#settleRefusal();
      case 14:
        return command('extend_hold', { holdId: this.#one(this.#dealings.holds) });
      case 15:
        return command('override_hold', { holdId: this.#one(this.#dealings.holds), newHoldId: randomUUID(), reason: 'Emergency' });
      case 16:
      case 17:
        return this.#tendWaitlist();
      default:
        return command('create_booking', {
          bookingId: randomUUID(),
          serviceId: random() < 0.2 ? services.visit : services.hour,
          start: this.#start(),
          resourceIds: [],
          customer: random() < 0.5 ? this.#customer() : null,
        });
    }
  }

  /** Somebody joins, is offered a time, takes it or not, or goes. */
  #tendWaitlist(): Command {
    const { command, services } = this.#world;
    const entryId = this.#one(this.#dealings.waiting);
    switch (Math.floor(this.#random() * 6)) {
      case 0:
      case 1:
        return command('offer_waitlist', { entryId, holdId: randomUUID(), start: this.#start(), resourceIds: [] });
      case 2:
        return command('accept_offer', { entryId, bookingId: randomUUID() });
      case 3:
        return command('decline_offer', { entryId });
      case 4:
        return command('leave_waitlist', { entryId });
      default: {
        const [from, to] = [toWire(this.#firstMs), toWire(this.#firstMs + 14 * 60 * minuteMs)];
        return command('join_waitlist', { entryId: randomUUID(), serviceId: services.hour, from, to, resourceIds: [], customer: this.#customer() });
      }
    }
  }

  /** Takes the first alternative of a refusal, or none of them. */
  #settleRefusal(): Command {
    const { command, services } = this.#world;
    const refusal = this.#dealings.refused.pop();
    const holdId = refusal?.alternatives[0]?.holdId;
    if (refusal && holdId !== undefined && this.#random() < 0.7)
      return command('confirm_hold', { holdId, bookingId: randomUUID(), customer: null }, { supersedes: refusal.command.id });
    if (refusal) return command('dismiss_refusal', { refusedCommandId: refusal.command.id, reason: 'Guest left' });
    return command('create_booking', { bookingId: randomUUID(), serviceId: services.hour, start: this.#start(), resourceIds: [this.#room()], customer: null });
  }

  #one(ids: readonly string[]): string {
    return ids.length > 0 ? pickOne(this.#random, ids) : randomUUID();
  }

  #room(): string {
    return pickOne(this.#random, this.#world.rooms.slice(0, 4));
  }

  #start(): string {
    return toWire(this.#firstMs + Math.floor(this.#random() * 18) * 30 * minuteMs);
  }

  #customer(): { id: string; name: string; phone?: string } {
    const known = this.#dealings.customers;
    const id = known.length > 0 && this.#random() < 0.6 ? pickOne(this.#random, known) : randomUUID();
    if (!known.includes(id)) known.push(id);
    const number = Math.floor(this.#random() * 1_000);
    return { id, name: `Guest ${number}`, ...(number % 3 === 0 ? { phone: `+44 7700 900 ${number}` } : {}) };
  }
}
