import { DeskPage } from './pages/desk-page.ts';
import { SessionPage } from './pages/session-page.ts';
import { expect, test } from './world.ts';

test('a new device follows an invitation link, somebody unlocks it, and today is there', async ({ world, house, newBrowser }) => {
  const riverside = world.server.welcome.locations.find(({ name }) => name.startsWith('Riverside'));
  const page = await newBrowser();
  await page.goto(riverside?.link ?? '');
  const session = new SessionPage(page);
  await session.name('Front desk left');
  await expect(session.whoIsThere).toBeVisible();
  // The code is gone from the address, so nobody finds it in the history.
  expect(page.url()).not.toContain(riverside?.code);
  await session.unlock(world.office.receptionist);

  const desk = new DeskPage(page, house);
  await expect(desk.board).toBeVisible();
  for (let room = 1; room <= 8; room++) await expect(desk.column(`Room ${room}`)).toBeVisible();
  await expect(page.getByRole('banner')).toContainText('Riverside Studios');
  await expect(desk.connection(/^Online · synced \d\d:\d\d$/)).toBeVisible();
});

test('a code is typed, works once, and a wrong or used one is told', async ({ world, house, newBrowser }) => {
  const code = await world.office.mintCode(house);
  const first = new SessionPage(await newBrowser());
  await first.open();
  await first.enrol(code.toLowerCase().replace('-', ' '), 'Till');
  await expect(first.whoIsThere).toBeVisible();

  const second = new SessionPage(await newBrowser());
  await second.open();
  await second.enrol(code, 'Till 2');
  await expect(second.problem).toHaveText('That code is not right or has run out. Ask for a new one.');
  await second.enrol('ZZZZ-ZZZZ', 'Till 2');
  await expect(second.problem).toHaveText('That code is not right or has run out. Ask for a new one.');
  await expect(second.setUp).toBeVisible();
});

test('a wrong PIN is told and the right one still works', async ({ world, house, newBrowser }) => {
  const page = await newBrowser();
  await page.context().addCookies([await world.office.enrolTerminal(house, 'Till')]);
  const session = new SessionPage(page);
  await session.open();
  const { receptionist } = world.office;
  await session.unlock({ ...receptionist, pin: '0000' });
  await expect(session.problem).toHaveText('That PIN is not right. Try again.');
  await page.keyboard.type(receptionist.pin);
  await page.keyboard.press('Enter');
  await new DeskPage(page, house).shown();
});

test('the next person locks the screen, unlocks it as themselves, and the history names them', async ({ world, desk }) => {
  const { receptionist, colleague } = world.office;
  await desk.page.getByRole('banner').getByRole('button', { name: receptionist.name }).click();
  await desk.page.getByRole('menuitem', { name: 'Lock for the next person' }).click();
  const session = new SessionPage(desk.page);
  await session.unlock(colleague);
  await desk.shown();
  await expect(desk.page.getByRole('banner').getByRole('button', { name: colleague.name })).toBeVisible();

  await desk.walkIns(1);
  await expect(desk.details).toContainText(new RegExp(`Booked.*${colleague.name} · Front desk left · walk-in`));
});

test('a terminal stays set up: the next start asks at most who is at the counter', async ({ desk }) => {
  await desk.page.reload();
  await desk.shown();
  await expect(desk.page.getByLabel('Name of this terminal')).toBeHidden();
});
