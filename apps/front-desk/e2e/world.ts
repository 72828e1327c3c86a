import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as base, type BrowserContext, type BrowserContextOptions, type Page } from '@playwright/test';
import { BackOffice, type Person } from './back-office.ts';
import type { House } from './house.ts';
import { DeskPage } from './pages/desk-page.ts';
import { SessionPage } from './pages/session-page.ts';
import { ServerProcess } from './server-process.ts';

/** One business with its own server, database and port, shared by the tests of one worker. */
export interface World {
  server: ServerProcess;
  office: BackOffice;
}

/** A server on a folder of its own, with the demo chain. `close` leaves nothing behind. */
export async function openWorld(): Promise<World & { close(): Promise<void> }> {
  const dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
  // PostgreSQL refuses to run as root, so then another user must get in.
  chmodSync(dataFolder, 0o755);
  const server = await ServerProcess.startOn(dataFolder);
  const office = await BackOffice.open(server).catch(async (fault: unknown) => {
    await server.stop();
    throw fault;
  });
  return {
    server,
    office,
    async close() {
      await office.close();
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
  };
}

interface CounterOptions extends BrowserContextOptions {
  /** Who unlocks it; a receptionist when nobody is named. */
  person?: Person;
  /** What the terminal is called in the history. */
  name?: string;
  /** Where it stands, when not in the house of the test. */
  at?: House;
}

interface Fixtures {
  /** The location of this test. */
  house: House;
  /** A terminal of the house in a browser of its own, unlocked, with the day board open. */
  desk: DeskPage;
  /** Further terminals, each a browser of its own, for tests where two counters meet. */
  openDesk: (options?: CounterOptions) => Promise<DeskPage>;
  /** A browser that is no terminal yet. */
  newBrowser: (options?: BrowserContextOptions) => Promise<Page>;
}

export const test = base.extend<Fixtures, { world: World }>({
  world: [
    async ({ browserName: _ }, provide) => {
      const world = await openWorld();
      await provide(world);
      await world.close();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ world }, provide) => provide(world.server.url),
  house: async ({ world }, provide, info) => {
    // A test that killed the server must not take the next ones along.
    await world.server.start();
    await provide(await world.office.openHouse(`House of test ${info.testId.slice(-4)}`));
  },
  newBrowser: async ({ browser, house }, provide) => {
    const contexts: BrowserContext[] = [];
    const faults: string[] = [];
    await provide(async (options = {}) => {
      const context = await browser.newContext({ timezoneId: house.location.timeZone, ...options });
      contexts.push(context);
      context.on('weberror', (fault) => faults.push(fault.error().message));
      return context.newPage();
    });
    for (const context of contexts) await context.close();
    expect(faults, 'faults nobody caught in a browser').toEqual([]);
  },
  openDesk: async ({ world, house, newBrowser }, provide) => {
    await provide(async ({ person = world.office.receptionist, name = 'Front desk left', at = house, ...options } = {}) => {
      return unlocked(await newBrowser({ timezoneId: at.location.timeZone, ...options }), world, at, { person, name });
    });
  },
  desk: async ({ openDesk }, provide) => provide(await openDesk()),
});

export { expect };

/** Makes a browser a terminal of the house and opens its board. */
export async function unlocked(page: Page, world: World, house: House, { person, name }: { person: Person; name: string }): Promise<DeskPage> {
  await page.context().addCookies([await world.office.enrolTerminal(house, name)]);
  const session = new SessionPage(page);
  await session.open();
  await session.unlock(person);
  const desk = new DeskPage(page, house);
  await desk.shown();
  await expect(desk.connection(/^Online/)).toBeVisible();
  return desk;
}
