import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { DeskPage } from './pages/desk-page.ts';
import { SessionPage } from './pages/session-page.ts';
import { expect, test, unlocked } from './world.ts';

/** What axe calls serious or critical on the screen as it is now. */
async function barriers(page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  return violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

for (const colorScheme of ['light', 'dark'] as const)
  test(`no screen shuts anybody out, ${colorScheme}`, async ({ world, house, newBrowser }) => {
    await world.office.book(house, { room: 'Room 3', from: '17:00', who: 'Fatima Zahra', phone: '07700 900222' });
    const found: Record<string, string[]> = {};
    // Without motion, or axe measures a toast while it fades in.
    const page = await newBrowser({ colorScheme, reducedMotion: 'reduce' });
    const session = new SessionPage(page);
    await session.open();
    await expect(session.setUp).toBeVisible();
    found['set up'] = await barriers(page);

    await page.context().addCookies([await world.office.enrolTerminal(house, 'Till')]);
    await page.reload();
    await expect(session.whoIsThere).toBeVisible();
    found['who is at the counter'] = await barriers(page);
    const desk = await unlocked(page, world, house, { person: world.office.receptionist, name: 'Till' });
    await desk.item(/^Fatima Zahra/).click();
    await expect(desk.details.getByRole('listitem')).toHaveCount(1);
    found['board and details'] = await barriers(page);

    for (const [key, title] of [['w', 'Walk-in'], ['c', 'New booking'], ['b', 'Block time'], ['/', 'Search'], ['?', 'Keyboard shortcuts']] as const) {
      await desk.press(key);
      await expect(page.getByRole('dialog', { name: title })).toBeVisible();
      found[title] = await barriers(page);
      await desk.press('Escape');
      await expect(desk.dialog).toBeHidden();
    }

    await desk.press('m');
    await expect(page.getByRole('toolbar', { name: 'Move Fatima Zahra' })).toBeVisible();
    found['moving'] = await barriers(page);
    await desk.press('Escape');

    await desk.goOffline();
    await world.office.book(house, { room: 'Room 4', from: '17:00', who: 'Björn Þórsson' });
    await desk.book({ room: 'Room 4', from: '17:00', who: 'Hannah Cohen' });
    found['offline'] = await barriers(page);
    await page.context().setOffline(false);
    await page.getByRole('button', { name: '1 needs attention' }).click();
    await expect(desk.attention.getByRole('article')).toBeVisible();
    found['needs attention'] = await barriers(page);

    expect(Object.fromEntries(Object.entries(found).filter(([, each]) => each.length > 0))).toEqual({});
  });

test('a walk-in, its visit and a move by keyboard alone, from the first PIN on', async ({ world, house, newBrowser }) => {
  const page = await newBrowser();
  await page.context().addCookies([await world.office.enrolTerminal(house, 'Till')]);
  await page.goto('/');
  const { keyboard } = page;
  const { manager } = world.office;
  const names = page.getByRole('button', { name: /\w/ });
  await expect(names.first()).toBeFocused();
  while (!(await page.getByRole('button', { name: manager.name }).evaluate((button) => button === document.activeElement))) await keyboard.press('Tab');
  await keyboard.press('Enter');
  await page.getByRole('group', { name: `PIN for ${manager.name}` }).waitFor();
  await keyboard.type(manager.pin);
  await keyboard.press('Enter');

  const desk = new DeskPage(page, house);
  await desk.shown();
  await expect(desk.connection(/^Online · synced/)).toBeVisible();
  await desk.press('w');
  await keyboard.type('Nour Haddad');
  // To the phone, which appeared for somebody new, and book from there.
  await desk.press('Tab');
  await expect(desk.dialog.getByRole('textbox', { name: 'Phone' })).toBeFocused();
  await keyboard.type('07700 900333');
  await desk.press('Enter');
  const booking = desk.item(/^Nour Haddad/, 'Room 1');
  await expect(booking).toHaveAccessibleName(/Booked$/);

  // Onto the board with Tab, and to the booking with the arrows.
  const onBoard = () => desk.board.evaluate((board) => board.querySelector('.board-columns')?.contains(document.activeElement) ?? false);
  while (!(await onBoard())) await desk.press('Tab');
  for (let step = 0; step < 60 && !(await booking.evaluate((button) => button === document.activeElement)); step++) await desk.press('ArrowDown');
  await expect(booking).toBeFocused();
  await desk.press('m', 'ArrowRight', 'ArrowRight', 'Enter');
  const moved = desk.item(/^Nour Haddad.*Booked/, 'Room 3');
  await expect(moved).toBeVisible();
  await desk.press('i');
  await expect(desk.item(/^Nour Haddad.*Arrived/, 'Room 3')).toBeVisible();
  await expect(desk.details.getByRole('link', { name: 'Call 07700 900333' })).toBeVisible();
});
