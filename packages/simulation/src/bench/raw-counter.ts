import { randomUUID } from 'node:crypto';
import type { Command } from '@holdfast/protocol/commands';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import { protocolVersion } from '@holdfast/protocol/protocol-version';
import { RawConnection } from './raw-connection.ts';

/** One counter on one connection, one submit at a time. */
export class RawCounter {
  readonly #outboxId = randomUUID();
  readonly #connection: RawConnection;

  constructor(origin: string, cookie: string) {
    this.#connection = new RawConnection(origin, { Cookie: cookie });
  }

  /** Rejects on every answer but 200. */
  async submit(command: Command): Promise<SubmitAnswer> {
    const payload = JSON.stringify({ protocol: protocolVersion, outboxId: this.#outboxId, commands: [command] });
    const { status, body } = await this.#connection.send('POST', '/trpc/commands.submit', payload);
    if (status !== 200) throw new Error(`HTTP ${status}: ${body}`);
    return (JSON.parse(body) as { result: { data: SubmitAnswer } }).result.data;
  }

  close(): void {
    this.#connection.close();
  }
}
