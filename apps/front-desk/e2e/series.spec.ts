import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import type { CommandArgs } from '@holdfast/protocol/commands';
import { open, screen as test, submitted } from './fixture/screen.ts';

/** Bookings that repeat, over a desk in memory: what a person does, and which command comes of it. */

/** A weekly rehearsal in room 1, eight times; every fourth date the room is somebody else's. */
async function askForDates(page: Page): Promise<void> {
  await page.keyboard.press('c');
  await page.keyboard.type('Northside Choir');
  await page.getByRole('button', { name: /^Does not repeat/ }).click();
  await page.getByRole('option', { name: 'Every week', exact: true }).click();
  await page.getByLabel('How many times').fill('8');
  await page.keyboard.press('Enter');
}

async function checkDates(page: Page): Promise<void> {
  await askForDates(page);
  await expect(page.getByText('6 of 8 dates are free.')).toBeVisible();
}

test.describe('a booking that repeats', () => {
  test('is checked date by date; Enter books all of them, the taken ones at the first opening near', async ({ page }) => {
    await open(page, 'studio');
    await checkDates(page);
    await expect(page.getByRole('button', { name: 'Book 8 dates' })).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    const [intent] = await submitted(page);
    expect(intent).toMatchObject({ kind: 'create_series', args: { rule: 'FREQ=WEEKLY;COUNT=8', acceptance: 'all', customer: { name: 'Northside Choir' } } });
    if (intent?.kind !== 'create_series') throw new Error('No series was asked for.');
    const { changes = [] } = intent.args as CommandArgs<'create_series'>;
    expect(changes.map(({ occurrence, start }) => [occurrence.slice(0, 10), start?.slice(0, 10)])).toEqual([['2026-12-12', '2026-12-12'], ['2027-01-09', '2027-01-09']]);
    await expect(page.getByText('Northside Choir: 8 dates')).toBeVisible();
  });

  test('Enter books them in the very moment in which they are listed', async ({ page }) => {
    await open(page, 'studio');
    await page.evaluate(() => {
      const { body } = document;
      const preview = holdfastDesk.previewSeries.bind(holdfastDesk);
      holdfastDesk.previewSeries = (asked) => new Promise((answer) => {
        body.addEventListener('answer', () => void preview(asked).then(answer), { once: true });
      });
      const seen = new MutationObserver(() => {
        if (!body.innerText.includes('dates are free')) return;
        seen.disconnect();
        body.dataset['focused'] = document.activeElement?.textContent ?? '';
      });
      seen.observe(body, { childList: true, subtree: true, characterData: true });
    });
    await askForDates(page);
    await expect(page.getByText('Checking every date…')).toBeVisible();
    await page.locator('body').dispatchEvent('answer');
    await expect(page.locator('body')).toHaveAttribute('data-focused', /^Book 8 dates/);
  });

  test('single dates are left out or put elsewhere', async ({ page }) => {
    await open(page, 'studio');
    await checkDates(page);
    await page.getByRole('button', { name: /Instead of Sat 12 Dec/ }).click();
    await page.getByRole('option', { name: 'Leave out' }).click();
    await page.getByRole('button', { name: 'Book 7 dates' }).click();
    expect(await submitted(page)).toMatchObject([{ kind: 'create_series', args: { changes: [{ skip: true }, {}] } }]);
  });

  test('only what is free can be taken as well, and Back keeps what was typed', async ({ page }) => {
    await open(page, 'studio');
    await checkDates(page);
    await page.getByRole('button', { name: 'Back' }).click();
    await expect(page.getByLabel('Who')).toHaveValue('Northside Choir');
    await page.getByRole('button', { name: 'Check dates…' }).click();
    await page.getByRole('button', { name: 'Only the 6 free' }).click();
    expect(await submitted(page)).toMatchObject([{ kind: 'create_series', args: { acceptance: 'free' } }]);
  });

  test('without a connection it can be asked for all the same', async ({ page }) => {
    await open(page, 'offline');
    await page.keyboard.press('c');
    await page.getByRole('button', { name: /^Does not repeat/ }).click();
    await page.getByRole('option', { name: 'Every day' }).click();
    await page.getByRole('button', { name: 'Check dates…' }).click();
    await expect(page.getByText('Dates can be checked when the connection is back.')).toBeVisible();
    await page.getByRole('button', { name: 'Book those that are free' }).click();
    expect(await submitted(page)).toMatchObject([{ kind: 'create_series', args: { rule: 'FREQ=DAILY;COUNT=10', acceptance: 'free' } }]);
  });
});

test('it repeats on several days of the week, or every month on the same date or weekday', async ({ page }) => {
  await open(page, 'studio');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog', { name: 'New booking' });
  const repeats = async (option: string) => {
    await dialog.getByRole('button', { name: 'Repeats' }).first().click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const rule = async () => {
    await dialog.getByRole('button', { name: 'Check dates…' }).click();
    await page.getByRole('button', { name: /^Book \d+ dates/ }).click();
    const [asked] = (await submitted(page)).slice(-1);
    return asked?.kind === 'create_series' ? (asked.args as CommandArgs<'create_series'>).rule : null;
  };
  await repeats('Every week');
  const days = dialog.getByRole('group', { name: 'On which days of the week' });
  await expect(days.getByRole('button', { name: 'Sat' })).toHaveAttribute('aria-pressed', 'true');
  await days.getByRole('button', { name: 'Mon' }).click();
  await days.getByRole('button', { name: 'Wed' }).click();
  expect(await rule()).toBe('FREQ=WEEKLY;BYDAY=MO,WE,SA;COUNT=10');

  await page.keyboard.press('c');
  await repeats('Every month on the third Saturday');
  await expect(days).toBeHidden();
  expect(await rule()).toBe('FREQ=MONTHLY;BYDAY=3SA;COUNT=10');

  await page.keyboard.press('c');
  await repeats('Every month on the 21st');
  expect(await rule()).toBe('FREQ=MONTHLY;BYMONTHDAY=21;COUNT=10');
});

test.describe('one of a series', () => {
  const lesson = (page: Page) => page.getByRole('group', { name: 'Room 6', exact: true }).getByRole('button', { name: 'T. Haddad' });

  test('moved by keys it asks which ones go along, and says how many can', async ({ page }) => {
    await open(page, 'studio');
    await lesson(page).focus();
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    const dialog = page.getByRole('dialog', { name: 'Move T. Haddad' });
    await expect(dialog).toBeVisible();
    await dialog.getByRole('radio', { name: 'All that are still to come' }).check();
    await expect(dialog.getByText('3 of 4 can move. The others stay where they are.')).toBeVisible();
    const dates = dialog.getByRole('listitem');
    await expect(dates).toHaveText([/Sat 21 Nov 14:30.*free/, /Sat 28 Nov 14:30.*free/, /Sat 5 Dec 14:30.*Room 1 is taken 14:30–15:30\..*Stays 15:30\. Free near it: 14:30 · Room 2\./, /Sat 12 Dec 14:30.*free/]);
    // Also when the connection is lost then.
    await page.evaluate(() => {
      const { connection } = globalThis.holdfastDesk;
      connection.set({ ...connection.get(), state: 'offline' });
    });
    await expect(page.getByText(/^Offline/).first()).toBeVisible();
    await dialog.getByRole('button', { name: 'Move 3' }).click();
    // What was listed goes along, as it was then: who changed one of them meanwhile is not overruled.
    const expectedVersions = Array.from({ length: 4 }, () => ({ version: 1 }));
    expect(await submitted(page)).toMatchObject([{ kind: 'move_series', args: { scope: 'all', acceptance: 'free', resourceIds: [], expectedVersions } }]);
  });

  test('alone it moves as any other', async ({ page }) => {
    await open(page, 'studio');
    await lesson(page).focus();
    await page.keyboard.press('m');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toMatchObject([{ kind: 'move_booking' }]);
  });
});

for (const theme of ['light', 'dark'] as const) {
  test(`the dates, ${theme}, can be used by everybody`, async ({ page }) => {
    await open(page, 'studio', theme);
    await checkDates(page);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
  });
}
