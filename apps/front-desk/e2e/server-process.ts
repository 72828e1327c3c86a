import { execFile, spawn, type ChildProcess } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = join(import.meta.dirname, '../../..');
const startLimitMs = 60_000;

/** What `start` tells a person about the demo chain. Secrets stand in that text only, never in the log. */
export interface Welcome {
  locations: { name: string; code: string; link: string }[];
  staff: { name: string; role: 'staff' | 'manager'; pin: string }[];
}

/**
 * The real server in a process of its own, on one data folder and one port for its whole life, so that a
 * browser finds it again after a crash.
 */
export class ServerProcess {
  readonly url: string;
  readonly dataFolder: string;
  readonly #port: number;
  #child: ChildProcess | null = null;
  #output = '';

  private constructor(dataFolder: string, port: number) {
    this.dataFolder = dataFolder;
    this.#port = port;
    this.url = `http://127.0.0.1:${port}`;
  }

  /** Starts with a demo chain in a fresh database when the folder is empty; resolves once it is ready. */
  static async startOn(dataFolder: string): Promise<ServerProcess> {
    const server = new ServerProcess(dataFolder, await freePort());
    await server.start();
    return server;
  }

  get welcome(): Welcome {
    const locations = [...this.#output.matchAll(/^ {2}(\S.*?) +(https?:\S+#enrol=(\S+))$/gm)].map(
      ([, name = '', link = '', code = '']) => ({ name, link, code }),
    );
    const staff = [...this.#output.matchAll(/^ {2}(\S.*?) +(\d{4}) {2}(staff|manager)$/gm)].map(
      ([, name = '', pin = '', role]) => ({ name, pin, role: role === 'manager' ? ('manager' as const) : ('staff' as const) }),
    );
    if (locations.length === 0 || staff.length === 0)
      throw new Error(`The server told of no demo chain. It said:\n${this.#output}`);
    return { locations, staff };
  }

  get running(): boolean {
    return this.#child !== null;
  }

  async start(): Promise<void> {
    if (this.#child !== null) return;
    this.#output = '';
    const child = spawn(process.execPath, [join(root, 'server/src/main.ts')], {
      cwd: root,
      env: this.#environment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    });
    this.#child = child;
    for (const stream of [child.stdout, child.stderr]) {
      if (stream === null) continue;
      stream.setEncoding('utf8');
      stream.on('data', (text: string) => (this.#output += text));
    }
    await this.#untilReady(child);
  }

  /** The way a machine loses power, as far as the server is concerned. The database is not asked. */
  async kill(): Promise<void> {
    await this.#end((child) => child.kill('SIGKILL'));
  }

  /** The way an operator stops it: open requests are finished, the database is stopped. */
  async stop(): Promise<void> {
    // A killed server leaves its database running; a new one adopts it and stops it in order.
    await this.start();
    // By message: on Windows every signal from outside kills.
    await this.#end((child) => child.send('shutdown'));
  }

  /** What `pnpm holdfast …` answers beside the running server. Rejects with what it said when it did not work. */
  async holdfast(...args: string[]): Promise<unknown> {
    const { stdout } = await run(process.execPath, [join(root, 'server/src/cli.ts'), ...args, '--json'], {
      cwd: root,
      env: this.#environment(),
    });
    return JSON.parse(stdout);
  }

  #environment(): NodeJS.ProcessEnv {
    // Tests must not reach a database or an address that whoever runs them has configured.
    const { DATABASE_URL: _, PUBLIC_URL: __, LOG_LEVEL: ___, ...environment } = process.env;
    return { ...environment, HOST: '127.0.0.1', PORT: String(this.#port), HOLDFAST_DATA_DIR: this.dataFolder, HOLDFAST_DEMO: '1' };
  }

  async #end(by: (child: ChildProcess) => void): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    by(child);
    await ended;
  }

  async #untilReady(child: ChildProcess): Promise<void> {
    const deadline = Date.now() + startLimitMs;
    while (Date.now() < deadline && child.exitCode === null) {
      if (this.#isReady()) return;
      await pause(50);
    }
    await this.kill();
    throw new Error(`The server did not become ready. It said:\n${this.#output}`);
  }

  /** The banner's last line: whatever is told to a person has been told. */
  #isReady(): boolean {
    return this.#output.includes('Ctrl-C stops it.');
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      probe.close(() => resolve(port));
    });
  });
}
