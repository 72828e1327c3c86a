import { expect, test } from './world.ts';

test('a new device is set up with a code, unlocked with a PIN, and shows today', async ({ desk }) => {
  await expect(desk.board).toBeVisible();
  await expect(desk.connection(/^Online/)).toBeVisible();
});

test('a terminal stays set up: the next start asks only who is at the counter', async ({ desk }) => {
  await desk.page.reload();
  await expect(
    desk.board.or(desk.page.getByRole('heading', { name: 'Who is at the counter?' })),
  ).toBeVisible();
  await expect(desk.page.getByLabel('Name of this terminal')).toBeHidden();
});
