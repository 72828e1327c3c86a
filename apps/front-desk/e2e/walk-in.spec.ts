import { expect, test } from './world.ts';

test('a walk-in takes two keys and is on the board before the network answers', async ({ desk }) => {
  const held: (() => void)[] = [];
  await desk.page.route('**/trpc/commands.submit', async (route) => {
    await new Promise<void>((release) => held.push(release));
    await route.continue();
  });

  await desk.press('w', 'Enter');
  const booking = desk.item(/^Walk-in/, 'Room 1');
  await expect(booking).toHaveAccessibleName(/Room, one hour, Waiting/);
  await expect(desk.details).toContainText('“I’ll confirm by message in a moment.”');
  await expect(desk.connection(/sending 1$/)).toBeVisible();

  await expect.poll(() => held.length).toBe(1);
  held[0]?.();
  await expect(booking).toHaveAccessibleName(/Room, one hour, Booked/);
  await expect(desk.details).toContainText('“You’re booked.”');
  await expect(desk.details).toContainText(/Reference HF-\w+/);
  await expect(booking).toHaveCount(1);
});

test('a walk-in says when it is and who it is for, without leaving the keyboard', async ({ world, house, desk }) => {
  await desk.press('w');
  await expect(desk.dialog).toContainText(/now, rounded to 1[12]:(00|15|30|45)/);
  await desk.page.keyboard.type('Nour Haddad');
  await desk.press('Enter');
  await expect(desk.item(/^Nour Haddad.*Booked/, 'Room 1')).toBeVisible();
  expect(await world.office.booked(house)).toMatchObject([{ who: 'Nour Haddad', room: 'Room 1' }]);
});

test('walk-ins go to the next free room, and a full house offers the nearest times', async ({ desk }) => {
  await desk.walkIns(8);
  for (let room = 1; room <= 8; room++) await expect(desk.item(/^Walk-in/, `Room ${room}`)).toHaveCount(1);
  await desk.press('w');
  await expect(desk.dialog).toContainText(/Nothing suitable is free at 1[12]:\d\d–1[23]:\d\d\./);
  await expect(desk.dialog.getByRole('button', { name: /later/ })).toHaveCount(3);
  await desk.press('1');
  await expect(desk.item(/^Walk-in/)).toHaveCount(9);
  await expect(desk.item(/^Walk-in/, 'Room 1')).toHaveCount(2);
});

test('whoever clicks everything twice gets what one click does', async ({ desk }) => {
  await desk.page.getByRole('button', { name: 'Walk-in' }).dblclick();
  await expect(desk.dialog).toBeVisible();
  await desk.dialog.getByRole('button', { name: /^Book Room 1/ }).dblclick();
  await expect(desk.item(/^Walk-in.*Booked/, 'Room 1')).toBeVisible();
  await expect(desk.dialog).toBeHidden();
  await expect(desk.details.getByRole('heading', { name: 'Walk-in' })).toBeVisible();
  await desk.details.getByRole('button', { name: 'Arrived' }).dblclick();
  await expect(desk.item(/^Walk-in.*Arrived/, 'Room 1')).toBeVisible();
  await expect(desk.details.locator('.history')).toContainText(/Arrived.*Booked/s);
  await expect(desk.item(/^Walk-in/)).toHaveCount(1);
  await expect(desk.details.getByRole('button', { name: 'Start' })).toBeVisible();
});

test('a key that is held down does once what it does', async ({ desk }) => {
  const { keyboard } = desk.page;
  const hold = async (key: string) => {
    // Down again while it is down: what a keyboard sends of a key that rests.
    for (let times = 0; times < 5; times++) await keyboard.down(key);
    await keyboard.up(key);
  };
  await hold('w');
  await expect(desk.dialog.getByRole('combobox', { name: 'Who' })).toHaveValue('');
  await hold('Enter');
  await hold('i');
  await expect(desk.item(/^Walk-in.*Arrived/, 'Room 1')).toBeVisible();
  await desk.press('w', 'Enter');
  await expect(desk.item(/^Walk-in.*Booked/, 'Room 2')).toBeVisible();
  await keyboard.down('Control');
  await hold('z');
  await keyboard.up('Control');
  await expect(desk.item(/^Walk-in/, 'Room 2')).toBeHidden();
  await expect(desk.item(/^Walk-in.*Arrived/, 'Room 1')).toBeVisible();
});
