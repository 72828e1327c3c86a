import type { Locator } from '@playwright/test';
import type { House } from './house.ts';
import type { BackOffice } from './back-office.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

const list = (desk: DeskPage): Locator => desk.page.getByRole('complementary', { name: 'Waitlist' });
const card = (desk: DeskPage, who: string): Locator => list(desk).getByRole('article', { name: who });
const toTell = (desk: DeskPage): Locator => list(desk).getByRole('region', { name: 'To tell' });

/**
 * Every room is taken, one of them by a block; answers how that comes free: by an undo, which leaves nothing behind. What
 * is cancelled or removed would be kept for its undo for half a minute first, as server/src/waitlist proves.
 */
async function full(office: BackOffice, house: House, hours: { from: string; to: string; service?: string; blocked: string }): Promise<() => Promise<unknown>> {
  const { from, to, service = 'room-60', blocked } = hours;
  for (const { name } of house.rooms)
    if (name !== blocked) await office.book(house, { room: name, from, service, who: `Has ${name}` });
  const { commandId } = await office.submit(house, 'place_block', { blockId: crypto.randomUUID(), resourceIds: [house.room(blocked)], start: house.at(from), end: house.at(to), reason: 'Tuning' });
  return () => office.submit(house, 'undo_command', { commandId });
}

test('nothing is free: they are put on the list, what comes free is offered, and one tap books it', async ({ world, house, desk, openDesk }) => {
  const free = await full(world.office, house, { from: '11:00', to: '13:15', service: 'rehearsal-120', blocked: 'Room 5' });
  const other = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await desk.press('c');
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('11:30');
  await desk.choose('What', 'Room, one hour');
  await expect(desk.dialog.getByText(/^Nothing suitable is free/)).toBeVisible();
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Ngozi Eze 07700 900118');
  await desk.dialog.getByRole('button', { name: 'Add to waitlist' }).click();

  // What was typed comes along; they have until 13:00, when the rooms are still being cleaned.
  await expect(desk.dialog.getByRole('combobox', { name: 'Who' })).toHaveValue('Ngozi Eze 07700 900118');
  await desk.dialog.getByRole('textbox', { name: 'Earliest start' }).fill('11:00');
  await desk.dialog.getByRole('textbox', { name: 'Latest end' }).fill('13:00');
  await desk.dialog.getByRole('button', { name: 'Add to waitlist' }).click();
  await expect(card(desk, 'Ngozi Eze')).toContainText('11:00–13:00');
  await expect(other.arrivals.getByRole('button', { name: 'Waitlist 1 person' })).toBeVisible({ timeout: 5_000 });

  await free();
  const offered = card(desk, 'Ngozi Eze');
  await expect(offered).toContainText('Room 5 is held for them', { timeout: 5_000 });
  await expect(offered).toContainText(/1[45]:\d\d left/);
  await expect(desk.item(/^Offered · Ngozi Eze/, 'Room 5')).toBeVisible();
  // Nobody else gets it meanwhile.
  const refused = await world.office.submit(house, 'create_booking', {
    bookingId: crypto.randomUUID(), serviceId: house.service('room-60'), start: house.at('12:00'), resourceIds: [house.room('Room 5')], customer: null,
  });
  expect(refused).toMatchObject({ status: 'refused', conflicts: [{ kind: 'hold' }] });

  await expect(toTell(desk)).toContainText('Ngozi Eze until');
  await toTell(desk).getByRole('button', { name: 'Told Ngozi Eze' }).click();
  await expect(desk.toast('Ngozi Eze was told')).toBeVisible();
  await expect(toTell(desk)).toBeHidden();

  await offered.getByRole('button', { name: 'Book it' }).click();
  for (const board of [desk, other]) await expect(board.item(/^Ngozi Eze.*Booked/, 'Room 5')).toBeVisible({ timeout: 5_000 });
  await expect(list(desk)).toContainText('Nobody is waiting.');
});

test('not taken: the next in line is offered it; taken off the list: nobody is', async ({ world, house, desk }) => {
  const free = await full(world.office, house, { from: '15:00', to: '16:00', blocked: 'Room 1' });
  for (const who of ['First Guest', 'Second Guest'])
    await world.office.submit(house, 'join_waitlist', {
      entryId: crypto.randomUUID(), serviceId: house.service('room-60'), from: house.at('15:00'), to: house.at('16:00'), resourceIds: [],
      customer: { id: crypto.randomUUID(), name: who, phone: '07700 900140' },
    });
  await desk.press('l');
  await expect(list(desk).getByRole('article')).toHaveCount(2);
  await free();
  await expect(card(desk, 'First Guest')).toContainText('is held for them', { timeout: 5_000 });
  await expect(card(desk, 'Second Guest')).not.toContainText('is held for them');

  await card(desk, 'First Guest').getByRole('button', { name: 'Not taken' }).click();
  await expect(card(desk, 'Second Guest')).toContainText('Room 1 is held for them', { timeout: 5_000 });
  await expect(card(desk, 'First Guest')).not.toContainText('is held for them');

  await card(desk, 'Second Guest').getByRole('button', { name: 'Remove…' }).click();
  await desk.dialog.getByRole('button', { name: 'Does not answer' }).click();
  await desk.dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await expect(list(desk).getByRole('article')).toHaveCount(1);
  await expect(desk.board.locator('[data-kind=hold]')).toHaveCount(0, { timeout: 5_000 });
});

test('offline the list is there, and who joins is sent when the line is back', async ({ world, house, desk, openDesk }) => {
  await full(world.office, house, { from: '15:00', to: '16:00', blocked: 'Room 1' });
  await world.office.submit(house, 'join_waitlist', {
    entryId: crypto.randomUUID(), serviceId: house.service('room-60'), from: house.at('15:00'), to: house.at('16:00'), resourceIds: [],
    customer: { id: crypto.randomUUID(), name: 'Was There' },
  });
  await desk.press('l');
  await expect(card(desk, 'Was There')).toBeVisible();
  await desk.goOffline();
  await expect(list(desk)).toContainText('This is the list as last seen.');
  await list(desk).getByRole('button', { name: 'Add', exact: true }).click();
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Joined Offline');
  await desk.dialog.getByRole('textbox', { name: 'Earliest start' }).fill('15:00');
  await desk.dialog.getByRole('textbox', { name: 'Latest end' }).fill('16:00');
  await desk.press('Enter');
  await expect(card(desk, 'Joined Offline')).toContainText('not sent yet');

  const other = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await desk.page.context().setOffline(false);
  await expect(desk.connection(/^Online/)).toBeVisible();
  await expect(card(desk, 'Joined Offline')).toContainText('just joined');
  await other.press('l');
  await expect(list(other).getByRole('article')).toHaveCount(2);
});

test('a refused booking waits instead: its card ends, and what was held for it goes back', async ({ world, house, desk }) => {
  await desk.goOffline();
  await desk.book({ room: 'Room 3', from: '17:00', who: 'Amelie Roux', phone: '07700 900518' });
  await world.office.book(house, { room: 'Room 3', from: '17:00', who: 'Sam Whitlock' });
  await desk.page.context().setOffline(false);
  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  await expect(desk.attention.getByRole('article')).toContainText('Held for Amelie Roux:');
  await desk.press('l');
  await expect(desk.dialog.getByRole('combobox', { name: 'Who' })).toHaveValue('Amelie Roux');
  await desk.choose('Where', 'Room 3');
  await desk.dialog.getByRole('textbox', { name: 'Earliest start' }).fill('17:00');
  await desk.dialog.getByRole('textbox', { name: 'Latest end' }).fill('18:00');
  await desk.dialog.getByRole('button', { name: 'Add to waitlist' }).click();
  await expect(card(desk, 'Amelie Roux')).toContainText('Room 3');
  await expect(desk.page.getByText('Nothing needs attention')).toBeVisible();
  await expect(desk.board.locator('[data-kind=hold]')).toHaveCount(0, { timeout: 5_000 });
});

test('a manager takes a held time over, and whoever had it is to tell', async ({ world, house, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await world.office.submit(house, 'place_hold', {
    holdId: crypto.randomUUID(), serviceId: house.service('room-60'), start: house.at('14:00'), resourceIds: [house.room('Room 2')],
    customer: { id: crypto.randomUUID(), name: 'Tariq Aziz', phone: '07700 900301', email: 'tariq@example.com' },
  });
  await desk.item(/^Held for Tariq Aziz/, 'Room 2').click();
  await desk.details.getByRole('button', { name: 'Take over…' }).click();
  await desk.dialog.getByRole('button', { name: 'Emergency' }).click();
  await desk.dialog.getByRole('button', { name: 'Take over', exact: true }).click();
  await expect(desk.toast('It is held for the desk now')).toBeVisible();
  await desk.press('l');
  await expect(toTell(desk)).toContainText('Tariq Aziz');
  await expect(toTell(desk)).toContainText('is no longer held for them: a manager needed it. Free instead:');
  await expect(toTell(desk).getByRole('link', { name: 'Call 07700 900301' })).toBeVisible();
  await expect(toTell(desk).getByRole('link', { name: 'Write to tariq@example.com' })).toBeVisible();
  await desk.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
  await toTell(desk).getByRole('button', { name: 'Copy a message for Tariq Aziz' }).click();
  expect(await desk.page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Hello Tariq Aziz, we are sorry: we can no longer hold .*14:00 for you\. We could offer .*Which suits you\?/);
});
