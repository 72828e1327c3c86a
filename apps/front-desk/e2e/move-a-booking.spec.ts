import type { Locator } from '@playwright/test';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

/** Drags an hour's booking by so many minutes and into a column, the way a hand does: in steps. */
async function drag(desk: DeskPage, booking: Locator, { minutes, room }: { minutes: number; room: string }, drop = true): Promise<void> {
  await booking.scrollIntoViewIfNeeded();
  const from = await booking.boundingBox();
  const column = await desk.column(room).boundingBox();
  if (from === null || column === null) throw new Error('What is dragged is not on the screen.');
  const { mouse } = desk.page;
  const grip = { x: from.x + from.width / 2, y: from.y + 8 };
  await mouse.move(grip.x, grip.y);
  await mouse.down();
  await mouse.move(column.x + column.width / 2, grip.y + (minutes / 60) * from.height, { steps: 8 });
  if (drop) await mouse.up();
}

test('a booking is dragged to another room and time, and the toast takes it back', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 2', from: '14:00', who: 'Priya Nair' });
  await drag(desk, desk.item(/^Priya Nair 14:00/, 'Room 2'), { minutes: 60, room: 'Room 4' });
  await expect(desk.item(/^Priya Nair 15:00–16:00.*Booked/, 'Room 4')).toBeVisible();
  await expect(desk.item(/^Priya Nair/)).toHaveCount(1);
  await expect.poll(() => world.office.booked(house)).toEqual([{ who: 'Priya Nair', room: 'Room 4', from: '15:00' }]);

  await desk.toast('Moved Priya Nair 14:00 → 15:00').getByRole('button', { name: 'Undo' }).click();
  await expect(desk.item(/^Priya Nair 14:00–15:00.*Booked/, 'Room 2')).toBeVisible();
  await expect.poll(() => world.office.booked(house)).toEqual([{ who: 'Priya Nair', room: 'Room 2', from: '14:00' }]);
});

test('a drag that is let go of with Escape changes nothing', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 2', from: '14:00', who: 'Priya Nair' });
  const booking = desk.item(/^Priya Nair 14:00–15:00/, 'Room 2');
  await drag(desk, booking, { minutes: 60, room: 'Room 4' }, false);
  await desk.press('Escape');
  await desk.page.mouse.up();
  await expect(booking).toBeVisible();
  await expect(desk.toasts).toHaveCount(0);
  expect(await world.office.booked(house)).toEqual([{ who: 'Priya Nair', room: 'Room 2', from: '14:00' }]);
});

test('the keyboard goes along with what is moved, so that the next key is about that booking', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  await world.office.book(house, { room: 'Room 2', from: '16:00', who: 'Ada Lindqvist', phone: '07700 900115' });
  // Details show another one.
  await desk.item(/^Ada Lindqvist/, 'Room 2').click();
  await desk.item(/^Priya Nair/, 'Room 1').focus();
  await desk.press('m', 'ArrowRight', 'ArrowRight', 'Enter');
  const moved = desk.item(/^Priya Nair 14:00–15:00/, 'Room 3');
  await expect(moved).toBeFocused();
  await desk.press('i');
  await expect(desk.item(/^Priya Nair 14:00–15:00.*Arrived/, 'Room 3')).toBeVisible();
  await expect(desk.item(/^Ada Lindqvist.*Booked/, 'Room 2')).toBeVisible();
  await desk.press('m', 'ArrowDown', 'ArrowDown', 'Enter');
  await expect(desk.item(/^Priya Nair 14:30–15:30/, 'Room 3')).toBeFocused();
  await desk.press('ArrowUp');
  await expect(desk.board.getByRole('button', { name: 'Room 3, 14:15, free' })).toBeFocused();
});

test('a booking is moved by keys alone, and Ctrl+Z takes it back', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'José Álvarez' });
  await desk.press('/');
  await desk.dialog.getByRole('combobox').fill('álvarez');
  await expect(desk.dialog.getByRole('option')).toHaveCount(1);
  await desk.press('Enter', 'm');
  const bar = desk.page.getByRole('toolbar', { name: 'Move José Álvarez' });
  await expect(bar).toContainText('14:00–15:00, Room 1');
  await desk.press('ArrowRight', 'ArrowRight', 'ArrowDown', 'ArrowDown', 'ArrowUp');
  await expect(bar).toContainText('14:15–15:15, Room 3');
  await desk.press('Enter');
  await expect(desk.item(/^José Álvarez 14:15–15:15.*Booked/, 'Room 3')).toBeVisible();
  await expect(bar).toBeHidden();

  await desk.press('Control+z');
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await expect.poll(() => world.office.booked(house)).toEqual([{ who: 'José Álvarez', room: 'Room 1', from: '14:00' }]);
});

test('a drop onto somebody else snaps back and says who has the time', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 2', from: '14:00', who: 'Zoë Hartley' });
  await world.office.book(house, { room: 'Room 3', from: '14:00', who: 'Marek Dvořák' });
  await expect(desk.item(/^Marek Dvořák/, 'Room 3')).toBeVisible();
  await drag(desk, desk.item(/^Zoë Hartley/, 'Room 2'), { minutes: 30, room: 'Room 3' });
  await expect(desk.toast('Not there: Room 3 is taken 14:00–15:00')).toBeVisible();
  await expect(desk.item(/^Zoë Hartley 14:00–15:00.*Booked/, 'Room 2')).toBeVisible();

  // By keys it is said before it is tried, and the button waits.
  await desk.item(/^Zoë Hartley/, 'Room 2').click();
  await desk.press('m', 'ArrowRight');
  const bar = desk.page.getByRole('toolbar', { name: 'Move Zoë Hartley' });
  await expect(bar).toContainText('Not there: Room 3 is taken 14:00–15:00');
  await expect(bar.getByRole('button', { name: 'Move here' })).toBeDisabled();
  await desk.press('Escape');
  await expect(bar).toBeHidden();
  expect(await world.office.booked(house)).toEqual([
    { who: 'Zoë Hartley', room: 'Room 2', from: '14:00' },
    { who: 'Marek Dvořák', room: 'Room 3', from: '14:00' },
  ]);
});

test('a move that the server refuses snaps back and becomes a decision', async ({ world, house, desk, openDesk }) => {
  await world.office.book(house, { room: 'Room 2', from: '14:00', who: 'Zoë Hartley' });
  await expect(desk.item(/^Zoë Hartley/, 'Room 2')).toBeVisible();
  await desk.goOffline();
  const other = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await other.book({ room: 'Room 3', from: '14:00', who: 'Marek Dvořák' });
  await expect(other.item(/^Marek Dvořák.*Booked/, 'Room 3')).toBeVisible();

  await drag(desk, desk.item(/^Zoë Hartley/, 'Room 2'), { minutes: 0, room: 'Room 3' });
  await expect(desk.item(/^Zoë Hartley.*Waiting/, 'Room 3')).toBeVisible();
  await desk.page.context().setOffline(false);
  await expect(desk.item(/^Zoë Hartley 14:00–15:00.*Booked/, 'Room 2')).toBeVisible();
  await expect(desk.item(/^Marek Dvořák/, 'Room 3')).toBeVisible();
  await desk.press('n');
  const card = desk.attention.getByRole('article', { name: 'Zoë Hartley, move' });
  await expect(card).toContainText('Room 3 is taken 14:00–15:00.');
  await card.getByRole('button', { name: 'Dismiss with a reason…' }).click();
  await desk.dialog.getByRole('button', { name: 'Solved another way' }).click();
  await desk.dialog.getByRole('button', { name: 'Dismiss', exact: true }).click();
  await expect(desk.attention).toContainText('Nothing needs attention.');
  expect(await world.office.booked(house)).toEqual([
    { who: 'Zoë Hartley', room: 'Room 2', from: '14:00' },
    { who: 'Marek Dvořák', room: 'Room 3', from: '14:00' },
  ]);
});
