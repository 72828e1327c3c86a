import type { BackOffice } from './back-office.ts';
import type { House } from './house.ts';
import { expect, test } from './world.ts';

/** A house that never closes: nights are booked, moved and blocked over midnight. */

const neverCloses = (office: BackOffice): Promise<House> =>
  office.openHouse('House that never closes', {
    location: { openingHours: Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, [['00:00', '24:00']]])) },
  });

test('a night is booked from 23:00 to 02:00, and keeps its time when its room changes', async ({ world, openDesk }) => {
  const house = await neverCloses(world.office);
  const desk = await openDesk({ at: house });
  await desk.press('c');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Night Owls');
  await desk.choose('Where', 'Room 1');
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('23:00');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('02:00');
  await desk.dialog.getByRole('button', { name: 'Book Room 1, 23:00' }).click();
  await expect(desk.item(/^Night Owls 23:00–02:00.*Booked/, 'Room 1')).toBeVisible();
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await expect(desk.item(/^Night Owls 23:00–02:00.*Booked/, 'Room 1')).toBeVisible();

  await desk.press('t');
  await desk.item(/^Night Owls/, 'Room 1').click();
  await desk.press('m', 'ArrowRight');
  await expect(desk.page.getByRole('toolbar', { name: 'Move Night Owls' })).toContainText('23:00–02:00, Room 2');
  await desk.press('Enter');
  await expect(desk.item(/^Night Owls 23:00–02:00.*Booked/, 'Room 2')).toBeVisible();
  await expect.poll(() => world.office.booked(house)).toEqual([{ who: 'Night Owls', room: 'Room 2', from: '23:00' }]);
});

test('a drag to another room keeps the time as well', async ({ world, openDesk }) => {
  const house = await neverCloses(world.office);
  await world.office.book(house, { room: 'Room 1', from: '23:00', who: 'Night Owls', service: 'rehearsal-120' });
  const desk = await openDesk({ at: house });
  const booking = desk.item(/^Night Owls 23:00–01:00/, 'Room 1');
  await booking.scrollIntoViewIfNeeded();
  const [from, to] = [await booking.boundingBox(), await desk.column('Room 3').boundingBox()];
  if (from === null || to === null) throw new Error('What is dragged is not on the screen.');
  const { mouse } = desk.page;
  await mouse.move(from.x + from.width / 2, from.y + 8);
  await mouse.down();
  await mouse.move(to.x + to.width / 2, from.y + 8, { steps: 8 });
  await mouse.up();
  await expect(desk.item(/^Night Owls 23:00–01:00.*Booked/, 'Room 3')).toBeVisible();
});

test('a night is blocked over midnight, and who has the time after it is named', async ({ world, openDesk }) => {
  const house = await neverCloses(world.office);
  await world.office.book(house, { room: 'Room 2', from: '01:00', day: 1, who: 'Early Birds' });
  const desk = await openDesk({ at: house });
  await desk.press('b');
  await desk.dialog.getByRole('button', { name: 'Room 2' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('23:00');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('02:00');
  await expect(desk.dialog.getByRole('status')).toContainText('01:00–02:00 · Early Birds · Room 2');
  await desk.dialog.getByRole('textbox', { name: 'End' }).fill('01:00');
  await desk.dialog.getByRole('button', { name: 'Block', exact: true }).click();
  await expect(desk.item(/^Blocked 23:00–01:00/, 'Room 2')).toBeVisible();
});
