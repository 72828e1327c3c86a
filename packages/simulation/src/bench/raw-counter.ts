import { randomUUID } from 'node:crypto';
import { connect, type Socket } from 'node:net';
import type { Command } from '@holdfast/protocol/commands';
import type { SubmitAnswer } from '@holdfast/protocol/outcomes';
import { protocolVersion } from '@holdfast/protocol/protocol-version';

/**
 * One counter on one kept-alive socket, one submit at a time. The load generator shares the machine with
 * what it measures, as pgbench does, so it must cost as little: node:http takes some 100 µs a request more.
 */
export class RawCounter {
  readonly #outboxId = randomUUID();
  readonly #head: string;
  readonly #socket: Socket;
  #received = '';
  #answered: { resolve(body: string): void; reject(fault: Error): void } | null = null;

  constructor(origin: string, cookie: string) {
    const { hostname, port, host } = new URL(origin);
    this.#head = `POST /trpc/commands.submit HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\nCookie: ${cookie}\r\nContent-Type: application/json\r\nContent-Length: `;
    this.#socket = connect({ host: hostname, port: Number(port), noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (text: string) => this.#receive(text));
    this.#socket.on('error', (fault) => this.#answered?.reject(fault));
    this.#socket.on('close', () => this.#answered?.reject(new Error('The server closed the connection')));
  }

  /** Rejects on every answer but 200. */
  async submit(command: Command): Promise<SubmitAnswer> {
    const payload = JSON.stringify({ protocol: protocolVersion, outboxId: this.#outboxId, commands: [command] });
    const body = await new Promise<string>((resolve, reject) => {
      this.#answered = { resolve, reject };
      // The payload is ASCII: ids and times only.
      this.#socket.write(`${this.#head}${payload.length}\r\n\r\n${payload}`, 'latin1');
    });
    return (JSON.parse(body) as { result: { data: SubmitAnswer } }).result.data;
  }

  close(): void {
    this.#answered = null;
    this.#socket.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1]);
    const body = this.#received.slice(headEnd + 4);
    if (body.length < length) return;
    const status = this.#received.slice(9, 12);
    this.#received = '';
    if (status === '200') this.#answered?.resolve(body);
    else this.#answered?.reject(new Error(`HTTP ${status}: ${body}`));
  }
}
