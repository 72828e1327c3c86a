import AxeBuilder from '@axe-core/playwright';
import type { House } from './house.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test, type World } from './world.ts';

async function openSettings(desk: DeskPage, world: World): Promise<void> {
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.manager.name }).click();
  await desk.page.getByRole('menuitem', { name: 'Settings…', exact: true }).click();
  await expect(desk.dialog.getByRole('tab', { name: 'Business' })).toBeVisible();
}

const section = (desk: DeskPage, name: string) => desk.dialog.getByRole('tab', { name }).click();

async function barriers(desk: DeskPage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: desk.page }).include('[role=dialog]').analyze();
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

async function whoMissedTwo(world: World, house: House, name: string): Promise<void> {
  const customerId = crypto.randomUUID();
  for (const from of ['08:30', '10:30']) {
    const bookingId = await world.office.book(house, { room: 'Room 6', from, who: name, phone: '07700 900114', customerId, day: 0 });
    expect((await world.office.submit(house, 'no_show_booking', { bookingId })).status).toBe('committed');
  }
}

test('Escape closes the settings after Save, which cannot be pressed again and so has lost the keyboard', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await openSettings(desk, world);
  await desk.dialog.getByRole('textbox', { name: 'By an import' }).fill('500');
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(desk.dialog).toContainText('Saved.');
  await desk.press('Escape');
  await expect(desk.dialog).toBeHidden();
});

test('a manager sets hold times and what missed bookings cost; the counter goes by it, and the history says who', async ({ world, house, openDesk }) => {
  await whoMissedTwo(world, house, 'Björn Þórsson');
  const { manager, receptionist } = world.office;
  const counter = await openDesk({ person: receptionist });
  const desk = await openDesk({ name: 'Back office', person: manager });
  await openSettings(desk, world);
  const web = desk.dialog.getByRole('textbox', { name: 'On the web page' });
  await expect(web).toHaveValue('300');
  await expect(desk.dialog.getByRole('textbox', { name: 'An entry pauses after unanswered offers' })).toHaveValue('3');
  await expect(desk.dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  expect(await barriers(desk)).toEqual([]);

  await web.fill('2');
  await desk.press('Enter');
  await expect(desk.dialog.getByRole('alert')).toHaveText('Give at least 5 seconds.');
  await web.fill('240');
  await section(desk, 'Services');
  const service = desk.dialog.getByRole('group', { name: 'Room, one hour' });
  await service.getByRole('button', { name: 'Missed bookings' }).click();
  await desk.page.getByRole('option', { name: 'Ask a manager' }).click();
  await service.getByRole('textbox', { name: 'from missed booking number' }).fill('2');
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(desk.dialog.getByRole('status')).toHaveText('Saved. It holds from the next booking on.');

  // The other counter heard of it as of any change.
  await counter.press('c');
  await counter.dialog.getByRole('textbox', { name: 'Start' }).fill('15:00');
  await counter.dialog.getByRole('combobox', { name: 'Who' }).fill('900114');
  await counter.press('ArrowDown', 'Enter');
  await expect(counter.dialog).toContainText('Björn Þórsson missed 2 bookings. A manager has to approve.');

  await desk.dialog.getByRole('button', { name: 'History of settings…' }).click();
  const list = desk.dialog.getByRole('grid', { name: 'Changes, newest first' });
  const changed = (what: string) => list.getByRole('row').filter({ hasText: what }).filter({ hasText: `${manager.name} at Back office` }).first();
  await expect(changed('Hold seconds · web')).toContainText('240');
  await expect(changed('Service Room, one hour')).toContainText('No show policy');
  await world.office.set({ holdSeconds: null });
});

test('what was set is put back to its default, by keys alone', async ({ world, openDesk }) => {
  await world.office.set({ undoSeconds: 20 });
  const desk = await openDesk({ person: world.office.manager });
  await openSettings(desk, world);
  const undo = desk.dialog.getByRole('textbox', { name: 'Vacated time kept for an undo' });
  await expect(undo).toHaveValue('20');
  await undo.focus();
  await desk.press('Tab', 'Enter');
  await expect(undo).toHaveValue('30');
  await expect(undo).toBeFocused();
  await desk.press('Enter');
  await expect(desk.dialog.getByRole('status')).toHaveText('Saved. It holds from the next booking on.');
  await expect(desk.dialog.getByRole('button', { name: 'Vacated time kept for an undo: back to the default' })).toHaveCount(0);
  await desk.press('Escape');
  await expect(desk.dialog).toBeHidden();
});

test('a capacity smaller than what is booked says who it is, and displaces nobody', async ({ world, house: base, openDesk }) => {
  const house = await world.office.openHouse('House of classes', { timeZone: base.location.timeZone, room: (number) => (number === 1 ? { capacity: 3 } : {}) });
  for (const who of ['Grace Adeyemi', 'Isla Fraser']) await world.office.book(house, { room: 'Room 1', from: '15:00', who });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await openSettings(desk, world);
  await section(desk, 'Rooms & people');
  const room = desk.dialog.getByRole('group', { name: 'Room 1' });
  await room.getByRole('textbox', { name: 'Capacity' }).fill('1');
  await desk.press('Enter');
  await expect(room.getByRole('alert')).toContainText('Isla Fraser');
  await expect(desk.dialog.getByRole('status')).toHaveText('Not everything is saved: see what is marked.');
  expect(await barriers(desk)).toEqual([]);
  await room.getByRole('button', { name: 'Change it, they keep their place' }).click();
  await expect(desk.dialog.getByRole('status')).toHaveText('Saved. It holds from the next booking on.');
  expect(new Set((await world.office.booked(house)).map(({ who }) => who))).toEqual(new Set(['Grace Adeyemi', 'Isla Fraser']));
});

test('a room keeps classes apart once what is booked there is a class', async ({ world, house: base, openDesk }) => {
  const house = await world.office.openHouse('House of one class', { timeZone: base.location.timeZone, room: (number) => (number === 1 ? { capacity: 3 } : {}) });
  for (const who of ['Grace Adeyemi', 'Isla Fraser']) await world.office.book(house, { room: 'Room 1', from: '15:00', who });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await openSettings(desk, world);
  await section(desk, 'Rooms & people');
  await expect(desk.dialog.getByRole('group', { name: 'Room 2' }).getByRole('checkbox')).toHaveCount(0);
  const apart = desk.dialog.getByRole('group', { name: 'Room 1' }).getByRole('checkbox', { name: 'One class at a time' });
  await apart.check();
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(desk.dialog.getByRole('alert')).toContainText('These are there at one time and not of one class');
  await expect(apart).toHaveAccessibleDescription(/^These are there at one time/);
  expect(await barriers(desk)).toEqual([]);
  await section(desk, 'Services');
  await desk.dialog.getByRole('group', { name: 'Room, one hour' }).getByRole('checkbox', { name: 'Class: guests share teacher and room' }).check();
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(desk.dialog.getByRole('status')).toHaveText('Saved. It holds from the next booking on.');
  await section(desk, 'Rooms & people');
  await expect(apart).toBeChecked();
});

test('what a service needs is said by kind; what is booked keeps what it was sold with, and moves', async ({ world, house: base, openDesk }) => {
  const house = await world.office.openHouse('House of teachers', {
    timeZone: base.location.timeZone, rooms: 3, room: (number) => (number === 3 ? { kind: 'person', name: 'Ada Quist' } : {}),
  });
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Isla Fraser' });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await openSettings(desk, world);
  await section(desk, 'Services');
  const needs = desk.dialog.getByRole('group', { name: 'Room, one hour' }).getByRole('group', { name: 'Needs' });
  await expect(needs.getByRole('textbox', { name: 'Room' })).toHaveValue('1');
  const person = needs.getByRole('textbox', { name: 'Person' });
  await expect(person).toHaveValue('0');
  await person.fill('2');
  await desk.press('Enter');
  await expect(needs.getByRole('alert')).toHaveText('Give at most 1: there are no more here.');
  await person.fill('1');
  expect(await barriers(desk)).toEqual([]);
  await desk.press('Enter');
  await expect(desk.dialog.getByRole('status')).toHaveText('Saved. It holds from the next booking on.');
  await desk.press('Escape');
  await expect(desk.dialog).toBeHidden();

  await desk.item(/^Isla Fraser/, 'Room 1').focus();
  await desk.press('m', 'ArrowRight', 'Enter');
  await expect(desk.item(/^Isla Fraser 14:00–15:00.*Booked/, 'Room 2')).toBeVisible();
  await expect(desk.item(/^Isla Fraser/)).toHaveCount(1);
  await desk.press('c');
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('17:00');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('Sam Whitlock');
  await expect(desk.dialog.getByRole('button', { name: 'Person' })).toContainText('Ada Quist');
  await desk.press('Enter');
  await expect(desk.item(/^Sam Whitlock 17:00–18:00.*Booked/, 'Ada Quist')).toBeVisible();
});

test('somebody who works at another location is said to be the same person, once nobody wants them at both', async ({ world, house: base, openDesk }) => {
  const own = { timeZone: base.location.timeZone, rooms: 2, room: (number: number) => (number === 1 ? { kind: 'person', name: 'Ada Quist' } : {}), service: { needs: ['person'] } };
  const house = await world.office.openHouse('House of mornings', own);
  const other = await world.office.openHouse('House of evenings', own);
  await world.office.book(house, { room: 'Ada Quist', from: '14:00', who: 'Isla Fraser' });
  const there = await world.office.book(other, { room: 'Ada Quist', from: '14:30', who: 'Sam Whitlock' });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await openSettings(desk, world);
  await section(desk, 'Rooms & people');
  await expect(desk.dialog.getByRole('group', { name: 'Room 2' }).getByRole('button')).toHaveCount(0);
  const ada = desk.dialog.getByRole('group', { name: 'Ada Quist' });
  await ada.getByRole('button', { name: 'The same person as' }).click();
  await desk.page.getByRole('option', { name: 'Ada Quist · House of evenings' }).click();
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(ada.getByRole('alert')).toContainText('One person would be wanted at two places at once');
  expect(await barriers(desk)).toEqual([]);
  expect((await world.office.submit(other, 'cancel_booking', { bookingId: there })).status).toBe('committed');
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(desk.dialog.getByRole('status')).toHaveText('Saved. It holds from the next booking on.');
  await expect(ada.getByRole('button', { name: 'The same person as' })).toContainText('Ada Quist · House of evenings');
});

test('of two managers the second is told what the first has set, and decides again', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await openSettings(desk, world);
  await section(desk, 'Gaps & travel');
  const gap = desk.dialog.getByRole('group', { name: 'room' }).getByRole('textbox', { name: 'Free after each booking' });
  await gap.fill('10');
  const other = await desk.page.request.post('/trpc/rules.change', { data: { of: 'kind', subject: 'room', change: { minimumGapMinutes: 15 } } });
  expect(other.ok()).toBe(true);
  await desk.press('Enter');
  await expect(desk.dialog.getByRole('alert')).toContainText(['Now it is 15.', 'Somebody else has just changed this.']);
  await expect(gap).toHaveValue('10');
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(desk.dialog.getByRole('status')).toHaveText('Saved. It holds from the next booking on.');
  await expect(gap).toHaveValue('10');
});

test('without the server it says so, keeps what was entered, and asks before it is thrown away', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await openSettings(desk, world);
  await desk.dialog.getByRole('textbox', { name: 'On the web page' }).fill('200');
  await desk.page.context().setOffline(true);
  await expect(desk.dialog.getByRole('status')).toContainText('Offline: what you entered is still here');
  await expect(desk.dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
  await desk.page.context().setOffline(false);
  await expect(desk.dialog.getByRole('button', { name: 'Save' })).toBeEnabled();
  await desk.press('Escape');
  await expect(desk.dialog.getByRole('status')).toHaveText('You have not saved what you entered.');
  await desk.dialog.getByRole('button', { name: 'Discard' }).click();
  await expect(desk.dialog).toBeHidden();
  await desk.goOffline();
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.manager.name }).click();
  await desk.page.getByRole('menuitem', { name: 'Settings…', exact: true }).click();
  await expect(desk.dialog.getByRole('status')).toContainText('Settings are on the server.');
});

test('staff are not offered them, and the server would not answer', async ({ world, desk }) => {
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.receptionist.name }).click();
  await expect(desk.page.getByRole('menuitem', { name: 'Lock for the next person' })).toBeVisible();
  await expect(desk.page.getByRole('menuitem', { name: 'Settings…', exact: true })).toHaveCount(0);
  expect((await desk.page.request.get('/trpc/rules.read')).status()).toBe(403);
});
