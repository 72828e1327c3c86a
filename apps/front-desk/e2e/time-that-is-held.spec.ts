import type { Locator, Route } from '@playwright/test';
import type { BackOffice } from './back-office.ts';
import type { House } from './house.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

const list = (desk: DeskPage): Locator => desk.page.getByRole('complementary', { name: 'Held' });
const card = (desk: DeskPage, who: string): Locator => list(desk).getByRole('article', { name: `Held for ${who}` });

/** A colleague keeps an hour for somebody. */
async function hold(office: BackOffice, house: House, { room, from, who, phone = '07700 900301' }: { room: string; from: string; who: string; phone?: string }): Promise<string> {
  const holdId = crypto.randomUUID();
  const customer = { id: crypto.randomUUID(), name: who, phone };
  await office.submit(house, 'place_hold', { holdId, serviceId: house.service('room-60'), start: house.at(from), resourceIds: [house.room(room)], customer });
  return holdId;
}

test('what is held stands below the waitlist: opened, held longer, given back', async ({ world, house, desk }) => {
  await expect(desk.arrivals.getByRole('button', { name: /^Held/ })).toBeHidden();
  await hold(world.office, house, { room: 'Room 2', from: '14:00', who: 'Tariq Aziz' });
  await hold(world.office, house, { room: 'Room 3', from: '15:00', who: 'Ngozi Eze' });
  await desk.arrivals.getByRole('button', { name: /^Held 2 holds · until \d\d:\d\d/ }).click();
  await expect(list(desk).getByRole('article')).toHaveCount(2);
  await expect(card(desk, 'Tariq Aziz')).toContainText(/14:00–15:00 · Room 2.*Room, one hour/);
  await expect(card(desk, 'Tariq Aziz')).toContainText(/Held until \d\d:\d\d\d?\d:\d\d/);

  // Longer: the first to run out is the other one now.
  await expect(list(desk).getByRole('article').first()).toHaveAccessibleName('Held for Tariq Aziz');
  await card(desk, 'Tariq Aziz').getByRole('button', { name: 'Hold longer' }).click();
  await expect(desk.toast('Held longer')).toBeVisible();
  await expect(list(desk).getByRole('article').first()).toHaveAccessibleName('Held for Ngozi Eze');

  await card(desk, 'Tariq Aziz').getByRole('button', { name: 'Release' }).click();
  await expect(list(desk).getByRole('article')).toHaveCount(1);
  await expect(desk.item(/^Held for Tariq Aziz/, 'Room 2')).toBeHidden();

  await list(desk).getByRole('button', { name: 'Held for Ngozi Eze: open' }).click();
  await expect(desk.details).toContainText('15:00–16:00 · Room 3');
  await desk.details.getByRole('button', { name: 'Hold longer' }).click();
  await expect(desk.details.locator('.history')).toContainText(/Hold extended.*Held/s);
});

test('who walked in and is still making up their mind has the time held', async ({ desk }) => {
  await desk.press('w');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Ngozi Eze');
  await desk.dialog.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(desk.details.getByRole('heading', { name: 'Held for Ngozi Eze' })).toBeVisible();
  await expect(desk.details).toContainText('walk-in');
  await expect(desk.details).toContainText(/Held until \d\d:\d\d/);
});

test('what was held by a slip of the hand is given back with Ctrl+Z, and what was done before it stands', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'José Álvarez' });
  await desk.item(/^José Álvarez 14:00/, 'Room 1').click();
  await desk.press('i', 'w');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Ngozi Eze');
  await desk.dialog.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(desk.toast('Held for Ngozi Eze').getByRole('button', { name: 'Undo' })).toBeVisible();
  await desk.press('Control+z');
  await expect(desk.item(/^Held for Ngozi Eze/)).toHaveCount(0);
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Arrived/, 'Room 1')).toBeVisible();
  await expect(desk.toast('Undone: Ngozi Eze')).toBeVisible();

  // Given back by hand there is nothing to undo of it any more: the next is what was done before.
  await desk.press('w');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Tariq Aziz');
  await desk.dialog.getByRole('button', { name: 'Hold', exact: true }).click();
  await desk.details.getByRole('button', { name: 'Release' }).click();
  await expect(desk.toast('Held for Tariq Aziz')).toBeHidden();
  await desk.press('Control+z');
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
});

test('a receptionist takes held time over with a manager’s PIN, and the record says whose it was', async ({ world, house, desk }) => {
  await hold(world.office, house, { room: 'Room 2', from: '14:00', who: 'Tariq Aziz' });
  await desk.item(/^Held for Tariq Aziz/, 'Room 2').click();
  await expect(desk.details).toContainText('a manager has to agree');
  await desk.details.getByRole('button', { name: 'Take over…' }).click();
  const { manager } = world.office;
  await desk.dialog.getByRole('button', { name: 'Emergency' }).click();
  await desk.dialog.getByRole('button', { name: manager.name }).click();
  // Whoever says who they are types the PIN next.
  await desk.page.keyboard.type(manager.pin);
  const sent: (() => void)[] = [];
  const holdBack = async (route: Route): Promise<void> => {
    await new Promise<void>((release) => sent.push(release));
    await route.continue();
  };
  await desk.page.route('**/trpc/commands.submit', holdBack, { times: 1 });
  await desk.press('Enter');
  await expect(desk.toast('It is held for the desk now')).toBeVisible();
  // Until the server has answered it is the old hold, of which nothing is begun any more.
  await expect(desk.details.getByRole('button', { name: 'Book', exact: true })).toBeDisabled();
  await expect.poll(() => sent.length).toBe(1);
  sent[0]?.();

  // What was taken is what the details show, and then what was booked of it.
  await expect(desk.details.getByRole('heading', { name: 'Held by a manager' })).toBeVisible();
  await expect(desk.details.locator('.history')).toContainText('Held time taken over from Tariq Aziz (desk): Emergency');
  await expect(desk.details.locator('.history')).toContainText(manager.name);
  await desk.details.getByRole('button', { name: 'Book', exact: true }).click();
  await desk.dialog.getByRole('button', { name: /^Book / }).click();
  await expect(desk.details.getByRole('heading', { name: 'Walk-in' })).toBeVisible();
  await expect(desk.details.locator('.history')).toContainText(/Booked from a hold.*Held time taken over from Tariq Aziz \(desk\): Emergency.*Held/s);
});

test('what is held of a refused move is for whoever was to move, or for what it is called', async ({ world, house, desk }) => {
  const { office } = world;
  const moved = await office.book(house, { room: 'Room 2', from: '11:00', who: 'Tariq Aziz', phone: '07700 900302' });
  const rehearsal = crypto.randomUUID();
  await office.submit(house, 'create_booking', { bookingId: rehearsal, serviceId: house.service('room-60'), start: house.at('12:00'), resourceIds: [house.room('Room 2')], customer: null, title: 'Choir rehearsal' });
  await office.book(house, { room: 'Room 3', from: '15:00', who: 'Sam Whitlock' });
  for (const bookingId of [moved, rehearsal]) await office.submit(house, 'move_booking', { bookingId, start: house.at('15:00'), resourceIds: [house.room('Room 3')] });
  await desk.arrivals.getByRole('button', { name: /^Held \d holds/ }).click();
  await expect(card(desk, 'Tariq Aziz').first()).toContainText(/Held until \d\d:\d\d/);
  await expect(card(desk, 'Choir rehearsal').first()).toContainText(/Held until \d\d:\d\d/);
  await expect(list(desk).getByRole('article', { name: 'Held as an alternative' })).toHaveCount(0);
  await card(desk, 'Tariq Aziz').first().getByRole('button', { name: /^Held for Tariq Aziz/ }).click();
  await expect(desk.details.getByRole('link', { name: /07700 900302/ })).toBeVisible();
});

test('who asked for a hold and is refused has another one held, and nobody is booked', async ({ world, house, desk }) => {
  await desk.goOffline();
  await desk.press('c');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Ngozi Eze 07700 900118');
  await desk.choose('Where', 'Room 3');
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('17:00');
  await desk.dialog.getByRole('button', { name: 'Hold', exact: true }).click();
  await world.office.book(house, { room: 'Room 3', from: '17:00', who: 'Sam Whitlock' });
  await desk.page.context().setOffline(false);
  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  await expect(desk.attention.getByRole('article', { name: 'Ngozi Eze, hold' })).toContainText('Held for Ngozi Eze:');
  await desk.press('1');
  await expect(desk.attention).toContainText('Nothing needs attention.');
  await desk.arrivals.getByRole('button', { name: /^Held 1 hold/ }).click();
  await expect(card(desk, 'Ngozi Eze')).toContainText(/Held until \d\d:\d\d/);
  await expect(desk.board.locator('[data-kind=booking]')).toHaveCount(1);
});
