import { defineConfig } from '@playwright/test';
import { findBrowser } from './e2e/browser.ts';

// Found once by the first process; the workers inherit it through the environment.
const executablePath = (process.env['HOLDFAST_BROWSER'] ||= await findBrowser());

/**
 * Browser tests against the real server and the built desk (`pnpm build` first). No retries: a test that
 * passes on a second try is broken.
 */
export default defineConfig({
  testMatch: ['e2e/**/*.spec.ts', 'src/**/*.browser.test.ts'],
  outputDir: 'test-results',
  // Limits end what hangs, not a slow machine: the longest test takes 40 s on two busy cores.
  timeout: 180_000,
  expect: { timeout: 30_000 },
  retries: 0,
  // Each worker has its own server and database; two cores carry two.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  reporter: 'list',
  use: {
    browserName: 'chromium',
    viewport: { width: 1366, height: 768 },
    locale: 'en-GB',
    timezoneId: 'Europe/London',
    screenshot: 'only-on-failure',
    serviceWorkers: 'allow',
    actionTimeout: 30_000,
    launchOptions: {
      executablePath,
      args: [
        '--disable-gpu',
        '--disable-quic',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
      // Chromium refuses its sandbox to root.
      chromiumSandbox: process.platform === 'linux' && process.getuid?.() !== 0,
    },
  },
});
