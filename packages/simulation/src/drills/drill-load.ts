import { isDeepStrictEqual } from 'node:util';
import type { CommandOf } from '@holdfast/protocol/commands';
import type { Outcome } from '@holdfast/protocol/outcomes';
import { until } from './until.ts';

export type Booking = CommandOf<'create_booking'>;

/** One client: hands a command in. Rejects when it got no answer. */
export interface DrillClient {
  /** The next booking it wants. */
  mint(): Booking;
  submit(booking: Booking): Promise<Outcome>;
}

/** What the clients know. Only this is promised to anybody; the record must agree with it. */
export class Ledger {
  /** By command id, as first answered. */
  readonly answers = new Map<string, { booking: Booking; outcome: Outcome }>();
  /** Sent, and no answer came. */
  readonly unknown = new Map<string, { booking: Booking; client: DrillClient }>();

  answered(booking: Booking, outcome: Outcome): void {
    const known = this.answers.get(booking.id);
    if (known && !isDeepStrictEqual(known.outcome, outcome))
      throw new Error(`Command ${booking.id} got two answers: ${JSON.stringify([known.outcome, outcome])}`);
    this.answers.set(booking.id, { booking, outcome });
    this.unknown.delete(booking.id);
  }

  get committed(): number {
    return [...this.answers.values()].filter(({ outcome }) => outcome.status === 'committed').length;
  }
}

/**
 * Every client books one after the other until a sending gets no answer, as a desk would that waits for it.
 * `answered` is told after each answer; once `stop` is true the clients finish what they sent and end.
 */
export async function bookUntilCut(
  clients: readonly DrillClient[],
  ledger: Ledger,
  { answered, stopped }: { answered: () => void; stopped: () => boolean },
): Promise<void> {
  await Promise.all(
    clients.map(async (client) => {
      while (!stopped()) {
        const booking = client.mint();
        ledger.unknown.set(booking.id, { booking, client });
        const outcome = await client.submit(booking).catch(() => null);
        if (outcome === null) return;
        ledger.answered(booking, outcome);
        answered();
      }
    }),
  );
}

/** Sends each unknown command again, the same id, until it is answered; and once more: the same answer. */
export async function settleUnknown(ledger: Ledger): Promise<void> {
  await Promise.all(
    [...ledger.unknown.values()].map(async ({ booking, client }) => {
      for (let time = 1; time <= 2; time++)
        ledger.answered(booking, await until(`an answer to command ${booking.id}`, () => client.submit(booking)));
    }),
  );
}
