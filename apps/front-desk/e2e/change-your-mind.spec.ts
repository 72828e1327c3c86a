import { expect, test } from './world.ts';

test('a cancellation is undone by the toast, and nobody on the web got the time meanwhile', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  await desk.item(/^Priya Nair 14:00/, 'Room 1').click();
  await desk.details.getByRole('button', { name: 'Cancel', exact: true }).click();
  await desk.dialog.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(desk.item(/^Priya Nair/)).toHaveCount(0);
  await expect.poll(() => world.office.booked(house)).toEqual([]);
  await desk.toast('Cancelled Priya Nair').getByRole('button', { name: 'Undo' }).click();
  await expect(desk.item(/^Priya Nair 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await expect.poll(() => world.office.booked(house)).toEqual([{ who: 'Priya Nair', room: 'Room 1', from: '14:00' }]);
});

test('an arrival by mistake is taken back with Ctrl+Z, but not while somebody types; the history tells it', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'José Álvarez' });
  await desk.item(/^José Álvarez 14:00/, 'Room 1').click();
  await desk.press('i');
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Arrived/, 'Room 1')).toBeVisible();
  await desk.press('/');
  await desk.dialog.getByRole('combobox').fill('x');
  await desk.press('Control+z', 'Escape', 'Escape');
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Arrived/, 'Room 1')).toBeVisible();
  await desk.press('Control+z');
  await expect(desk.item(/^José Álvarez 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await desk.item(/^José Álvarez 14:00/, 'Room 1').click();
  const history = desk.details.getByRole('listitem');
  await expect(history.nth(0)).toContainText('Undone: Arrived');
  await expect(history.nth(1)).toContainText('Arrived · undone since');
  await expect(history.nth(1)).toContainText(/desk · saw version \d+/);
});

test('without a network an undo is on the board at once, and is sent when the line is back', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Lena Brandt' });
  await desk.item(/^Lena Brandt 14:00/, 'Room 1').click();
  await desk.goOffline();
  await desk.press('i');
  const next = (step: RegExp) => desk.details.getByRole('button', { name: step });
  await expect(next(/^Start/)).toBeVisible();
  await desk.press('Control+z');
  await expect(next(/^Arrived/)).toBeVisible();
  await expect(desk.item(/^Lena Brandt 14:00–15:00.*Waiting/, 'Room 1')).toBeVisible();
  await desk.page.context().setOffline(false);
  await expect(desk.page.getByText(/^Online/)).toBeVisible();
  await desk.item(/^Lena Brandt 14:00/, 'Room 1').click();
  await expect(desk.details.getByRole('listitem').nth(0)).toContainText('Undone: Arrived');
});

test('what is taken back before it was sent, and then refused, leaves no question and nothing held', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Lena Brandt' });
  await desk.item(/^Lena Brandt 14:00/, 'Room 1').click();
  await desk.goOffline();
  await world.office.book(house, { room: 'Room 2', from: '14:00', who: 'Priya Nair' });
  await desk.press('m', 'ArrowRight', 'Enter');
  await expect(desk.item(/^Lena Brandt 14:00–15:00.*Waiting/, 'Room 2')).toBeVisible();
  await desk.press('Control+z');
  await expect(desk.item(/^Lena Brandt 14:00–15:00.*Waiting/, 'Room 1')).toBeVisible();
  await desk.page.context().setOffline(false);
  await expect(desk.page.getByText(/^Online/)).toBeVisible();
  await expect(desk.item(/^Priya Nair 14:00–15:00/, 'Room 2')).toBeVisible();
  await expect(desk.item(/^Lena Brandt 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await expect(desk.page.getByRole('button', { name: 'Nothing needs attention' })).toBeVisible();
  await expect(desk.item(/^Held/)).toHaveCount(0);
  await desk.item(/^Lena Brandt 14:00/, 'Room 1').click();
  await expect(desk.details.getByRole('listitem').nth(0)).toContainText('Undone: Moved');
  await expect(desk.details.getByRole('listitem').nth(1)).toContainText('Refused');
});

test('a series cancelled by mistake comes back as one; what was typed into a booking too', async ({ world, house, desk }) => {
  const seriesId = crypto.randomUUID();
  const made = await world.office.submit(house, 'create_series', {
    seriesId, serviceId: house.service('room-60'), start: house.at('14:00'), rule: 'FREQ=DAILY;COUNT=3', resourceIds: [house.room('Room 1')],
    customer: { id: crypto.randomUUID(), name: 'Northside Choir' }, acceptance: 'all',
  });
  expect(made.status).toBe('committed');
  await desk.item(/^Northside Choir 14:00/, 'Room 1').click();
  await desk.details.getByRole('button', { name: 'Cancel', exact: true }).click();
  await desk.dialog.getByRole('radio', { name: 'All that are still to come' }).check();
  await desk.dialog.getByRole('button', { name: /^Cancel/ }).click();
  await expect.poll(() => world.office.booked(house)).toEqual([]);
  await desk.toast('Cancelled Northside Choir').getByRole('button', { name: 'Undo' }).click();
  await expect(desk.item(/^Northside Choir 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  await expect.poll(() => world.office.booked(house).then((all) => all.length)).toBe(3);

  await desk.details.getByRole('button', { name: 'Edit' }).click();
  await desk.dialog.getByRole('textbox', { name: 'Notes' }).fill('Bring the keys');
  await desk.dialog.getByRole('button', { name: 'Save' }).click();
  await expect(desk.details).toContainText('Bring the keys');
  await desk.press('Control+z');
  await expect(desk.details.getByRole('heading', { name: 'Notes' })).toBeHidden();
});

test('when the message is gone, also after a reload, the history of the booking takes back what was done last', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  await desk.item(/^Priya Nair/, 'Room 1').click();
  await desk.press('m', 'ArrowRight', 'Enter');
  await expect(desk.item(/^Priya Nair 14:00–15:00.*Booked/, 'Room 2')).toBeVisible();
  await desk.page.reload();
  await desk.item(/^Priya Nair/, 'Room 2').click();
  await desk.details.getByRole('button', { name: 'Undo: Moved Room 1 → Room 2' }).click();
  await expect(desk.item(/^Priya Nair 14:00–15:00.*Booked/, 'Room 1')).toBeVisible();
  const history = desk.details.getByRole('listitem');
  await expect(history.nth(0)).toContainText('Undone: Moved');
  await expect(desk.details.getByRole('button', { name: /^Undo/ })).toHaveCount(0);
  await expect.poll(() => world.office.booked(house)).toEqual([{ who: 'Priya Nair', room: 'Room 1', from: '14:00' }]);
});

test('what another counter did is taken back as well; where the time is gone, others are offered', async ({ world, house, desk, openDesk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  const other = await openDesk({ name: 'Front desk right', person: world.office.colleague });
  await other.item(/^Priya Nair/, 'Room 1').click();
  await other.press('m', 'ArrowRight', 'Enter');
  await expect(desk.item(/^Priya Nair 14:00–15:00.*Booked/, 'Room 2')).toBeVisible();
  await other.book({ room: 'Room 1', from: '14:00', who: 'Marek Dvořák' });
  await expect(desk.item(/^Marek Dvořák.*Booked/, 'Room 1')).toBeVisible();
  await desk.item(/^Priya Nair/, 'Room 2').click();
  await desk.details.getByRole('button', { name: 'Undo: Moved Room 1 → Room 2' }).click();
  await desk.press('n');
  const card = desk.attention.getByRole('article', { name: /^Priya Nair/ });
  await expect(card).toContainText('Room 1 is taken 14:00–15:00.');
  await desk.press('1');
  await expect.poll(() => world.office.booked(house)).toContainEqual({ who: 'Priya Nair', room: 'Room 3', from: '14:00' });
});

test('a walk-in by a slip of the hand is taken back, with or without a connection, and what was done before it stays', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  await desk.item(/^Priya Nair/).click();
  await desk.press('i');
  await expect(desk.item(/^Priya Nair.*Arrived/)).toBeVisible();
  const walkIn = async (who: string) => {
    await desk.press('w');
    await desk.page.keyboard.type(who);
    await desk.press('Enter');
    await expect(desk.item(new RegExp(`^${who}`))).toBeVisible();
  };
  await walkIn('Lena Brandt');
  await desk.press('Control+z');
  await expect(desk.item(/^Lena Brandt/)).toHaveCount(0);
  await expect(desk.details).toContainText('“It’s cancelled.”');

  await desk.goOffline();
  await walkIn('Lena Brandt');
  await desk.toast('Booked Lena Brandt').getByRole('button', { name: 'Undo' }).click();
  await expect(desk.item(/^Lena Brandt/)).toHaveCount(0);
  await desk.page.context().setOffline(false);
  // What was tapped before it is sent before it.
  await walkIn('Hannah Cohen');
  const standing = async () => new Set((await world.office.booked(house)).map(({ who }) => who));
  await expect.poll(standing).toEqual(new Set(['Hannah Cohen', 'Priya Nair']));
  await expect(desk.item(/^Priya Nair.*Arrived/)).toBeVisible();
});

test('Ctrl+Z again takes back what was done before, to another booking', async ({ world, house, desk }) => {
  await world.office.book(house, { room: 'Room 1', from: '14:00', who: 'Priya Nair' });
  await world.office.book(house, { room: 'Room 2', from: '14:00', who: 'Lena Brandt' });
  for (const who of [/^Priya Nair/, /^Lena Brandt/]) {
    await desk.item(who).click();
    await desk.press('i');
    await expect(desk.item(new RegExp(`${who.source}.*Arrived`))).toBeVisible();
  }
  await desk.press('Control+z', 'Control+z');
  for (const who of ['Priya Nair', 'Lena Brandt']) await expect(desk.item(new RegExp(`^${who}.*Booked`))).toBeVisible();
  // There is nothing more to take back.
  await desk.press('Control+z');
  await expect(desk.item(/, Booked/)).toHaveCount(2);
});
