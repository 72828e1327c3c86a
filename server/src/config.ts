import { resolve } from 'node:path';

/** What the environment asked for; docs/reference/configuration.md lists every name. */
export interface Config {
  host: string;
  /** 0: any free port. */
  port: number;
  /** Null: a real PostgreSQL is started below `dataDirectory`. */
  databaseUrl: string | null;
  dataDirectory: string;
  /** Null: seed the demo chain when the embedded database is empty. */
  demo: boolean | null;
  /** Origin without a trailing slash, for links, codes and cookies. Null: `http://HOST:PORT`. */
  publicUrl: string | null;
  logLevel: LogLevel;
}

const logLevels = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** One line for the person who set the variable: its name, what was given, what is allowed. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  constructor(variable: string, given: string, allowed: string) {
    super(`${variable} is ${JSON.stringify(given)}: use ${allowed}.`);
  }
}

/** Reads `PORT`, `HOST`, `DATABASE_URL`, … Empty counts as not given. Throws `ConfigError`. */
export function readConfig(environment: Record<string, string | undefined>): Config {
  const given = (name: string): string | null => environment[name]?.trim() || null;
  const read = <T>(name: string, allowed: string, parse: (value: string) => T | undefined): T | null => {
    const value = given(name);
    if (value === null) return null;
    const parsed = parse(value);
    if (parsed === undefined) throw new ConfigError(name, name === 'DATABASE_URL' ? withoutPassword(value) : value, allowed);
    return parsed;
  };
  return {
    host: read('HOST', 'a host name or an IP address to listen on, e.g. 127.0.0.1 or 0.0.0.0', (value) =>
      /^[A-Za-z0-9.:_-]+$/.test(value) && !/^[A-Za-z]+:/.test(value) ? value : undefined,
    ) ?? '127.0.0.1',
    port: read('PORT', 'a port number from 0 to 65535', (value) =>
      /^\d{1,5}$/.test(value) && Number(value) <= 65_535 ? Number(value) : undefined,
    ) ?? 4280,
    databaseUrl: read('DATABASE_URL', 'postgresql://user:password@host:port/database', (value) => {
      const url = URL.parse(value);
      const names = url && ['postgres:', 'postgresql:'].includes(url.protocol) && url.pathname.length > 1;
      return names ? value : undefined;
    }),
    dataDirectory: resolve(given('HOLDFAST_DATA_DIR') ?? '.holdfast'),
    demo: read('HOLDFAST_DEMO', '1 or 0', (value) => ({ '1': true, '0': false })[value]),
    publicUrl: read('PUBLIC_URL', 'an address without a path, e.g. https://desk.example.com', (value) => {
      const url = URL.parse(value);
      const plain = url && ['http:', 'https:'].includes(url.protocol) && url.pathname === '/' && !url.search && !url.hash && !url.username;
      return plain ? url.origin : undefined;
    }),
    logLevel: read('LOG_LEVEL', `one of ${logLevels.join(', ')}`, (value) => logLevels.find((level) => level === value)) ?? 'info',
  };
}

/** Where people reach this server, when nothing else was said. */
export function defaultPublicUrl(host: string, port: number): string {
  const everywhere = host === '0.0.0.0' || host === '::';
  const name = everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host;
  return `http://${name}:${port}`;
}

function withoutPassword(url: string): string {
  return url.replace(/(\/\/[^:@/]*):[^@]*@/, '$1:…@');
}
