import { expect } from '@playwright/test';
import { open, screen as test, submitted } from './fixture/screen.ts';

/** A customer who lives by another clock, on the screens over a desk in memory. */

test('their zone is asked for where somebody wants to give it, and the time then stands on both clocks', async ({ page }) => {
  await open(page, 'studio');
  const details = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: 'Lena Brandt' }) });
  const dialog = page.getByRole('dialog', { name: 'Edit booking' });
  const openEditor = async () => {
    await details.getByRole('button', { name: 'Edit' }).click();
    await expect(dialog).toBeVisible();
  };
  await page.getByRole('group', { name: 'Room 1', exact: true }).getByRole('button', { name: 'Lena Brandt' }).click();
  await expect(details).not.toContainText('(customer)');

  await openEditor();
  await expect(dialog.getByRole('combobox', { name: 'Clock' })).toBeHidden();
  await dialog.getByRole('button', { name: 'Same as here' }).click();
  const zone = dialog.getByRole('combobox', { name: 'Clock' });
  await expect(zone).toBeFocused();
  await zone.fill('Gotham');
  await expect(dialog.getByRole('status')).toContainText(['No time zone is called that']);
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect(await submitted(page)).toEqual([]);

  await zone.fill('new york');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(await submitted(page)).toMatchObject([{ kind: 'edit_booking', args: { customer: { name: 'Lena Brandt', timeZone: 'America/New_York' } } }]);
  await expect(details).toContainText('13:00 London · 08:00 New York (customer)');

  // Saved as it is, nothing is sent; emptied, they live by the location's clock again.
  await openEditor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect(await submitted(page)).toHaveLength(1);
  await openEditor();
  await dialog.getByRole('button', { name: 'New York' }).click();
  await zone.fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(details).not.toContainText('(customer)');
  expect((await submitted(page))[1]).toMatchObject({ args: { customer: { timeZone: null } } });
});
