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
  await expect(details).toContainText('13:00–14:00 London · 08:00–09:00 New York (customer)');

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

test('it may be given when somebody is booked or waits, and stands beside the time at once', async ({ page }) => {
  await open(page, 'studio');
  await page.keyboard.press('c');
  const booking = page.getByRole('dialog');
  await booking.getByRole('combobox', { name: 'Who' }).fill('Pat Novak 07700 900777');
  await booking.getByRole('button', { name: 'Same as here' }).click();
  await booking.getByRole('combobox', { name: 'Clock' }).fill('New York');
  await expect(booking).toContainText(/\d\d:\d\d–\d\d:\d\d London · \d\d:\d\d–\d\d:\d\d New York \(customer\)/);
  await page.keyboard.press('Escape');
  await expect(booking).toBeHidden();

  await page.keyboard.press('l');
  await page.getByRole('complementary', { name: 'Waitlist' }).getByRole('button', { name: 'Add', exact: true }).click();
  const joining = page.getByRole('dialog');
  await joining.getByRole('combobox', { name: 'Who' }).fill('Pat Novak 07700 900777');
  await joining.getByRole('button', { name: 'Same as here' }).click();
  await joining.getByRole('combobox', { name: 'Clock' }).fill('New York');
  await joining.getByRole('textbox', { name: 'Earliest start' }).fill('15:00');
  await joining.getByRole('textbox', { name: 'Latest end' }).fill('18:00');
  await expect(joining).toContainText('15:00–18:00 London · 10:00–13:00 New York (customer)');
  await joining.getByRole('button', { name: 'Add to waitlist' }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'join_waitlist', args: { customer: { name: 'Pat Novak', timeZone: 'America/New_York' } } }]);
});

test('somebody who answered no offer is paused, and offered again by one tap', async ({ page }) => {
  await open(page, 'waiting');
  await page.keyboard.press('l');
  const card = page.getByRole('article', { name: 'Bertil Lund' });
  await expect(card).toContainText('Paused. Did not answer 3 offers in a row.');
  await card.getByRole('button', { name: 'Offer again' }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'decline_offer', args: { holdId: expect.any(String) } }]);
});
