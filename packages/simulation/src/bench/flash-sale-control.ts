import pg from 'pg';
import { firstFree, freeSlots, type SlotSearch } from '@holdfast/domain/availability';
import { indexBusy } from '@holdfast/domain/busy-index';
import { CheckThenInsert } from '../check-then-insert.ts';
import { overlappingClaims } from '../overlapping-claims.ts';
import { pickOne, seeded } from '../seeded.ts';
import { hesitate, hesitation, openSale, shown, timed, type Buyer, type Sale } from './flash-sale.ts';
import { msOf } from './timing.ts';

const allDay = Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']] as [string, string][]]));
const hourMs = 3_600_000;

/**
 * The sale as it goes where nothing holds it together: people are shown what is free by the same rules, and a booking
 * looks once more before it is written. No HTTP, no sessions, no holds: nothing slows it down but its own two
 * statements, on a pool as large as the server's.
 */
export async function sellWithoutConstraint(of: {
  url: string;
  owner: pg.Pool;
  rooms: number;
  people: number;
  seconds: number;
}): Promise<{ booked: number; doubleBookings: number; latenciesMs: number[] }> {
  const pool = new pg.Pool({ connectionString: of.url, max: 8 });
  try {
    const control = new CheckThenInsert(pool);
    await control.createTable();
    // Without it the table would be read whole each time, and the longer that takes the more is sold twice.
    await pool.query(`create index on ${control.table} (resource_no, starts_at)`);
    const sale = openSale(60);
    const rooms = Array.from({ length: of.rooms }, (_, index) => String(index + 1));
    const buyers = Array.from({ length: of.people }, (_, number) => new ControlBuyer(pool, control, sale, rooms, number));
    await sale.run(buyers, of.seconds);
    const doubleBookings = (await overlappingClaims(of.owner, control.table)).length;
    return { booked: sale.tally.bookings.length, doubleBookings, latenciesMs: msOf([...sale.tally.bookings, ...sale.tally.refusals]) };
  } finally {
    await pool.end();
  }
}

class ControlBuyer implements Buyer {
  readonly #pool: pg.Pool;
  readonly #control: CheckThenInsert;
  readonly #sale: Sale;
  readonly #rooms: readonly string[];
  readonly #random: () => number;

  constructor(pool: pg.Pool, control: CheckThenInsert, sale: Sale, rooms: readonly string[], seed: number) {
    this.#pool = pool;
    this.#control = control;
    this.#sale = sale;
    this.#rooms = rooms;
    this.#random = seeded(seed);
  }

  async visit(): Promise<void> {
    const { from, to } = this.#sale.window();
    const window = { start: from.getTime(), end: to.getTime() };
    const slots = freeSlots(await this.#search(from, to), window, window.start).take(shown).toArray();
    this.#sale.saw(slots[0] ? new Date(slots[0].start).toISOString() : to.toISOString());
    await hesitate(this.#random, hesitation.choose);
    if (slots.length === 0) return;
    const { start, end } = pickOne(this.#random, slots);
    const { tally } = this.#sale;
    const sold = await timed(() => this.#book(new Date(start), new Date(end)), (booked) => (booked ? tally.bookings : tally.refusals));
    if (sold) await hesitate(this.#random, hesitation.fillIn);
  }

  /** Whichever room is free now. */
  async #book(start: Date, end: Date): Promise<boolean> {
    const [room] = firstFree(await this.#search(start, end), start.getTime()) ?? [];
    return room !== undefined && this.#control.book(Number(room), start.toISOString(), end.toISOString());
  }

  async #search(from: Date, to: Date): Promise<SlotSearch> {
    const { rows } = await this.#pool.query<{ resourceId: string; start: Date; end: Date }>(
      `select resource_no::text as "resourceId", starts_at as start, ends_at as end from ${this.#control.table}
         where released_at is null and starts_at < $2 and ends_at > $1`,
      [from, to],
    );
    const resources = this.#rooms.map((id, position) => ({ id, kind: 'room', position, capacity: 1 }));
    const busy = rows.map(({ resourceId, start, end }) => ({ resourceId, lane: 1, start: start.getTime(), end: end.getTime() }));
    return {
      calendar: { timeZone: 'Europe/London', openingHours: allDay, gridMinutes: 15 },
      resources,
      busy: indexBusy(resources, busy),
      demand: { durationMs: hourMs, preparationMs: 0, cleanupMs: 0, needs: ['room'] },
    };
  }
}
