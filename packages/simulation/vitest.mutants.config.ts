import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/** The server's tests, with one rule of the gateway's SQL broken: see src/mutants/. */
export default defineConfig({
  root: join(import.meta.dirname, '../..'),
  test: {
    include: ['server/src/**/*.pg.test.ts'],
    globalSetup: ['server/src/db/test-cluster.ts', join(import.meta.dirname, 'src/mutants/mutate-template.ts')],
    // A broken lock may leave a test waiting.
    testTimeout: 15_000,
  },
});
