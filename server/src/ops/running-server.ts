import { Agent, get, type IncomingMessage } from 'node:http';
import { json } from 'node:stream/consumers';
import { defaultPublicUrl, type Config } from '../config.ts';

const answerMsMax = 3_000;

/**
 * Whether a server of this configuration runs on this machine, in words. Rejects with one plain line when something else
 * listens there, or when it cannot be told.
 *
 * By a plain request and not by `fetch`, which goes by proxies, asks some ports never (6000), and under Wine cannot connect.
 */
export async function describeRunningServer({ host, port }: Pick<Config, 'host' | 'port'>, msMax = answerMsMax): Promise<string> {
  if (port === 0) return 'not looked for: with PORT=0 it listens wherever it finds a free port';
  const address = defaultPublicUrl(host, port);
  const isReady = await askReady({ host: aPlaceOf(host), port }, msMax).catch((fault: NodeJS.ErrnoException) => {
    if (fault.code === 'ECONNREFUSED') return null;
    throw new Error(wordsFor(fault, address, msMax), { cause: fault });
  });
  if (isReady === null) return `nothing listens at ${address}`;
  if (!isReady) throw new Error(`Holdfast runs at ${address} but cannot reach its database.`);
  return `running at ${address}`;
}

/** Of all addresses of this machine, one that the server listens at: `localhost` may be another program's. */
function aPlaceOf(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1';
  return host === '::' ? '::1' : host;
}

/** Rejects with the fault of the connection, or with a `SyntaxError` when the answer is not Holdfast's. */
async function askReady(where: { host: string; port: number }, msMax: number): Promise<boolean> {
  const agent = new Agent();
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      get({ ...where, path: '/readyz', agent, signal: AbortSignal.timeout(msMax) }, resolve).once('error', reject);
    });
    const body = (await json(answer)) as { ok?: unknown } | null;
    if (typeof body?.ok !== 'boolean') throw new SyntaxError('No answer of Holdfast');
    return body.ok;
  } finally {
    agent.destroy();
  }
}

function wordsFor(fault: NodeJS.ErrnoException, address: string, msMax: number): string {
  const { code = '', name, message } = fault;
  if (name === 'AbortError' || name === 'TimeoutError') return `Nothing answered at ${address} within ${msMax / 1000} seconds, though the address is not closed.`;
  // Another protocol, a connection that is hung up on, or a page of something else.
  if (fault instanceof SyntaxError || code.startsWith('HPE_') || code === 'ECONNRESET')
    return `Something else listens at ${address}. Set PORT to another port.`;
  return `${address} could not be asked: ${message}.`;
}
