import { expect } from '@playwright/test';
import { open, screen as test, submitted } from './fixture/screen.ts';

/** A customer who lives by another clock, on the screens over a desk in memory. */

test('their zone is asked for where somebody wants to give it, and the time then stands on both clocks', async ({ page }) => {
  await open(page, 'studio');
  const details = page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: 'Lena Brandt' }) });
  const dialog = page.getByRole('dialog', { name: 'Edit booking' });
  const openEditor = async () => {
    await details.getByRole('button', { name: 'Edit' }).click();
    await expect(dialog).toBeVisible();
  };
  await page.getByRole('group', { name: 'Room 1', exact: true }).getByRole('button', { name: 'Lena Brandt' }).click();
  await expect(details).not.toContainText('(customer)');

  await openEditor();
  await expect(dialog.getByRole('combobox', { name: 'Clock' })).toBeHidden();
  await dialog.getByRole('button', { name: 'Same as here' }).click();
  const zone = dialog.getByRole('combobox', { name: 'Clock' });
  await expect(zone).toBeFocused();
  await zone.fill('Gotham');
  await expect(dialog.getByRole('status')).toContainText(['No time zone is called that']);
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect(await submitted(page)).toEqual([]);

  await zone.fill('new york');
  await expect(dialog).toContainText('13:00–14:00 London · 08:00–09:00 New York (customer)');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toBeHidden();
  expect(await submitted(page)).toMatchObject([{ kind: 'edit_booking', args: { customer: { name: 'Lena Brandt', timeZone: 'America/New_York' } } }]);
  await expect(details).toContainText('13:00–14:00 London · 08:00–09:00 New York (customer)');

  // Saved as it is, nothing is sent; emptied, they live by the location's clock again.
  await openEditor();
  await dialog.getByRole('button', { name: 'Save' }).click();
  expect(await submitted(page)).toHaveLength(1);
  await openEditor();
  await dialog.getByRole('button', { name: 'New York' }).click();
  await zone.fill('');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(details).not.toContainText('(customer)');
  expect((await submitted(page))[1]).toMatchObject({ args: { customer: { timeZone: null } } });
});

test('it may be given when somebody is booked or waits, and stands beside the time at once', async ({ page }) => {
  await open(page, 'studio');
  await page.keyboard.press('c');
  const booking = page.getByRole('dialog');
  await booking.getByRole('combobox', { name: 'Who' }).fill('Pat Novak 07700 900777');
  await booking.getByRole('button', { name: 'Same as here' }).click();
  await booking.getByRole('combobox', { name: 'Clock' }).fill('New York');
  await expect(booking).toContainText(/\d\d:\d\d–\d\d:\d\d London · \d\d:\d\d–\d\d:\d\d New York \(customer\)/);
  await page.keyboard.press('Escape');
  await expect(booking).toBeHidden();

  await page.keyboard.press('l');
  await page.getByRole('complementary', { name: 'Waitlist' }).getByRole('button', { name: 'Add', exact: true }).click();
  const joining = page.getByRole('dialog');
  await joining.getByRole('combobox', { name: 'Who' }).fill('Pat Novak 07700 900777');
  await joining.getByRole('button', { name: 'Same as here' }).click();
  await joining.getByRole('combobox', { name: 'Clock' }).fill('New York');
  await joining.getByRole('textbox', { name: 'Earliest start' }).fill('15:00');
  await joining.getByRole('textbox', { name: 'Latest end' }).fill('18:00');
  await expect(joining).toContainText('15:00–18:00 London · 10:00–13:00 New York (customer)');
  await joining.getByRole('button', { name: 'Add to waitlist' }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'join_waitlist', args: { customer: { name: 'Pat Novak', timeZone: 'America/New_York' } } }]);
});

test('somebody who answered no offer is paused, and offered again by one tap', async ({ page }) => {
  await open(page, 'waiting');
  await page.keyboard.press('l');
  const card = page.getByRole('article', { name: 'Bertil Lund' });
  await expect(card).toContainText('Paused. Did not answer 3 offers in a row.');
  await card.getByRole('button', { name: 'Offer again' }).click();
  expect(await submitted(page)).toMatchObject([{ kind: 'decline_offer', args: { holdId: expect.any(String) } }]);
});

test('each date of a series stands on both clocks, also where those drift apart for weeks', async ({ page }) => {
  await open(page, 'studio');
  await page.keyboard.press('c');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'Who' }).fill('Pat Novak 07700 900777');
  await dialog.getByRole('button', { name: 'Same as here' }).click();
  await dialog.getByRole('combobox', { name: 'Clock' }).fill('New York');
  await dialog.getByRole('textbox', { name: 'Start' }).fill('11:00');
  await dialog.getByRole('button', { name: /Repeats/ }).click();
  await page.getByRole('option', { name: 'Every week', exact: true }).click();
  await dialog.getByRole('spinbutton', { name: 'How many times' }).fill('18');
  await dialog.getByRole('button', { name: 'Check dates…' }).click();
  const date = (day: string) => dialog.getByRole('listitem').filter({ hasText: day });
  await expect(date('Sat 28 Nov')).toContainText('11:00 06:00 New York (customer)');
  // Summer comes to New York on 14 March and to London on the 28th.
  await expect(date('Sat 13 Mar 2027')).toContainText('06:00 New York (customer)');
  await expect(date('Sat 20 Mar 2027')).toContainText('07:00 New York (customer)');
  // What is taken: what could be had instead as well.
  await date('Sat 12 Dec').getByRole('button', { name: 'Instead of Sat 12 Dec' }).click();
  await expect(page.getByRole('option').nth(1)).toContainText('07:00 New York');
});

test('a booking that is put elsewhere says where on their clock, one and a series of them', async ({ page }) => {
  await open(page, 'abroad&zone=America/New_York');
  const details = (who: string) => page.getByRole('complementary').filter({ has: page.getByRole('heading', { name: who }) });
  await page.getByRole('group', { name: 'Room 1', exact: true }).getByRole('button', { name: 'Lena Brandt' }).click();
  await page.keyboard.press('m');
  const bar = page.getByRole('toolbar', { name: /^Move Lena Brandt/ });
  await expect(bar).toContainText('13:00–14:00, Room 1 · 08:00–09:00 New York (customer)');
  await page.keyboard.press('ArrowDown');
  await expect(bar).toContainText('08:15–09:15 New York (customer)');
  await page.keyboard.press('Escape');

  await page.getByRole('group', { name: 'Room 6', exact: true }).getByRole('button', { name: 'T. Haddad' }).click();
  await details('T. Haddad').getByRole('button', { name: 'Move', exact: false }).first().click();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Move T. Haddad' });
  await expect(dialog).toContainText('14:45–15:15 London · 09:45–10:15 New York (customer)');
  await dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  const dates = dialog.getByRole('listitem');
  await expect(dates.nth(0)).toContainText('14:45 09:45 New York (customer)');
  await expect(dates.nth(2)).toContainText('15:45 London (10:45 New York)');
  await page.keyboard.press('Escape');
  await details('T. Haddad').getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(page.getByRole('dialog')).toContainText('15:00–15:30 London · 10:00–10:30 New York (customer)');
});

test('who is late: each customer’s clock and the other location’s stand beside ours', async ({ page }) => {
  await open(page, 'abroad&zone=America/New_York');
  await page.getByRole('button', { name: 'Running late: Jonas' }).click();
  const dialog = page.getByRole('dialog', { name: 'Running late' });
  await dialog.getByRole('radio', { name: '+15' }).check();
  const line = (text: string) => dialog.getByRole('listitem').filter({ hasText: text });
  await expect(line('Lena Brandt')).toContainText('13:00 → 13:15 08:15 New York (customer)');
  await expect(line('Harbour')).toContainText('15:00–16:00 17:00–18:00 Athens');
  await expect(line('Harbour')).toContainText('not before 15:10 17:10 Athens');
  await dialog.getByRole('button', { name: /Who/ }).click();
  await page.getByRole('option', { name: /^Maria/ }).click();
  await expect(line('Yui Sato')).toContainText('11:00 06:00 New York (customer)');
  await page.keyboard.press('Escape');
  await page.keyboard.press('n');
  await expect(page.getByRole('region', { name: 'Harbour, 19:00–20:00' })).toContainText('Harbour 19:00–20:00 21:00–22:00 Athens');
  await expect(page.getByRole('region', { name: 'Harbour, 19:00–20:00' })).toContainText('it cannot begin before 19:20 London (21:20 Athens).');
  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  const row = page.getByRole('region', { name: 'To tell' }).getByRole('listitem').filter({ hasText: 'Lucia Romano' });
  await expect(row).toContainText('17:00 London (12:00 New York) cannot begin before 17:20 London (12:20 New York).');
  await expect(row.getByRole('button', { name: /Jonas$/ })).toContainText('17:00 Room 4 + Jonas 12:00 New York (customer)');
});

test('what they are written and told is on their clock too, with their date where it is another', async ({ page, context }) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await open(page, 'abroad&zone=Pacific/Auckland');
  const copied = () => page.evaluate(() => navigator.clipboard.readText());
  await page.keyboard.press('n');
  const card = page.getByRole('article', { name: /^Tom Adler/ });
  await expect(card).toContainText('Sun 22 Nov 00:00–01:00 Auckland (customer)');
  await expect(card.getByRole('button', { name: /Room 3/ })).toContainText('11:45 Room 3 Sun 22 Nov 00:45 Auckland (customer)');
  await card.getByRole('button', { name: 'Message' }).click();
  expect(await copied()).toContain('Sat 21 Nov 11:00–12:00 London (Sun 22 Nov 00:00–01:00 Auckland) Room 5 is no longer free, sorry. We can offer Sat 21 Nov 11:45 London (Sun 22 Nov 00:45 Auckland), ');
  const partly = page.getByRole('region', { name: /^Sat 12 Dec/ });
  await expect(partly).toContainText('Sun 13 Dec 05:00 Auckland (customer)');
  await expect(partly.getByRole('button', { name: /17:00/ })).toContainText('Sun 13 Dec 06:00 Auckland (customer)');

  await page.keyboard.press('Escape');
  await page.keyboard.press('l');
  const toTell = page.getByRole('region', { name: 'To tell' });
  await expect(toTell).toContainText('Sat 21 Nov 12:00 London (Sun 22 Nov 01:00 Auckland) in Room 2 is no longer held for them: a manager needed it. Free instead: Sat 21 Nov 15:00 London (Sun 22 Nov 04:00 Auckland) Room 3');
  await toTell.getByRole('button', { name: 'Copy a message for Lena Brandt' }).first().click();
  expect(await copied()).toContain('Your booking at 13:00 London (Sun 22 Nov 02:00 Auckland) begins at 13:10 London (Sun 22 Nov 02:10 Auckland) instead.');
  await toTell.getByRole('button', { name: 'Copy a message for T. Haddad' }).click();
  expect(await copied()).toContain('We could offer Sat 21 Nov 15:00 London (Sun 22 Nov 04:00 Auckland).');
});

test('what is free instead, and what was done, is said on both clocks', async ({ page }) => {
  await open(page, 'abroad&zone=America/New_York');
  const said = (text: string) => page.getByRole('region', { name: /Notifications/ }).getByRole('listitem').filter({ hasText: text });
  const item = (room: string, who: string) => page.getByRole('group', { name: room, exact: true }).getByRole('button', { name: who });

  // Taken: the nearest free times, and the one that is chosen.
  await page.keyboard.press('c');
  const booking = page.getByRole('dialog');
  await booking.getByRole('combobox', { name: 'Who' }).fill('Priya');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await booking.getByRole('textbox', { name: 'Start' }).fill('13:00');
  await booking.getByRole('button', { name: 'Where' }).click();
  await page.getByRole('option', { name: 'Room 1' }).click();
  const earlier = booking.getByRole('button', { name: /15 min earlier/ });
  await expect(earlier).toContainText('12:45 Room 2 07:45 New York (customer)');
  await earlier.click();
  await expect(said('Booked Priya Nair · Room 2 12:45')).toContainText('07:45 New York (customer)');

  // Held for somebody.
  await page.keyboard.press('c');
  await booking.getByRole('combobox', { name: 'Who' }).fill('Priya');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  await booking.getByRole('textbox', { name: 'Start' }).fill('15:00');
  await booking.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(said('Held for Priya Nair')).toContainText('10:00 New York (customer)');

  // Moved by a key, and by a drag to where it may not lie.
  await item('Room 1', 'Lena Brandt').click();
  await page.keyboard.press('m');
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(said('Moved Lena Brandt 13:00 → 12:45')).toContainText('07:45 New York (customer)');
  const from = await item('Room 2', 'Duarte Quartet').boundingBox();
  const onto = await item('Room 4', 'Piano tuning').boundingBox();
  if (from === null || onto === null) throw new Error('Nothing to drag.');
  await page.mouse.move(from.x + 20, from.y + 12);
  await page.mouse.down();
  await page.mouse.move(from.x + 24, from.y + 20, { steps: 2 });
  await page.mouse.move(onto.x + 20, onto.y + 12, { steps: 8 });
  await page.mouse.up();
  await expect(said('Not there:')).toContainText(/(\d\d:\d\d) London · \d\d:\d\d New York \(customer\)\1 instead/);

  // What was held is booked.
  await item('Room 2', 'Zoë Hartley').click();
  await page.getByRole('button', { name: 'Book', exact: true }).click();
  const ofHold = page.getByRole('dialog');
  await expect(ofHold).toContainText('12:00–12:30 London · 07:00–07:30 New York (customer)');
  await page.keyboard.press('Enter');
  await expect(said('Booked Zoë Hartley · Room 2 12:00')).toContainText('07:00 New York (customer)');
});

test('an alternative, an offer and a promise of one are said on both clocks when they are taken', async ({ page }) => {
  await open(page, 'abroad&zone=Pacific/Auckland');
  const said = (text: string) => page.getByRole('region', { name: /Notifications/ }).getByRole('listitem').filter({ hasText: text });
  await page.keyboard.press('n');
  await page.keyboard.press('1');
  await expect(said('Taken: 11:45, Room 3')).toContainText('Sun 22 Nov 00:45 Auckland (customer)');
  await page.getByRole('region', { name: /^Sat 12 Dec/ }).getByRole('button', { name: /17:00/ }).click();
  await expect(said('Taken: 17:00, Room 1')).toContainText('Sun 13 Dec 06:00 Auckland (customer)');
  await page.keyboard.press('Escape');

  await page.keyboard.press('l');
  const waits = (who: string) => page.getByRole('article', { name: who });
  await waits('Ngozi Eze').getByRole('button', { name: 'Book it' }).click();
  await expect(said('Booked Ngozi Eze 14:30')).toContainText('Sun 22 Nov 03:30 Auckland (customer)');
  await waits('Marek Dvořák').getByRole('button', { name: /^Offer/ }).click();
  await page.keyboard.press('1');
  await expect(said('is held for Marek Dvořák')).toContainText(/Sun 22 Nov 0\d:\d\d Auckland \(customer\)/);
});

test('whoever is found, held for, handed over, pointed at or in the way of a block stands there with both clocks', async ({ page }) => {
  await open(page, 'abroad&zone=America/New_York');
  await page.keyboard.press('/');
  await page.keyboard.type('Lena Brandt');
  await expect(page.getByRole('option').first()).toContainText('08:00–09:00 New York (customer)');
  await page.keyboard.press('Escape');

  await page.getByRole('navigation', { name: 'Arrivals' }).getByRole('button', { name: /^Held/ }).click();
  const held = page.getByRole('article', { name: 'Held for Zoë Hartley' });
  await expect(held).toContainText('07:00–07:30 New York (customer)');
  await held.getByRole('button', { name: 'Take over…' }).click();
  await expect(page.getByRole('dialog', { name: 'Take over this held time?' })).toContainText('12:00–12:30 London · 07:00–07:30 New York (customer)');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  await page.getByRole('button', { name: /handed over$/ }).click();
  await expect(page.getByRole('article', { name: 'Yui Sato' })).toContainText('06:00 New York (customer)');
  await page.keyboard.press('Escape');
  // The board keeps the location's clock; who points at a booking sees theirs.
  await expect(page.getByRole('group', { name: 'Room 1', exact: true }).getByRole('button', { name: 'Lena Brandt' })).toHaveAttribute('title', /13:00–14:00 · 1 h\n08:00–09:00 New York \(customer\)/);

  await page.keyboard.press('b');
  const block = page.getByRole('dialog');
  await block.getByRole('button', { name: 'Room 1', exact: true }).click();
  await block.getByRole('textbox', { name: 'Start' }).fill('13:00');
  await expect(block.getByRole('listitem').filter({ hasText: 'Lena Brandt' })).toContainText('08:00–09:00 New York (customer)');
});
