import { connect, createServer, type Socket } from 'node:net';

/** What happens to an answer that was swallowed: its connection ends, or stays open and silent. */
type Swallow = 'cut' | 'hold';

interface Trap {
  marker: Buffer;
  swallow: Swallow;
  sprung: () => void;
}

/**
 * A wire that can lose exactly one answer. It passes every request on, so whoever is behind it has done the
 * work by the time the answer is swallowed.
 */
export class CuttingProxy {
  readonly #server = createServer((socket) => this.#carry(socket));
  readonly #sockets = new Set<Socket>();
  readonly #upstream: { host: string; port: number };
  #trap: Trap | null = null;

  private constructor(upstream: { host: string; port: number }) {
    this.#upstream = upstream;
  }

  static async before(upstream: { host: string; port: number }): Promise<CuttingProxy> {
    const proxy = new CuttingProxy(upstream);
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    const address = this.#server.address();
    if (address === null || typeof address === 'string') throw new Error('The proxy is closed');
    return address.port;
  }

  /**
   * The next request that contains `marker` is passed on and its answer swallowed; resolves with the first
   * byte of that answer.
   */
  swallowAnswerTo(marker: string, swallow: Swallow): Promise<void> {
    return new Promise((sprung) => {
      this.#trap = { marker: Buffer.from(marker), swallow, sprung };
    });
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    for (const socket of this.#sockets) socket.destroy();
    await closed;
  }

  #carry(client: Socket): void {
    const upstream = connect(this.#upstream);
    let caught: Trap | null = null;
    let silent = false;
    /** The end of what came before: a marker may come in two pieces. */
    let tail = Buffer.alloc(0);
    client.on('data', (piece: Buffer) => {
      const trap = this.#trap;
      if (trap) {
        const seen = Buffer.concat([tail, piece]);
        tail = Buffer.from(seen.subarray(-trap.marker.length));
        if (seen.includes(trap.marker)) {
          this.#trap = null;
          caught = trap;
        }
      }
      upstream.write(piece);
    });
    upstream.on('data', (piece: Buffer) => {
      if (silent) return;
      if (!caught) {
        client.write(piece);
        return;
      }
      silent = true;
      if (caught.swallow === 'cut') client.destroy();
      caught.sprung();
    });
    for (const [socket, other] of [[client, upstream], [upstream, client]] as const) {
      this.#sockets.add(socket);
      // Either side's end, orderly or not, ends the other.
      socket.on('error', () => {});
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
  }
}
