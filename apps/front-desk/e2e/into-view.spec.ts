import { expect, test } from './world.ts';

test('what is found, or booked, below the edge of the board is brought into view', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '09:00', who: 'Priya Nair' });
  await world.office.book(house, { room: 'Room 2', from: '21:00', who: 'Lena Brandt' });
  const [early, late] = [desk.item(/^Priya Nair/), desk.item(/^Lena Brandt/)];
  for (const [who, item] of [['Priya', early], ['Lena', late]] as const) {
    await desk.press('/');
    await desk.page.keyboard.type(who);
    await expect(desk.page.getByRole('option').first()).toContainText(who);
    await desk.press('Enter');
    await expect(item).toBeInViewport({ ratio: 0.9 });
  }
  await expect(early).not.toBeInViewport();

  await desk.press('t', '/');
  await desk.page.keyboard.type('Priya');
  await expect(desk.page.getByRole('option').first()).toContainText('Priya');
  await desk.press('Enter');
  await expect(early).toBeInViewport({ ratio: 0.9 });
  await desk.press('c');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Hannah Cohen');
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('20:00');
  await desk.press('Tab', 'Enter');
  await expect(desk.item(/^Hannah Cohen 20:00/)).toBeInViewport({ ratio: 0.9 });
});
