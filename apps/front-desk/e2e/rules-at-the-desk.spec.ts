import AxeBuilder from '@axe-core/playwright';
import { noShowPolicy } from '@holdfast/domain/no-show-rule';
import type { ServiceRow } from '@holdfast/protocol/rows';
import type { BackOffice } from './back-office.ts';
import type { House, HouseWish } from './house.ts';
import type { DeskPage } from './pages/desk-page.ts';
import { expect, test } from './world.ts';

/** A day of the house, `YYYY-MM-DD`; which one is known only once its zone is. */
function dayOf(house: House, daysFromToday = 0): string {
  return Temporal.Instant.from(house.at('12:00', daysFromToday)).toZonedDateTimeISO(house.location.timeZone).toPlainDate().toString();
}

/** Every day of the week the same. */
const daily = (...ranges: [string, string][]) => Object.fromEntries(['1', '2', '3', '4', '5', '6', '7'].map((day) => [day, ranges]));

/** The rules of a house are put in its rows; exceptions need its dates, so it is planned twice over the same zone. */
async function houseWith(office: BackOffice, base: House, wish: HouseWish): Promise<House> {
  return office.openHouse('House of rules', { timeZone: base.location.timeZone, ...wish });
}

async function newBooking(desk: DeskPage, { room, from, who }: { room: string; from: string; who?: string }): Promise<void> {
  await desk.press('c');
  // The time first: choosing the room that stands there already changes nothing.
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill(from);
  if (!(await desk.dialog.getByRole('button', { name: 'Where' }).innerText()).startsWith(room)) await desk.choose('Where', room);
  if (who !== undefined) await desk.dialog.getByRole('combobox', { name: 'Who' }).fill(who);
}

/** A manager leans over and proves who they are. */
async function vouch(desk: DeskPage, manager: { name: string; pin: string }): Promise<void> {
  await desk.dialog.last().getByRole('button', { name: manager.name }).click();
  await desk.dialog.last().getByLabel('PIN').fill(manager.pin);
}

async function barriers(desk: DeskPage): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page: desk.page }).analyze();
  return violations.filter(({ impact }) => impact === 'serious' || impact === 'critical').map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
}

test('who is off is seen and said, and a closed day says why', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, {
    location: { exceptions: [{ date: dayOf(base, 1), hours: [], reason: 'Staff outing' }, { date: dayOf(base, 2), hours: [['10:00', '12:00']], reason: 'Stocktaking' }] },
    room: (number) => (number === 2 ? { hours: daily(['14:00', '18:00']) } : number === 3 ? { exceptions: [{ date: dayOf(base), hours: [], reason: 'Holiday' }] } : {}),
  });
  const desk = await openDesk({ at: house });
  await expect(desk.board).toContainText('Off until 14:00');
  await expect(desk.board).toContainText('Off: Holiday');

  await newBooking(desk, { room: 'Room 2', from: '13:30' });
  await expect(desk.dialog).toContainText('Room 2 is off at 13:30–14:30.');
  await desk.choose('Where', 'Room 3');
  await expect(desk.dialog).toContainText('Room 3 is off at 13:30–14:30.');
  await desk.press('Escape');
  await expect(desk.dialog).toBeHidden();

  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await expect(desk.board).toContainText('Closed all day');
  await expect(desk.board).toContainText('Staff outing');
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await expect(desk.board).toContainText('Open 10:00–12:00: Stocktaking');
});

test('on a closed day the nearest time is one of another day, and both the button and what is said after it name that day', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, { location: { exceptions: [{ date: dayOf(base, 1), hours: [], reason: 'Staff outing' }] } });
  const desk = await openDesk({ at: house });
  await desk.page.getByRole('button', { name: 'Next day' }).click();
  await desk.press('c');
  await desk.page.keyboard.type('Nour Haddad');
  await expect(desk.dialog).toContainText(/Closed at/);
  const other = /^Book Room \d, \w{3} \d+ \w{3} \d\d:\d\d/;
  await expect(desk.dialog.getByRole('button', { name: other })).toBeVisible();
  await desk.press('Enter');
  await expect(desk.toast(/Booked Nour Haddad · Room \d \w{3} \d+ \w{3} \d\d:\d\d/)).toBeVisible();
});

test('a party takes a place a head, and a class tells how many are left', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, { room: (number) => (number === 1 ? { capacity: 12 } : {}) });
  await world.office.book(house, { room: 'Room 1', from: '15:00', who: 'Grace Adeyemi', people: 3 });
  const desk = await openDesk({ at: house });
  await newBooking(desk, { room: 'Room 1', from: '15:00', who: 'The Okafors' });
  const people = desk.dialog.getByRole('textbox', { name: 'People' });
  await people.fill('10');
  await desk.choose('Where', 'Room 1');
  await expect(desk.dialog).toContainText('Room 1 has 9 places left, not 10.');
  await people.fill('4');
  await desk.dialog.getByRole('button', { name: 'Book Room 1, 15:00' }).click();
  const inClass = desk.item(/^7 of 12 Room, one hour/, 'Room 1');
  await expect(inClass).toContainText('5 free');
  await expect(desk.details).toContainText('4 people');
  await expect(desk.details).toContainText('“You’re booked.”');
  await inClass.click();
  await expect(desk.details.getByRole('button', { name: /^The Okafors\s*4 people/ })).toBeVisible();
});

const squeezable: HouseWish = { room: (number) => (number === 1 ? { squeezeLanes: 1, squeezePerDay: 1 } : {}) };

test('a manager squeezes somebody in with a reason, and everybody sees it', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, squeezable);
  await world.office.book(house, { room: 'Room 1', from: '15:00', who: 'Ada Lindqvist' });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await newBooking(desk, { room: 'Room 1', from: '15:00', who: 'Émile Laurent' });
  await desk.dialog.getByRole('button', { name: 'Squeeze in…' }).click();
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.last().getByRole('button', { name: 'Urgent' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Squeeze in', exact: true }).click();
  const squeezed = desk.item(/^Émile Laurent 15:00–16:00.*Squeezed in.*Booked/, 'Room 1');
  await expect(squeezed).toBeVisible();
  await expect(desk.details).toContainText('Squeezed in: Urgent');
  await expect(desk.details).toContainText('“You’re booked.”');
  await expect(desk.item(/^Ada Lindqvist 15:00–16:00.*Booked/, 'Room 1')).toBeVisible();
  await expect(desk.arrivals.getByRole('button', { name: /Émile Laurent.*Squeezed in/ })).toBeVisible();

  await world.office.book(house, { room: 'Room 1', from: '17:00', who: 'Ravi Subramaniam' });
  await expect(desk.item(/^Ravi/, 'Room 1')).toBeVisible();
  await newBooking(desk, { room: 'Room 1', from: '17:00' });
  await expect(desk.dialog).toContainText('Room 1 takes no more squeeze-ins that day: 1 at most.');
});

test('of a party squeezed in everybody sees how many are beyond the capacity, and what is free when others leave', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, { room: (number) => (number === 1 ? { capacity: 4, squeezeLanes: 4, squeezePerDay: 2 } : {}) });
  const grace = await world.office.book(house, { room: 'Room 1', from: '15:00', who: 'Grace Adeyemi', people: 3 });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await newBooking(desk, { room: 'Room 1', from: '15:00', who: 'The Okafors' });
  await desk.dialog.getByRole('textbox', { name: 'People' }).fill('3');
  await desk.choose('Where', 'Room 1');
  await desk.dialog.getByRole('button', { name: 'Squeeze in…' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Urgent' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Squeeze in', exact: true }).click();
  await expect(desk.details).toContainText('2 of 3 squeezed in: Urgent');
  await expect(desk.arrivals.getByRole('button', { name: /The Okafors.*2 of 3 squeezed in/ })).toBeVisible();
  const inClass = desk.item(/^6 of 4 Room, one hour/, 'Room 1');
  await expect(inClass).toContainText('full · 2 squeezed in');
  await inClass.click();
  await expect(desk.details).toContainText('full · 2 squeezed in');
  await expect(desk.details.getByRole('button', { name: /^The Okafors\s*2 of 3 squeezed in/ })).toBeVisible();

  // Three regular places come free; of the party two stay beyond.
  expect(await world.office.submit(house, 'cancel_booking', { bookingId: grace })).toMatchObject({ status: 'committed' });
  await expect(desk.item(/^The Okafors 15:00–16:00.*2 of 3 squeezed in, Booked/, 'Room 1')).toBeVisible();
  await newBooking(desk, { room: 'Room 1', from: '15:00', who: 'Ravi Subramaniam' });
  await desk.dialog.getByRole('textbox', { name: 'People' }).fill('3');
  await desk.dialog.getByRole('button', { name: 'Book Room 1, 15:00' }).click();
  await expect(desk.item(/^6 of 4 Room, one hour/, 'Room 1')).toContainText('full · 2 squeezed in');
});

test('at a receptionist’s counter a manager agrees by PIN, for this one booking', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, squeezable);
  const { manager, receptionist } = world.office;
  await world.office.book(house, { room: 'Room 1', from: '15:00', who: 'Ada Lindqvist' });
  const desk = await openDesk({ at: house });
  await newBooking(desk, { room: 'Room 1', from: '15:00', who: 'Émile Laurent' });
  await desk.dialog.getByRole('button', { name: 'Squeeze in…' }).click();
  await desk.dialog.last().getByRole('textbox', { name: 'Reason' }).fill('Fell off a ladder');
  await vouch(desk, { ...manager, pin: '000000' });
  await desk.press('Enter');
  await expect(desk.dialog.last().getByRole('alert')).toBeVisible();
  await vouch(desk, manager);
  expect(await barriers(desk)).toEqual([]);
  await desk.press('Enter');
  await expect(desk.item(/^Émile Laurent.*Squeezed in.*Booked/, 'Room 1')).toBeVisible();
  await expect(desk.details.getByRole('listitem')).toContainText([`${manager.name} · Front desk left · desk`]);

  // The counter is still the receptionist's, and so is what is done next.
  await expect(desk.page.getByRole('banner').getByRole('button', { name: receptionist.name })).toBeVisible();
  await desk.press('i');
  await expect(desk.details.getByRole('listitem').first()).toContainText(`${receptionist.name} · Front desk left · desk`);
});

test('a gap that nobody could book is said beforehand; a manager books it anyway', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, { location: { kinds: { room: { shortestSellableMinutes: 30 } } } });
  await world.office.book(house, { room: 'Room 1', from: '15:00', who: 'Ada Lindqvist' });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await newBooking(desk, { room: 'Room 1', from: '13:45', who: 'Kwame Mensah' });
  await expect(desk.dialog).toContainText('It would leave 15 min (14:45–15:00) in Room 1 that nobody can book.');
  await expect(desk.dialog.getByRole('button', { name: /^1?\s*14:00 Room 1/ })).toBeVisible();
  await desk.dialog.getByRole('button', { name: 'Book anyway…' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Customer cannot come at another time' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Book anyway', exact: true }).click();
  await expect(desk.item(/^Kwame Mensah 13:45–14:45.*Booked/, 'Room 1')).toBeVisible();
  await expect(desk.details).toContainText('Set aside: short gap (Customer cannot come at another time)');
});

const offUntilTwo: HouseWish = { room: (number) => (number === 2 ? { hours: daily(['14:00', '18:00']) } : {}) };

test('outside the hours a manager books with a reason, and everybody sees why', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, offUntilTwo);
  const desk = await openDesk({ at: house });
  await newBooking(desk, { room: 'Room 2', from: '13:30', who: 'Émile Laurent' });
  await expect(desk.dialog).toContainText('Room 2 is off at 13:30–14:30.');
  await desk.dialog.getByRole('button', { name: 'Book anyway…' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Urgent' }).click();
  await vouch(desk, world.office.manager);
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.last().getByRole('button', { name: 'Book anyway', exact: true }).click();
  await expect(desk.item(/^Émile Laurent 13:30–14:30.*Booked/, 'Room 2')).toBeVisible();
  await expect(desk.details).toContainText('Set aside: opening hours (Urgent)');
  await expect(desk.details).toContainText('“You’re booked.”');
});

test('a walk-in nobody is there for is two keys all the same: the nearest time is what Enter takes', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, { room: () => ({ hours: daily(['14:00', '18:00']) }) });
  const desk = await openDesk({ at: house });
  await desk.press('w');
  await expect(desk.dialog.getByRole('button', { name: 'Book anyway…' })).toBeVisible();
  await desk.press('Enter');
  await expect(desk.item(/^Walk-in 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
});

test('outside the hours a manager moves a booking, by keys and by dragging, and Undo takes it back', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, offUntilTwo);
  await world.office.book(house, { room: 'Room 1', from: '12:00', who: 'Ada Lindqvist' });
  const desk = await openDesk({ at: house, person: world.office.manager });
  await desk.item(/^Ada Lindqvist 12:00/, 'Room 1').click();
  await desk.press('m');
  const bar = desk.page.getByRole('toolbar', { name: 'Move Ada Lindqvist' });
  await expect(bar).toContainText('12:00–13:00, Room 1');
  await expect(bar.getByRole('button', { name: 'Anyway…' })).toBeHidden();
  await desk.press('ArrowRight');
  await expect(bar).toContainText('Room 2 is off then');
  await bar.getByRole('button', { name: 'Anyway…' }).click();
  await expect(desk.dialog).toContainText('To 12:00–13:00, Room 2: Room 2 is off then.');
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.getByRole('button', { name: 'Agreed with the team' }).click();
  await desk.dialog.getByRole('button', { name: 'Move', exact: true }).click();
  const moved = desk.item(/^Ada Lindqvist 12:00–13:00.*Booked/, 'Room 2');
  await expect(moved).toBeVisible();
  await expect(bar).toBeHidden();
  await expect.poll(() => world.office.booked(house)).toEqual([{ who: 'Ada Lindqvist', room: 'Room 2', from: '12:00' }]);
  await desk.press('Control+z');
  await expect(desk.item(/^Ada Lindqvist 12:00–13:00.*Booked/, 'Room 1')).toBeVisible();

  const [from, column] = [await desk.item(/^Ada Lindqvist/, 'Room 1').boundingBox(), await desk.column('Room 2').boundingBox()];
  if (from === null || column === null) throw new Error('What is dragged is not on the screen.');
  await desk.page.mouse.move(from.x + 20, from.y + 8);
  await desk.page.mouse.down();
  await desk.page.mouse.move(column.x + column.width / 2, from.y + 8, { steps: 8 });
  await desk.page.mouse.up();
  await desk.toast('Not there: Room 2 is off then').getByRole('button', { name: 'Anyway…' }).click();
  await desk.dialog.getByRole('button', { name: 'Urgent' }).click();
  // No key of the screen behind it means anything now.
  await desk.press('w', 'i');
  await expect(desk.dialog).toHaveCount(1);
  await desk.dialog.getByRole('button', { name: 'Move', exact: true }).click();
  await expect(moved).toBeVisible();
  await expect(desk.details).toContainText('Set aside: opening hours (Urgent)');
});

const fromTheFirstMissed = (then: 'approval' | 'deposit'): Partial<ServiceRow> => ({ noShowPolicy: noShowPolicy(1, then) });

async function whoMissedOne(office: BackOffice, house: House, name: string): Promise<void> {
  const bookingId = await office.book(house, { room: 'Room 6', from: '08:30', who: name, phone: '07700 900111' });
  const outcome = await office.submit(house, 'no_show_booking', { bookingId });
  expect(outcome.status).toBe('committed');
}

test('who missed a booking needs a manager, and the form says so before it is sent', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, { service: fromTheFirstMissed('approval') });
  await whoMissedOne(world.office, house, 'Björn Þórsson');
  const desk = await openDesk({ at: house });
  await newBooking(desk, { room: 'Room 2', from: '15:00', who: '900111' });
  await desk.press('ArrowDown', 'Enter');
  await expect(desk.dialog).toContainText('Björn Þórsson missed 1 booking. A manager has to approve.');
  await desk.dialog.getByRole('button', { name: 'Book Room 2, 15:00' }).click();
  await desk.dialog.last().getByRole('button', { name: 'Spoke with the customer' }).click();
  await vouch(desk, world.office.manager);
  await desk.dialog.last().getByRole('button', { name: 'Approve and book' }).click();
  await expect(desk.item(/^Björn Þórsson 15:00–16:00.*Booked/, 'Room 2')).toBeVisible();
  await expect(desk.details).toContainText('Set aside: missed bookings (Spoke with the customer)');
});

test('a deposit that turned out to be due is given from Needs attention', async ({ world, house: base, openDesk }) => {
  // Somebody else than above: the same name and number are one person, who missed one already.
  const house = await houseWith(world.office, base, { service: fromTheFirstMissed('deposit') });
  const bookingId = await world.office.book(house, { room: 'Room 6', from: '08:30', who: 'Sigrún Ásta', phone: '07700 900112' });
  const desk = await openDesk({ at: house });
  await expect(desk.item(/^Sigrún/, 'Room 6')).toBeVisible();
  await desk.goOffline();
  // Missed while this counter could not hear of it.
  expect((await world.office.submit(house, 'no_show_booking', { bookingId })).status).toBe('committed');
  await newBooking(desk, { room: 'Room 2', from: '15:00', who: '900112' });
  await desk.press('ArrowDown', 'Enter');
  await desk.dialog.getByRole('button', { name: 'Book Room 2, 15:00' }).click();
  await desk.page.context().setOffline(false);
  await desk.page.getByRole('button', { name: '1 needs attention' }).click();
  const card = desk.attention.getByRole('article');
  await expect(card).toContainText('a deposit has to be paid first');
  await card.getByRole('button', { name: 'Deposit paid…' }).click();
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.getByRole('textbox', { name: 'Deposit' }).fill('Till receipt 0815');
  await desk.dialog.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(desk.attention).toContainText('Nothing needs attention.');
  await desk.item(/^Sigrún Ásta 15:00–16:00.*Booked/, 'Room 2').click();
  await expect(desk.details).toContainText('Deposit: Till receipt 0815');
});

test('time is held for a caller, counts down on every counter, and is booked or given back', async ({ world, house, desk, openDesk }) => {
  await newBooking(desk, { room: 'Room 4', from: '15:00', who: 'Ngozi Eze 07700 900444' });
  await desk.dialog.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(desk.details.getByRole('heading', { name: 'Held for Ngozi Eze' })).toBeVisible();
  await expect(desk.details.getByRole('timer')).toHaveText(/^\d+:\d\d$/);

  const other = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  const held = other.item(/^Held for Ngozi Eze 15:00–16:00.*Held/, 'Room 4');
  await held.click();
  await expect(other.details.getByRole('link', { name: 'Call 07700 900444' })).toBeVisible();
  expect(await barriers(other)).toEqual([]);
  await other.details.getByRole('button', { name: 'Book', exact: true }).click();
  await expect(other.dialog.getByRole('combobox', { name: 'Who' })).toHaveValue('Ngozi Eze 07700 900444');
  await other.dialog.getByRole('button', { name: 'Book Room 4, 15:00' }).click();
  await expect(other.item(/^Ngozi Eze 15:00–16:00.*Booked/, 'Room 4')).toBeVisible();
  await expect(desk.item(/^Ngozi Eze 15:00–16:00.*Booked/, 'Room 4')).toBeVisible();

  await newBooking(desk, { room: 'Room 5', from: '15:00', who: 'Chloe Bennett' });
  await desk.dialog.getByRole('button', { name: 'Hold', exact: true }).click();
  await expect(other.item(/^Held for Chloe Bennett/, 'Room 5')).toBeVisible();
  await desk.details.getByRole('button', { name: 'Release' }).click();
  await expect(other.item(/^Held for Chloe Bennett/)).toBeHidden();
  expect(await world.office.booked(house)).toEqual([{ who: 'Ngozi Eze', room: 'Room 4', from: '15:00' }]);
});

test('an offer to somebody who owes a deposit is booked with its receipt, asked for beforehand', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, { service: fromTheFirstMissed('deposit') });
  const customer = { id: crypto.randomUUID(), name: 'Ásdís Jóns', phone: '07700 900113' };
  const missed = await world.office.book(house, { room: 'Room 6', from: '08:30', who: customer.name, phone: customer.phone, customerId: customer.id });
  expect((await world.office.submit(house, 'no_show_booking', { bookingId: missed })).status).toBe('committed');
  const entryId = crypto.randomUUID();
  await world.office.submit(house, 'join_waitlist', { entryId, serviceId: house.service('room-60'), from: house.at('15:00'), to: house.at('17:00'), resourceIds: [], customer });
  const desk = await openDesk({ at: house });
  await desk.press('l');
  const card = desk.page.getByRole('article', { name: customer.name });
  // Rooms are free, so the list offers one by itself.
  await expect(card).toContainText('is held for them', { timeout: 10_000 });
  await expect(card).toContainText('Ásdís Jóns missed 1 booking. A deposit has to be paid first.');
  await card.getByRole('button', { name: 'Book it' }).click();
  expect(await barriers(desk)).toEqual([]);
  await desk.dialog.getByRole('textbox', { name: 'Deposit' }).fill('Till receipt 0816');
  await desk.dialog.getByRole('button', { name: 'Book', exact: true }).click();
  const booked = desk.item(/^Ásdís Jóns 15:00–16:00.*Booked/);
  await booked.click();
  await expect(desk.details).toContainText('Deposit: Till receipt 0816');
  await expect(desk.page.getByText('Nothing needs attention').first()).toBeVisible();
});

test('where staff may squeeze in, nobody is asked for a PIN; where they may not, it is said before the tap', async ({ world, house: base, openDesk }) => {
  const house = await houseWith(world.office, base, squeezable);
  await world.office.book(house, { room: 'Room 1', from: '15:00', who: 'Ada Lindqvist' });
  const strict = await openDesk({ at: house });
  await newBooking(strict, { room: 'Room 1', from: '15:00', who: 'Émile Laurent' });
  await expect(strict.dialog).toContainText('A manager has to agree.');
  await strict.press('Escape');
  await world.office.set({ squeezeRole: 'staff' });
  try {
    const loose = await openDesk({ at: house, name: 'Front desk right' });
    await newBooking(loose, { room: 'Room 1', from: '15:00', who: 'Émile Laurent' });
    await expect(loose.dialog).not.toContainText('A manager has to agree.');
    await loose.dialog.getByRole('button', { name: 'Squeeze in…' }).click();
    await loose.dialog.last().getByRole('button', { name: 'Urgent' }).click();
    await loose.dialog.last().getByRole('button', { name: 'Squeeze in', exact: true }).click();
    await expect(loose.item(/^Émile Laurent 15:00–16:00.*Squeezed in.*Booked/, 'Room 1')).toBeVisible();
  } finally {
    await world.office.set({ squeezeRole: null });
  }
});
