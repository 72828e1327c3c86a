import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { until } from './until.ts';

const serverMain = fileURLToPath(new URL('../../../../server/src/main.ts', import.meta.url));

/** The server as it ships, in a process of its own, always at the same port. */
export class ServerProcess {
  readonly port: number;
  readonly #databaseUrl: string;
  #process: ChildProcess | null = null;

  private constructor(databaseUrl: string, port: number) {
    this.#databaseUrl = databaseUrl;
    this.port = port;
  }

  static async start(databaseUrl: string): Promise<ServerProcess> {
    const server = new ServerProcess(databaseUrl, await freePort());
    await server.start();
    return server;
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  /** Null once it has ended, whoever ended it. */
  get pid(): number | null {
    const running = this.#process;
    return running && running.exitCode === null && running.signalCode === null ? (running.pid ?? null) : null;
  }

  /** Resolves when it serves. */
  async start(): Promise<void> {
    this.#process = spawn(process.execPath, [serverMain], {
      env: { ...process.env, DATABASE_URL: this.#databaseUrl, HOST: '127.0.0.1', PORT: String(this.port), HOLDFAST_DEMO: '0', LOG_LEVEL: 'silent' },
      stdio: 'ignore',
    });
    try {
      await until('the server serves', async () => {
        // Its port may have gone to somebody else meanwhile: then it ends, and waiting is in vain.
        if (this.pid === null) return 'ended';
        return (await fetch(`${this.origin}/readyz`)).ok && 'ready';
      }).then((state) => {
        if (state === 'ended') throw new Error('The server ended while it started');
      });
    } catch (fault) {
      await this.killHard();
      throw fault;
    }
  }

  /** In order, as a person stops it; resolves when it has ended. */
  async stop(): Promise<void> {
    await this.#end('SIGTERM');
  }

  /** `kill -9`; resolves when it is dead. */
  async killHard(): Promise<void> {
    await this.#end('SIGKILL');
  }

  async #end(signal: NodeJS.Signals): Promise<void> {
    const running = this.#process;
    if (!running || this.pid === null) return;
    const ended = once(running, 'exit');
    running.kill(signal);
    await ended;
  }
}

async function freePort(): Promise<number> {
  const socket = createServer();
  await new Promise<void>((resolve) => socket.listen(0, '127.0.0.1', resolve));
  const address = socket.address();
  await new Promise((resolve) => socket.close(resolve));
  if (address === null || typeof address === 'string') throw new Error('No free port');
  return address.port;
}
