import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { BookingOnBoard } from '../src/desk.ts';
import { open, screen as test, submitted } from './fixture/screen.ts';

/** Which dates a series has before it is edited or cancelled, over a desk in memory. */

const openLesson = (page: Page) => page.getByRole('group', { name: 'Room 6', exact: true }).getByRole('button', { name: 'T. Haddad' }).click();

async function cancelLesson(page: Page) {
  await openLesson(page);
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  return page.getByRole('dialog', { name: /^Cancel/ });
}

async function editLesson(page: Page) {
  await openLesson(page);
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  return page.getByRole('dialog', { name: 'Edit booking' });
}

/** Of the dates that are to come, at the version they were listed at. */
const listed = [expect.any(String), '1', '2', '4', '5'].map((bookingId: unknown) => ({ bookingId, version: 2 }));

test('cancelled with those that follow it says which, and which are left alone', async ({ page }) => {
  await open(page, 'studio');
  const dialog = await cancelLesson(page);
  await expect(page.getByText('One of a series')).toBeVisible();
  await expect(dialog.getByRole('radio', { name: 'Only this one' })).toBeChecked();
  await expect(dialog.getByRole('listitem')).toHaveCount(0);
  await dialog.getByRole('radio', { name: 'This and the following ones' }).check();
  await expect(dialog.getByText('5 dates will be cancelled. 1 is left alone.')).toBeVisible();
  await expect(dialog.getByRole('listitem')).toHaveText([
    'Sat 21 Nov 15:00Room 6', 'Sat 28 Nov 15:00Room 6', 'Sat 5 Dec 15:00Room 1', 'Sat 19 Dec 15:00Room 6 · Rima Haddad', 'Sat 26 Dec 15:00Room 6', 'Sat 12 Dec 15:00Cancelled · Room 6',
  ]);
  await dialog.getByRole('button', { name: 'Cancel 5 dates' }).click();
  const [intent] = await submitted(page);
  expect(intent).toMatchObject({ kind: 'cancel_series', args: { scope: 'following', expectedVersions: listed } });
  // What the list says of each is newer than what stands on the board.
  expect(intent?.args).not.toHaveProperty('expectedVersion');
});

test('edited with all of them it says which change, and which keep something of their own', async ({ page }) => {
  await open(page, 'studio');
  const dialog = await editLesson(page);
  await expect(dialog.getByRole('radio', { name: 'Only this one' })).toBeChecked();
  await dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  // Nothing is written yet.
  await expect(dialog.getByText('5 dates would change. 2 are left alone.')).toBeVisible();
  await dialog.getByLabel('Notes').fill('Bring a torch');
  await expect(dialog.getByText('4 dates will change. 1 keeps something of its own. 2 are left alone.')).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: '5 Dec' })).toHaveText('Sat 5 Dec 15:00Room 1keeps its own notes');
  await expect(dialog.getByRole('listitem').filter({ hasText: '14 Nov' })).toHaveText('Sat 14 Nov 15:00Done · Room 6');
  await dialog.getByRole('button', { name: 'Save for 4 dates' }).click();
  expect(await submitted(page)).toEqual([{
    kind: 'edit_series', args: { seriesId: expect.any(String), bookingId: expect.any(String), scope: 'all', expectedVersion: 2, expectedVersions: listed, notes: 'Bring a torch' },
  }]);
  await expect(page.getByText('Changed T. Haddad and what belongs to it')).toBeVisible();

  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await dialog.getByLabel('Notes').fill('Bring two');
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect((await submitted(page)).slice(-1)).toMatchObject([{ kind: 'edit_booking', args: { notes: 'Bring two' } }]);

  await page.keyboard.press('i');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await expect(dialog.getByLabel('Notes')).toBeVisible();
  await expect(dialog.getByRole('radio')).toHaveCount(0);
});

test('what was listed before the connection was lost stays, and is what was seen', async ({ page }) => {
  await open(page, 'studio');
  const editing = await editLesson(page);
  await editing.getByLabel('Notes').fill('Bring a torch');
  await editing.getByRole('radio', { name: 'All that are still to come' }).check();
  await expect(editing.getByRole('listitem')).toHaveCount(7);
  await page.evaluate(() => {
    const { connection } = globalThis.holdfastDesk;
    connection.set({ ...connection.get(), state: 'offline' });
  });
  await expect(page.getByText(/^Offline/).first()).toBeVisible();
  await expect(editing.getByRole('listitem')).toHaveCount(7);
  await editing.getByRole('button', { name: 'Save for 4 dates' }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'edit_series', args: { notes: 'Bring a torch', expectedVersions: listed } }]);
});

test('without a connection nothing is listed, and it can be done all the same', async ({ page }) => {
  await open(page, 'offline');
  const cancelling = await cancelLesson(page);
  await cancelling.getByRole('radio', { name: 'All that are still to come' }).check();
  await expect(cancelling.getByText('The dates can be listed when the connection is back.')).toBeVisible();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  const editing = page.getByRole('dialog', { name: 'Edit booking' });
  await editing.getByLabel('Notes').fill('Bring a torch');
  await editing.getByRole('radio', { name: 'All that are still to come' }).check();
  await expect(editing.getByText('A date that was given notes or a customer of its own keeps them.')).toBeVisible();
  await editing.getByRole('button', { name: 'Save for all of them' }).click();
  const [intent] = await submitted(page);
  expect(intent).toMatchObject({ kind: 'edit_series', args: { scope: 'all', expectedVersion: 2, notes: 'Bring a torch' } });
  expect(intent?.args).not.toHaveProperty('expectedVersions');

  // Opened without a connection, it has them as soon as there is one.
  await page.getByRole('button', { name: 'Edit', exact: true }).click();
  await editing.getByRole('radio', { name: 'All that are still to come' }).check();
  await expect(editing.getByRole('listitem')).toHaveCount(0);
  await page.evaluate(() => {
    const { connection } = globalThis.holdfastDesk;
    connection.set({ ...connection.get(), state: 'online' });
  });
  await expect(editing.getByRole('listitem')).toHaveCount(7);
});

test('what somebody else writes while the form is open is not written over', async ({ page }) => {
  await open(page, 'studio');
  const dialog = await editLesson(page);
  await page.evaluate(() => {
    const desk = globalThis.holdfastDesk;
    const row = desk.search('Haddad', 1)[0]?.booking?.row;
    if (!row) throw new Error('There is no lesson.');
    // As a sync would put it on the board.
    const cell = desk.booking(row.id) as unknown as { set(booking: BookingOnBoard): void; get(): BookingOnBoard };
    cell.set({ ...cell.get(), row: { ...row, version: 3, notes: 'Theirs' } });
  });
  await dialog.getByLabel('Notes').fill('Ours');
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'edit_booking', args: { expectedVersion: 2, notes: 'Ours' } }]);
});

test('where somebody was faster the card says so of the dates, and lists them once more with what changed', async ({ page }) => {
  await open(page, 'stale_series');
  await page.keyboard.press('n');
  const card = page.getByRole('article', { name: 'T. Haddad, edit of a series' });
  await expect(card.getByText('Somebody else changed one of these dates first. Look at them again, then decide.')).toBeVisible();
  await card.getByRole('button', { name: 'Look at the dates again' }).click();
  const dialog = page.getByRole('dialog', { name: 'Edit booking' });
  await expect(dialog.getByLabel('Notes')).toHaveValue('Side door');
  await expect(dialog.getByRole('radio', { name: 'This and the following ones' })).toBeChecked();
  await expect(dialog.getByText('1 was changed by somebody meanwhile.')).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'changed meanwhile' })).toHaveText(/^Sat 28 Nov/);
  await dialog.getByRole('button', { name: 'Save for 4 dates' }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'edit_series', supersedes: expect.any(String), args: { scope: 'following', notes: 'Side door', expectedVersions: listed } }]);
});

for (const theme of ['light', 'dark'] as const) {
  test(`the dates of a cancellation and of an edit, ${theme}, can be used by everybody`, async ({ page }) => {
    await open(page, 'studio', theme);
    for (const opened of [cancelLesson, editLesson]) {
      const dialog = await opened(page);
      await dialog.getByRole('radio', { name: 'All that are still to come' }).check();
      await expect(dialog.getByRole('listitem')).toHaveCount(7);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id }) => id)).toEqual([]);
      await page.keyboard.press('Escape');
      await expect(dialog).toBeHidden();
    }
  });
}
