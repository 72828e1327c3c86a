import { randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import type { Command } from '@holdfast/protocol/commands';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import { protocolVersion } from '@holdfast/protocol/protocol-version';

/** What a server answered: any status, any body. Transport errors reject. */
export interface HttpAnswer {
  status: number;
  body: unknown;
}

/**
 * A terminal without a screen: the wire as any client would speak it, over kept-alive connections. Built on
 * node:http because it measures servers: fetch costs the client several times more per request.
 */
export class HttpTerminal {
  readonly outboxId = randomUUID();
  readonly #origin: URL;
  readonly #cookie: string;
  readonly #agent: Agent;

  constructor(origin: string, cookie: string, connectionsMax = 64) {
    this.#origin = new URL(origin);
    this.#cookie = cookie;
    this.#agent = new Agent({ keepAlive: true, maxSockets: connectionsMax });
  }

  post(path: string, payload: string): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const call = request(
        {
          agent: this.#agent,
          host: this.#origin.hostname,
          port: this.#origin.port,
          method: 'POST',
          path,
          headers: {
            'content-type': 'application/json',
            'content-length': Buffer.byteLength(payload),
            cookie: this.#cookie,
            origin: this.#origin.origin,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on('data', (chunk: Buffer) => chunks.push(chunk));
          response.on('error', reject);
          response.on('end', () => {
            try {
              const text = Buffer.concat(chunks).toString();
              resolve({ status: response.statusCode ?? 0, body: text === '' ? null : JSON.parse(text) });
            } catch (cause) {
              reject(new Error('The server answered something that is not JSON', { cause }));
            }
          });
        },
      );
      call.on('error', reject);
      call.end(payload);
    });
  }

  /** Rejects on every answer but 200: the outcome is unknown. */
  async submit(commands: readonly Command[]): Promise<SubmitAnswer> {
    const answer = await this.submitRaw({ protocol: protocolVersion, outboxId: this.outboxId, commands });
    if (answer.status !== 200) throw new Error(`HTTP ${answer.status}: ${JSON.stringify(answer.body)}`);
    return (answer.body as { result: { data: SubmitAnswer } }).result.data;
  }

  /** As a terminal does: what the server could not save yet is sent again as it was. Rejects when it never can. */
  async submitUntilSaved(commands: readonly Command[], timesMax = 10): Promise<SubmitAnswer> {
    const input = { protocol: protocolVersion, outboxId: this.outboxId, commands };
    for (let time = 1; ; time++) {
      const { status, body } = await this.submitRaw(input);
      if (status === 200) return (body as { result: { data: SubmitAnswer } }).result.data;
      if (status !== 503 || time === timesMax) throw new Error(`HTTP ${status}: ${JSON.stringify(body)}`);
    }
  }

  submitRaw(input: unknown): Promise<HttpAnswer> {
    return this.post('/trpc/commands.submit', JSON.stringify(input));
  }

  close(): void {
    this.#agent.destroy();
  }
}
