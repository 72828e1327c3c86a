import { expect, test, unlocked } from './world.ts';

const schedule = 'server/src/import/fixtures/fosdem-2025-rooms.csv';

test('a real schedule of 943 sessions in 29 rooms is imported beside the running server and shown', async ({ world, newBrowser }) => {
  const brussels = await world.office.openHouse('FOSDEM', { timeZone: 'Europe/Brussels', rooms: 0 });
  const imported = () => world.server.holdfast('import', schedule, '--location', brussels.location.slug, '--create-resources');
  expect(await imported()).toMatchObject({ rows: 943, committed: 943, unchanged: 0, refused: [] });
  expect(await imported()).toMatchObject({ rows: 943, committed: 0, unchanged: 943, refused: [] });

  const desk = await unlocked(await newBrowser({ timezoneId: 'Europe/Brussels' }), world, brussels, { person: world.office.manager, name: 'Info desk' });
  await desk.page.getByRole('button', { name: /^Pick a day:/ }).click();
  const first = desk.page.getByRole('button', { name: 'Saturday 1 February 2025' });
  while (!(await first.isVisible())) await desk.page.getByRole('button', { name: 'Previous month' }).click();
  await first.click();

  await expect(desk.page.getByRole('main', { name: 'Day board, Saturday 1 February 2025' })).toBeVisible();
  await expect(desk.item(/^MapTCHA, the open source CAPTCHA.*10:30–10:55/, 'AW1.120')).toBeVisible();
  // Column by column by keyboard to the last, which was not even drawn before; a key held down is faster than frames.
  const last = desk.column('UD6.215');
  await expect(last).toHaveCount(0);
  await desk.column('AW1.120').getByRole('button').first().focus();
  const rooms = await desk.page.evaluate(async () => {
    const told = new Set<string>();
    for (let column = 1; column <= 29; column++) {
      const focused = document.activeElement;
      // A booking stands in its room's column; a free place says its room itself.
      told.add((focused?.closest('[role=group]')?.ariaLabel ?? focused?.ariaLabel ?? 'nothing').split(', ')[0] ?? '');
      focused?.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowRight', bubbles: true, cancelable: true }));
      // React draws in a microtask of the key's event.
      await Promise.resolve();
    }
    return [...told];
  });
  expect(rooms).toHaveLength(29);
  await expect(last).toBeVisible();

  await desk.press('/');
  await desk.dialog.getByRole('combobox').fill('MapTCHA');
  await expect(desk.dialog.getByRole('option')).toHaveCount(1);
  await desk.press('Enter');
  await expect(desk.details.getByRole('heading', { name: /^MapTCHA/ })).toBeVisible();
});
