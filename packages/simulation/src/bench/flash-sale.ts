import { setTimeout as pause } from 'node:timers/promises';
import { timingSince, type Timing } from './timing.ts';

const dayMs = 86_400_000;

interface SaleTally {
  looks: Timing[];
  holds: Timing[];
  refusals: Timing[];
  bookings: Timing[];
  /** Refusals that came with something held. */
  offered: number;
}

/** Somebody who buys, again and again. `visit` resolves when one visit has ended, with or without a booking. */
export interface Buyer {
  visit(): Promise<void>;
}

/** One sale: where in the calendar its stock begins to be free, and what happened. */
export interface Sale {
  tally: SaleTally;
  /** Where to look: two days from the first opening that anybody has seen. */
  window(): { from: Date; to: Date };
  /** The first opening somebody saw; what lies before it is gone. */
  saw(start: string): void;
  /** All come at once and keep coming back until the time is over. */
  run(buyers: readonly Buyer[], seconds: number): Promise<void>;
}

/** Two weeks ahead and `day` days more, so that sales do not meet. */
export function openSale(day: number): Sale {
  let from = Math.ceil(Date.now() / dayMs) * dayMs + (14 + day) * dayMs;
  return {
    tally: { looks: [], holds: [], refusals: [], bookings: [], offered: 0 },
    window: () => ({ from: new Date(from), to: new Date(from + 2 * dayMs) }),
    saw(start) {
      from = Math.max(from, Math.floor(Date.parse(start) / 3_600_000) * 3_600_000);
    },
    async run(buyers, seconds) {
      const until = performance.now() + seconds * 1_000;
      await Promise.all(
        buyers.map(async (buyer) => {
          while (performance.now() < until) await buyer.visit();
        }),
      );
    },
  };
}

/** Openings that fit on a phone without scrolling; everybody wants one of these. */
export const shown = 6;

/** How long people take, ms: to choose what they saw, and to fill in who they are. The faster half of them. */
export const hesitation = { choose: [100, 500], fillIn: [300, 900] } as const;

export async function hesitate(random: () => number, [least, most]: readonly [number, number]): Promise<void> {
  await pause(least + random() * (most - least));
}

/** Runs `work` and files how long it took where `place` says, which may look at what came of it. */
export async function timed<T>(work: () => Promise<T>, place: (result: T) => Timing[]): Promise<T> {
  const startedAt = performance.now();
  const result = await work();
  place(result).push(timingSince(startedAt));
  return result;
}
