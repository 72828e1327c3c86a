import { pickOne, seeded } from '../seeded.ts';
import { hesitate, hesitation, shown, timed, type Buyer, type Sale } from './flash-sale.ts';
import type { RawRest, RestSlot, RestTry } from './raw-rest.ts';

const service = 'room-60';

/**
 * Somebody at the public page or on the phone: looks, holds a time, in whichever room, confirms. At the desk: looks and
 * books the room they saw at once.
 */
export class RestBuyer implements Buyer {
  readonly #rest: RawRest;
  readonly #sale: Sale;
  readonly #house: string;
  readonly #random: () => number;
  readonly #atDesk: boolean;

  constructor(who: { rest: RawRest; sale: Sale; house: string; seed: number; atDesk: boolean }) {
    this.#rest = who.rest;
    this.#sale = who.sale;
    this.#house = who.house;
    this.#random = seeded(who.seed);
    this.#atDesk = who.atDesk;
  }

  async visit(): Promise<void> {
    const slots = await this.#look();
    await hesitate(this.#random, hesitation.choose);
    if (slots.length === 0) return;
    const wanted = pickOne(this.#random, slots);
    const got = await this.#ask(wanted);
    const hold = got.kind === 'held' ? got.hold : got.kind === 'refused' ? got.alternatives.find((offer) => offer.hold)?.hold : undefined;
    if (hold === undefined) return;
    await hesitate(this.#random, hesitation.fillIn);
    // One of six changes their mind.
    if (this.#random() < 1 / 6) return this.#rest.release(hold);
    await timed(() => this.#rest.book({ hold }, this.#somebodyNew()), () => this.#sale.tally.bookings);
  }

  /** Everybody who buys is somebody else, whom the business looks for by what they say of themselves. */
  #somebodyNew(): { name: string; email: string } {
    const number = Math.floor(this.#random() * 2 ** 32);
    return { name: `Visitor ${number}`, email: `visitor-${number}@example.org` };
  }

  async #look(): Promise<RestSlot[]> {
    const { from, to } = this.#sale.window();
    const question = { location: this.#house, service, from: from.toISOString(), to: to.toISOString(), limit: shown };
    const slots = await timed(() => this.#rest.look(question), () => this.#sale.tally.looks);
    this.#sale.saw(slots[0]?.start ?? to.toISOString());
    return slots;
  }

  async #ask(wanted: RestSlot): Promise<RestTry> {
    const { tally } = this.#sale;
    const asked = { location: this.#house, service, start: wanted.start };
    const got = await timed(
      () => (this.#atDesk ? this.#rest.book({ ...asked, resources: wanted.resources }, { name: this.#somebodyNew().name }) : this.#rest.hold(asked)),
      ({ kind }) => (kind === 'refused' ? tally.refusals : kind === 'held' ? tally.holds : tally.bookings),
    );
    if (got.kind === 'refused' && got.code !== 'slot_taken') throw new Error(`Refused as ${got.code}`);
    if (got.kind === 'refused' && got.alternatives.some(({ hold }) => hold)) tally.offered++;
    return got;
  }
}
