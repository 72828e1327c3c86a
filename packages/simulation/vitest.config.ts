import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

declare module 'vitest' {
  export interface ProvidedContext {
    /** `pnpm proof` runs as often as the promises say; `pnpm test` as often as a person waits for. */
    thorough: boolean;
  }
}

export default defineConfig(({ mode }) => ({
  test: {
    name: 'simulation',
    include: ['src/**/*.test.ts'],
    globalSetup: ['../../server/src/db/test-cluster.ts'],
    provide: { thorough: mode === 'proof' },
    // Thousands of races and crashed databases are honest work, on a slow machine for long: a limit ends what hangs.
    testTimeout: mode === 'proof' ? 120 * 60_000 : 20 * 60_000,
    hookTimeout: 180_000,
    // By itself it takes its workers from here, among all tests from the root's config: the same number, for the same reason.
    ...(mode === 'proof' ? { maxWorkers: Math.max(2, availableParallelism() - 1) } : {}),
  },
}));
