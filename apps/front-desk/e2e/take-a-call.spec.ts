import { expect, test } from './world.ts';

test('a caller is found by digits of their number, booked again, and served', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 2', from: '09:00', who: 'Ada Lindqvist', phone: '+44 7700 900123', day: 3 });
  await world.office.book(house, { room: 'Room 3', from: '09:00', who: 'Ravi Subramaniam', phone: '+44 7700 900999', day: 3 });

  // Who is calling: any run of the digits, whatever stands between them.
  await desk.press('/');
  const search = desk.dialog.getByRole('combobox');
  await search.fill('900 12');
  const hit = desk.dialog.getByRole('option');
  await expect(hit).toHaveCount(1);
  await expect(hit).toContainText('Ada Lindqvist');
  await expect(hit).toContainText('+44 7700 900123');
  await desk.press('Enter');
  await expect(desk.details.getByRole('heading', { name: 'Ada Lindqvist' })).toBeVisible();
  await expect(desk.item(/^Ada Lindqvist 09:00–10:00.*Booked/, 'Room 2')).toBeVisible();

  // Another visit, today.
  await desk.press('t', 'c');
  await desk.dialog.getByRole('combobox', { name: 'Who' }).fill('900123');
  await desk.press('ArrowDown', 'Enter');
  await expect(desk.dialog.getByRole('combobox', { name: 'Who' })).toHaveValue('Ada Lindqvist');
  await desk.choose('Where', 'Room 5');
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('15.30');
  await desk.dialog.getByRole('textbox', { name: 'Notes' }).fill('Brings a cello');
  await desk.dialog.getByRole('button', { name: 'Book Room 5, 15:30' }).click();
  const booking = desk.item(/^Ada Lindqvist 15:30–16:30/, 'Room 5');
  await expect(booking).toHaveAccessibleName(/Room, one hour, Booked/);
  await expect(desk.details).toContainText('Brings a cello');
  await expect(desk.details.getByRole('link', { name: 'Call +44 7700 900123' })).toBeVisible();
  expect(await world.office.booked(house)).toHaveLength(3);

  // The visit, a key a step.
  for (const status of ['Arrived', 'In service', 'Done']) {
    await desk.press('i');
    await expect(booking).toHaveAccessibleName(new RegExp(`${status}$`));
    await expect(desk.details).toContainText('Confirmed');
  }
  await expect(desk.details).toContainText('Nothing left to do.');
  const history = desk.details.getByRole('listitem');
  await expect(history).toHaveCount(4);
  const by = `${world.office.receptionist.name} · Front desk left · desk`;
  for (const [index, what] of ['Done', 'Started', 'Arrived', 'Booked'].entries()) {
    await expect(history.nth(index)).toContainText(what);
    await expect(history.nth(index)).toContainText(by);
  }
});

test('who calls is typed first, also when everything is taken just then', async ({ desk }) => {
  await desk.walkIns(8);
  await desk.press('c');
  await desk.page.keyboard.type('Lena Llull 07700 900112');
  await expect(desk.dialog.getByRole('combobox', { name: 'Who' })).toHaveValue('Lena Llull 07700 900112');
  await expect(desk.dialog.getByRole('button', { name: /later/ })).toHaveCount(3);
  await desk.press('Enter');
  await expect(desk.item(/^Lena Llull 1\d:\d\d/)).toHaveCount(1);
});

test('a name that is taken out again takes the number beside it along', async ({ desk }) => {
  const who = desk.dialog.getByRole('combobox', { name: 'Who' });
  await desk.press('c');
  await desk.page.keyboard.type('Ada');
  await desk.press('Tab');
  await desk.page.keyboard.type('07700 900113');
  await desk.dialog.getByRole('button', { name: 'Remove customer' }).click();
  // The next one can be typed at once.
  await desk.page.keyboard.type('Bo');
  await expect(who).toHaveValue('Bo');
  await desk.press('Tab');
  await desk.page.keyboard.type('07700 900114');
  await who.fill('');
  await expect(desk.dialog).toContainText('Walk-in');
  await desk.dialog.getByRole('button', { name: /^Book / }).click();
  await expect(desk.details.getByRole('heading', { name: 'Walk-in' })).toBeVisible();
});

test('a time that has passed is said to have passed, and what repeats is not held for one date', async ({ desk }) => {
  await desk.press('c');
  const hold = desk.dialog.getByRole('button', { name: 'Hold', exact: true });
  await expect(hold).toBeEnabled();
  await expect(desk.dialog).not.toContainText('That time has passed.');
  await desk.dialog.getByRole('textbox', { name: 'Start' }).fill('09:00');
  await desk.press('Tab');
  await expect(desk.dialog).toContainText('That time has passed. It will be recorded as it is.');
  await desk.dialog.getByRole('button', { name: /^Does not repeat/ }).click();
  await desk.page.getByRole('option', { name: 'Every day' }).click();
  await expect(hold).toBeDisabled();
});

test('a search that is open finds whom a colleague books meanwhile', async ({ world, house, desk }) => {
  await desk.press('/');
  await desk.dialog.getByRole('combobox').fill('Okonkwo');
  await expect(desk.dialog).toContainText('Nothing for “Okonkwo”.');
  await world.office.book(house, { room: 'Room 4', from: '17:00', who: 'Chinua Okonkwo' });
  await expect(desk.dialog.getByRole('option', { name: /^Chinua Okonkwo/ })).toBeVisible();
});

test('somebody expected stands under Arrivals until they are here', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 4', from: '17:00', who: 'Grace Adeyemi' });
  const row = desk.arrivals.getByRole('button', { name: /17:00.*Grace Adeyemi.*Room 4/ });
  await row.click();
  await desk.details.getByRole('button', { name: 'Arrived' }).click();
  await expect(desk.arrivals.getByRole('heading', { name: 'Here now 1' })).toBeVisible();
  await desk.details.getByRole('button', { name: 'Start' }).click();
  await expect(row).toBeHidden();
  await expect(desk.item(/^Grace Adeyemi.*In service/, 'Room 4')).toBeVisible();
});

test('a booking is cancelled with a reason, and its time is for sale again', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '16:00', who: 'Kwame Mensah' });
  await desk.item(/^Kwame Mensah/).click();
  await desk.details.getByRole('button', { name: 'Cancel' }).click();
  await desk.dialog.getByRole('button', { name: 'Customer is ill' }).click();
  await desk.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(desk.item(/^Kwame Mensah/)).toBeHidden();
  await expect(desk.details).toContainText('Cancelled: Customer is ill');
  await desk.book({ room: 'Room 1', from: '16:00', who: 'Isla Fraser' });
  await expect(desk.item(/^Isla Fraser 16:00–17:00.*Booked/, 'Room 1')).toBeVisible();
});
