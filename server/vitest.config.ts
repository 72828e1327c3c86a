import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    name: 'server',
    include: ['src/**/*.test.ts'],
    globalSetup: ['src/db/test-cluster.ts'],
    // A race of 50 clients over 1 000 rounds is honest work.
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
