import { createRequire } from 'node:module';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** How a phase's result is counted: as one check, or by the report its runner writes. */
export type Counts = 'one check' | 'vitest' | 'playwright';

export interface Phase {
  name: string;
  /** A JavaScript file and its arguments, run by the Node that runs us: the same on every system. */
  command: readonly string[];
  /** Relative to the root. */
  folder: string;
  environment: Readonly<Record<string, string>>;
  counts: Counts;
  /** Where the runner writes its JSON report; unused for `one check`. */
  report: string;
  /** Ends what hangs: several times what the slowest machine seen needed, for a limit that is met is a failure. */
  limitMinutes: number;
}

export function phases(root: string, reports: string): Phase[] {
  const turbo = program(root, '.', 'turbo', 'turbo');
  const report = (name: string): string => join(reports, `${name}.json`);
  const check = { folder: '.', environment: {}, counts: 'one check', report: '', limitMinutes: 15 } as const;
  return [
    {
      ...check,
      name: 'types',
      command: [turbo, 'run', 'typecheck', '--output-logs=errors-only', '--continue'],
    },
    {
      ...check,
      name: 'lint',
      command: [program(root, '.', 'oxlint', 'oxlint'), '--type-aware', '--deny-warnings'],
    },
    { ...check, name: 'package boundaries', command: [turbo, 'boundaries'] },
    {
      name: 'unit, property and PostgreSQL tests',
      command: [
        program(root, '.', 'vitest', 'vitest'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${report('vitest')}`,
      ],
      folder: '.',
      environment: {},
      counts: 'vitest',
      report: report('vitest'),
      limitMinutes: 30,
    },
    { ...check, name: 'build', command: [turbo, 'run', 'build', '--output-logs=errors-only'] },
    {
      name: 'browser tests',
      command: [program(root, 'apps/front-desk', '@playwright/test', 'playwright'), 'test', '--reporter=list,json'],
      folder: 'apps/front-desk',
      environment: { PLAYWRIGHT_JSON_OUTPUT_FILE: report('playwright') },
      counts: 'playwright',
      report: report('playwright'),
      limitMinutes: 30,
    },
  ];
}

/** The JavaScript file behind a package's command, so that no shell (and no `.cmd`) stands in between. */
export function program(root: string, folder: string, packageName: string, command: string): string {
  const require = createRequire(join(root, folder, 'package.json'));
  const manifestPath = require.resolve(`${packageName}/package.json`);
  const manifest = JSON.parse(readFileSync(manifestPath, 'utf8')) as {
    bin: string | Record<string, string>;
  };
  const file = typeof manifest.bin === 'string' ? manifest.bin : manifest.bin[command];
  if (file === undefined) throw new Error(`${packageName} has no command ${command}.`);
  return join(dirname(manifestPath), file);
}
