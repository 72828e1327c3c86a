import { connect, type Socket } from 'node:net';

export interface RawAnswer {
  status: number;
  /** Letters beyond ASCII come as the bytes they are made of. */
  body: string;
}

/**
 * One kept-alive socket, one request at a time. The load generator shares the machine with what it measures, as
 * pgbench does, so it must cost as little: node:http takes some 100 µs a request more.
 */
export class RawConnection {
  readonly #common: string;
  readonly #address: { host: string; port: number };
  #socket: Socket | null = null;
  #received = '';
  #waiting: { resolve(answer: RawAnswer): void; reject(fault: Error): void } | null = null;

  /** `headers` go with every request. */
  constructor(origin: string, headers: Readonly<Record<string, string>>) {
    const { hostname, port, host } = new URL(origin);
    const lines = Object.entries({ Host: host, Origin: origin, 'Content-Type': 'application/json', ...headers });
    this.#common = lines.map(([name, value]) => `${name}: ${value}\r\n`).join('');
    this.#address = { host: hostname, port: Number(port) };
    this.#socket = this.#open();
  }

  #open(): Socket {
    const socket = connect({ ...this.#address, noDelay: true });
    socket.setEncoding('latin1');
    socket.on('data', (text: string) => this.#receive(text));
    socket.on('error', (fault) => this.#waiting?.reject(fault));
    // A server closes what was quiet for long; the next request opens it again.
    socket.on('close', () => {
      this.#socket = null;
      this.#waiting?.reject(new Error('The server closed the connection'));
    });
    return socket;
  }

  /** `payload` is ASCII: ids and times only. */
  send(method: string, path: string, payload = '', headers = ''): Promise<RawAnswer> {
    return new Promise((resolve, reject) => {
      this.#waiting = { resolve, reject };
      this.#socket ??= this.#open();
      this.#socket.write(`${method} ${path} HTTP/1.1\r\n${this.#common}${headers}Content-Length: ${payload.length}\r\n\r\n${payload}`, 'latin1');
    });
  }

  close(): void {
    this.#waiting = null;
    this.#socket?.destroy();
  }

  #receive(text: string): void {
    this.#received += text;
    const headEnd = this.#received.indexOf('\r\n\r\n');
    if (headEnd < 0) return;
    const length = Number(/\r\ncontent-length: (\d+)/i.exec(this.#received)?.[1]);
    const body = this.#received.slice(headEnd + 4);
    if (body.length < length) return;
    const status = Number(this.#received.slice(9, 12));
    this.#received = '';
    const waiting = this.#waiting;
    this.#waiting = null;
    waiting?.resolve({ status, body });
  }
}
