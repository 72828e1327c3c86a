import { expect, test } from './world.ts';

test('time is blocked by keys, shown on every board, and given back', async ({ world, desk, openDesk }) => {
  const right = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await desk.press('b');
  await expect(desk.dialog).toContainText('Choose at least one.');
  await desk.dialog.getByRole('button', { name: 'Room 4' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('15:00');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('17:00');
  await expect(desk.dialog).toContainText('Nothing is booked in that time.');
  await desk.dialog.getByRole('textbox', { name: 'Reason' }).fill('Piano tuning');
  await desk.press('Enter');
  for (const counter of [desk, right]) await expect(counter.item(/^Piano tuning 15:00–17:00.*Blocked/, 'Room 4')).toBeVisible();

  // It is not for sale: the other counter is told where else.
  await right.press('c');
  await right.choose('Where', 'Room 4');
  await right.dialog.getByRole('textbox', { name: 'Start' }).fill('16:00');
  await expect(right.dialog).toContainText('Room 4 is taken 15:00–17:00.');
  await expect(right.dialog.getByRole('button', { name: /^\d.*Room \d/ })).toHaveCount(3);
  await right.press('Escape');

  await desk.item(/^Piano tuning/, 'Room 4').click();
  await desk.details.getByRole('button', { name: 'Remove block' }).click();
  for (const counter of [desk, right]) await expect(counter.item(/^Piano tuning/)).toHaveCount(0);
});

test('a block lists whom it would touch and is not placed over them', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 2', from: '15:00', who: 'Hannah Cohen' });
  await expect(desk.item(/^Hannah Cohen/)).toBeVisible();
  await desk.press('b');
  await desk.dialog.getByRole('button', { name: 'Room 2' }).click();
  await desk.dialog.getByRole('button', { name: 'Room 3' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('14:00');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('15:30');
  await expect(desk.dialog.getByRole('listitem')).toHaveText('15:00–16:00 · Hannah Cohen · Room 2');
  await expect(desk.dialog).toContainText('A block never displaces anybody.');
  await expect(desk.dialog.getByRole('button', { name: 'Block', exact: true })).toBeDisabled();
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('15:00');
  await desk.dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(desk.item(/^Blocked 14:00–15:00/, 'Room 2')).toBeVisible();
  await expect(desk.item(/^Blocked 14:00–15:00/, 'Room 3')).toBeVisible();
});

test('a block made offline over a booking made elsewhere is refused, and the booking stands', async ({ world, house, desk }) => {
  await desk.goOffline();
  await world.office.book(house, { room: 'Room 2', from: '15:00', who: 'Hannah Cohen' });
  await desk.press('b');
  await desk.dialog.getByRole('button', { name: 'Room 2' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('14:00');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('16:00');
  await desk.dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(desk.item(/^Blocked 14:00–16:00.*Waiting/, 'Room 2')).toBeVisible();
  await desk.page.context().setOffline(false);
  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  await expect(desk.attention.getByRole('article')).toContainText('Room 2 is taken 15:00–16:00.');
  await expect(desk.item(/^Hannah Cohen 15:00–16:00.*Booked/, 'Room 2')).toBeVisible();
});

test('refused over two bookings: both are named, and each opens', async ({ world, house, desk }) => {
  await desk.goOffline();
  await world.office.book(house, { room: 'Room 2', from: '15:00', who: 'Hannah Cohen' });
  await world.office.book(house, { room: 'Room 3', from: '16:00', who: 'Marek Dvořák' });
  await desk.press('b');
  await desk.dialog.getByRole('button', { name: 'Room 2' }).click();
  await desk.dialog.getByRole('button', { name: 'Room 3' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('14:00');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('17:00');
  await desk.dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await desk.page.context().setOffline(false);
  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  const inTheWay = desk.attention.getByRole('list', { name: 'In the way' }).getByRole('button');
  await expect(inTheWay).toHaveText([/^15:00–16:00 · Room 2 · [A-Z0-9-]+$/, /^16:00–17:00 · Room 3 · [A-Z0-9-]+$/]);
  await inTheWay.last().click();
  await expect(desk.details).toContainText('Marek Dvořák');
});

test('a block may go over midnight and over days, on as many rooms as there are', async ({ desk }) => {
  await desk.press('b');
  await desk.dialog.getByRole('button', { name: 'Room 4' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('22:00');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('02:00');
  await desk.dialog.getByRole('textbox', { name: 'Reason' }).fill('New floor');
  await expect(desk.dialog).toContainText('Nothing is booked in that time.');
  await desk.press('Enter');
  await expect(desk.toast(/^Blocked Room 4 .*22:00 – .*02:00/)).toBeVisible();
  await expect(desk.board.getByText('New floor')).toHaveCount(1);

  // A closure of a fortnight, in as many blocks as it takes.
  await desk.press('b');
  await desk.dialog.getByRole('button', { name: 'Room 5' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('20:00');
  await desk.dialog.getByRole('button', { name: /^Pick a day/ }).last().click();
  await desk.page.getByRole('button', { name: 'Next month' }).click();
  await desk.page.locator('.month-day').nth(20).click();
  await expect(desk.dialog).toContainText(/This becomes [3-9] blocks: one is at most a week/);
  await desk.dialog.getByRole('textbox', { name: 'Reason' }).fill('Closed');
  await desk.press('Enter');
  // As long as the mouse is on it, it stays.
  await desk.toast(/^Blocked Room 5/).hover();
  await expect(desk.item(/^Closed.*Blocked/, 'Room 5')).toBeVisible();
  await desk.toast(/^Blocked Room 5/).getByRole('button', { name: 'Undo' }).click();
  await expect(desk.item(/^Closed.*Blocked/, 'Room 5')).toHaveCount(0);
});
