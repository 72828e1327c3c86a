import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { BrowserContext, Page } from '@playwright/test';
import { DeskPage } from './pages/desk-page.ts';
import { expect, test as base, unlocked } from './world.ts';

interface Machine {
  /** Starts the browser on this computer's profile, as its icon would, with one page. */
  start(): Promise<Page>;
  /** Closed in order: by now what the browser writes late (its cookies) is written. */
  close(): Promise<void>;
  /** The browser is gone from one moment to the next, without a chance to write anything. */
  crash(): Promise<void>;
}

/** One computer: its browser may die, its profile stays. */
const test = base.extend<{ machine: Machine }>({
  machine: async ({ playwright, launchOptions, house, world }, provide) => {
    const profile = mkdtempSync(join(tmpdir(), 'holdfast-profile-'));
    chmodSync(profile, 0o700);
    let context: BrowserContext | null = null;
    await provide({
      async start() {
        context = await playwright.chromium.launchPersistentContext(profile, {
          ...launchOptions,
          baseURL: world.server.url,
          timezoneId: house.location.timeZone,
        });
        return context.pages()[0] ?? context.newPage();
      },
      async close() {
        await context?.close();
        context = null;
      },
      async crash() {
        const browser = context?.browser();
        if (!context || !browser) throw new Error('No browser runs on this machine.');
        const session = await browser.newBrowserCDPSession();
        const { processInfo } = await session.send('SystemInfo.getProcessInfo');
        const main = processInfo.find(({ type }) => type === 'browser');
        if (!main) throw new Error('The browser does not tell its process.');
        const gone = new Promise((resolve) => browser.once('disconnected', resolve));
        process.kill(main.id, 'SIGKILL');
        await gone;
        context = null;
      },
    });
    await (context as BrowserContext | null)?.close();
    rmSync(profile, { recursive: true, force: true });
  },
});

test('the browser dies right after a tap: the next start has it, offline and online', async ({ world, house, machine }) => {
  const enrolling = await machine.start();
  await (await unlocked(enrolling, world, house, { person: world.office.receptionist, name: 'Front desk left' })).installed();
  await machine.close();

  const before = new DeskPage(await machine.start(), house);
  await before.page.goto('/');
  await expect(before.connection(/^Online · synced/)).toBeVisible();
  await before.goOffline();
  await before.walkIns(1);
  await before.book({ room: 'Room 5', from: '18:00', who: 'Tapped just before' });
  await expect.poll(() => before.onDisk()).toBe(2);
  await machine.crash();

  await world.server.kill();
  const offline = new DeskPage(await machine.start(), house);
  await offline.page.goto('/');
  await offline.shown();
  await expect(offline.item(/^Walk-in.*Waiting/, 'Room 1')).toHaveCount(1);
  await expect(offline.item(/^Tapped just before 18:00–19:00.*Waiting/, 'Room 5')).toHaveCount(1);
  await offline.book({ room: 'Room 6', from: '18:00', who: 'Tapped after the crash' });
  await expect.poll(() => offline.onDisk()).toBe(3);
  await machine.crash();

  await world.server.start();
  const online = new DeskPage(await machine.start(), house);
  await online.page.goto('/');
  await online.shown();
  await expect(online.item(/^Walk-in.*Booked/, 'Room 1')).toHaveCount(1);
  await expect(online.item(/^Tapped just before 18:00–19:00.*Booked/, 'Room 5')).toHaveCount(1);
  await expect(online.item(/^Tapped after the crash 18:00–19:00.*Booked/, 'Room 6')).toHaveCount(1);
  expect(await world.office.booked(house)).toMatchObject([{ room: 'Room 1' }, { room: 'Room 5' }, { room: 'Room 6' }]);
});
