import { readFile } from 'node:fs/promises';
import pg from 'pg';
import { pino } from 'pino';
import type { TenantNo } from '../access/scope.ts';
import { ConfigError, defaultPublicUrl, type Config } from '../config.ts';
import { openDatabase, type OpenDatabase } from '../db/open-database.ts';
import { runImport } from '../import/run-import.ts';
import { createServer } from '../server.ts';
import { mintCode } from '../terminals/enrol-terminal.ts';
import { readApiKeyCall } from './api-key-command.ts';
import { readCall, requireLocation, UsageError, type Answer, type Call, type CommandName, type Tell } from './command-arguments.ts';
import { examine } from './doctor.ts';
import { namedLocations } from './named-locations.ts';
import { readRulesCall } from './rules-command.ts';
import { runStart } from './run-start.ts';
import { seed } from './seed.ts';
import { checkSeedSize, defaultShape } from './seed-shape.ts';
import { readExportCall } from './export-command.ts';
import { readHoursCall } from './hours-command.ts';
import { readSettingsCall } from './settings-command.ts';
import { isSound, verify } from './verify.ts';

export const help = `Usage: pnpm holdfast <command> [--json]

  start                                     run the server: pnpm start without building
  migrate                                   bring the database to this version's schema
  import FILE.csv --location SLUG           book every row of a file; --create-resources makes missing rooms
  export [FILE.csv] --location SLUG         the calendar as import reads it; without FILE on stdout
  terminal-code --location SLUG             a code that enrols one device, good for 15 minutes
  api-key create --location SLUG --channel CHANNEL [--role agent|manager] [--name NAME] [--quiet]
                                            a key for a program that books; --location may be repeated
  api-key list | revoke ID                  what keys there are; end one at once
  settings [NAME=VALUE ...]                 the rules of the business, after changing what is named
  settings history [--location SLUG]        who changed what decisions rest on
  hours [set|close|special|reset ...] --location SLUG [--resource SLUG] [--keep WORD]
                                            when a location or a resource is open, after changing it:
                                            set monday=09:00-13:00,14:00-18:00 tuesday=closed,
                                            close 2026-12-25 "Christmas Day", special 2026-12-24=09:00-13:00,
                                            reset 2026-12-25
  rules --location SLUG                     the rules of a location's kinds, resources, services and ways
  rules kind|resource|service NAME NAME=VALUE ... --location SLUG [--confirm]
  rules travel SLUG SLUG minutes=NUMBER     change them; "default" as the value puts one back
  verify                                    prove on the data: 0 overlaps in N claims
  doctor                                    look for what keeps Holdfast from working
  seed --bookings N                         fill a business of its own with measuring data, past the gateway;
                                            --locations N (50), --resources N (40) of each

  --json          one JSON document on stdout, for programs
  --tenant SLUG   which business, when several have a location of that name
  --help          this text

They work beside a running server and without one. Exit code 0: it worked. 1: it did not. 2: wrong usage.
`;

/** Where the answer goes, and where everything else that is said on the way. */
export interface Voice {
  /** What it returns is awaited: what is long waits for a slow reader. */
  answer(text: string): unknown;
  tell: Tell;
  /** The clock that progress is told by, in milliseconds. */
  now?: () => number;
}

const standardStreams: Voice = {
  answer: (text) => new Promise<void>((resolve, reject) => process.stdout.write(text, (fault) => (fault ? reject(fault) : resolve()))),
  tell: (line) => void process.stderr.write(`${line}\n`),
};

/** `pnpm holdfast …`; resolves with the exit code. */
export async function runCommandLine(
  args: readonly string[],
  environment: Record<string, string | undefined>,
  voice: Voice = standardStreams,
): Promise<number> {
  try {
    const { command, call } = readCall(args, environment, voice);
    if (command === 'help') {
      await voice.answer(help);
      return 0;
    }
    if (command === 'start') {
      await runStart(environment);
      // It runs until a signal ends the process.
      return await new Promise<never>(() => {});
    }
    const answer = await commands[command](call, voice);
    await voice.answer(call.json ? `${JSON.stringify(answer.data)}\n` : answer.text);
    return answer.ok ? 0 : 1;
  } catch (fault) {
    const line = fault instanceof Error ? fault.message : String(fault);
    voice.tell(line);
    return fault instanceof UsageError || fault instanceof ConfigError ? 2 : 1;
  }
}

const commands: Record<CommandName, (call: Call, voice: Voice) => Promise<Answer>> = {
  migrate: (call) =>
    withDatabase(call, async ({ applied }) => ({
      ok: true,
      text: applied.length === 0 ? 'The database is up to date.\n' : `Applied ${applied.join(', ')}.\n`,
      data: { applied },
    })),

  import: async (call) => {
    if (call.file === null) throw new UsageError('Name the file: pnpm holdfast import FILE.csv --location SLUG');
    requireLocation(call);
    const bytes = await readFile(call.file).catch((fault: NodeJS.ErrnoException) => {
      throw new Error(`${call.file} cannot be read: ${fileFaults[fault.code ?? ''] ?? fault.message}.`);
    });
    return withLocation(call, async (database, place) => {
      const server = createServer(database.db, { log: pino({ level: 'silent' }), publicUrl: publicUrlOf(call.config) });
      const report = await runImport(server, bytes, {
        ...place,
        createResources: call.createResources,
        onProgress: (done, of) => call.tellProgress(`${done} of ${of} rows`),
      }).finally(() => server.feedWatch.close());
      const refused = report.refused.map(({ line, reference, reason, detail }) => `  line ${line}${reference ? ` (${reference})` : ''}: ${reason}. ${detail}\n`);
      return {
        ok: report.refused.length === 0,
        text: `${report.rows} rows: ${report.committed} committed, ${report.unchanged} unchanged, ${report.refused.length} refused.\n${refused.join('')}`,
        data: report,
      };
    });
  },

  export: (call, voice) => {
    const run = readExportCall(call, (text) => voice.answer(text));
    return withLocation(call, ({ ownerUrl }, place) => withOwner(ownerUrl, (owner) => run(owner, place)));
  },

  'terminal-code': (call) =>
    withLocation(call, async ({ db }, place) => {
      const { code, expiresAt } = await mintCode(db, { ...place, createdBy: null });
      const link = `${publicUrlOf(call.config)}/#enrol=${code}`;
      return { ok: true, text: `${code}  (good until ${expiresAt})\n${link}\n`, data: { code, expiresAt, link } };
    }),

  'api-key': async (call) => {
    const run = readApiKeyCall(call);
    return withDatabase(call, ({ db, ownerUrl }) => withOwner(ownerUrl, (owner) => run(db, owner)));
  },

  settings: async (call) => {
    const run = readSettingsCall(call);
    return withDatabase(call, ({ db, ownerUrl }) => withOwner(ownerUrl, (owner) => run(db, owner)));
  },

  hours: (call) => {
    const run = readHoursCall(call);
    return withLocation(call, ({ db }, place) => run(db, place));
  },

  rules: async (call) => {
    const run = readRulesCall(call);
    return withDatabase(call, ({ db, ownerUrl }) => withOwner(ownerUrl, (owner) => run(db, owner)));
  },

  verify: (call) =>
    withDatabase(call, async ({ ownerUrl }) => {
      const found = await withOwner(ownerUrl, verify);
      const { heads: _forPrograms, ...counts } = found;
      const lines = Object.entries(counts).map(([name, count]) => `  ${name.replaceAll('_', ' ').padEnd(26)} ${count}\n`);
      return {
        ok: isSound(found),
        text: `${isSound(found) ? 'Sound' : 'NOT SOUND'}: ${found.overlaps} overlaps in ${found.claims} claims.\n${lines.join('')}`,
        data: found,
      };
    }, { changesNothing: true }),

  doctor: async ({ config }) => {
    const findings = await examine(config);
    return {
      ok: findings.every(({ ok }) => ok),
      text: findings.map(({ what, ok, said }) => `${ok ? 'ok   ' : 'WRONG'} ${what.padEnd(15)} ${said}\n`).join(''),
      data: { ok: findings.every(({ ok }) => ok), findings },
    };
  },

  seed: async (call) => {
    const { bookings, locations, resources } = call.sizes;
    if (bookings === null) throw new UsageError('Say how many: pnpm holdfast seed --bookings 100000');
    const size = { bookings, locations: locations ?? defaultShape.locations, resources: resources ?? defaultShape.resources };
    checkSeedSize(size, bookings);
    return withDatabase(call, async ({ ownerUrl }) => {
      const report = await seed(ownerUrl, size, { tell: call.tell });
      const { tenant, pin, seconds, bookings: { made, there } } = report;
      const slug = report.locations[0]?.slug;
      return {
        ok: true,
        text:
          `${made} bookings made in ${seconds.toFixed(1)} s; the business ${tenant} has ${there} at ${report.locations.length} locations.\n` +
          `Look at it: pnpm holdfast terminal-code --tenant ${tenant} --location ${slug}, PIN ${pin}.\n`,
        data: { tenant, locations: report.locations.map((location) => location.slug), pin, since: report.since, made, there, seconds },
      };
    });
  },
};

const fileFaults: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder',
  EACCES: 'this user may not read it',
};

const stopSignals = ['SIGINT', 'SIGTERM'] as const;

async function withDatabase(call: Call, work: (database: OpenDatabase) => Promise<Answer>, how?: Parameters<typeof openDatabase>[2]): Promise<Answer> {
  const database = await openDatabase(call.config, call.tell, how);
  // Asked to stop, it lets go of the database first: the last one out stops an embedded one.
  const stop = (signal: NodeJS.Signals): void => {
    call.tell('Stopped before the end. What was done stands; run it again for the rest.');
    void database.close().finally(() => process.exit(signal === 'SIGINT' ? 130 : 143));
  };
  for (const signal of stopSignals) process.once(signal, stop);
  try {
    return await work(database);
  } finally {
    for (const signal of stopSignals) process.off(signal, stop);
    await database.close();
  }
}

async function withOwner<T>(ownerUrl: string, work: (owner: pg.Client) => Promise<T>): Promise<T> {
  const owner = new pg.Client({ connectionString: ownerUrl });
  await owner.connect();
  try {
    return await work(owner);
  } finally {
    await owner.end();
  }
}

async function withLocation(
  call: Call,
  work: (database: OpenDatabase, place: { tenantNo: TenantNo; locationId: string }) => Promise<Answer>,
): Promise<Answer> {
  requireLocation(call);
  return withDatabase(call, async (database) => {
    const { tenantNo, locationIds } = await withOwner(database.ownerUrl, (owner) =>
      namedLocations(owner, { tenant: call.tenant, slugs: call.locations }),
    );
    const [locationId = ''] = locationIds;
    return work(database, { tenantNo, locationId });
  });
}

const publicUrlOf = (config: Config): string => config.publicUrl ?? defaultPublicUrl(config.host, config.port);
