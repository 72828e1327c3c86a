import { expect } from '@playwright/test';
import { open, screen as test, submitted } from './fixture/screen.ts';

/** The night in which the clock shows an hour twice, on the screens over a desk in memory. */

test('a time that is shown twice says which it is, on the board and in the details; no other time does', async ({ page }) => {
  await open(page, 'repeated_hour');
  const booking = page.getByRole('button', { name: /^Lena Brandt 01:30 BST–01:30 GMT/ });
  await expect(booking).toBeVisible();
  await expect(page.locator('.board-hour-label').filter({ hasText: /^01:00/ })).toHaveText(['01:00BST', '01:00GMT']);
  await expect(page.locator('.board-hour-label').filter({ hasText: /^02:00/ })).toHaveText(['02:00']);
  await booking.click();
  await expect(page.getByRole('complementary')).toContainText(['01:30 BST–01:30 GMT · Room 1']);
});

test('the second of the two is typed and chosen, and a booking may end in it', async ({ page }) => {
  await open(page, 'repeated_hour');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  await page.keyboard.type('Northside Choir');
  await dialog.getByRole('button', { name: 'Where' }).click();
  await page.getByRole('option', { name: 'Room 3' }).click();
  await dialog.getByRole('textbox', { name: 'Start' }).fill('01:30');
  await expect(dialog.getByRole('button', { name: /Book Room 3, 01:30 BST/ })).toBeVisible();
  await dialog.getByRole('button', { name: /Start: which of the two/ }).click();
  await page.getByRole('option', { name: 'GMT' }).click();
  await dialog.getByRole('textbox', { name: 'End' }).fill('01:45');
  await dialog.getByRole('button', { name: /Book Room 3, 01:30 GMT/ }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'create_booking', args: { start: '2026-10-25T01:30:00.000Z', end: '2026-10-25T01:45:00.000Z' } }]);
});

test('time is blocked until the second of the two', async ({ page }) => {
  await open(page, 'repeated_hour');
  await page.keyboard.press('b');
  const dialog = page.getByRole('dialog', { name: 'Block time' });
  await dialog.getByRole('button', { name: 'Room 3' }).click();
  await dialog.getByRole('textbox', { name: 'Start' }).fill('00:30');
  await dialog.getByRole('textbox', { name: 'End' }).fill('01:30');
  await dialog.getByRole('button', { name: /End: which of the two/ }).click();
  await page.getByRole('option', { name: 'GMT' }).click();
  await dialog.getByRole('button', { name: 'Block', exact: true }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'place_block', args: { start: '2026-10-24T23:30:00.000Z', end: '2026-10-25T01:30:00.000Z' } }]);
});
