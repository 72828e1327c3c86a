import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { open, screen } from './fixture/screen.ts';
import { test } from './world.ts';

/** What programs hand over to people: over a desk in memory, then against the real server. */

screen('the count opens the list: the reason, what was said, and the booking it is about', async ({ page }) => {
  await open(page, 'unfinished');
  await page.getByRole('button', { name: '2 handed over' }).click();
  const panel = page.getByRole('complementary', { name: 'Handed over' });
  await expect(panel.getByRole('article')).toHaveCount(3);
  const yui = panel.getByRole('article', { name: 'Yui Sato' });
  await expect(yui).toContainText('Says her wrist hurts');
  await expect(yui.getByRole('link', { name: 'Call +44 7700 900 454' })).toBeVisible();
  await yui.getByText('What was said').click();
  await expect(yui.getByText('part 9.')).toBeVisible();
  await expect(panel.getByRole('article', { name: 'Silver Strings' })).toContainText('Ben Osei has it since 10:05');
  await expect(panel).toContainText('T. Haddad · Lost property');
  await yui.getByRole('button', { name: /^Booking HF-/ }).click();
  await expect(page.getByRole('complementary', { name: 'Details' })).toContainText('Yui Sato');
});

screen('what was said is loaded when it is opened; offline and unanswered it says so, and it stays once it is here', async ({ page }) => {
  await open(page, 'unfinished');
  await page.keyboard.press('h');
  const yui = page.getByRole('article', { name: 'Yui Sato' });
  const setOffline = (offline: boolean) =>
    page.evaluate((away) => {
      const { connection } = globalThis.holdfastDesk;
      connection.set({ ...connection.get(), state: away ? 'offline' : 'online' });
    }, offline);
  // Open once before it is away, so that the list itself is here.
  await expect(yui).toBeVisible();
  await setOffline(true);
  await yui.getByText('What was said', { exact: true }).click();
  await expect(yui.getByText('What was said is kept on the server.')).toBeVisible();
  await page.evaluate(() => (globalThis.holdfastDesk.transcriptsLost = 1));
  await setOffline(false);
  await expect(yui.getByText('What was said could not be loaded.')).toBeVisible();
  await yui.getByRole('button', { name: 'Try again' }).click();
  await expect(yui.getByText('part 9.')).toBeVisible();
  await setOffline(true);
  await expect(yui.getByText('part 9.')).toBeVisible();
});

screen('nothing handed over is no count and a word; offline the list is not guessed', async ({ page }) => {
  await open(page, 'studio');
  await expect(page.getByRole('button', { name: /handed over/ })).toHaveCount(0);
  await page.keyboard.press('h');
  await expect(page.getByText('Nothing is handed over.')).toBeVisible();
  await open(page, 'unfinished_offline');
  await page.keyboard.press('h');
  await expect(page.getByText('What is handed over is kept on the server.')).toBeVisible();
});

for (const theme of ['light', 'dark'] as const)
  screen(`everybody can use it, ${theme}`, async ({ page }) => {
    await open(page, 'unfinished', theme);
    await page.keyboard.press('h');
    await page.getByText('What was said').click();
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
  });

test('an agent asks for a person: one takes it, the others see who, and it is settled with what came of it', async ({ world, house, desk, openDesk }) => {
  const booking = await world.office.book(house, { room: 'Room 2', from: '15:00', who: 'Ngozi Eze', phone: '07700 900118' });
  await world.office.handOver(house, { reason: 'Asks for a refund', transcript: 'Caller: I want my money back.', customer: { name: 'Ngozi Eze', phone: '07700 900118' }, booking });
  const other = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await other.page.getByRole('button', { name: '1 handed over' }).click();
  const there = other.page.getByRole('article', { name: 'Ngozi Eze' });
  await expect(there).toContainText('Night line · phone agent');
  await there.getByRole('button', { name: 'I take it' }).click();
  await expect(there).toContainText('You have it since');

  await there.getByText('What was said').click();
  await expect(there).toContainText('Caller: I want my money back.');

  // The desk that was open all along hears of it by itself.
  await desk.page.getByRole('button', { name: '1 taken' }).click({ timeout: 20_000 });
  const here = desk.page.getByRole('article', { name: 'Ngozi Eze' });
  await expect(here).toContainText(`${world.office.colleague.name} has it since`);
  await expect(here.getByRole('button', { name: 'Give back' })).toHaveCount(0);

  await there.getByRole('button', { name: 'Settle…' }).click();
  await other.dialog.getByRole('button', { name: 'Called back' }).click();
  await other.dialog.getByRole('button', { name: 'Settle', exact: true }).click();
  await expect(other.page.getByRole('complementary', { name: 'Handed over' })).toContainText(`Called back · ${world.office.colleague.name}`);
  await expect(other.page.getByRole('button', { name: /handed over|1 taken/ })).toHaveCount(0);

  // Too late here: said, and seen.
  await here.getByRole('button', { name: 'Settle…' }).click();
  await desk.dialog.getByRole('button', { name: 'Nobody answered' }).click();
  await desk.dialog.getByRole('button', { name: 'Settle', exact: true }).click();
  await expect(desk.toast('Somebody was faster, or it is settled.')).toBeVisible();
  await expect(here).toBeHidden();
});
