import AxeBuilder from '@axe-core/playwright';
import { expect, test } from './world.ts';

test('a manager reads who changed what, who came in, and from what to what; by keyboard too', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  const change = await desk.page.request.post('/trpc/settings.change', { data: { undoSeconds: 20 } });
  expect(change.ok()).toBe(true);
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.manager.name }).click();
  await desk.page.getByRole('menuitem', { name: 'History of settings…' }).click();
  const list = desk.dialog.getByRole('grid', { name: 'Changes, newest first' });
  const changed = list.getByRole('row').filter({ hasText: 'Settings of the business' }).first();
  await expect(changed).toContainText('Undo seconds');
  await expect(changed).toContainText('20');
  await expect(changed).toContainText(world.office.manager.name);
  await expect(list.getByRole('row').filter({ hasText: /^.*Terminal .* · new/ }).first()).toBeVisible();
  expect((await new AxeBuilder({ page: desk.page }).include('[role=dialog]').analyze()).violations).toEqual([]);
  await desk.press('Tab', 'Tab');
  await expect(changed).toBeFocused();
  await desk.press('End');
  await expect(list.getByRole('row').last()).toBeFocused();
  await expect(list.getByRole('row').last()).toBeInViewport();
  await desk.press('Escape');
  await expect(desk.dialog).toBeHidden();
  await world.office.set({ undoSeconds: null });
});

test('that the server does not answer is said, with what to do', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await desk.page.route('**/trpc/settings.history**', (route) => route.abort());
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.manager.name }).click();
  await desk.page.getByRole('menuitem', { name: 'History of settings…' }).click();
  await expect(desk.dialog.getByRole('status')).toContainText('The record cannot be read now.');
});

test('staff are not offered it, and the server would not answer', async ({ world, desk }) => {
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.receptionist.name }).click();
  await expect(desk.page.getByRole('menuitem', { name: 'Lock for the next person' })).toBeVisible();
  await expect(desk.page.getByRole('menuitem', { name: 'History of settings…' })).toHaveCount(0);
  expect((await desk.page.request.get('/trpc/settings.history')).status()).toBe(403);
});
