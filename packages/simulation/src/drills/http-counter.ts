import { randomUUID } from 'node:crypto';
import { protocolVersion } from '@holdfast/protocol/protocol-version';
import type { Outcome, SubmitAnswer } from '@holdfast/protocol/outcomes';
import type { TestWorld } from '@holdfast/server/commands/test-world';
import { openTestTerminal } from '@holdfast/server/terminals/test-terminal';
import type { Booking } from './drill-load.ts';

/** An enrolled terminal that looks at answers byte by byte. */
export class HttpCounter {
  readonly #origin: string;
  readonly #cookie: string;
  readonly #outboxId = randomUUID();

  private constructor(origin: string, cookie: string) {
    this.#origin = origin;
    this.#cookie = cookie;
  }

  /** `origin` is the server's own; requests may go another way (`send`). */
  static async enrol(world: TestWorld, origin: string): Promise<HttpCounter> {
    return new HttpCounter(origin, await openTestTerminal(world.db, world, [world.staffId]));
  }

  /** The answer as it came, whatever it says. Rejects when none came. */
  async send(booking: Booking, via = this.#origin): Promise<{ status: number; text: string }> {
    const response = await fetch(`${via}/trpc/commands.submit`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: this.#cookie, origin: this.#origin },
      body: JSON.stringify({ protocol: protocolVersion, outboxId: this.#outboxId, commands: [booking] }),
    });
    return { status: response.status, text: await response.text() };
  }

  /** Rejects on every answer but 200: the outcome is unknown. */
  async submit(booking: Booking): Promise<Outcome> {
    const { status, text } = await this.send(booking);
    if (status !== 200) throw new Error(`HTTP ${status}: ${text}`);
    return outcomeOf(text);
  }
}

export function outcomeOf(text: string): Outcome {
  const answer = JSON.parse(text) as { result: { data: SubmitAnswer } };
  const outcome = answer.result.data.results[0]?.outcome;
  if (!outcome || outcome.status === 'unreadable') throw new Error(`No outcome: ${text}`);
  return outcome;
}
