import type { House } from './house.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test, type World } from './world.ts';

/** Bookings that repeat, from the keys of a real counter to the record of a real server. */

test('a weekly booking is made, taken back as one, and made again', async ({ world, house, desk }) => {
  await world.office.submit(house, 'create_booking', {
    bookingId: crypto.randomUUID(), serviceId: house.service('room-60'), start: house.at('14:00', 1), resourceIds: [house.room('Room 1')], customer: null, title: 'In the way',
  });
  const dates = async (): Promise<number> => (await world.office.booked(house)).length - 1;
  const repeat = async (): Promise<void> => {
    await desk.repeat({ who: 'Northside Choir', from: '14:00' });
    await desk.press('Enter');
    await expect(desk.dialog.getByText(/dates are free\./)).toBeVisible();
    await desk.press('Enter');
  };
  await repeat();
  await expect.poll(dates).toBe(3);
  await desk.toast('Northside Choir: 3 dates').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(dates).toBe(0);
  await repeat();
  await expect.poll(dates).toBe(3);
});

test('a date that was gone is settled from its card, and is cancelled with the others', async ({ world, house, desk }) => {
  await world.office.submit(house, 'create_booking', {
    bookingId: crypto.randomUUID(), serviceId: house.service('room-60'), start: house.at('15:00'), resourceIds: [house.room('Room 1')], customer: null, title: 'In the way',
  });
  await expect(desk.item(/^In the way 15:00/, 'Room 1')).toBeVisible();
  await world.server.kill();
  await expect(desk.connection(/^Offline/)).toBeVisible({ timeout: 40_000 });
  await desk.repeat({ who: 'Northside Choir', from: '15:00', room: 'Room 1' });
  await desk.dialog.getByRole('button', { name: 'Check dates…' }).click();
  await desk.dialog.getByRole('button', { name: 'Book those that are free' }).click();
  await world.server.start();
  await expect.poll(async () => (await world.office.booked(house)).length, { timeout: 40_000 }).toBe(3);
  await desk.press('n');
  await desk.attention.getByRole('button', { name: /15:00, Room 2$/ }).click();
  await expect.poll(async () => (await world.office.booked(house)).length).toBe(4);
  await desk.item(/^Northside Choir/).first().click();
  await desk.details.getByRole('button', { name: 'Cancel', exact: true }).click();
  await desk.dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  await desk.dialog.getByRole('button', { name: /^Cancel/ }).click();
  await expect.poll(async () => (await world.office.booked(house)).length).toBe(1);
});

test('dates that leave too little beside them are had with a reason and a manager’s PIN, once for all', async ({ world, openDesk }) => {
  const tight = await world.office.openHouse('House with a rule about remainders', { location: { kinds: { room: { shortestSellableMinutes: 30 } } }, rooms: 1 });
  await world.office.submit(tight, 'create_booking', {
    bookingId: crypto.randomUUID(), serviceId: tight.service('room-60'), start: tight.at('15:15'), resourceIds: [tight.room('Room 1')], customer: null, title: 'Neighbour',
  });
  const desk = await openDesk({ at: tight });
  await desk.repeat({ who: 'Northside Choir', from: '14:00' });
  await desk.dialog.getByRole('button', { name: 'Check dates…' }).click();
  await expect(desk.dialog.getByText('2 of 3 dates are free.')).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Book anyway…' }).click();
  await desk.page.getByRole('button', { name: world.office.manager.name }).click();
  await desk.page.getByRole('textbox', { name: 'Reason' }).fill('Regular');
  await desk.page.getByLabel('PIN').fill(world.office.manager.pin);
  await desk.page.getByRole('button', { name: 'Check again' }).click();
  await expect(desk.dialog.getByText('All 3 dates are free.')).toBeVisible();
  await desk.page.getByRole('button', { name: 'Book 3 dates' }).click();
  await expect.poll(async () => (await world.office.booked(tight)).map(({ who, from }) => `${from} ${who ?? ''}`.trim())).toEqual(['14:00 Northside Choir', '15:15', '14:00 Northside Choir', '14:00 Northside Choir']);
});

test('notes are given to all that are still to come, but for a date that has its own, and taken back as one', async ({ world, house, desk }) => {
  await desk.repeat({ who: 'Northside Choir', from: '14:00' });
  await desk.press('Enter');
  await expect(desk.dialog.getByText('All 3 dates are free.')).toBeVisible();
  await desk.press('Enter');
  await expect.poll(async () => (await world.office.booked(house)).length).toBe(3);
  const notes = async () => (await world.office.notes(house)).map((each) => each.notes);
  const edit = async (text: string, scope?: string): Promise<void> => {
    await desk.details.getByRole('button', { name: 'Edit', exact: true }).click();
    await desk.dialog.getByLabel('Notes').fill(text);
    if (scope !== undefined) await desk.dialog.getByRole('radio', { name: scope }).check();
    await desk.dialog.getByRole('button', { name: 'Save' }).click();
  };
  await desk.item(/^Northside Choir/).first().click();
  await edit('Needs the piano');
  await expect.poll(notes).toEqual(['Needs the piano', '', '']);
  const [, second] = await world.office.notes(house);
  await world.office.submit(house, 'edit_booking', { bookingId: second?.id ?? '', notes: 'Guest conductor' });
  await edit('Side door', 'All that are still to come');
  await expect.poll(notes).toEqual(['Side door', 'Guest conductor', 'Side door']);
  await expect(desk.details.getByText('Side door', { exact: true })).toBeVisible();
  await desk.toast('Changed Northside Choir and what belongs to it').getByRole('button', { name: 'Undo' }).click();
  await expect.poll(notes).toEqual(['Needs the piano', 'Guest conductor', '']);
});

test('what another counter moved after the dates were listed is not overruled', async ({ world, house, desk }) => {
  await desk.repeat({ who: 'Northside Choir', from: '14:00' });
  await desk.press('Enter');
  await expect(desk.dialog.getByText('All 3 dates are free.')).toBeVisible();
  await desk.press('Enter');
  const times = async () => (await world.office.booked(house)).map(({ from }) => from);
  await expect.poll(times).toEqual(['14:00', '14:00', '14:00']);
  await desk.item(/^Northside Choir/).first().focus();
  await desk.press('m', 'ArrowUp', 'Enter');
  await desk.dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  await expect(desk.dialog.getByText('All 3 can move.')).toBeVisible();
  const [, second] = await world.office.notes(house);
  await world.office.submit(house, 'move_booking', { bookingId: second?.id ?? '', start: house.at('16:00', 1), resourceIds: [] });
  await desk.dialog.getByRole('button', { name: 'Move 3' }).click();
  await desk.press('n');
  await expect(desk.attention.getByText('Northside Choir').first()).toBeVisible();
  expect(await times()).toEqual(['14:00', '16:00', '14:00']);
});

test('who edits a series while another counter edits one of its dates is told, sees which one, and decides again', async ({ world, house, desk: left, openDesk }) => {
  await left.repeat({ who: 'Northside Choir', from: '14:00' });
  await left.press('Enter');
  await expect(left.dialog.getByText('All 3 dates are free.')).toBeVisible();
  await left.press('Enter');
  const notes = async () => (await world.office.notes(house)).map((each) => each.notes);
  await expect.poll(notes).toEqual(['', '', '']);
  const right = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await left.item(/^Northside Choir/).first().click();
  await left.details.getByRole('button', { name: 'Edit', exact: true }).click();
  await left.dialog.getByLabel('Notes').fill('Side door');
  await left.dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  await expect(left.dialog.getByText('3 dates will change.')).toBeVisible();

  await right.page.getByRole('button', { name: 'Next day' }).click();
  await right.item(/^Northside Choir/).first().click();
  await right.details.getByRole('button', { name: 'Edit', exact: true }).click();
  await right.dialog.getByLabel('Notes').fill('Guest conductor');
  await right.dialog.getByRole('button', { name: 'Save' }).click();
  await expect.poll(notes).toEqual(['', 'Guest conductor', '']);

  await left.dialog.getByRole('button', { name: 'Save for 3 dates' }).click();
  await left.page.getByRole('button', { name: '1 needs attention' }).click();
  const card = left.attention.getByRole('article', { name: 'Northside Choir, edit of a series' });
  await expect(card).toContainText('Somebody else changed one of these dates first.');
  expect(await notes()).toEqual(['', 'Guest conductor', '']);
  await card.getByRole('button', { name: 'Look at the dates again' }).click();
  await expect(left.dialog.getByRole('listitem').filter({ hasText: 'changed meanwhile' })).toHaveText(/keeps its own notes/);
  await expect(left.dialog.getByText('2 dates will change. 1 keeps something of its own.')).toBeVisible();
  await left.dialog.getByRole('button', { name: 'Save for 2 dates' }).click();
  await expect.poll(notes).toEqual(['Side door', 'Guest conductor', 'Side door']);
  await expect(left.attention).toContainText('Nothing needs attention.');
});

/** Northside Choir on three days at this desk, all of them on its board. */
async function withThreeDates(world: World, house: House, desk: DeskPage): Promise<void> {
  await desk.repeat({ who: 'Northside Choir', from: '14:00' });
  await desk.press('Enter');
  await expect(desk.dialog.getByRole('button', { name: 'Book 3 dates' })).toBeFocused();
  await desk.press('Enter');
  await expect.poll(async () => (await world.office.booked(house)).length).toBe(3);
  await expect(desk.item(/^Northside Choir 14:00.*Booked/)).toBeVisible();
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await expect(desk.item(/^Northside Choir 14:00.*Booked/)).toBeVisible();
  await desk.page.getByRole('button', { name: 'Previous day' }).click();
}

/** Without a connection: notes for all of them, and from the second on they are cancelled. */
async function editAllAndCancelTheRest(desk: DeskPage): Promise<void> {
  await desk.item(/^Northside Choir/).first().click();
  await desk.details.getByRole('button', { name: 'Edit', exact: true }).click();
  await desk.dialog.getByLabel('Notes').fill('Side door');
  await desk.dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  await desk.dialog.getByRole('button', { name: 'Save for all of them' }).click();
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await desk.item(/^Northside Choir/).first().click();
  await desk.details.getByRole('button', { name: 'Cancel', exact: true }).click();
  await desk.dialog.getByRole('radio', { name: 'This and the following ones' }).check();
  await desk.dialog.getByRole('button', { name: 'Cancel them' }).click();
}

test('what is done to a series without a connection is no news to what is done to it next', async ({ world, house, desk }) => {
  await withThreeDates(world, house, desk);
  await world.server.kill();
  await expect(desk.connection(/^Offline/)).toBeVisible({ timeout: 40_000 });
  await editAllAndCancelTheRest(desk);
  await world.server.start();
  await expect.poll(async () => (await world.office.notes(house)).map((each) => each.notes), { timeout: 40_000 }).toEqual(['Side door']);
  await expect(desk.page.getByText('Nothing needs attention')).toBeVisible();
});

test('what another counter does to it meanwhile is news, behind one’s own commands too', async ({ world, house, desk }) => {
  await withThreeDates(world, house, desk);
  await desk.page.context().setOffline(true);
  await expect(desk.connection(/^Offline/)).toBeVisible({ timeout: 40_000 });
  const [, second] = await world.office.notes(house);
  await world.office.submit(house, 'edit_booking', { bookingId: second?.id ?? '', notes: 'Guest conductor' });
  await editAllAndCancelTheRest(desk);
  await desk.page.context().setOffline(false);
  await expect(desk.page.getByRole('button', { name: '1 needs attention' })).toBeVisible({ timeout: 40_000 });
  await desk.press('n');
  await expect(desk.attention.getByRole('article', { name: /^Northside Choir/ })).toContainText('Somebody else changed one of these dates first.');
  expect((await world.office.notes(house)).map((each) => each.notes)).toEqual(['Side door', 'Guest conductor', 'Side door']);
});
