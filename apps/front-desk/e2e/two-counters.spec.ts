import { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

test('two counters sell Room 3 at 17:00, one of them offline: one stands, the other is settled by a key', async ({ world, house, desk: left, openDesk }) => {
  const right = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await left.page.context().setOffline(true);
  await expect(left.connection(/^Offline since \d\d:\d\d$/)).toBeVisible();

  await left.book({ room: 'Room 3', from: '17:00', who: 'Siobhán O’Connor', phone: '07700 900111' });
  await expect(left.item(/^Siobhán O’Connor 17:00–18:00.*Waiting/, 'Room 3')).toBeVisible();
  await expect(left.connection(/^Offline since \d\d:\d\d · 1 waiting to send$/)).toBeVisible();

  await right.book({ room: 'Room 3', from: '17:00', who: 'Łukasz Wójcik' });
  await expect(right.item(/^Łukasz Wójcik 17:00–18:00.*Booked/, 'Room 3')).toBeVisible();

  await left.page.context().setOffline(false);
  await expect(left.connection(/^Online/)).toBeVisible();
  await expect(left.item(/^Łukasz Wójcik 17:00–18:00.*Booked/, 'Room 3')).toBeVisible();
  await left.page.getByRole('button', { name: '1 needs attention' }).click();
  const card = left.attention.getByRole('article', { name: 'Siobhán O’Connor, booking' });
  await expect(card).toContainText('17:00–18:00 · Room 3');
  await expect(card).toContainText('Room 3 is taken 17:00–18:00.');
  await expect(card.getByRole('link', { name: 'Call' })).toHaveAttribute('href', 'tel:07700900111');

  // What is offered is really held: with a countdown here, and nobody else can have it meanwhile.
  await expect(card).toContainText('Held for Siobhán O’Connor:');
  const offers = card.getByRole('listitem').getByRole('button');
  await expect(offers).toHaveCount(3);
  for (let index = 0; index < 3; index++) await expect(offers.nth(index)).toContainText(/[01]:\d\d$/);
  await expect(right.board.locator('[data-kind=hold]')).toHaveCount(3);
  const [, at = '', room = ''] = /(\d\d:\d\d) (Room \d)/.exec(await offers.first().innerText()) ?? [];
  const refused = await world.office.submit(house, 'create_booking', {
    bookingId: crypto.randomUUID(),
    serviceId: house.service('room-60'),
    start: house.at(at),
    resourceIds: [house.room(room)],
    customer: null,
  });
  expect(refused).toMatchObject({ status: 'refused', conflicts: [{ kind: 'hold' }] });
  await world.office.submit(house, 'dismiss_refusal', { refusedCommandId: refused.commandId, reason: 'Only asked' });

  await left.press('1');
  const settled = new RegExp(`^Siobhán O’Connor ${at}–.*Booked`);
  await expect(left.item(settled, room)).toBeVisible();
  await expect(right.item(settled, room)).toBeVisible();
  await expect(left.attention).toContainText('Nothing needs attention.');
  await expect(right.board.locator('[data-kind=hold]')).toHaveCount(0);
  await expect.poll(() => right.bookings()).toEqual(await left.bookings());
  expect(await world.office.booked(house)).toHaveLength(2);
});

test('a booking that was refused says so where it is shown, and leads to what can be done', async ({ world, house, desk }) => {
  await desk.goOffline();
  await desk.book({ room: 'Room 3', from: '17:00', who: 'Amelie Roux', phone: '07700 900519' });
  await world.office.book(house, { room: 'Room 3', from: '17:00', who: 'Wim Duisenberg' });
  await desk.page.context().setOffline(false);
  await expect(desk.details.locator('.pill')).toHaveText('Refused');
  await expect(desk.details).not.toContainText('Not sent yet');
  await desk.details.getByRole('button', { name: 'Needs attention' }).click();
  await expect(desk.attention.getByRole('article')).toContainText('Amelie Roux');
});

test('a change on one terminal is on the other without anybody touching it', async ({ world, desk: left, openDesk }) => {
  const right = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await left.book({ room: 'Room 6', from: '15:00', who: 'Chloe Bennett' });
  // Pokes bring it; the pull that would come by itself is twenty seconds away.
  await expect(right.item(/^Chloe Bennett 15:00–16:00.*Booked/, 'Room 6')).toBeVisible({ timeout: 5_000 });
  await left.press('i');
  await expect(right.item(/^Chloe Bennett.*Arrived/, 'Room 6')).toBeVisible({ timeout: 5_000 });
  await expect(right.arrivals.getByRole('heading', { name: 'Here now 1' })).toBeVisible();
});

test('the keyboard stays where it is when what it is on goes away at another counter', async ({ world, house, desk }) => {
  const blockId = crypto.randomUUID();
  await world.office.submit(house, 'place_block', { blockId, resourceIds: [house.room('Room 3')], start: house.at('15:00'), end: house.at('16:00'), reason: 'Tuning' });
  const block = desk.item(/^Tuning 15:00–16:00/, 'Room 3');
  await block.focus();
  await world.office.submit(house, 'remove_block', { blockId });
  await expect(block).toHaveCount(0);
  const free = (room: string) => desk.board.getByRole('button', { name: `${room}, 15:00, free` });
  await expect(free('Room 3')).toBeFocused();
  // Beside the board an arrow would show another day.
  await desk.press('ArrowRight');
  await expect(free('Room 4')).toBeFocused();
});

test('two tabs of one terminal show everything once, and the second takes over when the first is closed', async ({ world, house, desk: first }) => {
  const submits: string[] = [];
  first.page.context().on('request', (request) => {
    if (request.url().endsWith('/trpc/commands.submit')) submits.push(request.postData() ?? '');
  });
  const page = await first.page.context().newPage();
  const second = new DeskPage(page, house);
  await page.goto('/');
  await second.shown();
  await expect(second.connection(/^Online/)).toBeVisible();

  await first.book({ room: 'Room 1', from: '14:00', who: 'Made in the first' });
  await second.book({ room: 'Room 2', from: '14:00', who: 'Made in the second' });
  for (const tab of [first, second]) {
    await expect(tab.item(/^Made in the first 14:00.*Booked/, 'Room 1')).toHaveCount(1);
    await expect(tab.item(/^Made in the second 14:00.*Booked/, 'Room 2')).toHaveCount(1);
  }
  expect(submits.join('').split('"create_booking"')).toHaveLength(3);

  await first.page.close();
  await second.book({ room: 'Room 3', from: '14:00', who: 'Made after' });
  await expect(second.item(/^Made after 14:00.*Booked/, 'Room 3')).toBeVisible();
  await world.office.book(house, { room: 'Room 4', from: '14:00', who: 'From elsewhere' });
  await expect(second.item(/^From elsewhere.*Booked/, 'Room 4')).toBeVisible({ timeout: 5_000 });
  expect(await world.office.booked(house)).toHaveLength(4);
});
