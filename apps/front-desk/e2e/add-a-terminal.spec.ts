import { DeskPage } from './pages/desk-page.ts';
import { SessionPage } from './pages/session-page.ts';
import { expect, test } from './world.ts';

test('a manager adds a terminal: the code and address shown set up another device', async ({ world, house, openDesk, newBrowser }) => {
  const desk = await openDesk({ person: world.office.manager });
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.manager.name }).click();
  await desk.page.getByRole('menuitem', { name: 'Add a terminal…' }).click();
  const code = (await desk.dialog.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}$/).textContent()) ?? '';
  const address = `${world.server.url}/#enrol=${code}`;
  await expect(desk.dialog.getByText(address)).toBeVisible();
  await expect(desk.dialog).toContainText(/Good until \d\d:\d\d, for one device\./);

  const device = await newBrowser();
  await device.goto(address);
  const session = new SessionPage(device);
  await session.name('Tablet');
  await session.unlock(world.office.colleague);
  const tablet = new DeskPage(device, house);
  await tablet.shown();
  await tablet.walkIns(1);
  await expect(tablet.details).toContainText(`${world.office.colleague.name} · Tablet`);
  await desk.press('Escape');
  await expect(desk.item(/^Walk-in.*Booked/, 'Room 1')).toBeVisible();
});

test('staff cannot add a terminal: it is not offered, and the server would not do it', async ({ world, desk }) => {
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.receptionist.name }).click();
  await expect(desk.page.getByRole('menuitem', { name: 'Lock for the next person' })).toBeVisible();
  await expect(desk.page.getByRole('menuitem', { name: 'Add a terminal…' })).toHaveCount(0);
  const answer = await desk.page.request.post('/trpc/terminals.mintCode', { data: {} });
  expect(answer.status()).toBe(403);
});
