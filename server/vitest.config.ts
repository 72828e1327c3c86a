import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/db/test-cluster.ts'],
    // A race of 50 clients over 1 000 rounds is honest work; a limit ends what hangs, not a slow machine.
    testTimeout: 180_000,
    hookTimeout: 180_000,
    // Not in the order they were written in: a test that rests on those before it fails here, and not only when a mutation
    // run takes it by itself, where it would make every change look noticed. The same order each time.
    sequence: { shuffle: { tests: true }, seed: 20_261_122 },
  },
});
