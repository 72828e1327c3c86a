import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import type { BackOffice } from './back-office.ts';
import { open, screen, submitted } from './fixture/screen.ts';
import type { House } from './house.ts';
import { test } from './world.ts';

/** Somebody is late: first over a desk in memory, then against the real server. */

screen('from the column: who begins later is listed, Enter moves them, Ctrl+Z takes it back', async ({ page }) => {
  await open(page, 'studio');
  await page.getByRole('button', { name: 'Running late: Jonas' }).click();
  const dialog = page.getByRole('dialog', { name: 'Running late' });
  await expect(dialog.getByText('2 bookings begin later')).toBeVisible();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Priya Nair' })).toHaveText(/10:00 → 10:10/);
  await dialog.getByRole('radio', { name: '+15' }).check();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Lena Brandt' })).toHaveText(/13:00 → 13:15/);
  await expect(dialog).toContainText('Too late for 1 booking at another location');
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Harbour' })).toHaveText(/15:00–16:00.*not before 15:10/);
  // It is 10:42: to the one who now begins at 10:15 there is nothing to tell.
  await expect(dialog.getByText('1 customer will be under To tell.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('group', { name: 'Jonas', exact: true }).getByRole('button', { name: /^Lena Brandt 13:15/ })).toBeVisible();
  await expect(page.getByText('Jonas +15 min: 2 bookings moved')).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(page.getByRole('group', { name: 'Jonas', exact: true }).getByRole('button', { name: /^Lena Brandt 13:00/ })).toBeVisible();
  expect(await submitted(page)).toMatchObject([{ kind: 'run_late', args: { minutes: 15, from: '2026-11-21T10:42:00.000Z' } }, { kind: 'undo_command' }]);
});

screen('by keys: the person of the booking in hand is meant, who cannot move says why, and other minutes are typed', async ({ page }) => {
  await open(page, 'studio');
  await page.getByRole('group', { name: 'Room 2', exact: true }).getByRole('button', { name: /^Yui Sato/ }).focus();
  await page.keyboard.press('r');
  const dialog = page.getByRole('dialog', { name: 'Running late' });
  await expect(dialog.getByRole('button', { name: /Who/ })).toHaveText(/Room 2/);
  await dialog.getByRole('button', { name: /Who/ }).click();
  await page.getByRole('option', { name: /^Maria/ }).click();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Yui Sato' })).toHaveText(/Room 2 is taken 12:00–12:30/);
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Lucia Romano' })).toHaveText(/closed by then/);
  await expect(dialog.getByRole('button', { name: 'Find other times' })).toBeEnabled();
  await dialog.getByRole('radio', { name: 'Other' }).check();
  await expect(dialog.getByLabel('Minutes late')).toBeFocused();
  await page.keyboard.type('999');
  await expect(dialog.getByText('From 1 to 480 minutes.')).toBeVisible();
});

screen('nobody left to move is said, and offline that it is decided later', async ({ page }) => {
  await open(page, 'empty');
  await page.keyboard.press('r');
  await expect(page.getByText('Maria has nothing left today that could begin later.')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Nothing to move' })).toBeDisabled();
  await open(page, 'offline');
  await page.getByRole('button', { name: 'Running late: Jonas' }).click();
  await expect(page.getByText('It is decided when the connection is back.')).toBeVisible();
  await expect(page.getByText('What Jonas has at other locations is known when the connection is back.')).toBeVisible();
  await page.keyboard.press('Enter');
  await expect(page.getByRole('group', { name: 'Jonas', exact: true }).getByRole('button', { name: /^Priya Nair 10:10.*Waiting/ })).toBeVisible();
});

screen('with nothing to move here, what they come too late for elsewhere is listed by one key', async ({ page }) => {
  await open(page, 'empty');
  await page.getByRole('button', { name: 'Running late: Jonas' }).click();
  const dialog = page.getByRole('dialog', { name: 'Running late' });
  await expect(dialog.getByRole('button', { name: 'Nothing to move' })).toBeDisabled();
  await dialog.getByRole('radio', { name: '+15' }).check();
  await expect(dialog.getByRole('listitem').filter({ hasText: 'Harbour' })).toHaveText(/15:00–16:00.*not before 15:10/);
  await expect(dialog.getByRole('button', { name: 'List under Needs attention' })).toBeEnabled();
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(page.getByText('What Jonas cannot keep is listed under Needs attention')).toBeVisible();
  expect(await submitted(page)).toMatchObject([{ kind: 'run_late', args: { minutes: 15, from: '2026-11-21T10:42:00.000Z' } }]);
});

screen('on another day nobody runs late, and the list of keys knows the key', async ({ page }) => {
  await open(page, 'studio');
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('button', { name: /^Running late: / })).toHaveCount(0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog').getByText('Running late')).toBeVisible();
});

screen('what did not come through is decided one by one: another time, or left as it is', async ({ page }) => {
  await open(page, 'unfinished');
  await page.getByRole('button', { name: '2 need attention' }).click();
  const late = page.getByRole('article', { name: 'Maria · running late' });
  await expect(late).toContainText('4 came through. 3 are still to decide:');
  const harbour = late.getByRole('region', { name: 'Harbour, 19:00–20:00' });
  await expect(harbour).toContainText('Maria is late there too: it cannot begin before 19:20. Nothing was moved there: its staff have it under To tell.');
  await harbour.getByRole('button', { name: 'They know' }).click();
  await expect(harbour).toBeHidden();
  await expect(late.getByRole('region', { name: 'Yui Sato' })).toContainText('Room 2 is taken 12:00–12:30.');
  await late.getByRole('button', { name: 'Yui Sato: 13:45, Room 3' }).click();
  await expect(late.getByRole('region', { name: 'Yui Sato' })).toBeHidden();
  await late.getByRole('button', { name: 'Leave at 17:00' }).click();
  await expect(late).toBeHidden();
  const series = page.getByRole('article', { name: 'Northside Choir · series' });
  await series.getByRole('button', { name: /^Sat 12 Dec 16:00: 17:00, Room 1$/ }).click();
  await series.getByRole('button', { name: 'Leave out' }).click();
  await expect(page.getByText('Nothing needs attention').first()).toBeVisible();
  expect(await submitted(page)).toMatchObject([
    { kind: 'move_booking', args: { start: '2026-11-21T13:45:00.000Z' } },
    { kind: 'create_booking', args: { start: '2026-12-12T17:00:00.000Z' } },
  ]);
});

screen('whom to tell is counted beside the waitlist, and the message is ready to send', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'unfinished');
  await page.getByRole('button', { name: /4 to tell/ }).click();
  const toTell = page.getByRole('region', { name: 'To tell' });
  await expect(toTell).toContainText('Jonas is running late: 10:00 begins at 10:10.');
  await toTell.getByRole('button', { name: 'Copy a message for Priya Nair' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toMatch(/^Hello Priya Nair, we are running late today, sorry\. Your booking at 10:00 begins at 10:10 instead\./);
});

screen('who comes late from another location is to tell, with what is free instead: one tap moves them there', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'unfinished');
  await page.keyboard.press('l');
  const row = page.getByRole('region', { name: 'To tell' }).getByRole('listitem').filter({ hasText: 'Lucia Romano' });
  await expect(row).toContainText('Maria comes late from Harbour: 17:00 cannot begin before 17:20.');
  await expect(row.getByRole('group', { name: 'Free now, not held:' }).getByRole('button')).toHaveText([/17:00 Room 4 \+ Jonas/, /17:20 Room 4 \+ Maria/, /Sun 22 Nov 09:00 Room 2 \+ Maria/]);
  await row.getByRole('button', { name: 'Copy a message for Lucia Romano' }).click();
  expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(
    'Hello Lucia Romano, Maria is running late today, sorry. Your booking at 17:00 cannot begin before 17:20. We could offer 17:00 with Jonas, 17:20 with Maria or Sun 22 Nov 09:00 with Maria. Which suits you? We cannot hold it until we hear from you.',
  );
  await row.getByRole('button', { name: 'Lucia Romano: 17:00, Room 4 + Jonas' }).click();
  await expect(page.getByRole('group', { name: 'Jonas', exact: true }).getByRole('button', { name: /^Lucia Romano 17:00/ })).toBeVisible();
  // Decided: until the server has heard of it nobody decides again.
  for (const offer of await row.getByRole('group').getByRole('button').all()) await expect(offer).toBeDisabled();
  expect(await submitted(page)).toMatchObject([{ kind: 'move_booking', args: { start: '2026-11-21T17:00:00.000Z' } }]);
});

for (const theme of ['light', 'dark'] as const)
  for (const [world, key] of [['studio', 'r'], ['unfinished', 'n'], ['unfinished', 'l']] as const)
    screen(`everybody can use it: ${world} after ${key}, ${theme}`, async ({ page }) => {
      await open(page, world, theme);
      await page.keyboard.press(key);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    });

test('a room is late: the day moves on every board, who cannot is offered another time, customers are to tell, and all of it is undone', async ({ world, house, desk, openDesk }) => {
  const other = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  for (const [from, who] of [['14:00', 'Ngozi Eze'], ['15:00', 'Priya Nair'], ['20:00', 'Lena Brandt']] as const) await world.office.book(house, { room: 'Room 1', from, who, phone: '07700 900118' });
  await world.office.submit(house, 'place_block', { blockId: crypto.randomUUID(), resourceIds: [house.room('Room 1')], start: house.at('21:00'), end: house.at('22:00'), reason: 'Cleaning' });
  await expect(desk.item(/^Lena Brandt 20:00/, 'Room 1')).toBeVisible();
  await desk.page.getByRole('button', { name: 'Running late: Room 1' }).click();
  await desk.dialog.getByRole('radio', { name: '+15' }).check();
  await expect(desk.dialog).toContainText('2 bookings begin later');
  await expect(desk.dialog).toContainText('1 booking cannot begin later');
  await desk.press('Enter');
  for (const board of [desk, other]) for (const item of [/^Ngozi Eze 14:15–15:15.*Booked/, /^Priya Nair 15:15.*Booked/, /^Lena Brandt 20:00.*Booked/]) await expect(board.item(item, 'Room 1')).toBeVisible({ timeout: 5_000 });

  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  await expect(desk.attention.getByRole('article', { name: 'Room 1 · running late' })).toContainText('2 came through. One is still to decide:');
  await expect(desk.attention.getByRole('region', { name: 'Lena Brandt' })).toContainText('Room 1 is blocked 21:00–22:00.');
  await expect(desk.arrivals.getByRole('button', { name: /2 to tell/ })).toBeVisible();

  await desk.press('Control+z');
  await expect(desk.item(/^Ngozi Eze 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await expect(desk.page.getByText('Nothing needs attention').first()).toBeVisible();
  await expect(desk.arrivals.getByRole('button', { name: /to tell/ })).toHaveCount(0);
  await expect.poll(() => world.office.booked(house).then((all) => all.map(({ from }) => from))).toEqual(['14:00', '15:00', '20:00']);
});

test('offline it waits on the board, and the answer lists who could not move; the other time is taken from there', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Ngozi Eze' });
  await expect(desk.item(/^Ngozi Eze 14:00/, 'Room 1')).toBeVisible();
  await desk.goOffline();
  await desk.page.getByRole('button', { name: 'Running late: Room 1' }).click();
  await desk.press('Enter');
  await expect(desk.item(/^Ngozi Eze 14:10–15:10.*Waiting/, 'Room 1')).toBeVisible();
  await world.office.book(house, { room: 'Room 1', from: '15:00', who: 'Sam Whitlock' });
  // Sam runs late as well, but not past closing: a block keeps his end.
  await world.office.submit(house, 'place_block', { blockId: crypto.randomUUID(), resourceIds: [house.room('Room 1')], start: house.at('16:00'), end: house.at('17:00'), reason: 'Tuning' });
  await desk.page.context().setOffline(false);
  await expect(desk.item(/^Ngozi Eze 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  await expect(desk.attention.getByRole('article')).toContainText('None came through. 2 are still to decide:');
  const region = desk.attention.getByRole('region', { name: 'Ngozi Eze' });
  await region.getByRole('button', { name: /^Ngozi Eze: / }).first().click();
  await expect(region).toBeHidden();
  await expect.poll(() => world.office.booked(house)).not.toContainEqual({ who: 'Ngozi Eze', room: 'Room 1', from: '14:00' });
  await desk.attention.getByRole('button', { name: 'Leave at 15:00' }).click();
  await expect(desk.page.getByText('Nothing needs attention').first()).toBeVisible();
});

/** Room 1 stands for somebody who works at both: Ngozi Eze is there at two, Sam Whitlock at a quarter past three elsewhere. */
async function openTwoHousesOfOnePerson(office: BackOffice, { timeZone }: House['location']): Promise<{ here: House; there: House }> {
  const personId = crypto.randomUUID();
  const own = { timeZone, rooms: 1, room: () => ({ personId }) };
  const here = await office.openHouse('House of the morning', own);
  const there = await office.openHouse('House of the evening', own);
  await office.book(here, { room: 'Room 1', from: '14:00', who: 'Ngozi Eze' });
  await office.book(there, { room: 'Room 1', from: '15:15', who: 'Sam Whitlock' });
  return { here, there };
}

test('who works at two locations is late at the other one, too: said beforehand, and listed until they know there', async ({ world, house: base, openDesk }) => {
  const { here, there } = await openTwoHousesOfOnePerson(world.office, base.location);
  const desk = await openDesk({ at: here });
  await desk.page.getByRole('button', { name: 'Running late: Room 1' }).click();
  await expect(desk.dialog).toContainText('1 booking begins later');
  await expect(desk.dialog).not.toContainText('at another location');
  await desk.dialog.getByRole('radio', { name: '+30' }).check();
  await expect(desk.dialog.getByRole('listitem').filter({ hasText: 'House of the evening' })).toHaveText(/15:15–16:15.*not before 15:30/);
  await expect(desk.dialog).not.toContainText('Sam Whitlock');
  await desk.press('Enter');
  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  const told = desk.attention.getByRole('region', { name: 'House of the evening, 15:15–16:15' });
  await expect(told).toContainText('Room 1 is late there too: it cannot begin before 15:30.');
  await told.getByRole('button', { name: 'They know' }).click();
  // What would not do for the one here is still to decide.
  await expect(told).toBeHidden();

  const evening = await openDesk({ name: 'Evening desk', at: there });
  await evening.arrivals.getByRole('button', { name: /1 to tell/ }).click();
  const row = evening.page.getByRole('region', { name: 'To tell' }).getByRole('listitem');
  await expect(row).toContainText('Sam Whitlock');
  await expect(row).toContainText('Room 1 comes late from House of the morning: 15:15 cannot begin before 15:30.');
  await row.getByRole('button', { name: 'Sam Whitlock: 15:30, Room 1' }).click();
  await expect(evening.item(/^Sam Whitlock 15:30–16:30.*Booked/, 'Room 1')).toBeVisible();
  await expect(row).toBeHidden();
});

test('who was told at the other location of a delay that is undone is told there once more', async ({ world, house: base, openDesk }) => {
  const { here, there } = await openTwoHousesOfOnePerson(world.office, base.location);
  const desk = await openDesk({ at: here });
  await desk.page.getByRole('button', { name: 'Running late: Room 1' }).click();
  await desk.dialog.getByRole('radio', { name: '+30' }).check();
  await desk.press('Enter');
  await expect(desk.item(/^Ngozi Eze 14:30/, 'Room 1')).toBeVisible();

  const first = await openDesk({ name: 'Evening desk', at: there });
  await first.arrivals.getByRole('button', { name: /1 to tell/ }).click();
  const toTell = first.page.getByRole('region', { name: 'To tell' }).getByRole('listitem');
  await expect(toTell).toContainText('15:15 cannot begin before 15:30.');
  await toTell.getByRole('button', { name: 'Told Sam Whitlock' }).click();
  await expect(toTell).toBeHidden();

  await desk.press('Control+z');
  await expect(desk.item(/^Ngozi Eze 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  const second = await openDesk({ name: 'Evening office', at: there });
  await second.arrivals.getByRole('button', { name: /1 to tell/ }).click();
  await expect(second.page.getByRole('region', { name: 'To tell' }).getByRole('listitem')).toContainText('Room 1 comes in time after all: it begins at 15:15 as booked, not at 15:30.');
});
