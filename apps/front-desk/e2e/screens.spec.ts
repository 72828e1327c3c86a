import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { open, screen as test, submitted } from './fixture/screen.ts';

/** The screens over a desk in memory: what a person does, and which command comes of it. */

const column = (page: Page, name: string): Locator => page.getByRole('group', { name, exact: true });
const item = (page: Page, columnName: string, who: string): Locator => column(page, columnName).getByRole('button', { name: who });
const roomId = (page: Page, name: string): Promise<string | undefined> =>
  page.evaluate((wanted) => globalThis.holdfastDesk.catalogue.get().resources.find((resource) => resource.name === wanted)?.id, name);

/** Px of an hour on the board, read from two bookings whose times are known. */
async function hourHeight(page: Page): Promise<number> {
  const box = await item(page, 'Room 1', 'Lena Brandt').boundingBox();
  return (box?.height ?? 0) + 1;
}

async function dragBy(page: Page, what: Locator, dx: number, dy: number, release = true): Promise<void> {
  const box = await what.boundingBox();
  if (box === null) throw new Error('Nothing to drag.');
  const from = { x: box.x + box.width / 2, y: box.y + 12 };
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(from.x + 4, from.y + 8, { steps: 2 });
  await page.mouse.move(from.x + dx, from.y + dy, { steps: 8 });
  if (release) await page.mouse.up();
}

test.describe('walk-in', () => {
  test('two keys book the first free room, painted before anything answers', async ({ page }) => {
    await open(page, 'studio');
    await page.keyboard.press('w');
    await expect(page.getByRole('dialog', { name: 'Walk-in' })).toBeVisible();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog')).toBeHidden();
    await expect(item(page, 'Room 5', 'Walk-in')).toBeVisible();
    expect(await submitted(page)).toMatchObject([
      { kind: 'create_booking', channel: 'walk_in', args: { start: '2026-11-21T10:45:00.000Z', resourceIds: [await roomId(page, 'Room 5')], customer: null } },
    ]);
  });

  test('a known phone number attaches its customer', async ({ page }) => {
    await open(page, 'studio');
    await page.keyboard.press('w');
    await page.keyboard.type('900 433');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect(page.getByLabel('Who')).toHaveValue('Priya Nair');
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toMatchObject([{ args: { customer: { name: 'Priya Nair', phone: '+44 7700 900 433' } } }]);
  });

  test('a name nobody knows becomes a customer with the booking', async ({ page }) => {
    await open(page, 'studio');
    await page.keyboard.press('w');
    await page.keyboard.type('Zoë Łukasiewicz 07700 900999');
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toMatchObject([{ args: { customer: { name: 'Zoë Łukasiewicz', phone: '07700 900999' } } }]);
  });

  test('when nothing is free it offers the nearest times, one key each', async ({ page }) => {
    await open(page, 'taken');
    await page.keyboard.press('w');
    await expect(page.getByText('Nothing suitable is free at 10:45–11:45.')).toBeVisible();
    await page.keyboard.press('2');
    await expect(page.getByRole('dialog')).toBeHidden();
    expect(await submitted(page)).toMatchObject([{ args: { start: '2026-11-21T11:30:00.000Z', resourceIds: [await roomId(page, 'Room 2')] } }]);
  });

  test('after closing time it names the next opening', async ({ page }) => {
    await open(page, 'night');
    await page.keyboard.press('w');
    await expect(page.getByText('Closed now. Next opening Sun 22 Nov 09:00')).toBeVisible();
  });
});

test.describe('moving', () => {
  test('a drag moves by quarter hours, says so, and undo moves back', async ({ page }) => {
    await open(page, 'studio');
    const hour = await hourHeight(page);
    await dragBy(page, item(page, 'Room 2', 'Duarte Quartet'), 0, hour * 1.02);
    await expect(page.getByText('Moved Duarte Quartet 14:30 → 15:30')).toBeVisible();
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect(page.getByText('Undone: Duarte Quartet')).toBeVisible();
    const [there, back] = await submitted(page);
    expect(there).toMatchObject({ kind: 'move_booking', args: { start: '2026-11-21T15:30:00.000Z', end: '2026-11-21T17:00:00.000Z', expectedVersion: 2 } });
    expect(back).toMatchObject({ kind: 'undo_command' });
    await expect(item(page, 'Room 2', 'Duarte Quartet')).toContainText('14:30');
  });

  test('another column reassigns, and a booking on two keeps the other', async ({ page }) => {
    await open(page, 'studio');
    const width = (await column(page, 'Room 4').boundingBox())?.width ?? 0;
    await dragBy(page, item(page, 'Room 4', 'Lucia Romano'), -width, 0);
    await expect(page.getByText('Moved Lucia Romano 17:00 to Room 3 + Maria')).toBeVisible();
    expect(await submitted(page)).toMatchObject([{ args: { resourceIds: [await roomId(page, 'Room 3'), await roomId(page, 'Maria')] } }]);
  });

  test('an illegal drop snaps back, says why and offers the nearest time', async ({ page }) => {
    await open(page, 'studio');
    const hour = await hourHeight(page);
    await dragBy(page, item(page, 'Room 1', 'Lena Brandt'), 0, hour * 2.5);
    await expect(page.getByText('Not there: Room 1 is taken 16:00–18:15')).toBeVisible();
    expect(await submitted(page)).toEqual([]);
    await page.getByRole('button', { name: '15:00 instead' }).click();
    expect(await submitted(page)).toMatchObject([{ args: { start: '2026-11-21T15:00:00.000Z' } }]);
  });

  test('Escape aborts a drag and opens nothing', async ({ page }) => {
    await open(page, 'studio');
    await dragBy(page, item(page, 'Room 2', 'Duarte Quartet'), 0, 60, false);
    await page.keyboard.press('Escape');
    await page.mouse.up();
    expect(await submitted(page)).toEqual([]);
    await expect(page.getByText('Pick a booking to see it here.')).toBeVisible();
  });

  test('the bottom edge changes the end', async ({ page }) => {
    await open(page, 'studio');
    const hour = await hourHeight(page);
    const box = await item(page, 'Room 1', 'Lena Brandt').boundingBox();
    if (box === null) throw new Error('Nothing to resize.');
    await page.mouse.move(box.x + box.width / 2, box.y + box.height - 3);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height + hour / 2, { steps: 6 });
    await page.mouse.up();
    expect(await submitted(page)).toMatchObject([{ kind: 'move_booking', args: { start: '2026-11-21T13:00:00.000Z', end: '2026-11-21T14:30:00.000Z' } }]);
  });

  test('by keyboard: M, arrows, Enter; where it may not lie it cannot be placed', async ({ page }) => {
    await open(page, 'studio');
    await item(page, 'Room 1', 'Lena Brandt').click();
    await page.keyboard.press('m');
    for (let step = 0; step < 12; step += 1) await page.keyboard.press('ArrowDown');
    await expect(page.getByText('Not there: Room 1 is taken 16:00–18:15')).toBeVisible();
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toEqual([]);
    for (let step = 0; step < 4; step += 1) await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    expect(await submitted(page)).toMatchObject([{ args: { start: '2026-11-21T15:00:00.000Z' } }]);
    await expect(page.getByRole('toolbar')).toBeHidden();
  });
});

test.describe('the board by keyboard', () => {
  test('arrows walk over free time and bookings, Enter opens or creates', async ({ page }) => {
    await open(page, 'studio');
    await item(page, 'Room 1', 'Lena Brandt').focus();
    await page.keyboard.press('ArrowDown');
    await expect(page.getByRole('button', { name: 'Room 1, 14:00, free' })).toBeFocused();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowRight');
    await expect(item(page, 'Room 4', 'Piano tuning')).toBeFocused();
    await page.keyboard.press('Enter');
    await expect(page.getByRole('complementary').getByRole('heading', { name: 'Piano tuning' })).toBeVisible();
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await expect(page.getByRole('dialog', { name: 'New booking' })).toBeVisible();
    await expect(page.getByLabel('Start')).toHaveValue('14:00');
  });

  test('on a phone the column they are in is the one shown, either way', async ({ page }) => {
    await page.setViewportSize({ width: 390, height: 844 });
    await open(page, 'studio');
    const shown = page.getByRole('button', { name: /Column$/ });
    await item(page, 'Room 1', 'Lena Brandt').focus();
    await page.keyboard.press('ArrowDown');
    for (const [key, name] of [['ArrowRight', 'Room 2'], ['ArrowRight', 'Room 3'], ['ArrowLeft', 'Room 2'], ['End', 'Jonas'], ['ArrowLeft', 'Maria'], ['Home', 'Room 1']] as const) {
      await page.keyboard.press(key);
      await expect(shown).toContainText(name);
      await expect(column(page, name).locator(':focus').or(page.locator('.board-cell:focus'))).toBeInViewport({ ratio: 1 });
    }
  });

  test('nothing answers a key while somebody types', async ({ page }) => {
    await open(page, 'studio');
    await page.keyboard.press('/');
    await page.keyboard.type('nair w');
    await expect(page.getByRole('dialog', { name: 'Search' })).toBeVisible();
    await expect(page.getByRole('dialog', { name: 'Walk-in' })).toBeHidden();
  });
});

test('one key takes an alternative of a refused booking, and its card ends', async ({ page }) => {
  await open(page, 'attention');
  await page.keyboard.press('n');
  await expect(page.getByText('Room 5 is taken 11:00–12:00.')).toBeVisible();
  await page.keyboard.press('1');
  await expect(page.getByText('Taken: 11:45, Room 3')).toBeVisible();
  await expect(page.getByRole('button', { name: '1 needs attention' })).toBeVisible();
  expect(await submitted(page)).toMatchObject([{ kind: 'create_booking', args: { start: '2026-11-21T11:45:00.000Z' } }]);
});

test('a block lists whom it would touch and cannot be placed over them', async ({ page }) => {
  await open(page, 'studio');
  await page.keyboard.press('b');
  await page.getByRole('button', { name: 'Room 1', exact: true }).click();
  await expect(page.getByText('10:00–11:30 · Okafor Trio · Room 1')).toBeVisible();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Block', exact: true })).toBeDisabled();
});

test('a class is one thing on the board, with everybody in it beside', async ({ page }) => {
  await open(page, 'classes');
  await column(page, 'Bay Room').getByRole('button', { name: '9 of 12 Morning yoga' }).click();
  const panel = page.getByRole('complementary');
  await expect(panel.getByText('9 of 12')).toBeVisible();
  await panel.getByRole('button', { name: /^Arrived.*Yui Sato$/ }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'arrive_booking' }]);
  await panel.getByRole('button', { name: 'Add a person' }).click();
  await expect(page.getByLabel('Start')).toHaveValue('11:00');
  await page.keyboard.press('Enter');
  await expect(column(page, 'Bay Room').getByRole('button', { name: '10 of 12 Morning yoga' })).toBeVisible();
});

test('29 columns: only those in view are drawn, and the rest come with scrolling', async ({ page }) => {
  await open(page, 'fosdem');
  await expect(column(page, 'AW1.120')).toBeVisible();
  await expect(page.locator('.board-column')).not.toHaveCount(29);
  await page.locator('.board-scroll').evaluate((board) => board.scrollTo({ left: board.scrollWidth }));
  await expect(column(page, 'UD6.215')).toBeVisible();
});

for (const theme of ['light', 'dark'] as const)
  for (const [world, key] of [
    ['studio', null], ['studio', 'w'], ['studio', 'c'], ['studio', 'b'], ['studio', '/'], ['studio', '?'], ['attention', 'n'], ['offline', null],
    ['taken', 'w'], ['waiting', 'l'], ['waiting_offline', 'l'], ['studio', 'l'], ['fosdem', null], ['classes', null], ['empty', null], ['uncached', null], ['locked', null], ['unenrolled', null],
  ] as const)
    test(`axe finds nothing serious: ${world}${key === null ? '' : ` after ${key}`}, ${theme}`, async ({ page }) => {
      await open(page, world, theme);
      if (key !== null) await page.keyboard.press(key);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    });
