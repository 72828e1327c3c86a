import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, type Page } from '@playwright/test';
import { BackOffice, type Person } from './back-office.ts';
import { DeskPage } from './pages/desk-page.ts';
import { SessionPage } from './pages/session-page.ts';
import { ServerProcess } from './server-process.ts';

/** One business with its own server, database and port, shared by the tests of one worker. */
export interface World {
  server: ServerProcess;
  office: BackOffice;
}

interface Fixtures {
  /** A browser of its own, enrolled and unlocked by a receptionist, with the day board open. */
  desk: DeskPage;
  /** Further terminals, each a browser of its own, for tests where two counters meet. */
  openDesk: (person?: Person) => Promise<DeskPage>;
}

export const test = base.extend<Fixtures, { world: World }>({
  world: [
    async ({ browserName: _ }, provide) => {
      const dataFolder = mkdtempSync(join(tmpdir(), 'holdfast-e2e-'));
      const server = await ServerProcess.startOn(dataFolder);
      const office = await BackOffice.open(server);
      await provide({ server, office });
      await server.stop();
      rmSync(dataFolder, { recursive: true, force: true });
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: async ({ world }, provide) => provide(world.server.url),
  openDesk: async ({ world, browser, contextOptions }, provide) => {
    const opened: Page[] = [];
    await provide(async (person = world.office.receptionist) => {
      const context = await browser.newContext({ ...contextOptions, baseURL: world.server.url });
      const page = await context.newPage();
      opened.push(page);
      return unlocked(page, world, person);
    });
    for (const page of opened) await page.context().close();
  },
  desk: async ({ world, page }, provide) => provide(await unlocked(page, world, world.office.receptionist)),
});

export { expect } from '@playwright/test';

async function unlocked(page: Page, world: World, person: Person): Promise<DeskPage> {
  const session = new SessionPage(page);
  await session.open();
  await session.enrol(await world.office.mintCode(), 'Test counter');
  await session.unlock(person);
  const desk = new DeskPage(page);
  await desk.shown();
  return desk;
}
