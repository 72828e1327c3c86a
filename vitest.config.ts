import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';

/** Unit, property and PostgreSQL tests. Browser tests (`*.browser.test.ts`, `e2e/`) belong to Playwright. */
const folders = [
  'packages/domain',
  'packages/protocol',
  'packages/repo-tidy',
  'packages/simulation',
  'server',
  'apps/front-desk',
];

function project(folder: string): TestProjectConfiguration {
  const own = `${folder}/vitest.config.ts`;
  if (existsSync(join(import.meta.dirname, own))) return own;
  return {
    root: join(import.meta.dirname, folder),
    test: {
      name: folder,
      include: ['src/**/*.test.{ts,tsx}'],
      exclude: ['**/*.browser.test.*'],
      // A limit ends what hangs, not a slow machine: properties take seconds on a good one.
      testTimeout: 60_000,
    },
  };
}

// Half of a run PostgreSQL works and the test file waits: on two cores one file at a time takes 510 s, two 325.
export default defineConfig({
  test: {
    projects: folders.map(project),
    maxWorkers: Math.max(2, availableParallelism() - 1),
    // Where a project's tests do not run in the order they stand in, it is the same other order each time.
    sequence: { seed: 20_261_122 },
  },
});
