import type { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true };
const tablet = { viewport: { width: 1024, height: 768 }, hasTouch: true, isMobile: true };

/** What sticks out of the screen sideways, the board's own columns apart: they scroll. */
function sticksOut({ page }: DeskPage): Promise<string[]> {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    const outside = [...document.querySelectorAll('body *')].filter((element) => {
      const box = element.getBoundingClientRect();
      return box.width > 0 && box.height > 0 && (box.right > width + 1 || box.left < -1) && element.closest('.board-scroll, [data-sonner-toaster], .visually-hidden, [aria-hidden=true], [hidden]') === null;
    });
    const wide = document.documentElement.scrollWidth > width ? ['the whole page scrolls sideways'] : [];
    return [...wide, ...outside.map((element) => `${element.tagName.toLowerCase()}.${element.className.toString()}`)];
  });
}

/** What a finger cannot hit, of the buttons that are on the screen: less than 24 px either way (WCAG 2.5.8). */
function tooSmall({ page }: DeskPage): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, a, input, [role=option]')].flatMap((element) => {
      const box = element.getBoundingClientRect();
      const onScreen = box.width > 1 && box.bottom > 0 && box.top < innerHeight && element.closest('.board-columns, [aria-hidden=true]') === null;
      return onScreen && (box.width < 24 || box.height < 24) ? [`${element.ariaLabel ?? element.textContent} ${Math.round(box.width)}×${Math.round(box.height)}`] : [];
    }),
  );
}

for (const [device, screen] of Object.entries({ phone, tablet }))
  test(`on a ${device}: a walk-in, its details and its visit by touch, and nothing sticks out`, async ({ world, house, openDesk }) => {
    await world.office.book(house, { room: 'Room 1', from: '17:00', who: 'Ngozi Eze-Featherstonehaugh-Cholmondeley', phone: '07700 900444' });
    const desk = await openDesk(screen);
    const { page } = desk;
    expect(await sticksOut(desk)).toEqual([]);
    expect(await tooSmall(desk)).toEqual([]);

    await page.getByRole('contentinfo').getByRole('button', { name: 'Walk-in' }).tap();
    await expect(desk.dialog).toBeVisible();
    await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Émile Laurent');
    expect(await sticksOut(desk)).toEqual([]);
    expect(await tooSmall(desk)).toEqual([]);
    await desk.dialog.getByRole('button', { name: /^Book Room 1/ }).tap();
    await expect(desk.dialog).toBeHidden();

    await expect(desk.details.getByRole('heading', { name: 'Émile Laurent' })).toBeVisible();
    await expect(desk.details).toContainText('“You’re booked.”');
    expect(await sticksOut(desk)).toEqual([]);
    expect(await tooSmall(desk)).toEqual([]);
    const history = desk.details.getByRole('listitem');
    await expect(history).toHaveCount(1);
    const close = desk.details.getByRole('button', { name: 'Close panel' });
    const where = await close.boundingBox();
    await desk.details.getByRole('button', { name: 'Arrived' }).tap();
    // The next line of history comes when the server has answered: nothing moves away from under a finger then.
    await expect(history).toHaveCount(2);
    expect(await close.boundingBox()).toEqual(where);
    // Beside the first tap: as quick at the same place it would be the second one of a double tap.
    await desk.details.getByRole('button', { name: 'Start' }).tap({ position: { x: 16, y: 16 } });
    await expect(history).toHaveCount(3);
    expect(await close.boundingBox()).toEqual(where);
    await close.tap();
    await expect(desk.item(/^Émile Laurent.*In service/, 'Room 1')).toBeVisible();

    // Back to it by a tap on the board, and to somebody else by a tap there.
    await desk.item(/^Émile Laurent/, 'Room 1').tap();
    await desk.details.getByRole('button', { name: 'Done' }).tap();
    await expect(desk.details).toContainText('Nothing left to do.');
    await close.tap();
    await desk.item(/^Ngozi/, 'Room 1').tap();
    await expect(desk.details.getByRole('heading', { name: /^Ngozi/ })).toBeVisible();
    expect(await sticksOut(desk)).toEqual([]);
  });

test('on a touch screen with a keyboard a dialog is painted when its key is pressed, not when no keyboard came up', async ({ openDesk }) => {
  const desk = await openDesk({ viewport: { width: 1366, height: 768 }, hasTouch: true });
  for (const key of ['w', '/', 'c']) {
    await desk.press(key);
    const hiddenBy = await desk.dialog.evaluate((dialog) => {
      const faint: string[] = [];
      for (let element: Element | null = dialog; element !== null; element = element.parentElement) {
        const { opacity, clipPath } = getComputedStyle(element);
        if (opacity !== '1' || clipPath !== 'none') faint.push(`${element.className}: opacity ${opacity}, clip-path ${clipPath}`);
      }
      return faint;
    });
    expect(hiddenBy).toEqual([]);
    await desk.press('Escape');
  }
});

test('on a phone one room is shown at a time, and the arrivals lie over the board', async ({ world, house, openDesk }) => {
  await world.office.book(house, { room: 'Room 2', from: '17:00', who: 'Ngozi Eze' });
  const desk = await openDesk(phone);
  await expect(desk.column('Room 1')).toBeInViewport();
  await expect(desk.column('Room 2')).not.toBeInViewport();
  await desk.page.getByRole('button', { name: 'Next column' }).tap();
  await expect(desk.column('Room 2')).toBeInViewport();
  await desk.page.getByRole('contentinfo').getByRole('button', { name: 'Arrivals' }).tap();
  await desk.arrivals.getByRole('button', { name: /Ngozi Eze/ }).tap();
  await expect(desk.details.getByRole('heading', { name: 'Ngozi Eze' })).toBeVisible();
});

test('on a tablet a booking is moved by taps', async ({ world, house, openDesk }) => {
  await world.office.book(house, { room: 'Room 1', from: '12:00', who: 'Ravi Subramaniam' });
  const desk = await openDesk(tablet);
  await desk.item(/^Ravi Subramaniam/, 'Room 1').tap();
  await desk.details.getByRole('button', { name: 'Move' }).tap();
  const box = await desk.item(/^Ravi Subramaniam/, 'Room 1').boundingBox();
  if (box === null) throw new Error('The booking is not on the screen.');
  // In the quarter of an hour below its end.
  await desk.page.touchscreen.tap(box.x + box.width / 2, box.y + box.height + 12);
  const bar = desk.page.getByRole('toolbar', { name: 'Move Ravi Subramaniam' });
  await expect(bar).toContainText('13:00–14:00, Room 1');
  await bar.getByRole('button', { name: 'Move here' }).tap();
  await expect(desk.item(/^Ravi Subramaniam 13:00–14:00.*Booked/, 'Room 1')).toBeVisible();
});
