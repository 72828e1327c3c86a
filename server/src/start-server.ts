import { createServer as createSocket } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { Logger } from 'pino';
import { buildApp } from './app.ts';
import { ConfigError, defaultPublicUrl, type Config } from './config.ts';
import { openDatabase } from './db/open-database.ts';
import { offerDemo, type DemoOffer } from './demo/offer-demo.ts';
import { startMaintenance } from './ops/maintenance.ts';
import { createServer, type Server } from './server.ts';

export interface RunningServer {
  server: Server;
  /** Where it listens, e.g. `http://127.0.0.1:4280`. */
  address: string;
  publicUrl: string;
  /** What to show a person about the demo chain; null when there is none. */
  demo: DemoOffer | null;
  /** Stops within two seconds: event streams first, then requests, then the database this process started. */
  close(): Promise<void>;
}

const deskDirectory = fileURLToPath(new URL('../../apps/front-desk/dist', import.meta.url));

/** Everything a node needs, started in order. Rejects with one plain line, and then leaves nothing running. */
export async function startServer(config: Config, log: Logger, tell: (line: string) => void): Promise<RunningServer> {
  // Before the database is touched: a busy port is the likeliest thing to be wrong.
  const port = await checkAddress(config);
  const database = await openDatabase(config, tell);
  const undo: (() => Promise<unknown>)[] = [() => database.close()];
  const close = async (): Promise<void> => {
    for (const step of undo.splice(0).reverse()) await step();
  };
  try {
    const publicUrl = config.publicUrl ?? defaultPublicUrl(config.host, port);
    const server = createServer(database.db, { log, publicUrl });
    undo.push(async () => server.feedWatch.close());
    const app = await buildApp(server, { deskDirectory });
    undo.push(() => app.close());
    const demo = await offerDemo(server, { ...config, embedded: database.embedded !== null, ownerUrl: database.ownerUrl, tell });
    const maintenance = startMaintenance(server);
    undo.push(() => maintenance.stop());
    const address = await app.listen({ host: config.host, port }).catch((fault: NodeJS.ErrnoException) => {
      throw addressFault(fault, config);
    });
    return { server, address, publicUrl, demo, close };
  } catch (fault) {
    await close();
    throw fault;
  }
}

/** Answers the port that will be used: links need it before anything listens. */
async function checkAddress(config: Config): Promise<number> {
  const socket = createSocket();
  return new Promise<number>((resolve, reject) => {
    socket.once('error', (fault) => reject(addressFault(fault, config)));
    socket.listen({ host: config.host, port: config.port }, () => {
      const address = socket.address();
      socket.close(() => resolve(typeof address === 'object' && address ? address.port : config.port));
    });
  });
}

function addressFault(fault: NodeJS.ErrnoException, { host, port }: Config): Error {
  switch (fault.code) {
    case 'EADDRINUSE':
      return new Error(`Port ${port} on ${host} is in use, perhaps by another Holdfast. Stop that one, or set PORT to another port.`);
    case 'EACCES':
      return new Error(`Port ${port} may not be opened by this user. Set PORT to one above 1023.`);
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return new ConfigError('HOST', host, 'an address of this computer, e.g. 127.0.0.1 or 0.0.0.0');
    default:
      return fault;
  }
}
