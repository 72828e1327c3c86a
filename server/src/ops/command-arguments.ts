import { parseArgs } from 'node:util';
import { readConfig, type Config } from '../config.ts';
import { everySecond, type TellProgress } from './progress.ts';

/** What answers and ends; `start` goes on. */
export const commandNames = ['migrate', 'import', 'export', 'terminal-code', 'api-key', 'settings', 'hours', 'rules', 'verify', 'doctor', 'seed'] as const;
export type CommandName = (typeof commandNames)[number];

/** Wrong usage: one line, exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

/** Says one line to whoever waits at the console; never part of the answer. */
export type Tell = (line: string) => void;

/** One use of the command line. */
export interface Call {
  config: Config;
  json: boolean;
  /** What stands behind the command's name, flags left out. */
  words: string[];
  file: string | null;
  /** The one location, or null; `locations` has all of them. */
  location: string | null;
  locations: string[];
  tenant: string | null;
  /** Slug of the resource that `hours` is about; null: the location itself. */
  resource: string | null;
  /** What `hours` printed with the bookings that it touches. */
  keep: string | null;
  createResources: boolean;
  /** What the command would touch is known and meant. */
  confirm: boolean;
  /** Sizes for `seed`; null: not given. */
  sizes: { bookings: number | null; locations: number | null; resources: number | null };
  channel: string | null;
  role: string | null;
  name: string | null;
  quiet: boolean;
  /** The flags that were given, by name. */
  given: string[];
  tell: Tell;
  /** Says how far the command is, now and then. */
  tellProgress: TellProgress;
}

/** What a command answers: `text` for people, `data` for programs. */
export interface Answer {
  ok: boolean;
  text: string;
  data: unknown;
}

/** What was asked for, checked. Throws `UsageError`, `ConfigError`. */
export function readCall(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  { tell, now = Date.now }: { tell: Tell; now?: () => number },
): { command: CommandName | 'start' | 'help'; call: Call } {
  const { values, positionals } = parse(args);
  const [command, file, ...rest] = positionals;
  if (values.help || command === undefined || command === 'help') {
    if (command === undefined && !values.help) throw new UsageError('Say what to do, e.g. pnpm holdfast verify. See pnpm holdfast --help.');
    return { command: 'help', call: callOf(readConfig({}), values, [], { tell, now }) };
  }
  if (command !== 'start' && !isCommandName(command))
    throw new UsageError(`There is no command "${command}". There are: start, ${commandNames.join(', ')}.`);
  const extra = command === 'import' || command === 'export' ? rest[0] : wordy.has(command) ? undefined : file;
  if (extra !== undefined)
    throw new UsageError(`"${extra}" is one word too many for ${command}.`);
  const given = Object.keys(values).filter((name) => name !== 'json' || command === 'start');
  const odd = given.find((name) => !(flagsOf[command] ?? []).includes(name));
  if (odd !== undefined) throw new UsageError(`${command} takes no --${odd}.`);
  if (command !== 'api-key' && (values.location?.length ?? 0) > 1) throw new UsageError(`${command} takes one --location.`);
  return { command, call: callOf(readConfig(environment), values, positionals.slice(1), { tell, now }) };
}

/** Commands that read the words behind their name themselves. */
const wordy: ReadonlySet<string> = new Set(['api-key', 'settings', 'hours', 'rules']);

const isCommandName = (word: string): word is CommandName => (commandNames as readonly string[]).includes(word);

const flagsOf: Record<string, readonly string[]> = {
  import: ['location', 'tenant', 'create-resources'],
  export: ['location', 'tenant'],
  'terminal-code': ['location', 'tenant'],
  settings: ['tenant', 'location'],
  hours: ['tenant', 'location', 'resource', 'keep'],
  rules: ['tenant', 'location', 'confirm'],
  seed: ['bookings', 'locations', 'resources'],
  'api-key': ['location', 'tenant', 'channel', 'role', 'name', 'quiet'],
};

type Values = ReturnType<typeof parse>['values'];

function parse(args: readonly string[]) {
  try {
    return parseArgs({
      args: [...args],
      allowPositionals: true,
      options: {
        json: { type: 'boolean' },
        help: { type: 'boolean', short: 'h' },
        location: { type: 'string', multiple: true },
        channel: { type: 'string' },
        role: { type: 'string' },
        name: { type: 'string' },
        quiet: { type: 'boolean' },
        tenant: { type: 'string' },
        resource: { type: 'string' },
        keep: { type: 'string' },
        'create-resources': { type: 'boolean' },
        confirm: { type: 'boolean' },
        bookings: { type: 'string' },
        locations: { type: 'string' },
        resources: { type: 'string' },
      },
    });
  } catch (fault) {
    // Node's own text names the flag in its first sentence; others may stand on lines of their own.
    throw new UsageError(`${(fault as Error).message.split(/\.\s/)[0]}. See pnpm holdfast --help.`);
  }
}

function callOf(config: Config, values: Values, words: string[], { tell, now }: { tell: Tell; now: () => number }): Call {
  return {
    tell,
    tellProgress: everySecond(tell, now),
    config,
    words,
    file: words[0] ?? null,
    json: values.json ?? false,
    location: values.location?.[0] ?? null,
    locations: [...new Set(values.location)],
    tenant: values.tenant ?? null,
    resource: values.resource ?? null,
    keep: values.keep ?? null,
    createResources: values['create-resources'] ?? false,
    confirm: values.confirm ?? false,
    sizes: { bookings: count(values, 'bookings'), locations: count(values, 'locations'), resources: count(values, 'resources') },
    channel: values.channel ?? null,
    role: values.role ?? null,
    name: values.name ?? null,
    quiet: values.quiet ?? false,
    given: Object.keys(values),
  };
}

function count(values: Values, flag: 'bookings' | 'locations' | 'resources'): number | null {
  const given = values[flag];
  if (given === undefined) return null;
  if (!/^\d{1,9}$/.test(given)) throw new UsageError(`--${flag} is "${given}": use a whole number, e.g. --${flag} 50`);
  return Number(given);
}

/** Throws `UsageError`. */
export function requireLocation({ location }: Call): void {
  if (location === null) throw new UsageError('Name the location: --location SLUG');
}
