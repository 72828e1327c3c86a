import { parseArgs } from 'node:util';
import { readConfig, type Config } from '../config.ts';

/** What answers and ends; `start` goes on. */
export const commandNames = ['migrate', 'import', 'terminal-code', 'verify', 'doctor', 'seed'] as const;
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
  file: string | null;
  location: string | null;
  tenant: string | null;
  createResources: boolean;
  /** Sizes for `seed`; null: not given. */
  bookings: number | null;
  locations: number | null;
  resources: number | null;
  tell: Tell;
}

/** What was asked for, checked. Throws `UsageError`, `ConfigError`. */
export function readCall(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  tell: Tell,
): { command: CommandName | 'start' | 'help'; call: Call } {
  const { values, positionals } = parse(args);
  const [command, file, ...rest] = positionals;
  if (values.help || command === undefined || command === 'help') {
    if (command === undefined && !values.help) throw new UsageError('Say what to do, e.g. pnpm holdfast verify. See pnpm holdfast --help.');
    return { command: 'help', call: callOf(readConfig({}), values, null, tell) };
  }
  if (command !== 'start' && !isCommandName(command))
    throw new UsageError(`There is no command "${command}". There are: start, ${commandNames.join(', ')}.`);
  if (rest.length > 0 || (file !== undefined && command !== 'import'))
    throw new UsageError(`"${(command === 'import' ? rest[0] : file) ?? ''}" is one word too many for ${command}.`);
  const given = Object.keys(values).filter((name) => name !== 'json' || command === 'start');
  const odd = given.find((name) => !(flagsOf[command] ?? []).includes(name));
  if (odd !== undefined) throw new UsageError(`${command} takes no --${odd}.`);
  return { command, call: callOf(readConfig(environment), values, file ?? null, tell) };
}

const isCommandName = (word: string): word is CommandName => (commandNames as readonly string[]).includes(word);

const flagsOf: Record<string, readonly string[]> = {
  import: ['location', 'tenant', 'create-resources'],
  'terminal-code': ['location', 'tenant'],
  seed: ['bookings', 'locations', 'resources'],
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
        location: { type: 'string' },
        tenant: { type: 'string' },
        'create-resources': { type: 'boolean' },
        bookings: { type: 'string' },
        locations: { type: 'string' },
        resources: { type: 'string' },
      },
    });
  } catch (fault) {
    // Node's own text names the flag in its first sentence.
    throw new UsageError(`${(fault as Error).message.split('. ')[0]}. See pnpm holdfast --help.`);
  }
}

function callOf(config: Config, values: Values, file: string | null, tell: Tell): Call {
  return {
    tell,
    config,
    file,
    json: values.json ?? false,
    location: values.location ?? null,
    tenant: values.tenant ?? null,
    createResources: values['create-resources'] ?? false,
    bookings: count(values, 'bookings'),
    locations: count(values, 'locations'),
    resources: count(values, 'resources'),
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
