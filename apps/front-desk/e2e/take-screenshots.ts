import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser } from '@playwright/test';
import type { BackOffice, SlotWish } from './back-office.ts';
import { findBrowser } from './browser.ts';
import type { House } from './house.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, openWorld, unlocked, type World } from './world.ts';

/** The pictures of the README, taken of the real thing: `pnpm exec node e2e/take-screenshots.ts`. */

const folder = join(import.meta.dirname, '../../../docs/images');

/** How far a visit has come. */
type Steps = 'booked' | 'arrived' | 'started' | 'done' | 'no_show';
const stepsTo = {
  booked: [],
  arrived: ['arrive_booking'],
  started: ['arrive_booking', 'start_booking'],
  done: ['arrive_booking', 'start_booking', 'complete_booking'],
  no_show: ['no_show_booking'],
} as const;

const hour = 'room-60';
const half = 'room-30';
const band = 'rehearsal-120';
const lesson = 'lesson-45';

/** Nobody real; the numbers are from a range kept for fiction. */
const day: readonly (readonly [room: number, from: string, service: string, who: string, steps?: Steps])[] = [
  [1, '08:30', hour, 'Ada Lindqvist', 'done'],
  [1, '10:00', lesson, 'Grace Adeyemi', 'done'],
  [1, '13:00', hour, 'Siobhán O’Connor'],
  [1, '15:00', lesson, 'Hannah Cohen'],
  [1, '16:00', half, 'Émile Laurent'],
  [2, '09:00', half, 'Kwame Mensah', 'done'],
  [2, '10:30', hour, 'Priya Nair', 'started'],
  [2, '12:30', hour, 'Chloe Bennett'],
  [2, '14:30', band, 'The Low Tides'],
  [3, '08:15', band, 'Łukasz Wójcik', 'done'],
  [3, '11:00', hour, 'Zoë Hartley', 'started'],
  [3, '14:00', hour, 'Mohammed Al-Farsi'],
  [3, '17:00', hour, 'Isla Fraser'],
  [4, '09:30', hour, 'Björn Þórsson', 'no_show'],
  [4, '11:30', hour, 'Ngozi Eze', 'arrived'],
  [4, '13:30', lesson, 'Δημήτρης Παππάς'],
  [4, '15:30', hour, 'Ravi Subramaniam'],
  [5, '10:00', band, 'Paper Harbour', 'started'],
  [5, '13:30', hour, 'Marek Dvořák'],
  [5, '16:30', lesson, 'Søren Holm'],
  [6, '08:00', hour, 'Fatima Zahra', 'done'],
  [6, '09:30', half, 'José Álvarez', 'done'],
  [6, '12:00', hour, 'Tariq Aziz'],
  [6, '14:00', band, 'Kettle & Crow'],
  [7, '11:15', hour, 'Nour Haddad', 'arrived'],
  [7, '14:30', hour, 'Lucia Romano'],
  [8, '09:00', band, 'Riverside Choir', 'done'],
  [8, '15:00', band, 'Brass of Eight'],
];

async function fill(office: BackOffice, house: House): Promise<void> {
  for (const [index, [room, from, service, who, steps = 'booked']] of day.entries()) {
    const wish: SlotWish = { room: `Room ${room}`, from, service, who, phone: `07700 900${String(100 + index * 7)}` };
    const bookingId = await office.book(house, who === 'Mohammed Al-Farsi' ? { ...wish, notes: 'Brings his own oud, would like the quiet side.' } : wish);
    for (const step of stepsTo[steps]) await office.submit(house, step, { bookingId });
  }
  await office.submit(house, 'place_block', {
    blockId: crypto.randomUUID(),
    resourceIds: [house.room('Room 8')],
    start: house.at('12:30'),
    end: house.at('14:00'),
    reason: 'Piano tuning',
  });
}

async function openDesk(browser: Browser, world: World, house: House, colorScheme: 'light' | 'dark'): Promise<DeskPage> {
  const context = await browser.newContext({
    baseURL: world.server.url,
    viewport: { width: 1366, height: 768 },
    locale: 'en-GB',
    timezoneId: house.location.timeZone,
    colorScheme,
    reducedMotion: 'reduce',
  });
  return unlocked(await context.newPage(), world, house, { person: world.office.receptionist, name: 'Front desk left' });
}

async function shoot(desk: DeskPage, name: string): Promise<void> {
  // Toasts come and go; the picture is of what stays.
  await expect(desk.toasts).toHaveCount(0, { timeout: 20_000 });
  await desk.page.mouse.move(0, 0);
  await desk.page.screenshot({ path: join(folder, `${name}.png`) });
  await desk.page.context().close();
}

mkdirSync(folder, { recursive: true });
const world = await openWorld();
const browser = await chromium.launch({
  executablePath: await findBrowser(),
  args: ['--disable-gpu'],
  chromiumSandbox: process.platform === 'linux' && process.getuid?.() !== 0,
});
try {
  const house = await world.office.openHouse('Riverside Studios');
  await fill(world.office, house);

  const online = await openDesk(browser, world, house, 'light');
  await online.item(/^Mohammed Al-Farsi/).click();
  await expect(online.details.getByRole('listitem')).toHaveCount(1);
  await shoot(online, 'day-board');

  const left = await openDesk(browser, world, house, 'dark');
  await left.goOffline();
  await left.book({ room: 'Room 7', from: '17:00', who: 'Amelie Roux' });
  await left.walkIns(2);
  await shoot(left, 'offline');

  const refused = await openDesk(browser, world, house, 'light');
  await refused.goOffline();
  await refused.book({ room: 'Room 3', from: '18:00', who: 'Amelie Roux', phone: '07700 900518' });
  await world.office.book(house, { room: 'Room 3', from: '18:00', who: 'Sam Whitlock' });
  await refused.page.context().setOffline(false);
  await refused.page.getByRole('button', { name: '1 needs attention' }).click();
  await expect(refused.attention.getByRole('article')).toContainText('Held for Amelie Roux:');
  await shoot(refused, 'needs-attention');
} finally {
  await browser.close();
  await world.close();
}
