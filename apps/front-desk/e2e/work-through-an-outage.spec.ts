import { SessionPage } from './pages/session-page.ts';
import { expect, test } from './world.ts';

test('the server is gone: the desk opens, takes walk-ins, keeps them, and sends them once when it is back', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '16:00', who: 'Booked before' });
  await expect(desk.item(/^Booked before.*Booked/, 'Room 1')).toBeVisible();
  await desk.installed();

  await world.server.kill();
  await desk.page.reload();
  await desk.shown();
  await expect(desk.connection(/^Offline since \d\d:\d\d$/)).toBeVisible();
  await expect(desk.item(/^Booked before 16:00–17:00.*Booked/, 'Room 1')).toBeVisible();

  await desk.walkIns(3);
  const waiting = desk.item(/^Walk-in.*Waiting/);
  await expect(waiting).toHaveCount(3);
  await expect(desk.connection(/^Offline since \d\d:\d\d · 3 waiting to send$/)).toBeVisible();
  await expect.poll(() => desk.onDisk()).toBe(3);

  await desk.page.reload();
  await desk.shown();
  await expect(waiting).toHaveCount(3);
  await expect(desk.connection(/^Offline since \d\d:\d\d · 3 waiting to send$/)).toBeVisible();
  await expect(desk.page.getByRole('contentinfo')).toContainText('3 waiting');

  await world.server.start();
  await expect(desk.item(/^Walk-in.*Booked/)).toHaveCount(3);
  await expect(waiting).toHaveCount(0);
  await expect(desk.connection(/^Online · synced/)).toBeVisible();
  const now = (await world.office.booked(house)).filter(({ who }) => who === null);
  expect(now.map(({ room }) => room).sort()).toEqual(['Room 1', 'Room 2', 'Room 3']);
});

test('after a reload without the server it is still known whom to tell and how much is handed over', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 3', from: '16:00', who: 'Ngozi Eze', phone: '07700 900118' });
  await world.office.submit(house, 'run_late', { resourceId: house.room('Room 3'), minutes: 15, from: house.at('15:00') });
  await world.office.handOver(house, { reason: 'Asks for a refund', customer: { name: 'Chen Wei', phone: '07700 900119' } });
  const toTell = desk.arrivals.getByRole('button', { name: /1 to tell/ });
  const handedOver = desk.page.getByRole('button', { name: '1 handed over' });
  // Looked at every now and then.
  await expect(toTell).toBeVisible({ timeout: 20_000 });
  await expect(handedOver).toBeVisible({ timeout: 20_000 });
  await desk.installed();
  await world.server.kill();
  await desk.page.reload();
  await desk.shown();
  await expect(desk.connection(/^Offline since/)).toBeVisible();
  await expect(toTell).toBeVisible();
  await expect(handedOver).toBeVisible();
  await desk.press('h');
  const panel = desk.page.getByRole('complementary', { name: 'Handed over' });
  await expect(panel).toContainText('This is the list as last seen.');
  await expect(panel.getByRole('article', { name: 'Chen Wei' }).getByRole('button', { name: 'I take it' })).toBeDisabled();
  await desk.press('l');
  const told = desk.page.getByRole('region', { name: 'To tell' });
  await expect(told).toContainText('This is the list as last seen.');
  await expect(told.getByRole('listitem').filter({ hasText: 'Ngozi Eze' }).getByRole('button', { name: 'Told Ngozi Eze' })).toBeDisabled();
  await world.server.start();
  await expect(told).not.toContainText('This is the list as last seen.');
  await told.getByRole('button', { name: 'Told Ngozi Eze' }).click();
  await expect(toTell).toHaveCount(0);
});

test('offline, the next person unlocks with the PIN they have used here before, and a stranger is told why not', async ({ world, desk }) => {
  const { receptionist, colleague } = world.office;
  await desk.goOffline();
  await desk.page.getByRole('banner').getByRole('button', { name: receptionist.name }).click();
  await desk.page.getByRole('menuitem', { name: 'Lock for the next person' }).click();
  const session = new SessionPage(desk.page);
  await session.unlock(colleague);
  await expect(session.problem).toHaveText(/You have not unlocked this terminal before/);
  await desk.page.getByRole('button', { name: 'Someone else' }).click();
  await session.unlock(receptionist);
  await desk.shown();
  await desk.walkIns(1);
  await expect(desk.item(/^Walk-in.*Waiting/)).toHaveCount(1);
  await desk.page.context().setOffline(false);
  await expect(desk.item(/^Walk-in.*Booked/)).toHaveCount(1);
});

test('a day that is not on this computer says so, and loads when the server is back', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 2', from: '10:00', who: 'Far ahead', day: 90 });
  await desk.goOffline();
  await desk.page.getByRole('button', { name: /^Pick a day:/ }).click();
  for (let month = 0; month < 3; month++) await desk.page.getByRole('button', { name: 'Next month' }).click();
  const day = Temporal.Instant.from(house.at('10:00', 90)).toZonedDateTimeISO(house.location.timeZone);
  const months = day.month - Temporal.Instant.from(house.at('10:00')).toZonedDateTimeISO(house.location.timeZone).month;
  expect([3, -9]).toContain(months);
  await desk.page.getByRole('button', { name: new RegExp(`\\b${day.day} ${day.toLocaleString('en-GB', { month: 'long' })} ${day.year}`) }).click();
  await expect(desk.board).toContainText('This day is not on this computer.');
  await desk.page.context().setOffline(false);
  await expect(desk.item(/^Far ahead 10:00–11:00/, 'Room 2')).toBeVisible();
});
