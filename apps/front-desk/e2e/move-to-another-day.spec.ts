import type { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

/** Customers change their day: the booking goes along with the board, and is placed on the other day. */

const bar = (desk: DeskPage) => desk.page.getByRole('toolbar', { name: /^Move / });
const onTomorrow = (desk: DeskPage) => expect(desk.page.getByRole('button', { name: 'Today', exact: true })).toBeEnabled();
const onToday = (desk: DeskPage) => expect(desk.page.getByRole('button', { name: 'Today', exact: true })).toBeDisabled();

test('by keys it goes to the next day, and every text says which', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'José Álvarez' });
  await desk.item(/^José Álvarez/).click();
  await desk.press('m', 'PageDown', 'ArrowDown', 'ArrowDown', 'ArrowRight');
  await onTomorrow(desk);
  await expect(bar(desk)).toContainText(/→ \w{3} \d+ \w{3} 14:30–15:30, Room 2/);
  await desk.press('Enter');
  await expect(desk.item(/^José Álvarez 14:30–15:30.*Booked/, 'Room 2')).toBeVisible();
  await expect(bar(desk)).toBeHidden();
  const said = /Moved José Álvarez \w{3} \d+ \w{3} 14:00 → \w{3} \d+ \w{3} 14:30/;
  // As long as the mouse is on it, it stays.
  await desk.toast(said).hover();
  await expect(desk.details).toContainText(/Moved \w{3} \d+ \w{3} 14:00–15:00 → \w{3} \d+ \w{3} 14:30–15:30/);

  await desk.toast(said).getByRole('button', { name: 'Undo' }).click();
  await expect(desk.item(/^José Álvarez/)).toHaveCount(0);
  await desk.press('t');
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
});

test('on the other day it stays in the hours that are shown', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '20:30', who: 'José Álvarez' });
  await desk.item(/^José Álvarez/).click();
  await desk.press('m', 'PageDown', ...Array.from({ length: 14 }, () => 'ArrowDown'));
  await expect(bar(desk)).toContainText('22:45–23:45, Room 1');
  await expect(bar(desk)).toContainText('Not there: the location is closed then');
});

test('Escape leaves it on its day, and shows that day again', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'José Álvarez' });
  await desk.item(/^José Álvarez/).click();
  await desk.press('m', 'PageDown', 'PageDown', 'PageUp');
  await onTomorrow(desk);
  await desk.press('Escape');
  await onToday(desk);
  await expect(desk.item(/^José Álvarez 14:00–15:00/, 'Room 1')).toBeVisible();
  expect(await world.office.booked(house)).toEqual([{ who: 'José Álvarez', room: 'Room 1', from: '14:00' }]);
});

test('with the mouse: the calendar chooses the day, a click the place', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  await desk.item(/^Priya Nair/).click();
  await desk.details.getByRole('button', { name: 'Move' }).click();
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await desk.page.getByRole('button', { name: /^Pick a day/ }).click();
  // The calendar has its own arrows and Escape.
  await desk.press('Escape');
  await expect(bar(desk)).toBeVisible();
  await onTomorrow(desk);
  const room = await desk.column('Room 3').boundingBox();
  if (room === null) throw new Error('Room 3 is not on the screen.');
  await desk.page.mouse.click(room.x + room.width / 2, 400);
  await expect(bar(desk)).toContainText(/\w{3} \d+ \w{3} .*, Room 3/);
  await bar(desk).getByRole('button', { name: 'Move here' }).click();
  await expect(desk.item(/^Priya Nair.*Booked/, 'Room 3')).toBeVisible();
  await onTomorrow(desk);
});

test('by touch on a phone', async ({ world, house, openDesk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  const desk = await openDesk({ viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true });
  await desk.item(/^Priya Nair/).tap();
  await desk.details.getByRole('button', { name: 'Move' }).tap();
  await desk.page.getByRole('button', { name: 'Next day' }).tap();
  await expect(bar(desk)).toContainText(/\w{3} \d+ \w{3} 14:00–15:00, Room 1/);
  await bar(desk).getByRole('button', { name: 'Move here' }).tap();
  await expect(desk.item(/^Priya Nair 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await desk.page.getByRole('button', { name: 'Previous day' }).tap();
  await expect(desk.item(/^Priya Nair/)).toHaveCount(0);
});

test('what is taken on the other day is said before it is tried', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'José Álvarez' });
  await world.office.book(house, { room: 'Room 1', from: '14:00', day: 1, who: 'Marek Dvořák' });
  await desk.item(/^José Álvarez/).click();
  await desk.press('m', 'PageDown');
  await expect(bar(desk)).toContainText('Not there: Room 1 is taken 14:00–15:00');
  await expect(bar(desk).getByRole('button', { name: 'Move here' })).toBeDisabled();
});

test('without a connection it waits on the other day, and is there once the connection is back', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'José Álvarez' });
  await desk.item(/^José Álvarez/).click();
  await desk.goOffline();
  await desk.press('m', 'PageDown', 'Enter');
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Waiting/, 'Room 1')).toBeVisible();
  await desk.press('t');
  await expect(desk.item(/^José Álvarez/)).toHaveCount(0);
  await desk.page.context().setOffline(false);
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
});

test('one of a series goes to another day, alone or with those that follow', async ({ world, house, desk }) => {
  await desk.repeat({ who: 'Northside Choir', from: '14:00', room: 'Room 1' });
  await desk.press('Enter');
  await expect(desk.dialog.getByText('All 3 dates are free.')).toBeVisible();
  await desk.press('Enter');
  await expect.poll(async () => (await world.office.booked(house)).length).toBe(3);
  await desk.item(/^Northside Choir 14:00–15:00.*Booked/).click();
  await desk.press('m', 'PageDown', 'ArrowRight', 'Enter');
  await expect(desk.dialog).toContainText(/\w{3} \d+ \w{3} 14:00–15:00/);
  await desk.dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  await desk.dialog.getByRole('button', { name: 'Move 3' }).click();
  await expect.poll(() => world.office.booked(house)).toEqual(Array(3).fill({ who: 'Northside Choir', room: 'Room 2', from: '14:00' }));
  await expect(desk.item(/^Northside Choir 14:00–15:00.*Booked/, 'Room 2')).toBeVisible();
  await onTomorrow(desk);
  await desk.press('t');
  await expect(desk.item(/^Northside Choir/)).toHaveCount(0);
});
