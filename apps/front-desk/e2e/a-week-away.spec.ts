import { expect, test } from './world.ts';

test('a terminal that was away too long takes a new copy, and what it has not sent survives that', async ({ world, house, desk }) => {
  const gone = await world.office.book(house, { room: 'Room 1', from: '13:00', who: 'Cancelled meanwhile' });
  const moved = await world.office.book(house, { room: 'Room 2', from: '13:00', who: 'Moved meanwhile' });
  await expect(desk.item(/^Moved meanwhile 13:00/, 'Room 2')).toBeVisible();
  await desk.goOffline();
  await desk.book({ room: 'Room 7', from: '19:00', who: 'Tapped while away' });
  await expect.poll(() => desk.onDisk()).toBe(1);

  await world.office.submit(house, 'cancel_booking', { bookingId: gone });
  await world.office.submit(house, 'move_booking', { bookingId: moved, start: house.at('14:00'), resourceIds: [house.room('Room 3')] });
  await world.office.book(house, { room: 'Room 4', from: '13:00', who: 'New meanwhile' });
  // The server keeps no history that far back: the changes cannot be told one by one.
  await world.office.forgetFeed();

  const snapshot = desk.page.waitForResponse((response) => response.url().includes('/sync/snapshot'));
  await desk.page.context().setOffline(false);
  expect((await snapshot).status()).toBe(200);
  await expect(desk.item(/^Moved meanwhile 14:00–15:00.*Booked/, 'Room 3')).toBeVisible();
  await expect(desk.item(/^New meanwhile 13:00–14:00.*Booked/, 'Room 4')).toBeVisible();
  await expect(desk.item(/^Cancelled meanwhile/)).toHaveCount(0);
  await expect(desk.item(/^Tapped while away 19:00–20:00.*Booked/, 'Room 7')).toHaveCount(1);
  expect(await world.office.booked(house)).toHaveLength(3);

  // From the new copy on, changes come one by one again, and the next start has the same day.
  await world.office.book(house, { room: 'Room 5', from: '13:00', who: 'After the new copy' });
  await expect(desk.item(/^After the new copy/, 'Room 5')).toBeVisible({ timeout: 5_000 });
  const shown = await desk.bookings();
  await desk.page.reload();
  await desk.shown();
  await expect.poll(() => desk.bookings()).toEqual(shown);
});
