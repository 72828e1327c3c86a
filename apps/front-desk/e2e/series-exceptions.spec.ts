import { toWire } from '@holdfast/domain/instant';
import type { HouseWish, House } from './house.ts';
import type { BackOffice } from './back-office.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

/** What a series may have beyond the rules, from the keys of a real counter to the record of a real server. */

const hourMs = 3_600_000;

/** An hour at two o'clock in Room 1, today and on the two days after. */
async function lessons(office: BackOffice, house: House): Promise<void> {
  const outcome = await office.submit(house, 'create_series', {
    seriesId: crypto.randomUUID(), serviceId: house.service('room-60'), start: house.at('14:00'), rule: 'FREQ=DAILY;COUNT=3', resourceIds: [house.room('Room 1')],
    customer: { id: crypto.randomUUID(), name: 'Northside Choir' }, acceptance: 'all',
  });
  if (outcome.status !== 'committed') throw new Error(`The lessons were refused: ${outcome.reason}`);
}

async function neighbour(office: BackOffice, house: House, from: string, day = 0): Promise<void> {
  const start = house.at(from, day);
  const outcome = await office.submit(house, 'create_booking', {
    bookingId: crypto.randomUUID(), serviceId: house.service('room-60'), start, end: toWire(Date.parse(start) + hourMs), resourceIds: [house.room('Room 1')], customer: null, title: 'Neighbour',
  });
  if (outcome.status !== 'committed') throw new Error(`The neighbour was refused: ${outcome.reason}`);
}

/** Today's lesson is moved an hour on, and those after it with it. */
async function moveAll(desk: DeskPage): Promise<void> {
  await desk.item(/^Northside Choir 14:00/, 'Room 1').focus();
  await desk.press('m', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'ArrowDown', 'Enter');
  await desk.dialog.getByRole('radio', { name: 'All that are still to come' }).check();
}

async function begins(office: BackOffice, house: House): Promise<string[]> {
  return (await office.booked(house)).filter(({ who }) => who === 'Northside Choir').map(({ from }) => from);
}

test('a series is moved to where it leaves too little beside it, with a reason and a manager’s PIN', async ({ world, openDesk }) => {
  const { office } = world;
  const house = await office.openHouse('House with a rule about remainders', { location: { kinds: { room: { shortestSellableMinutes: 30 } } }, rooms: 1 });
  await lessons(office, house);
  await neighbour(office, house, '16:15', 1);
  const desk = await openDesk({ at: house });
  await moveAll(desk);
  await expect(desk.dialog.getByText('2 of 3 can move. The others stay where they are.')).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Move anyway…' }).click();
  await expect(desk.dialog.last()).toContainText('One date would leave time beside it that is too short to sell.');
  await desk.dialog.last().getByRole('button', { name: office.manager.name }).click();
  await desk.dialog.last().getByRole('textbox', { name: 'Reason' }).fill('Regular');
  await desk.dialog.last().getByLabel('PIN').fill(office.manager.pin);
  await desk.dialog.last().getByRole('button', { name: 'Check again' }).click();
  await expect(desk.dialog.getByText('All 3 can move.')).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Move 3' }).click();
  await expect.poll(() => begins(office, house)).toEqual(['15:00', '15:00', '15:00']);
});

const squeezable: HouseWish = { rooms: 1, room: () => ({ squeezeLanes: 1, squeezePerDay: 1 }) };

test('a series is moved onto a day that is full, and squeezed in there alone', async ({ world, openDesk }) => {
  const { office } = world;
  const house = await office.openHouse('House that squeezes in', squeezable);
  await lessons(office, house);
  await neighbour(office, house, '15:00', 1);
  const desk = await openDesk({ at: house, person: office.manager });
  await moveAll(desk);
  await expect(desk.dialog.getByText('2 of 3 can move. The others stay where they are.')).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Squeeze in…' }).click();
  await expect(desk.dialog.last()).toContainText('One date is full.');
  await desk.dialog.last().getByRole('button', { name: 'Urgent' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Check again' }).click();
  await expect(desk.dialog.getByText('All 3 can move, 1 of them squeezed in.')).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Move 3' }).click();
  await expect.poll(() => begins(office, house)).toEqual(['15:00', '15:00', '15:00']);
  await expect(desk.item(/^Northside Choir 15:00–16:00, Room, one hour, Booked/, 'Room 1')).toBeVisible();
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await expect(desk.item(/^Northside Choir 15:00–16:00.*Squeezed in.*Booked/, 'Room 1')).toBeVisible();
});

test('a new series has its full dates squeezed in, and one too many that day stays as it is', async ({ world, openDesk }) => {
  const { office } = world;
  const house = await office.openHouse('House that squeezes in', squeezable);
  await neighbour(office, house, '14:00', 1);
  await neighbour(office, house, '14:00', 2);
  await neighbour(office, house, '17:00', 2);
  const squeezed = await office.submit(house, 'create_booking', {
    bookingId: crypto.randomUUID(), serviceId: house.service('room-60'), start: house.at('17:00', 2), resourceIds: [house.room('Room 1')], customer: null, title: 'Urgent', squeezeIn: { reason: 'Urgent' },
  }, office.manager);
  expect(squeezed.status).toBe('committed');
  const desk = await openDesk({ at: house, person: office.manager });
  await desk.repeat({ who: 'Northside Choir', from: '14:00' });
  await desk.dialog.getByRole('button', { name: 'Check dates…' }).click();
  await expect(desk.dialog.getByText('1 of 3 dates are free.')).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Squeeze in…' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Urgent' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Check again' }).click();
  await expect(desk.dialog.getByText('2 of 3 dates can be booked, 1 of them squeezed in.')).toBeVisible();
  await expect(desk.dialog.getByText('no more squeeze-ins')).toBeVisible();
  await expect(desk.dialog.getByRole('button', { name: 'Squeeze in…' })).toBeHidden();
  await desk.dialog.getByRole('button', { name: 'Only these 2' }).click();
  await expect.poll(() => begins(office, house)).toEqual(['14:00', '14:00']);
});
