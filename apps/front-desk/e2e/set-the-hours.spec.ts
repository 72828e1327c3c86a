import { randomUUID } from 'node:crypto';
import AxeBuilder from '@axe-core/playwright';
import type { Locator } from '@playwright/test';
import type { House } from './house.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test, type World } from './world.ts';

async function openHours(desk: DeskPage, world: World): Promise<void> {
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.manager.name }).click();
  await desk.page.getByRole('menuitem', { name: 'Opening hours…' }).click();
  await expect(desk.dialog.getByRole('list', { name: 'Week' })).toBeVisible();
}

const touches = (desk: DeskPage): Locator => desk.dialog.getByRole('status');
const save = (desk: DeskPage): Locator => desk.dialog.getByRole('button', { name: 'Save', exact: true });

/** What the weekday of today is called there. */
function weekdayOf(house: House): string {
  return new Intl.DateTimeFormat('en-GB', { weekday: 'long', timeZone: house.location.timeZone }).format(Date.parse(house.at('12:00')));
}

async function barriers(desk: DeskPage): Promise<unknown[]> {
  return (await new AxeBuilder({ page: desk.page }).include('[role=dialog]').analyze()).violations;
}

test('a manager closes Christmas Day: who is booked on it is listed and stays, and nobody else gets in', async ({ world, house, openDesk }) => {
  await world.office.book(house, { room: 'Room 1', from: '12:00', who: 'Priya Nair', day: 1 });
  const desk = await openDesk({ person: world.office.manager });
  await openHours(desk, world);
  await expect(touches(desk)).toContainText('Nothing is changed yet.');
  await expect(save(desk)).toBeDisabled();

  await desk.dialog.getByRole('button', { name: 'Add a special day' }).click();
  await desk.dialog.getByRole('textbox', { name: /^Reason on/ }).fill('Christmas Day');
  await expect(touches(desk)).toContainText('One thing would lie outside these hours');
  await expect(touches(desk)).toContainText(/12:00–13:00 · Priya Nair · Room 1 · HF-/);
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.getByRole('button', { name: 'Save, leave them there' }).click();
  await expect(desk.dialog).toBeHidden();
  await expect(desk.toast(`Hours of ${house.location.name} are set`)).toBeVisible();

  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await expect(desk.board).toContainText('Closed: Christmas Day');
  await expect(desk.item(/Priya Nair/, 'Room 1')).toBeVisible();
  const another = { bookingId: randomUUID(), serviceId: house.service('room-60'), start: house.at('14:00', 1), resourceIds: [house.room('Room 2')], customer: null };
  expect(await world.office.submit(house, 'create_booking', another)).toMatchObject({ status: 'refused', reason: 'outside_hours' });

  // It can be taken back, and that touches nobody.
  await openHours(desk, world);
  await desk.dialog.getByRole('button', { name: /^Remove \w{3} \d/ }).click();
  await expect(touches(desk)).toContainText('Nothing that is booked would lie outside these hours.');
  await save(desk).click();
  await expect(desk.board).not.toContainText('Closed');
});

test('somebody gets a shift with a break, and goes back to the hours of the house', async ({ world, house, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  const day = weekdayOf(house);
  await openHours(desk, world);
  await desk.choose('Whose', 'Room 2');
  await expect(desk.dialog).toContainText('There whenever the house is open.');
  await desk.dialog.getByRole('button', { name: 'Own hours' }).click();
  await desk.dialog.getByRole('textbox', { name: `${day} from`, exact: true }).fill('14:00');
  await desk.dialog.getByRole('button', { name: `Add a break on ${day}` }).click();
  await expect(desk.dialog.getByRole('textbox', { name: `${day} from, part 2` })).toHaveValue('18:00');
  // Another one's hours wait until these are saved.
  await expect(desk.dialog.getByRole('button', { name: 'Whose' })).toBeDisabled();
  await save(desk).click();
  await expect(desk.dialog).toBeHidden();
  await expect(desk.board).toContainText('Off until 14:00');

  await openHours(desk, world);
  await desk.choose('Whose', 'Room 2');
  await desk.dialog.getByRole('button', { name: 'As the house' }).click();
  await save(desk).click();
  await expect(desk.dialog).toBeHidden();
  await expect(desk.board).not.toContainText('Off until 14:00');
});

test('by keyboard: a time is typed, what is wrong is said, and Enter saves', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await openHours(desk, world);
  await desk.dialog.getByRole('button', { name: 'Add a break on Monday' }).focus();
  await desk.press('Enter');
  await desk.dialog.getByRole('textbox', { name: 'Monday from, part 2' }).focus();
  await desk.page.keyboard.type('1300');
  await expect(touches(desk)).toContainText('Monday 08:00–14:00 overlaps Monday 13:00–22:00.');
  await expect(save(desk)).toBeDisabled();
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.getByRole('textbox', { name: 'Monday until', exact: true }).focus();
  await desk.page.keyboard.type('1230');
  await desk.press('Tab', 'Shift+Tab');
  await expect(save(desk)).toBeEnabled();
  await desk.press('Enter');
  await expect(desk.dialog).toBeHidden();
  await openHours(desk, world);
  await expect(desk.dialog.getByRole('textbox', { name: 'Monday until', exact: true })).toHaveValue('12:30');
});

test('somebody else was faster: their hours stand there, and nothing is overwritten', async ({ world, house, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await openHours(desk, world);
  await desk.dialog.getByRole('button', { name: 'Add a special day' }).click();
  const read = await desk.page.request.get(`/trpc/hours.read?input=${encodeURIComponent(JSON.stringify({ resourceId: null }))}`);
  const { version } = ((await read.json()) as { result: { data: { version: string } } }).result.data;
  const theirs = { hours: { ...house.location.openingHours, '1': [['10:00', '12:00']] }, exceptions: [] };
  const changed = await desk.page.request.post('/trpc/hours.change', { data: { resourceId: null, timetable: theirs, expected: version, keep: null } });
  expect(changed.ok()).toBe(true);
  await save(desk).click();
  await expect(desk.dialog.getByRole('alert')).toContainText('Somebody else set these hours meanwhile.');
  await expect(desk.dialog.getByRole('textbox', { name: 'Monday from', exact: true })).toHaveValue('10:00');
  await expect(save(desk)).toBeDisabled();
});

test('without a connection it says so, and what was typed stays', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await openHours(desk, world);
  await desk.dialog.getByRole('button', { name: 'Add a special day' }).click();
  await desk.dialog.getByRole('textbox', { name: /^Reason on/ }).fill('Holiday');
  await desk.dialog.getByRole('button', { name: /^Same as .* on the day after$/ }).click();
  await expect(save(desk)).toBeEnabled();
  await desk.page.context().setOffline(true);
  await expect(touches(desk)).toContainText('Hours are set on the server.');
  await expect(save(desk)).toBeDisabled();
  await desk.page.context().setOffline(false);
  await expect(save(desk)).toBeEnabled();
  // A closure of two days, with its reason on both.
  for (const reason of await desk.dialog.getByRole('textbox', { name: /^Reason on/ }).all()) await expect(reason).toHaveValue('Holiday');
  await expect(desk.dialog.getByRole('textbox', { name: /^Reason on/ })).toHaveCount(2);
});

test('what was entered is not lost by Escape: it is asked first', async ({ world, openDesk }) => {
  const desk = await openDesk({ person: world.office.manager });
  await openHours(desk, world);
  await desk.press('Escape');
  await expect(desk.dialog).toBeHidden();

  await openHours(desk, world);
  await desk.dialog.getByRole('button', { name: 'Add a special day' }).click();
  const reason = desk.dialog.getByRole('textbox', { name: /^Reason on/ });
  await reason.fill('Stocktaking');
  await desk.press('Escape');
  await expect(desk.dialog.getByRole('alert')).toHaveText('You have not saved what you entered.');
  await expect(reason).toHaveValue('Stocktaking');
  // Who goes on has not left.
  await reason.fill('Stocktaking, all day');
  await expect(desk.dialog.getByRole('alert')).toBeHidden();
  await desk.press('Escape');
  await desk.dialog.getByRole('button', { name: 'Discard' }).click();
  await expect(desk.dialog).toBeHidden();
});

test('staff are not offered it, and the server would not do it', async ({ world, desk }) => {
  await desk.page.getByRole('banner').getByRole('button', { name: world.office.receptionist.name }).click();
  await expect(desk.page.getByRole('menuitem', { name: 'Lock for the next person' })).toBeVisible();
  await expect(desk.page.getByRole('menuitem', { name: 'Opening hours…' })).toHaveCount(0);
  const answer = await desk.page.request.post('/trpc/hours.change', { data: { resourceId: null, timetable: { hours: {}, exceptions: [] }, expected: 'x', keep: null } });
  expect(answer.status()).toBe(403);
});
